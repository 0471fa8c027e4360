"""Making a back-up: dump, media and checksums into a file that gets its name only after it was read back and compared."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django import get_version
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from content.models import Picture
from edu_week.backups import encryption
from edu_week.backups.archive import ABOUT, CHECKSUMS, MEDIA, SECRET, ArchiveWriter, open_archive_writer
from edu_week.backups.databases import media_folder, open_site_database
from edu_week.backups.errors import BackupError
from edu_week.backups.verifying import Verified, verify_backup

FORMAT = 1
TRIES = 3  # a picture may be deleted while the files are read
PREFIX, PARTIAL, WORK = "portal-", ".partial", "backup-work-"


@dataclass
class Backup:
    path: Path
    size: int
    verified: Verified | None
    missing_files: list[str]
    is_encrypted: bool
    own_indexes: str
    removed: list[Path]


def create_backup(*, verify: bool = True) -> Backup:
    """Write a back-up into BACKUP_DIR. Raises BackupError; then nothing of it is left."""
    key = encryption.parse_key(settings.BACKUP_KEY)
    database = open_site_database()
    if verify:
        database.refuse_without_scratch()
    own_indexes = database.check_own_indexes()
    with locked_folder(settings.BACKUP_DIR) as folder, work_folder() as work:
        partial = folder / f"{PREFIX}{PARTIAL}"
        try:
            missing = write_complete_archive(partial, key, work)
            verified = verify_backup(partial, key, work) if verify else None
            path = give_name(partial, key)
        except OSError as error:
            raise BackupError(f"The back-up cannot be written: {error}.") from None
        finally:
            partial.unlink(missing_ok=True)
        removed = remove_old_backups(folder, settings.BACKUP_KEEP)
    return Backup(path, path.stat().st_size, verified, missing, key is not None, own_indexes, removed)


@contextmanager
def locked_folder(folder: Path) -> Iterator[Path]:
    """Let one back-up at a time through, and remove what one that was killed left."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = (folder / ".lock").open("w")
    except OSError as error:
        raise BackupError(f"{folder}, BACKUP_DIR, cannot be written: {error.strerror}.") from None
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError("Another back-up is being written into this folder.") from None
        (folder / f"{PREFIX}{PARTIAL}").unlink(missing_ok=True)
        yield folder


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield a folder of the site's own disk that only we can read: the plain dump must not lie where back-ups go."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=WORK, dir=settings.VAR_DIR) as folder:
        yield Path(folder)


def write_complete_archive(partial: Path, key, work: Path) -> list[str]:
    """Write the archive; return the files that the database names and the site does not have.

    A file that was deleted together with its row while the archive was written makes it worthless, so it is written anew.
    """
    for _try in range(TRIES):
        named_before = list_named_files()
        with open_private(partial) as file:
            names = write_archive(file, key, work)
            file.flush()
            os.fsync(file.fileno())
        missing = [name for name in named_before if f"{MEDIA}{name}" not in names]
        if set(missing) <= set(list_named_files()):
            return missing
    raise BackupError("Pictures were deleted each time while the back-up was written; try again in a moment.")


def list_named_files() -> list[str]:
    return sorted(name for picture in Picture.objects.iterator() for name in picture.file_names)


def open_private(path: Path) -> IO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def write_archive(file: IO, key, work: Path) -> set[str]:
    """Return the names of what was written. The database comes first: what it names was stored before."""
    database = open_site_database()
    dump, tables, told = database.dump(work)
    with open_archive_writer(file, key) as archive:
        archive.add_json(ABOUT, describe_site(database.engine) | told)
        archive.add_file(dump.name, dump)
        dump.unlink()
        if key is not None:
            archive.add_bytes(SECRET, settings.SECRET_KEY.encode())
        add_media(archive)
        archive.add_json(CHECKSUMS, {"tables": tables, "files": dict(archive.digests)})
    return set(archive.digests)


def add_media(archive: ArchiveWriter):
    for folder, _folders, names in os.walk(media_folder()):
        for name in names:
            path = Path(folder, name)
            archive.add_file(f"{MEDIA}{path.relative_to(media_folder())}", path)


def describe_site(engine: str) -> dict:
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "engine": engine,
        "django": get_version(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }


def give_name(partial: Path, key) -> Path:
    """Name the file by the moment, and never as another one: a link fails where the name is taken."""
    while True:
        moment = timezone.localtime()
        path = partial.with_name(f"{PREFIX}{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03}.tar{'.age' if key else ''}")
        try:
            os.link(partial, path)
        except FileExistsError:
            continue  # of the same millisecond
        flush_folder(path.parent)
        return path


def flush_folder(folder: Path):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def list_backups(folder: Path) -> list[Path]:
    """Newest first; by their names, which a copied file keeps."""
    found = [*folder.glob(f"{PREFIX}*.tar"), *folder.glob(f"{PREFIX}*.tar.age")]
    return sorted(found, key=lambda path: path.name, reverse=True)


def remove_old_backups(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep`; 0 keeps all."""
    old = list_backups(folder)[keep:] if keep else []
    for path in old:
        path.unlink()
    return old


def remove_stale_work():
    """Remove what back-ups that were killed left on the site's disk."""
    for folder in settings.VAR_DIR.glob(f"{WORK}*"):
        shutil.rmtree(folder, ignore_errors=True)
