"""Restores a back-up into this site. What a back-up is stands in edu_week/backups."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from edu_week.backups.errors import BackupError
from edu_week.backups.restoring import Restored, restore_backup


class Command(BaseCommand):
    help = (
        "Restores database and media of a back-up, compares every table and file, and runs the migrations it lacks. "
        "The portal has to be stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="as `manage.py backup` wrote it")
        parser.add_argument("--replace", action="store_true", help="put it in the place of the data there, which is kept beside")

    def handle(self, *, file, replace, **options):
        started, path = time.monotonic(), Path(file)
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            self.report(restore_backup(path, replace=replace))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def report(self, restored: Restored):
        self.stdout.write(
            f"Restored and compared: {restored.tables} tables with {restored.rows} rows, {restored.media_files} media files."
        )
        for name in restored.kept:
            self.stdout.write(f"What was there is kept as {name}.")
        if restored.migrations:
            self.stdout.write(f"{restored.migrations} migrations of this release were run.")
        self.stdout.write(restored.secret_key)
