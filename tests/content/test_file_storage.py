"""Pictures and cards on a full disk: nothing is left, nothing is cached, and once there is room all is well."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from content.models import Picture
from content.pictures import orphan_files, renditions
from content.share_images import serving
from content.share_images.card import Card
from tests.content.full_disk import small_disk  # noqa: F401 (a fixture)
from tests.content.pictures.sample_files import jpeg_bytes, uploaded_file
from tests.content.pictures.test_orphan_files import set_age

pytestmark = pytest.mark.django_db
CARD = Card(site="活动周", title="推光漆体验")


def add_picture():
    return Picture.objects.create(image=uploaded_file(jpeg_bytes((700, 350))), alt_text="车间", minors="none")


def get_card():
    return serving.card_response(RequestFactory().get(f"/card.png?v={CARD.key}"), "session-lacquer", CARD)


def test_names_of_stored_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first = default_storage.save("pictures/2025/one.jpg", ContentFile(b"first"))
    second = default_storage.save("pictures/2025/one.jpg", ContentFile("第二"))
    assert first == "pictures/2025/one.jpg"
    assert second != first
    assert [(tmp_path / name).read_bytes() for name in (first, second)] == [b"first", "第二".encode()]
    assert default_storage.path(first).startswith(str(tmp_path))
    assert os.stat(default_storage.path(first)).st_mode & 0o777 == 0o644


@pytest.mark.parametrize("room", [0, 4096])
def test_an_upload_that_does_not_fit_leaves_neither_file_nor_row(small_disk, room):  # noqa: F811
    (small_disk.folder / "pictures").mkdir()
    small_disk.fill(room)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        Picture.objects.create(image=uploaded_file(jpeg_bytes((1800, 1800))), alt_text="车间", minors="none")
    assert small_disk.list_files() == []
    assert not Picture.objects.exists()


@pytest.mark.parametrize("room", [0, 8192, 16384])
def test_sizes_that_do_not_fit_leave_nothing_and_are_made_once_there_is_room(small_disk, room, caplog):  # noqa: F811
    picture = add_picture()
    before = small_disk.list_files()
    small_disk.fill(room)
    renditions.prepare_renditions(picture.pk)
    picture.refresh_from_db()
    assert (picture.files, picture.is_being_prepared) == ([], True)
    assert small_disk.list_files() == before == [picture.image.name]
    assert "could not be made" in caplog.text


def test_a_card_that_does_not_fit_is_shown_and_kept_by_nobody(small_disk, caplog):  # noqa: F811
    small_disk.fill(0)
    answer = get_card()
    assert answer.status_code == 200
    assert answer.content.endswith(serving.PNG_END)
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer
    assert small_disk.list_files() == []
    assert "could not be stored" in caplog.text


def test_half_a_card_of_an_earlier_day_is_drawn_anew(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    whole = get_card().content
    (stored,) = (tmp_path / "cards").iterdir()
    for part in (b"", whole[:500]):
        stored.write_bytes(part)
        answer = get_card()
        assert answer.content == stored.read_bytes() == whole
        assert "immutable" in answer["Cache-Control"]


def test_an_empty_picture_of_an_earlier_day_is_not_kept_for_a_year(settings, tmp_path, client):
    settings.MEDIA_ROOT = tmp_path
    name = default_storage.save("pictures/one.jpg", ContentFile(b""))
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 404
    assert "immutable" not in answer.get("Cache-Control", "")


def test_what_a_dead_process_left_is_swept_and_what_is_being_written_is_not(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("pictures", "cards"):
        (tmp_path / folder).mkdir()
        for name in ("old", "new"):
            (tmp_path / folder / f".{name}.png.0a.writing").write_bytes(b"x")
        set_age(f"{folder}/.old.png.0a.writing", 0.1)
    card = default_storage.save("cards/session.zh-hans.key.png", ContentFile(b"x"))
    set_age(card, 9)
    assert sorted(orphan_files.delete_orphan_files()) == ["cards/.old.png.0a.writing", "pictures/.old.png.0a.writing"]
    assert default_storage.exists(card)
    assert default_storage.exists("pictures/.new.png.0a.writing")


def test_a_row_that_is_refused_leaves_a_file_only_until_it_is_swept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.create(image=uploaded_file(jpeg_bytes((700, 350))), alt_text="", minors="none")
    (name,) = os.listdir(tmp_path / "pictures")
    set_age(f"pictures/{name}", 2)
    assert orphan_files.delete_orphan_files() == [f"pictures/{name}"]
