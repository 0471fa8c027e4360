"""Files that no row refers to are deleted after a day; everything else stays."""

import datetime as dt
import io
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from content.pictures import orphan_files
from edu_week.management.commands import worker
from tests.content.pictures.test_signals import add_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def store_file(name, *, days):
    stored_name = default_storage.save(name, ContentFile(b"x"))
    set_age(stored_name, days)
    return stored_name


def set_age(name, days):
    moment = (timezone.now() - dt.timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))


def test_old_orphans_go_and_nothing_else():
    picture = add_picture()
    for name in picture.file_names:
        set_age(name, 3)
    fresh, elsewhere = store_file("pictures/fresh.jpg", days=0.9), store_file("sheets/old.xlsx", days=9)
    orphans = {store_file("pictures/old.jpg", days=1.1), store_file("pictures/2025/old-320.avif", days=9)}
    assert set(orphan_files.list_orphan_files()) == orphans
    worker.delete_orphan_pictures()
    assert orphan_files.list_orphan_files() == []
    assert all(default_storage.exists(name) for name in [*picture.file_names, fresh, elsewhere])
    assert not any(default_storage.exists(name) for name in orphans)


def test_command_can_only_say_which():
    orphan, output = store_file("pictures/old.jpg", days=2), io.StringIO()
    call_command("delete_orphan_pictures", "--dry-run", stdout=output)
    assert orphan in output.getvalue()
    assert default_storage.exists(orphan)
    call_command("delete_orphan_pictures", stdout=output)
    assert not default_storage.exists(orphan)


def test_nothing_was_ever_uploaded():
    assert orphan_files.delete_orphan_files() == []
