"""Renditions are made once, outside the request, and retried after a failure."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from content.models import Picture
from content.pictures import renditions, tasks
from edu_week.management.commands import worker
from tests.content.pictures.sample_files import jpeg_bytes, phone_photo, uploaded_file


def add_picture(size=(700, 350), content=None) -> Picture:
    return Picture.objects.create(image=uploaded_file(content or jpeg_bytes(size)), alt_text="车间", minors="none")


def with_renditions(picture) -> Picture:
    renditions.prepare_renditions(picture.pk)
    return Picture.objects.get(pk=picture.pk)


def make_due(picture):
    Picture.objects.filter(pk=picture.pk).update(prepare_at=timezone.now())


def test_three_formats_in_widths_up_to_its_own(db):
    picture = with_renditions(add_picture())
    assert sorted((file["format"], file["width"]) for file in picture.files) == [
        (name, width) for name in ("avif", "jpeg", "webp") for width in (320, 640, 700)
    ]
    for file in picture.files:
        with default_storage.open(file["name"]) as stored:
            image = Image.open(stored)
            assert (image.format.lower(), image.size) == (file["format"], (file["width"], file["width"] // 2))
            assert not image.getexif()
            assert f"-{file['width']}." in file["name"]
    assert not picture.is_being_prepared


def test_four_widths_of_a_large_one(db):
    assert {file["width"] for file in with_renditions(add_picture((2400, 120))).files} == set(renditions.WIDTHS)


def test_nothing_of_where_it_was_taken_is_in_any_size(db):
    picture = with_renditions(add_picture(content=phone_photo(orientation=6)))
    for name in picture.file_names:
        with default_storage.open(name) as stored:
            assert b"Secret-Place" not in (content := stored.read())
            assert b"Exif" not in content


def test_asked_for_after_the_commit(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        picture = add_picture()
        assert not DBTaskResult.objects.exists()
    task = DBTaskResult.objects.get()
    assert (task.args_kwargs["args"], task.priority) == ([picture.pk], -10)
    tasks.prepare_picture.call(picture.pk)
    assert Picture.objects.get().files


def test_asked_twice_is_made_once(db, monkeypatch):
    picture, calls = add_picture(), []
    monkeypatch.setattr(renditions, "make_renditions", lambda picture: calls.append(picture) or [])
    renditions.prepare_renditions(picture.pk)
    renditions.prepare_renditions(picture.pk)
    assert len(calls) == 1


def test_nobody_else_takes_what_is_being_made(db, monkeypatch):
    picture, others = add_picture(), []
    monkeypatch.setattr(renditions, "make_renditions", lambda _picture: others.append(renditions.claim_picture(picture.pk)) or [])
    renditions.prepare_renditions(picture.pk)
    assert others == [None]


def test_a_failure_is_tried_again_by_the_worker_and_in_the_end_given_up(db, caplog):
    picture = add_picture()
    default_storage.delete(picture.image.name)
    for waits in (*renditions.RETRY_DELAYS, None):
        renditions.prepare_renditions(picture.pk)
        picture.refresh_from_db()
        if waits:
            assert abs(picture.prepare_at - timezone.now() - waits) < dt.timedelta(minutes=1)
            make_due(picture)
    assert picture.prepare_at is None
    assert not picture.files
    assert "could not be made" in caplog.text


def test_the_workers_duty_makes_what_is_due(db):
    picture, later = add_picture(), add_picture()
    Picture.objects.filter(pk=later.pk).update(prepare_at=timezone.now() + dt.timedelta(minutes=1))
    worker.prepare_due_pictures()
    assert Picture.objects.get(pk=picture.pk).files
    assert not Picture.objects.get(pk=later.pk).files
    assert {worker.prepare_due_pictures, worker.delete_orphan_pictures} < set(worker.DUTIES)


def test_sizes_of_a_picture_replaced_meanwhile_are_not_kept(db, monkeypatch):
    picture = add_picture()
    claimed = renditions.claim_picture(picture.pk)
    picture.image = uploaded_file(jpeg_bytes((500, 500)))
    picture.save()
    renditions.save_renditions(claimed, [{"format": "jpeg", "width": 320, "name": "pictures/old-320.jpg"}])
    picture.refresh_from_db()
    assert picture.files == []
    assert picture.is_being_prepared


@pytest.mark.parametrize("gone", [True, False])
def test_a_task_too_many_is_no_error(db, gone):
    picture = with_renditions(add_picture((64, 64)))
    if gone:
        Picture.objects.all().delete()
    tasks.prepare_picture.call(picture.pk)
