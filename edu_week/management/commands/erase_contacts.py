from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backoffice.audit_log import events as audit
from content import clock
from events.bookings.erasure import due_bookings, erase_booking, erase_due_bookings
from events.bookings.services import CLOCK
from events.models import ActivityWeek, Booking

REHEARSAL = "The rehearsal clock is on: name the edition to be erased with --week."


class Command(BaseCommand):
    help = (
        "Erases the personal fields of bookings whose week's date for it has come, by real time, and says how many of which"
        " edition. Run twice it finds nothing more. The worker does so by itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("--week", metavar="SLUG", help="only this edition; required while the rehearsal clock is on")
        parser.add_argument("--dry-run", action="store_true", help="only say how many")
        parser.add_argument(
            "--reference",
            action="append",
            metavar="REFERENCE",
            help="instead of those that are due, this booking at once; may be repeated, for example after a restore",
        )

    def handle(self, *, week, dry_run, reference, **options):
        real_now = timezone.now()
        if clock.is_rehearsal():
            self.stdout.write(f"Erasing goes by the real date, {timezone.localdate(real_now)}, not by the rehearsal clock.")
            if not week:
                raise CommandError(REHEARSAL)
        weeks = [find_week(week)] if week else list(ActivityWeek.objects.order_by("starts_on"))
        if reference:
            count = sum(self.erase_one(each, weeks, dry_run) for each in reference)
        else:
            count = sum(self.erase_week(each, real_now, dry_run) for each in weeks)
        self.stdout.write(f"{count} bookings {'would be' if dry_run else 'were'} erased")

    def erase_week(self, week: ActivityWeek, real_now, dry_run: bool) -> int:
        count = due_bookings(week, real_now).count() if dry_run else erase_due_bookings(real_now=real_now, week=week)
        left = Booking.objects.filter(slot__session__week=week, erased_at=None).count()
        erased = Booking.objects.filter(slot__session__week=week).exclude(erased_at=None).count()
        self.stdout.write(
            f"{week.slug}: date of erasing {week.erase_on}; {count} {'due' if dry_run else 'erased now'},"
            f" {erased} erased in all, {left - count if dry_run else left} not due yet"
        )
        return count

    def erase_one(self, reference: str, weeks: list[ActivityWeek], dry_run: bool) -> int:
        plain = reference.replace("-", "").upper()
        booking = Booking.objects.filter(reference=plain, slot__session__week__in=weeks).first()
        if booking is None:
            raise CommandError(f"There is no booking {reference}.")
        if booking.erased_at:
            self.stdout.write(f"{plain}: erased already, at {timezone.localtime(booking.erased_at):%Y-%m-%d %H:%M}")
            return 0
        if not dry_run:
            erase_booking(booking_id=booking.pk, now=clock.now(), actor=CLOCK)
            audit.record_audit_event(audit.Event.ERASED, about=booking, detail="erase_contacts --reference")
        self.stdout.write(f"{plain}: {'to be erased' if dry_run else 'erased'}")
        return 1


def find_week(slug: str) -> ActivityWeek:
    try:
        return ActivityWeek.objects.get(slug=slug)
    except ActivityWeek.DoesNotExist:
        known = ", ".join(ActivityWeek.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no edition {slug!r}. Known: {known}.") from None
