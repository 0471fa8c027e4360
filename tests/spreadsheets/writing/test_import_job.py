"""What a row does, and what it is refused for."""

import pytest

from backoffice.audit_log.events import Event
from backoffice.audit_log.models import AuditEntry
from schools.models import Major, School
from spreadsheets import jobs
from spreadsheets.job_queue import start_job
from spreadsheets.writing import import_job
from tests.spreadsheets.sheet_files import build_workbook, import_file, job_errors, run_job, upload_file


def majors(*rows, titles=("网址名", "学校", "名称")) -> bytes:
    return build_workbook(专业=[list(titles), *map(list, rows)])


def test_new_changed_and_same_rows(scene):
    rows = majors(("new", "甲校", "护理"), ("major-1", "甲校", "新名"), ("major-2", "school-2", "乙校专业"))
    job = upload_file(Major, scene.alice, rows)
    assert job.result["counts"] == {"new": 1, "changed": 1, "same": 1}
    assert job.rows.get(outcome="changed").changes == [["名称", "甲校专业", "新名"]]
    assert not Major.objects.filter(slug="new").exists()
    run_job(job, "write")
    assert Major.objects.get(slug="new").status == "draft"
    assert Major.objects.get(slug="major-1").name == "新名"
    history = Major.history.filter(slug="major-1").latest()
    assert history.author == "alice"
    assert (history.history_user, history.history_change_reason) == (scene.alice, f"导入{job.pk}")
    assert "新增1条，修改1条，不变1条" in AuditEntry.objects.get(event=Event.IMPORT, user=scene.alice).detail


def test_a_missing_column_is_left_alone_and_a_blank_cell_empties(scene):
    Major.objects.filter(slug="major-1").update(code="7202", introduction="旧", years=3)
    import_file(Major, scene.alice, majors(("major-1", None, None), titles=("网址名", "学制（年）", "source")))
    major = Major.objects.get(slug="major-1")
    assert (major.years, major.code, major.introduction, major.source) == (None, "7202", "旧", "editor")


def test_search_words_follow(scene):
    import_file(Major, scene.alice, majors(("major-1", "甲校", "玻璃工艺")))
    assert "boligongyi" in Major.objects.get(slug="major-1").search_text.replace(" ", "")


@pytest.mark.parametrize(
    ("row", "letter", "words"),
    [
        (("", "甲校", "护理"), "A", "不能为空"),
        (("new", "", "护理"), "B", "不能为空"),
        (("new", "丙校", "护理"), "B", "没有学校“丙校”"),
        (("new", "甲校", "甲校专业"), "C", "已经有这样的专业"),
        (("new", "甲校", "字" * 61), "C", "太长：有61个字，最多60个"),
    ],
)
def test_refused_row_is_named(scene, row, letter, words):
    ((sheet, number, found, _column, sentence),) = job_errors(upload_file(Major, scene.alice, majors(row)))
    assert (sheet, number, found) == ("专业", 2, letter)
    assert words in sentence


def test_a_missing_column_is_said_once_however_many_rows_need_it(scene):
    job = upload_file(Major, scene.alice, majors(("new-1", "护理"), ("new-2", "康复"), titles=("网址名", "名称")))
    assert job.state == "failed"
    assert job.result["sentence"].count("「学校」") == 1
    assert not job.rows.exists()


def test_rows_are_compared_with_each_other(scene):
    job = upload_file(Major, scene.alice, majors(("a", "甲校", "一"), ("a", "甲校", "二"), ("b", "甲校", "一")))
    assert [(number, sentence) for _sheet, number, _letter, _column, sentence in job_errors(job)] == [
        (3, "与第2行是同一条记录。"),
        (4, "第2行已有相同的学校、名称。"),
    ]


def test_a_real_formula_is_refused(scene):
    ((_sheet, number, letter, _column, sentence),) = job_errors(upload_file(Major, scene.alice, majors(("new", "甲校", "=1+1"))))
    assert (number, letter) == (2, "C")
    assert "公式" in sentence


def test_one_bad_row_stops_all(scene):
    job = run_job(upload_file(Major, scene.alice, majors(("new", "甲校", "护理"), ("bad", "丙校", "护理"))), "write")
    assert job.state == "checked"
    assert not Major.objects.filter(slug="new").exists()


