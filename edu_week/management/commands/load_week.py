"""Loads an edition from a file."""

from django.core.management.base import BaseCommand, CommandError

from edu_week.loading import checking, writing


class Command(BaseCommand):
    help = (
        "Loads an edition of the week from a JSON file. The whole file is checked first; a bad one writes nothing. "
        "Fields changed by hand since the last load are kept, unless --overwrite; "
        "time and place of what people have booked are kept in any case. "
        "Records of the file that were deleted by hand are made again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="such as data/week-2025.json")
        parser.add_argument("--overwrite", action="store_true", help="replace fields changed by hand too")
        parser.add_argument("--no-samples", action="store_true", help="leave out the sample bookings")

    def handle(self, *, file, overwrite, no_samples, verbosity, **options):
        try:
            data = checking.read_week_file(file)
            checking.check_week_file(data)
            summary = writing.write_week(data, overwrite=overwrite, with_bookings=not no_samples)
        except checking.WeekFileError as error:
            raise CommandError(f"Nothing was loaded from {file}.\n{error}") from error
        if verbosity:
            self.report(summary)

    def report(self, summary: writing.LoadSummary):
        self.stdout.write(f"{'':18}{'new':>8}{'changed':>8}{'kept':>8}{'same':>8}")
        for section, count in summary.counts().items():
            cells = "".join(f"{count[outcome]:>8}" for outcome in ("new", "changed", "kept", "same"))
            self.stdout.write(f"{section:18}{cells}")
        self.stdout.write(f"{summary.changes} changes")
        for name in summary.kept_fields:
            self.stdout.write(f"kept as changed by hand: {name}")
        for name in summary.booked_fields:
            self.stdout.write(f"kept as people have booked, change it in the back office, which tells them: {name}")
