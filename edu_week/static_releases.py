"""Collecting static files while the portal runs: the new ones come beside the old, which stay for one release more.

A page that somebody opened before a release, or a phone that stored it, asks for the files it names. Everything is first
collected into a folder of its own; then each file is renamed into its place, and the manifest, which gives the new names,
comes last. A file that is there already and is the same stays untouched: somebody may be reading it.
"""

import filecmp
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as CollectStatic
from django.core.files.storage import storages
from django.core.management import call_command

from content.atomic_files import replace_file
from edu_week.file_checks import MANIFEST

RELEASES = "static.releases"  # the names of the files of this release and of the one before, beside STATIC_ROOT
COLLECTING = "static.collecting"


def collect_release():
    """Bring this release's static files into STATIC_ROOT; remove those that neither it nor the last one names."""
    folder = settings.VAR_DIR / COLLECTING
    shutil.rmtree(folder, ignore_errors=True)
    try:
        collect_into(folder)
        names = list_files(folder)
        before = read_files_of_last_release(names)
        for name in sorted(names, key=lambda name: name == MANIFEST):
            put_in_place(folder / name, Path(settings.STATIC_ROOT) / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    content = {"files": sorted(names), "before": sorted(before)}
    replace_file(settings.VAR_DIR / RELEASES, json.dumps(content, indent=1).encode())
    remove_other_files(names | before)


def collect_into(folder: Path):
    command = CollectStatic()
    command.storage = storages.create_storage({**settings.STORAGES["staticfiles"], "OPTIONS": {"location": str(folder)}})
    call_command(command, verbosity=0, interactive=False)


def list_files(folder: Path) -> set[str]:
    return {str(Path(path, name).relative_to(folder)) for path, _folders, names in os.walk(folder) for name in names}


def read_files_of_last_release(names: set[str]) -> set[str]:
    """Return the files of the release before the one that `names` are of; without a record, all that there are."""
    try:
        recorded = json.loads((settings.VAR_DIR / RELEASES).read_text())
        current, before = set(recorded["files"]), set(recorded["before"])
    except (OSError, ValueError, KeyError):
        return list_files(Path(settings.STATIC_ROOT)) - {MANIFEST}
    return before if current == names else current


def put_in_place(source: Path, place: Path):
    """Rename the file into its place, unless the same is there."""
    if place.is_file() and filecmp.cmp(source, place, shallow=False):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, place)


def remove_other_files(kept: Iterable[str]):
    root = Path(settings.STATIC_ROOT)
    for name in list_files(root) - set(kept):
        (root / name).unlink(missing_ok=True)
