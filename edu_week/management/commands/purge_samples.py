"""Removes every sample record."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from content.rollback import run_rolled_back
from edu_week.loading import purge_samples


class Command(BaseCommand):
    help = "Removes every sample record and the sample fields of real ones. What real bookings need is kept and named."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, dry_run, yes, **options):
        if not dry_run and not yes and input("Remove every sample record? Type yes: ").strip() != "yes":
            raise CommandError("Nothing was removed.")
        purge = transaction.atomic(purge_samples.purge_samples)
        result = run_rolled_back(purge) if dry_run else purge()
        for model, count in result.removed.items():
            self.stdout.write(f"{model}: {count} removed")
        for model, count in result.cleared.items():
            self.stdout.write(f"{model}: {count} sample fields cleared")
        for sentence in result.kept:
            self.stdout.write(sentence)
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
