from django.core.management.base import BaseCommand, CommandError

from edu_week import env
from edu_week.rehearsal.database_copy import ALIAS, CopyError, connect_copy, copy_database, discard_copy, forget_replaced
from edu_week.rehearsal.made_up_bookers import replace_bookers


class Command(BaseCommand):
    help = "Copies the database for a rehearsal, with made-up bookers in place of the real ones and new addresses of all tickets."

    def add_arguments(self, parser):
        parser.add_argument("database", help="as in DATABASE_URL: a new SQLite file, or an empty PostgreSQL database")

    def handle(self, *, database, **options):
        try:
            copy = connect_copy(env.parse_database("The copy", database))
        except (CopyError, env.SettingError) as error:
            raise CommandError(str(error)) from None
        try:
            copy_database(copy)
            count = replace_bookers(ALIAS)
            forget_replaced(copy)
        except BaseException:
            discard_copy(copy)  # it may hold real bookers
            raise
        copy.close()
        self.stdout.write(f"Copied; {count} bookings now have made-up bookers. Give the rehearsal a MEDIA_ROOT of its own too.")
