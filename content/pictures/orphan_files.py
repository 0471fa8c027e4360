"""Stored picture files that no row refers to: of uploads that were aborted, or renditions of a picture since replaced."""

import datetime as dt

from django.core.files.storage import default_storage
from django.utils import timezone

from content.models import Picture

FOLDER = "pictures"
ORPHAN_GRACE_PERIOD = dt.timedelta(days=1)  # a file is stored before the row that refers to it


def delete_orphan_files() -> list[str]:
    names = list_orphan_files()
    for name in names:
        default_storage.delete(name)
    return names


def list_orphan_files() -> list[str]:
    """List the files before reading the rows, so that a file stored meanwhile is not taken for an orphan."""
    old = [
        name
        for name in walk_stored_files(FOLDER)
        if default_storage.get_modified_time(name) < timezone.now() - ORPHAN_GRACE_PERIOD
    ]
    named = {name for picture in Picture.objects.iterator() for name in picture.file_names}
    return [name for name in old if name not in named]


def walk_stored_files(folder: str):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from walk_stored_files(f"{folder}/{name}")
