"""Makes the rehearsal's day. Bookings go through the booking services, as of the moments at which people would have sent them."""

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import transaction

from content.local_time import local_time
from events.bookings import changes, rules, services
from events.checkin.deeds import Deed, DeedKind, Door
from events.checkin.services import record_deeds
from events.models import ActivityWeek, Arrival, Booking, EventSession, Notice, TimeSlot, Venue
from events.models.booking import REFERENCE_ALPHABET, REFERENCE_LENGTH
from events.rehearsal.parties import PARTIES, RehearsalParty
from events.rehearsal.removing import SLUG, remove_rehearsal
from events.rehearsal.times import DAYS_BEFORE, SLOTS, Session, SlotTimes, find_span
from schools.models import School

SAMPLE = {"source": Booking.Source.SAMPLE}
HOUR = dt.timedelta(hours=1)
TITLES = {
    Session.MAIN: "门口演练",
    Session.ROOM: "门口演练（小教室）",
    Session.ELSEWHERE: "门口演练（另一项活动）",
    Session.OTHER_SCHOOL: "门口演练（另一所学校）",
}
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
DEVICE = "演练·另一扇门"
WALK_INS = 4


class BookedInRealTime(Exception):
    """A day made before cannot go, because somebody booked in it while there was no rehearsal. Names the sessions."""


class RehearsalDay:
    """The rehearsal's day around `moment`: its slots by name and its bookings by the key of their party."""

    def __init__(self, moment: dt.datetime, week: ActivityWeek, host: School, other: School, user):
        self.moment, self.week, self.user = moment, week, user
        self.hosts = dict.fromkeys(TITLES, host) | {Session.OTHER_SCHOOL: other}
        self.booked_at = moment - DAYS_BEFORE
        self.slots: dict[str, TimeSlot] = {}
        self.bookings: dict[str, Booking] = {}


@transaction.atomic
def make_rehearsal(moment: dt.datetime, *, week: ActivityWeek, host: School, other: School, user) -> RehearsalDay:
    """Make the day anew, in place of the one made before. `user` is who let those in who are in already.

    Nobody is told anything: the notices of these bookings are gone before they could be sent. Codes are the same every time,
    so that a sheet printed once can be used again. Raises `BookedInRealTime`.
    """
    if kept := remove_rehearsal().kept:
        raise BookedInRealTime(", ".join(kept))
    day = RehearsalDay(moment, week, host, other, user)
    make_slots(day)
    for number, party in enumerate(PARTIES):
        day.bookings[party.key] = make_booking(day, party, number)
    call_off(day.slots["called_off"], moment)
    let_walk_ins_in(day)
    bookings = [booking.pk for booking in day.bookings.values()]
    Notice.objects.filter(booking__in=bookings).delete()
    day.bookings = {key: Booking.objects.get(pk=booking.pk) for key, booking in day.bookings.items()}
    return day


def make_slots(day: RehearsalDay):
    venue = Venue.objects.create(slug=f"{SLUG}hall", name="演练教室", status=Venue.Status.PUBLISHED, **SAMPLE)
    sessions = {
        name: EventSession.objects.create(
            slug=f"{SLUG}{name}",
            week=day.week,
            title=title,
            kind=EventSession.Kind.EXPERIENCE,
            host_school=day.hosts[name],
            venue=venue,
            booking_mode=EventSession.BookingMode.BOTH,
            opens_at=day.booked_at - DAYS_BEFORE,
            status=EventSession.Status.PUBLISHED,
            **SAMPLE,
        )
        for name, title in TITLES.items()
    }
    for name, times in SLOTS.items():
        day.slots[name] = make_slot(sessions[times.session], times, day.moment)


def make_slot(session: EventSession, times: SlotTimes, moment: dt.datetime) -> TimeSlot:
    start, end = find_span(times, moment)
    return TimeSlot.objects.create(session=session, starts_at=start, ends_at=end, capacity=times.capacity, kept_back=0, **SAMPLE)


def make_booking(day: RehearsalDay, party: RehearsalParty, number: int) -> Booking:
    booking = services.book_place(
        slot_id=day.slots[party.slot].pk,
        party=make_party(party, number),
        details=make_details(party, number),
        now=day.moment if party.key == "pending" else day.booked_at,
        wait=True,
    )
    Booking.objects.filter(pk=booking.pk).update(reference=make_reference(party.key), made_in_rehearsal=True, **SAMPLE)
    for step in party.steps:
        STEPS[step](day, booking)
    return booking


