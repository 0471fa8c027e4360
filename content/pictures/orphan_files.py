"""Stored files that nothing refers to: of uploads that were aborted, renditions of a picture since replaced, and what a
process that was killed while writing left under a temporary name.
"""

import datetime as dt

from django.core.files.storage import default_storage
from django.utils import timezone

from content.atomic_files import is_temporary_name
from content.models import Picture
from content.share_images.serving import FOLDER as CARDS

FOLDER = "pictures"
ORPHAN_GRACE_PERIOD = dt.timedelta(days=1)  # a file is stored before the row that refers to it
WRITING_GRACE_PERIOD = dt.timedelta(hours=1)  # nothing takes so long to write


def delete_orphan_files() -> list[str]:
    names = list_orphan_files()
    for name in names:
        default_storage.delete(name)
    return names


def list_orphan_files() -> list[str]:
    """List the files before reading the rows, so that a file stored meanwhile is not taken for an orphan."""
    folders = (FOLDER, CARDS)
    left_over = [name for folder in folders for name in list_old_files(folder, WRITING_GRACE_PERIOD) if is_temporary_name(name)]
    old = [name for name in list_old_files(FOLDER, ORPHAN_GRACE_PERIOD) if name not in left_over]
    named = {name for picture in Picture.objects.iterator() for name in picture.file_names}
    return [*left_over, *(name for name in old if name not in named)]


def list_old_files(folder: str, age: dt.timedelta) -> list[str]:
    before = timezone.now() - age
    return [name for name in walk_stored_files(folder) if was_written_before(name, before)]


def was_written_before(name: str, moment: dt.datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except FileNotFoundError:  # renamed or deleted since it was listed
        return False


def walk_stored_files(folder: str):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from walk_stored_files(f"{folder}/{name}")
