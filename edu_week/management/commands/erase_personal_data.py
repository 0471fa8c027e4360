from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content import clock
from events.bookings.erasure import erase_due_bookings
from events.models import ActivityWeek


class Command(BaseCommand):
    help = "Erases the personal fields of bookings whose week's date for it has come, by real time. The worker does so by itself."

    def add_arguments(self, parser):
        parser.add_argument("--week", metavar="SLUG", help="only this edition; required while the rehearsal clock is on")

    def handle(self, *, week, **options):
        real_now = timezone.now()
        if clock.is_rehearsal():
            self.stdout.write(f"Erasing goes by the real date, {timezone.localdate(real_now)}, not by the rehearsal clock.")
            if not week:
                raise CommandError("The rehearsal clock is on: name the edition to be erased with --week.")
        count = erase_due_bookings(real_now=real_now, week=find_week(week) if week else None)
        self.stdout.write(f"{count} bookings erased")


def find_week(slug: str) -> ActivityWeek:
    try:
        return ActivityWeek.objects.get(slug=slug)
    except ActivityWeek.DoesNotExist:
        known = ", ".join(ActivityWeek.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no edition {slug!r}. Known: {known}.") from None