def make_party(party: RehearsalParty, number: int) -> rules.Party:
    phone = f"1999900{number:04}"
    if party.is_class:
        people = party.pupils + party.adults
        return rules.Party(kind=Booking.Kind.CLASS, people=people, pupils=party.pupils, adults=party.adults, phone=phone)
    return rules.Party(people=party.people, under_14=party.under_14, phone=phone)


def make_details(party: RehearsalParty, number: int) -> services.BookerDetails:
    names = {"school_name": "演练中学", "grade": 8, "class_name": f"{number}班"} if party.is_class else {}
    contact = f"{FAMILY_NAMES[number % len(FAMILY_NAMES)]}演练"
    return services.BookerDetails(contact_name=contact, phone=f"1999900{number:04}", access_needs=party.access_needs, **names)


def make_reference(key: str) -> str:
    """Return the reference of a party: on this site always the same, and not to be guessed by others."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"events.rehearsal:{key}".encode(), hashlib.sha256)
    return "".join(REFERENCE_ALPHABET[byte % len(REFERENCE_ALPHABET)] for byte in digest[:REFERENCE_LENGTH])


def approve(day: RehearsalDay, booking: Booking):
    services.approve_booking(booking_id=booking.pk, now=day.booked_at + HOUR, actor=services.CLOCK)


def reject(day: RehearsalDay, booking: Booking):
    services.reject_booking(booking_id=booking.pk, now=day.booked_at + HOUR, actor=services.CLOCK, reason="演练")


def cancel(day: RehearsalDay, booking: Booking):
    services.cancel_booking(booking_id=booking.pk, now=day.booked_at + HOUR)


def lapse(day: RehearsalDay, booking: Booking):
    """Settle what nobody decided on in time."""
    services.settle_slot(slot_id=day.slots["running"].pk, now=day.moment)
    services.settle_slot(slot_id=booking.slot_id, now=day.moment)


def move_to_soon(day: RehearsalDay, booking: Booking):
    changes.move_booking(booking_id=booking.pk, to_slot_id=day.slots["soon"].pk, now=day.booked_at + HOUR)


def ask_for_move(day: RehearsalDay, booking: Booking):
    changes.move_booking(booking_id=booking.pk, to_slot_id=day.slots["running"].pk, now=day.booked_at + 2 * HOUR)


def ask_for_more(day: RehearsalDay, booking: Booking):
    changes.change_party(booking_id=booking.pk, pupils=booking.pupils + 8, adults=2, now=day.booked_at + 2 * HOUR)


def let_in(day: RehearsalDay, booking: Booking):
    deed = Deed(at=day.moment - dt.timedelta(minutes=4), desk=(booking.slot_id,), booking_id=booking.pk, device=DEVICE)
    record_deeds([deed], door=Door(user=day.user, device=DEVICE), now=deed.at)


STEPS = {step.__name__: step for step in (approve, reject, cancel, lapse, move_to_soon, ask_for_move, ask_for_more, let_in)}


def call_off(slot: TimeSlot, moment: dt.datetime):
    """Call the slot off with its bookings, as if staff had done it an hour ago."""
    for booking in slot.bookings.live():
        services.cancel_booking(booking_id=booking.pk, now=moment - HOUR, actor=services.CLOCK, reason="演练")
    slot.cancelled_at, slot.cancel_reason = moment - HOUR, "演练"
    slot.save(update_fields=["cancelled_at", "cancel_reason"])


def let_walk_ins_in(day: RehearsalDay):
    """Let walk-ins take most of the small room after its places were no longer kept."""
    slot = day.slots["late_full"]
    at = day.moment - dt.timedelta(minutes=10)
    counted = {"people": WALK_INS, "entry": Arrival.Entry.COUNTED, "device": DEVICE}
    deed = Deed(kind=DeedKind.WALK_IN, at=at, desk=(slot.pk,), slot_id=slot.pk, **counted)
    record_deeds([deed], door=Door(user=day.user, device=DEVICE), now=at)


def find_week(moment: dt.datetime) -> ActivityWeek | None:
    day = local_time(moment).date()
    weeks = ActivityWeek.objects.filter(starts_on__lte=day, ends_on__gte=day)
    return weeks.order_by("-is_current", "pk").first()
