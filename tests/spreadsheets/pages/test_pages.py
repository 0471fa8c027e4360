"""The pages of import and export in the back office."""

import io

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from backoffice.audit_log.events import Event
from backoffice.audit_log.models import AuditEntry
from events.models import Booking
from schools.models import Major, School
from spreadsheets import limits
from spreadsheets.models import SpreadsheetJob
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin
from spreadsheets.tasks import run_spreadsheet_job
from tests.spreadsheets.sheet_files import build_workbook, read_rows, upload_file
from tests.test_admin_csp import assert_clean

FILE = build_workbook(专业=[["网址名", "学校", "名称"], ["new", "甲校", "护理"], ["bad", "丙校", "=护理"]])
GOOD = build_workbook(专业=[["网址名", "学校", "名称"], ["new", "甲校", "护理"], ["major-1", "甲校", "新名"]])
MODELS_WITH_SHEETS = [model for model, page in admin.site._registry.items() if isinstance(page, SpreadsheetAdminMixin)]


def url(model, suffix, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{suffix}", args=args)


def send(client, content=GOOD, name="专业.xlsx"):
    return client.post(url(Major, "import"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def run() -> SpreadsheetJob:
    job = SpreadsheetJob.objects.latest("pk")
    run_spreadsheet_job.call(job.pk, job.run)
    return SpreadsheetJob.objects.get(pk=job.pk)


def test_from_the_file_to_the_record(alice, scene):
    response = send(alice)
    assert "正在排队" in response.content.decode()
    assert DBTaskResult.objects.count() == 1
    assert_clean(response, "waiting")
    job = run()
    page = alice.get(url(Major, "import_job", job.pk))
    assert_clean(page, "checked")
    assert "现在导入" in page.content.decode()
    changed = alice.get(url(Major, "import_job", job.pk), {"show": "changed"})
    assert "<del>甲校专业</del>" in changed.content.decode()
    alice.post(url(Major, "import_job", job.pk), {"write": "1"})
    run()
    page = alice.get(url(Major, "import_job", job.pk))
    assert_clean(page, "done")
    assert "新增1条，修改1条，不变0条" in page.content.decode()
    assert Major.objects.filter(slug="new").exists()


def test_rows_with_errors_come_back_as_a_workbook_to_mend(alice):
    send(alice, FILE)
    job = run()
    page = alice.get(url(Major, "import_job", job.pk))
    assert_clean(page, "errors")
    html = page.content.decode()
    assert "现在导入" not in html
    assert "第3行" in html
    assert "B列" in html
    alice.post(url(Major, "import_job", job.pk), {"write": "1"})
    assert SpreadsheetJob.objects.get(pk=job.pk).state == "checked"
    rows = read_rows(alice.get(url(Major, "import_errors", job.pk)).content)
    assert rows[0] == ["网址名", "学校", "名称", "问题"]
    assert rows[1][:3] == ["bad", "丙校", "'=护理"]
    assert "没有学校“丙校”" in rows[1][3]


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\xd0\xcf\x11\xe0 old", ".xls"), (b"PK\x03\x04 no zip", "损坏"), (b"\x89PNG\xff", "CSV UTF-8"), (b"", "空")],
)
def test_wrong_files_are_refused_at_once_beside_the_field(alice, content, word):
    response = send(alice, content)
    assert not SpreadsheetJob.objects.exists()
    assert word in str(response.context["form"].errors["file"])


def test_too_large_a_file(alice, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 100)
    assert "10 MB" in str(send(alice).context["form"].errors["file"])


def test_progress_and_death_are_told(alice, scene):
    job = upload_file(Major, scene.alice, GOOD)
    SpreadsheetJob.objects.filter(pk=job.pk).update(state="checking", done_count=1)
    part = alice.get(url(Major, "import_state", job.pk)).content.decode()
    assert "已检查1行，共2行" in part
    assert "data-state-url" in part
    SpreadsheetJob.objects.filter(pk=job.pk).update(beat_at="2025-01-01T00:00Z")
    page = alice.get(url(Major, "import_job", job.pk))
    assert_clean(page, "dead")
    assert "后台程序中途停了" in page.content.decode()
    alice.post(url(Major, "import_job", job.pk), {"again": "1"})
    assert run().state == "checked"


def test_somebody_elses_job_is_like_none(bob, scene):
    job = upload_file(Major, scene.alice, GOOD)
    for suffix in ("import_job", "import_state", "import_errors"):
        assert bob.get(url(Major, suffix, job.pk)).status_code == 404
    assert bob.post(url(Major, "import_job", job.pk), {"write": "1"}).status_code == 404


@pytest.mark.parametrize("model", MODELS_WITH_SHEETS, ids=lambda model: model._meta.model_name)
def test_pages_of_every_kind(alice, scene, model):
    assert_clean(alice.get(url(model, "export")), "export")
    html = alice.get(url(model, "changelist")).content.decode()
    assert url(model, "export") in html
    if model is Booking:
        assert alice.get(url(model, "import")).status_code == 403
        return
    assert url(model, "import") in html
    assert_clean(alice.get(url(model, "import")), "import")
    book = load_workbook(io.BytesIO(alice.get(url(model, "import_template", "xlsx")).content))
    assert book["说明"]["A2"].value == book.worksheets[0].title
    assert book.worksheets[0].data_validations.dataValidation
    csv = alice.get(url(model, "import_template", "0.csv")).content
    assert csv.startswith(b"\xef\xbb\xbf")
    assert alice.get(url(model, "import_template", "7.csv")).status_code == 404


def test_template_is_taken_as_it_is_filled_in(alice, scene):
    book = load_workbook(io.BytesIO(alice.get(url(Major, "import_template", "xlsx")).content))
    page, values = book["专业"], {"网址名": "new", "学校": "甲校", "名称": "护理", "来源": "工作人员录入"}
    for cell in page[1]:
        page.cell(2, cell.column, values.get(cell.value.removesuffix(" *")))
    content = io.BytesIO()
    book.save(content)
    job = upload_file(Major, scene.alice, content.getvalue())
    assert (job.result["counts"], job.result["left_aside"]) == ({"new": 1}, [])


def test_who_may_not_add_may_not_import(bob):
    assert bob.get(url(School, "import")).status_code == 403
    assert url(School, "import") not in bob.get(url(School, "changelist")).content.decode()


def test_export_follows_the_list_and_is_recorded(alice):
    page = alice.get(url(Major, "export"), {"q": "jia"})
    assert "搜索：jia" in page.content.decode()
    response = alice.post(url(Major, "export") + "?q=jia", {"form": "csv0"})
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "甲校专业" in lines[1]
    assert AuditEntry.objects.get(event=Event.EXPORT).detail == "专业，1行，筛选：搜索：jia。"


def test_export_of_chosen_rows(alice, scene):
    data = {"action": "export_selected", "_selected_action": [scene.other.major.pk]}
    response = alice.post(url(Major, "changelist"), data)
    assert response.url == url(Major, "export") + f"?ids={scene.other.major.pk}"
    assert "选中的1行" in alice.get(response.url).content.decode()
    assert len(read_rows(alice.post(response.url, {"form": "xlsx"}).content)) == 2


def test_export_gives_own_schools_only(bob, scene):
    rows = read_rows(bob.post(url(Major, "export"), {"form": "xlsx"}).content)
    assert [row[0] for row in rows[1:]] == ["major-1"]
    other = bob.post(url(Major, "export") + f"?ids={scene.other.major.pk}", {"form": "xlsx"})
    assert len(read_rows(other.content)) == 1


def test_many_rows_are_exported_as_a_job(alice, scene, client, monkeypatch):
    monkeypatch.setattr(limits, "DIRECT_ROWS", 1)
    page = alice.post(url(Major, "export"), {"form": "xlsx"}, follow=True)
    assert "正在排队" in page.content.decode()
    job = run()
    page = alice.get(url(Major, "export_job", job.pk))
    assert_clean(page, "ready")
    assert "2行已备好" in page.content.decode()
    assert len(read_rows(alice.get(url(Major, "export_file", job.pk)).content)) == 3
    client.force_login(scene.bob)
    assert client.get(url(Major, "export_file", job.pk)).status_code == 404
