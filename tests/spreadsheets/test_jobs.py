"""Jobs outside the request: how far they are, when they died, when they go."""

import datetime as dt

from django.utils import timezone

from edu_week.management.commands import worker
from schools.models import Major
from spreadsheets import jobs
from spreadsheets.models import SpreadsheetJob, SpreadsheetRow
from spreadsheets.writing import import_job
from tests.spreadsheets.sheet_files import build_workbook, run_job, upload_file

FILE = build_workbook(专业=[["网址名", "学校", "名称"], *[[f"new-{n}", "甲校", f"专业{n}"] for n in range(30)]])


def later(job, **values) -> SpreadsheetJob:
    SpreadsheetJob.objects.filter(pk=job.pk).update(**values)
    return SpreadsheetJob.objects.get(pk=job.pk)


def test_progress_moves_while_it_checks(scene, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)
    seen, real = [], jobs.update_job

    def watched(job, **values):
        real(job, **values)
        seen.append(SpreadsheetJob.objects.values_list("state", "done_count", "total_count").get(pk=job.pk))

    monkeypatch.setattr(jobs, "update_job", watched)
    run_job(upload_file(Major, scene.alice, FILE), "write")
    checking = [(done, total) for state, done, total in seen if state == "checking"]
    assert checking[:2] == [(0, 30), (1, 30)]
    assert checking[30] == (30, 30)
    assert ("writing", 30, 30) in seen


def test_a_job_whose_worker_was_stopped_is_dead_and_may_run_again(scene):
    job = later(upload_file(Major, scene.alice, FILE), state="checking")
    assert not job.is_dead
    job = later(job, beat_at=timezone.now() - dt.timedelta(seconds=61))
    assert job.is_dead
    assert job.may_run_again
    assert run_job(job).state == "checked"


def test_writing_is_given_more_time_as_it_cannot_say_that_it_lives(scene):
    job = upload_file(Major, scene.alice, FILE)
    assert not later(job, state="writing", beat_at=timezone.now() - dt.timedelta(minutes=4)).is_dead
    assert later(job, beat_at=timezone.now() - dt.timedelta(minutes=6)).is_dead


def test_one_that_nobody_takes_up_says_so(scene):
    job = later(upload_file(Major, scene.alice, FILE), state="waiting", beat_at=timezone.now() - dt.timedelta(minutes=2))
    assert job.waits_long
    assert not job.is_dead


def test_a_failure_leaves_nothing_and_a_sentence(scene, monkeypatch, caplog):
    job = upload_file(Major, scene.alice, FILE)
    monkeypatch.setattr(import_job, "write_checked_rows", lambda *args, **kwargs: 1 / 0)
    job = run_job(job, "write")
    assert job.state == "failed"
    assert "出了问题" in job.result["sentence"]
    assert not Major.objects.filter(slug="new-1").exists()
    assert "ZeroDivisionError" in caplog.text


def test_files_and_rows_go_after_their_days(scene):
    job = upload_file(Major, scene.alice, FILE)
    export = SpreadsheetJob.objects.create(direction="export", kind="schools.major", user=scene.alice, file_name="x", run="1")
    now = timezone.now()
    later(job, created_at=now - dt.timedelta(days=6))
    later(export, created_at=now - dt.timedelta(hours=25))
    worker.clean_up_jobs_and_sessions()
    assert list(SpreadsheetJob.objects.all()) == [job]
    later(job, created_at=now - dt.timedelta(days=8))
    worker.clean_up_jobs_and_sessions()
    assert not SpreadsheetRow.objects.exists()
