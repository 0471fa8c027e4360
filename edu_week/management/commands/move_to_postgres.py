"""Moves the site from SQLite to PostgreSQL. How is told in edu_week/database_move."""

import time

from django.core.management.base import BaseCommand, CommandError

from edu_week import env
from edu_week.backups.databases import SqliteSite
from edu_week.backups.errors import BackupError
from edu_week.database_move.copying import move_rows
from edu_week.database_move.target import (
    MoveError,
    connect_target,
    discard_target,
    finish_target,
    prepare_target,
    refuse_unknown_tables,
)


class Command(BaseCommand):
    help = (
        "Copies everything in this site's SQLite database, histories and audit log included, into an empty PostgreSQL database, "
        "and compares every table. The portal has to be stopped. Nothing is changed here."
    )

    def add_arguments(self, parser):
        parser.add_argument("database", help="as in DATABASE_URL: an empty PostgreSQL database")

    def handle(self, *, database, **options):
        started = time.monotonic()
        try:
            target = connect_target(env.parse_database("The new database", database))
            refuse_unknown_tables()
            SqliteSite().refuse_while_in_use()
            self.stdout.write("Making the tables …")
            count = self.fill(target)
        except (MoveError, BackupError, env.SettingError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} rows moved and found equal, {time.monotonic() - started:.1f} s.")
        self.stdout.write("Set DATABASE_URL to the new database and start the portal. The media files stay where they are.")

    def fill(self, target) -> int:
        try:
            prepare_target(target)
            count = move_rows(target, self.stdout.write)
            finish_target(target)
        except BaseException:
            discard_target(target)
            raise
        finally:
            target.close()
        return count
