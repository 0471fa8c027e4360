"""Restoring a back-up into this site: first everything beside what is there, then put in place, then migrated."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from content.models import PublicGeneration
from edu_week import env
from edu_week.backups import encryption
from edu_week.backups.archive import Unpacked, unpack_archive
from edu_week.backups.creating import work_folder
from edu_week.backups.databases import media_folder, open_site_database
from edu_week.backups.errors import BackupError
from edu_week.backups.verifying import compare_tables, refuse_other_engine


@dataclass
class Restored:
    tables: int
    rows: int
    media_files: int
    kept: list[str]  # what was there before, and where it is now
    migrations: int  # how many were run afterwards
    secret_key: str  # what became of it, as a sentence


def restore_backup(path: Path, *, replace: bool = False) -> Restored:
    """Restore database and media, compare them with the back-up's checksums, and migrate. Raises BackupError.

    Until both lie complete beside what is there, nothing is touched; what was there is kept under another name.
    """
    key = encryption.parse_key(settings.BACKUP_KEY)
    database = open_site_database()
    is_new_site = not database.is_filled() and not has_files(media_folder())
    if not is_new_site and not replace:
        raise BackupError("This site holds data already: --replace puts the back-up in its place, and keeps it beside.")
    database.refuse_while_in_use()
    suffix = f".before-{timezone.localtime():%Y%m%d-%H%M%S}"
    with work_folder() as work, media_beside() as media:
        unpacked = unpack_archive(path, key, work, media)
        refuse_other_engine(unpacked, database.engine)
        refuse_newer_release(unpacked)
        kept = [database.restore(unpacked.database, unpacked.about, suffix), put_media_in_place(media, suffix)]
    tables = database.read_own_checksums()
    compare_tables(unpacked.checksums["tables"], tables)
    rows = sum(table["rows"] for table in tables.values())
    files = sum(name.startswith("media/") for name in unpacked.digests)
    secret_key = restore_secret_key(unpacked, is_new_site)
    return Restored(len(tables), rows, files, list(filter(None, kept)), finish_database(), secret_key)


def has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


@contextmanager
def media_beside() -> Iterator[Path]:
    """Yield a folder beside MEDIA_ROOT, so that it can be renamed into its place."""
    parent = media_folder().parent
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="media-restoring-", dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_media_in_place(restored: Path, suffix: str) -> str:
    """Return where the former files are kept, "" if there were none."""
    place, kept = media_folder(), ""
    try:
        if has_files(place):
            kept = f"{place}{suffix}"
            os.rename(place, kept)
        elif place.is_dir():
            place.rmdir()
        os.rename(restored, place)
    except OSError as error:
        raise BackupError(f"The media folder cannot be put in place ({error.strerror}); the files lie in {restored}.") from None
    return kept


def refuse_newer_release(unpacked: Unpacked):
    """An older release cannot work on a newer one's tables."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app}.{name}" for app, name in unpacked.about["migrations"] if (app, name) not in known]
    if unknown:
        raise BackupError(f"This back-up was made by a newer release, which has the migration {unknown[0]}: restore it there.")


def restore_secret_key(unpacked: Unpacked, is_new_site: bool) -> str:
    """Give a new site the key that its tickets and log-ins are signed with. Return what was done."""
    if not unpacked.secret_key:
        return "The back-up holds no SECRET_KEY, since it is not encrypted: set it, or put var/secret_key back."
    if unpacked.secret_key == settings.SECRET_KEY:
        return "SECRET_KEY is the same."
    if env.read_text("SECRET_KEY") or not is_new_site:
        return (
            "SECRET_KEY is not the one of the back-up, in which it lies as secret_key: old tickets' codes and log-ins are void."
        )
    path = settings.VAR_DIR / "secret_key"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(unpacked.secret_key)
    return f"SECRET_KEY was written to {path}."


def finish_database() -> int:
    """Run the migrations that the back-up does not have yet, and make every page in memory outdated. Return their number."""
    before = count_applied_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    # Never a number that a page was kept under before: those of the time after the back-up are used up.
    PublicGeneration.objects.update(number=int(time.time() * 1000))
    return count_applied_migrations() - before


def count_applied_migrations() -> int:
    return len(MigrationRecorder(connection).applied_migrations())
