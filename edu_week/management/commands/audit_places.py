from django.core.management.base import BaseCommand, CommandError

from content import clock
from events.bookings.places_audit import audit_places, fix_places


class Command(BaseCommand):
    help = "Checks every sum and rule of booking in the database; ends with an error if one does not hold."

    def add_arguments(self, parser):
        parser.add_argument("--fix", action="store_true", help="write the places of such slots anew from their bookings")

    def handle(self, *, fix, **options):
        now = clock.now()
        findings = audit_places(now)
        for finding in findings:
            self.stdout.write(finding.sentence)
        if findings and fix:
            self.stdout.write(f"{fix_places(findings, now)} slots written anew")
            findings = audit_places(now)
        if findings:
            raise CommandError(f"{len(findings)} findings")
        self.stdout.write("All places are right.")
