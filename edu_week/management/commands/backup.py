"""Writes a back-up, or checks one. What a back-up is stands in edu_week/backups."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from edu_week.backups import encryption
from edu_week.backups.creating import Backup, create_backup, remove_stale_work, work_folder
from edu_week.backups.errors import BackupError
from edu_week.backups.verifying import Verified, verify_backup


class Command(BaseCommand):
    help = (
        "Writes database and media of one moment into a dated file in BACKUP_DIR, restores it into a scratch database and "
        "compares every table and file before the file gets its name. Only BACKUP_KEEP files are kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", metavar="FILE", help="write nothing: compare a back-up with its own checksums")
        parser.add_argument("--new-key", action="store_true", help="write nothing: print a key for BACKUP_KEY")
        parser.add_argument("--unverified", action="store_true", help="do not restore it into a scratch database")

    def handle(self, *, check, new_key, unverified, **options):
        if new_key:
            self.stdout.write(encryption.make_key())
            return
        started = time.monotonic()
        try:
            if check:
                self.report_verified(check_backup(Path(check)))
            else:
                remove_stale_work()
                self.report(create_backup(verify=not unverified))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def report(self, backup: Backup):
        encrypted = "encrypted" if backup.is_encrypted else "not encrypted, and without SECRET_KEY: keep that apart"
        self.stdout.write(f"{backup.path}: {backup.size / 1e6:.1f} MB, {encrypted}")
        if backup.verified:
            self.report_verified(backup.verified)
            self.stdout.write(f"The site's own indexes: {backup.own_indexes}.")
        else:
            self.stdout.write("Not verified.")
        for name in backup.missing_files:
            self.stderr.write(f"The database names {name}, which the site does not have.")
        for path in backup.removed:
            self.stdout.write(f"Removed {path.name}: {settings.BACKUP_KEEP} are kept.")

    def report_verified(self, verified: Verified):
        self.stdout.write(
            f"Verified: {verified.tables} tables with {verified.rows} rows, {verified.media_files} media files with "
            f"{verified.media_bytes / 1e6:.1f} MB; {verified.indexes}."
        )


def check_backup(path: Path) -> Verified:
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    with work_folder() as work:
        return verify_backup(path, encryption.parse_key(settings.BACKUP_KEY), work)