def test_what_changed_since_it_was_shown_is_shown_again(scene):
    job = upload_file(Major, scene.alice, majors(("major-1", "甲校", "新名")))
    Major.objects.filter(slug="major-1").update(name="又一个名")
    job = run_job(job, "write")
    assert (job.state, job.result["is_other"]) == ("checked", True)
    assert job.rows.get().changes == [["名称", "又一个名", "新名"]]
    assert run_job(job, "write").state == "done"


def test_what_changes_between_check_and_lock_stops_it_too(scene, monkeypatch):
    job = upload_file(Major, scene.alice, majors(("major-1", "甲校", "新名"), ("new", "甲校", "护理")))
    real = import_job.write_import

    def late(*args):
        monkeypatch.setattr(import_job, "write_import", real)
        Major.objects.filter(slug="major-1").update(code="1")
        real(*args)

    monkeypatch.setattr(import_job, "write_import", late)
    assert run_job(job, "write").state == "checked"
    assert not Major.objects.filter(slug="new").exists()
    assert not AuditEntry.objects.filter(event=Event.IMPORT).exists()


def test_school_editor_reaches_own_school_only(scene):
    taken, other, unknown = ("major-2", "甲校", "抢来的"), ("new", "乙校", "护理"), ("other", "school-404", "护理")
    errors = job_errors(upload_file(Major, scene.bob, majors(taken, other, unknown, ("own", "甲校", "护理"))))
    found = {number: (letter, sentence) for _sheet, number, letter, _column, sentence in errors}
    assert found[2] == ("A", "已有别的记录用了它，请换一个。")
    assert found[3][1].replace("乙校", "X") == found[4][1].replace("school-404", "X")
    assert set(found) == {2, 3, 4}


def test_who_may_not_publish_may_not_by_import(scene):
    titles = ("网址名", "学校", "名称", "发布状态")
    rows = majors(("new", "甲校", "护理", "已发布"), ("major-1", "甲校", "甲校专业", "draft"), titles=titles)
    job = upload_file(Major, scene.bob, rows)
    assert [(number, letter) for _sheet, number, letter, *_ in job_errors(job)] == [(2, "D")]
    import_file(Major, scene.alice, majors(("new", "甲校", "护理", "已发布"), titles=titles))
    assert AuditEntry.objects.get(event=Event.PUBLISHED).about == "护理"


def test_a_public_record_is_changed_by_proposal_not_by_import(scene):
    rows = majors(("major-1", "甲校", "新名"))
    ((_sheet, number, letter, _column, sentence),) = job_errors(upload_file(Major, scene.bob, rows))
    assert (number, letter) == (2, "C")
    assert "送市级审核" in sentence
    Major.objects.filter(slug="major-1").update(status="draft")
    import_file(Major, scene.bob, rows)


def test_what_is_archived_is_kept_but_not_linked_anew(scene):
    School.objects.filter(slug="school-1").update(status="archived")
    rows = majors(("major-1", "甲校", "新名"), ("new", "甲校", "护理"))
    assert [(number, letter) for _sheet, number, letter, *_ in job_errors(upload_file(Major, scene.alice, rows))] == [(3, "B")]


def test_a_time_of_publishing_that_is_past_is_refused(scene):
    rows = majors(("major-1", "2025-05-13 09:00"), ("major-2", "2025-05-14 08:00"), titles=("网址名", "publish_at"))
    errors = job_errors(upload_file(Major, scene.alice, rows))
    assert [(number, letter) for _sheet, number, letter, *_ in errors] == [(2, "B")]


def test_rights_are_asked_again_when_it_runs(scene):
    assert (
        upload_file(School, scene.bob, build_workbook(学校=[["网址名"], ["a"]])).result["sentence"] == "你的账号不能在这里导入。"
    )
    scene.alice.is_active = False
    scene.alice.save()
    assert upload_file(Major, scene.alice, majors(("new", "甲校", "护理"))).state == "failed"


def test_an_old_attempt_falls_silent(scene):
    job = upload_file(Major, scene.alice, majors(("new", "甲校", "护理")))
    start_job(job)
    old = jobs.claim_job(job.pk, job.run)
    start_job(job)
    assert jobs.claim_job(job.pk, old.run) is None
    with pytest.raises(jobs.JobSupersededError):
        jobs.update_job(old, done_count=1)
