"""Files of replaced and deleted pictures are deleted; a picture in use cannot be deleted."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from content.models import Picture
from content.pictures import renditions
from content.pictures.usage import find_picture_uses
from tests.content.pictures.sample_files import jpeg_bytes, png_bomb, uploaded_file
from tests.factories import EventSessionFactory, GraduateFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def add_picture(**fields) -> Picture:
    picture = Picture.objects.create(
        **({"image": uploaded_file(jpeg_bytes((330, 60))), "alt_text": "车间", "minors": "none"} | fields)
    )
    renditions.prepare_renditions(picture.pk)
    return Picture.objects.get(pk=picture.pk)


def files_exist(names):
    return [default_storage.exists(name) for name in names]


def test_deleting_removes_every_file_after_the_commit(django_capture_on_commit_callbacks):
    picture, other = add_picture(), add_picture()
    assert len(picture.file_names) == 7
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
        assert all(files_exist(picture.file_names))
    assert not any(files_exist(picture.file_names))
    assert all(files_exist(other.file_names))  # the same content, stored under another name


def test_a_deletion_taken_back_keeps_the_files():
    picture = add_picture()
    with transaction.atomic():
        picture.delete()
        transaction.set_rollback(True)
    assert all(files_exist(picture.file_names))


def test_replacing_removes_the_old_files_and_asks_for_new_sizes(django_capture_on_commit_callbacks):
    picture = add_picture()
    old = picture.file_names
    with django_capture_on_commit_callbacks(execute=True):
        picture.image = uploaded_file(jpeg_bytes((100, 100)))
        picture.save()
    assert not any(files_exist(old))
    picture.refresh_from_db()
    assert (picture.width, picture.files, picture.is_being_prepared) == (100, [], True)
    assert all(files_exist(picture.file_names))


def test_other_changes_leave_the_files_alone(django_capture_on_commit_callbacks):
    picture = add_picture()
    with django_capture_on_commit_callbacks(execute=True):
        picture.alt_text = "另一个说明"
        picture.save()
    assert all(files_exist(picture.file_names))
    assert not picture.is_being_prepared


@pytest.mark.parametrize("make", [EventSessionFactory, SchoolFactory, GraduateFactory])
def test_one_that_a_record_shows_is_not_deleted(make):
    picture = add_picture()
    record = make(picture=picture)
    assert find_picture_uses(picture) == [record]
    with pytest.raises(ProtectedError):
        picture.delete()
    assert all(files_exist(picture.file_names))


def test_one_that_a_text_names_is_not_deleted():
    picture = add_picture()
    session = EventSessionFactory(description=f"看：![车间](picture:{picture.pk})")
    SchoolFactory(introduction=f"![](picture:{picture.pk}0)", editor_note=f"picture:{picture.pk}")
    assert find_picture_uses(picture) == [session]
    with pytest.raises(ProtectedError):
        Picture.objects.filter(pk=picture.pk).delete()


def test_no_code_can_store_what_was_not_checked():
    with pytest.raises(ValidationError), transaction.atomic():
        add_picture(image=uploaded_file(png_bomb(20_000)))
    assert not Picture.objects.exists()


@pytest.mark.parametrize("wrong", [{"alt_text": ""}, {"minors": ""}, {"focal_x": 101}])
def test_the_database_refuses_a_picture_without_its_declarations(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_picture(**wrong)
