"""Makes a day for rehearsing the door, under a rehearsal clock, and removes it."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from accounts.models import User
from accounts.roles import DOOR
from content import clock
from content.local_time import local_time
from content.models import RehearsalClock
from events.rehearsal.making import BookedInRealTime, find_week, make_rehearsal
from events.rehearsal.parties import ODD_CODES
from events.rehearsal.removing import remove_rehearsal
from events.rehearsal.sheet import write_sheet
from events.rehearsal.times import EARLIEST, LATEST, find_moment, fits_into_day
from schools.models import Editorship, School

SHEET = settings.VAR_DIR / "rehearsal-sheet.html"
HOST_GROUPS = [*School.CAMPUS_GROUPS, School.Group.COUNTY]


class Command(BaseCommand):
    help = "Makes made-up sessions around the portal's present moment with bookings in every state, and a sheet of their codes."

    def add_arguments(self, parser):
        parser.add_argument("--school", metavar="SLUG", help="the school whose door it is; else that of the first door account")
        parser.add_argument("--sheet", metavar="FILE", type=Path, default=SHEET, help=f"where the page goes; else {SHEET.name}")
        parser.add_argument("--remove", action="store_true", help="remove the day and all that was done at its doors")

    def handle(self, *, school, sheet, remove, **options):
        if remove:
            self.remove(sheet)
            return
        if not clock.is_rehearsal():
            raise CommandError("Only in a rehearsal: set PORTAL_CLOCK, and give the rehearsal a database of its own.")
        moment = find_moment(clock.now())
        refuse_night(moment)
        week = find_week(moment)
        if week is None:
            raise CommandError(f"There is no activity week on {local_time(moment):%Y-%m-%d}: set PORTAL_CLOCK to a day of one.")
        host, other = find_schools(school)
        user = find_door_staff(host)
        try:
            with override(settings.LANGUAGE_CODE):
                day = make_rehearsal(moment, week=week, host=host, other=other, user=user)
                write_sheet(sheet, day)
        except BookedInRealTime as refusal:
            raise CommandError(f"Somebody booked in real time, so that it has to stay: {refusal}.") from None
        self.stdout.write(
            f"{len(day.slots)} time slots and {len(day.bookings)} bookings around {local_time(moment):%Y-%m-%d %H:%M}."
        )
        self.stdout.write(f"{len(day.bookings) + len(ODD_CODES)} codes, and what the door should say to each: {sheet}")
        self.stdout.write(f"Log in at /desk/ as {user.get_username()}, who looks after {host}.")
        self.tell_clocks(moment)

    def tell_clocks(self, moment):
        again, later = (find_unused_clock(moment + hours) for hours in (dt.timedelta(), dt.timedelta(hours=1)))
        self.stdout.write(f"The same hour once more: restart with PORTAL_CLOCK={again}, then run `manage.py rehearse` again.")
        self.stdout.write(f"Another hour of the day: restart with PORTAL_CLOCK={later}, then the same.")
        self.stdout.write("Everything is removed by `manage.py rehearse --remove`.")

    def remove(self, sheet: Path):
        removal = remove_rehearsal()
        sheet.unlink(missing_ok=True)
        counts = f"{removal.sessions} sessions, {removal.bookings} bookings, {removal.arrivals} records of arrivals"
        self.stdout.write(f"Removed: {counts}." if removal.sessions else "There was nothing to remove.")
        for title in removal.kept:
            self.stdout.write(f"{title}: kept, because somebody booked it in real time")


def refuse_night(moment):
    if not fits_into_day(moment):
        raise CommandError(
            f"It is {local_time(moment):%H:%M} by the portal's clock, and a day at the door needs hours on both sides: "
            f"set PORTAL_CLOCK between {EARLIEST:%H:%M} and {LATEST:%H:%M}."
        )


def find_schools(slug: str | None) -> tuple[School, School]:
    """Return the host of the day and another school. Raises CommandError."""
    hosts = School.objects.filter(group__in=HOST_GROUPS).order_by("pk")
    if slug:
        host = hosts.filter(slug=slug).first()
        if host is None:
            raise CommandError(f"No vocational school has the address {slug}.")
    else:
        looked_after = Editorship.objects.filter(user__groups__name=DOOR, user__is_active=True, school__in=hosts)
        first = looked_after.order_by("user__username", "pk").first()
        host = first.school if first else hosts.first()
    other = hosts.exclude(pk=host.pk).first() if host else None
    if other is None:
        raise CommandError("A rehearsal needs two vocational schools: load an edition first.")
    return host, other


def find_door_staff(host: School) -> User:
    staff = User.objects.filter(groups__name=DOOR, is_active=True, editorships__school=host).order_by("username").first()
    if staff is None:
        raise CommandError(
            f"Nobody works at the door of {host}: give a door account this school, or name another one with --school."
        )
    return staff


def find_unused_clock(moment) -> str:
    """Return a value of PORTAL_CLOCK that was never used: the offset of a value, once stored, never changes."""
    seen = {*RehearsalClock.objects.values_list("value", flat=True)}
    moment = local_time(moment)
    while moment.isoformat() in seen:
        moment += dt.timedelta(seconds=1)
    return moment.isoformat()
