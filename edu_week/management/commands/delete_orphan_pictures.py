from django.core.management.base import BaseCommand

from content.pictures import orphan_files


class Command(BaseCommand):
    help = "Removes picture files older than a day that belong to no picture; the worker does so by itself, four times a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say which")

    def handle(self, *, dry_run, **options):
        names = orphan_files.list_orphan_files() if dry_run else orphan_files.delete_orphan_files()
        for name in names:
            self.stdout.write(name)
        self.stdout.write(f"{len(names)} files {'would be' if dry_run else 'were'} removed")
