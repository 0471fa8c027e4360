"""Files no row names go after a day; everything else stays."""

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
from tests.content.pictures.test_signals import add

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored(name, *, days):
    kept = default_storage.save(name, ContentFile(b"x"))
    age(kept, days)
    return kept


def age(name, days):
    moment = (timezone.now() - dt.timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))


def test_old_orphans_go_and_nothing_else():
    picture = add()
    for name in picture.file_names:
        age(name, 3)
    fresh, elsewhere = stored("pictures/fresh.jpg", days=0.9), stored("sheets/old.xlsx", days=9)
    orphans = {stored("pictures/old.jpg", days=1.1), stored("pictures/2025/old-320.avif", days=9)}
    assert set(orphan_files.list_orphan_files()) == orphans
    worker.delete_orphan_pictures()
    assert orphan_files.list_orphan_files() == []
    assert all(default_storage.exists(name) for name in [*picture.file_names, fresh, elsewhere])
    assert not any(default_storage.exists(name) for name in orphans)


def test_command_can_only_say_which():
    orphan, told = stored("pictures/old.jpg", days=2), io.StringIO()
    call_command("delete_orphan_pictures", "--dry-run", stdout=told)
    assert orphan in told.getvalue()
    assert default_storage.exists(orphan)
    call_command("delete_orphan_pictures", stdout=told)
    assert not default_storage.exists(orphan)


def test_nothing_was_ever_uploaded():
    assert orphan_files.delete_orphan_files() == []
