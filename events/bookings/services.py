"""Taking, keeping and giving back places. The only code that writes a booking's state or a slot's `places_taken`.

Lock order, the same everywhere: the phone number, then slots by rising id, then bookings.
- The phone's lock stops two requests of one number from each finding the other's overlapping place still free.
- The slot's lock stops two parties from both taking the last places, and a lapse from being counted twice.
The conditional update in `take_places` and the database's own constraint hold even where a lock is forgotten.
On SQLite every transaction is a write transaction from its start (`BEGIN IMMEDIATE`), which is all the locks at once.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from events.bookings import errors, rules
from events.bookings.queries import attempt_for, with_places
from events.models import ActivityWeek, Booking, BookingEvent, Notice, TimeSlot
from events.notices import outbox
from schools.models import School, User


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a booker says besides the numbers."""

    contact_name: str
    phone: str
    email: str = ""
    access_needs: str = ""
    school: School | None = None
    school_name: str = ""
    grade: int | None = None
    class_name: str = ""
    arrival: str = ""
    accept_fewer: int | None = None
    may_split: bool = False
    language: str = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: a visitor, a member of staff, or the clock."""

    kind: str = BookingEvent.Actor.VISITOR
    user: User | None = None


VISITOR = Actor()
CLOCK = Actor(kind=BookingEvent.Actor.CLOCK)


def staff(user: User) -> Actor:
    return Actor(kind=BookingEvent.Actor.STAFF, user=user)


@transaction.atomic
def book_place(
    *,
    slot_id: int,
    party: rules.Party,
    details: Details,
    now: dt.datetime,
    submission: str | None = None,
    actor: Actor = VISITOR,
) -> Booking:
    """Books at once for an individual, as pending for a class.

    The same `submission`, or the same phone, slot and content while that booking lives, gives the booking made
    before. Raises the `BookingError` of the first rule that speaks against it, `TimeSlot.DoesNotExist`
    for an unknown slot.
    """
    lock_phone(party.phone)
    if same := find_same(slot_id=slot_id, party=party, details=details, submission=submission):
        return same
    slot = lock_slot(slot_id, now)
    held = phone_bookings(party.phone, now) if party.kind == Booking.Kind.INDIVIDUAL else []
    rules.check(attempt_for(slot, now, party=party, phone_bookings=held))
    take_places(slot, party.people)
    booking = Booking.objects.create(
        slot=slot,
        submission=submission,
        consented_at=now,
        consent_version=slot.session.week.privacy_version,
        guardian_consented=party.under_14 > 0 or party.kind == Booking.Kind.CLASS,
        booked_by=actor.user,
        created_at=now,
        changed_at=now,
        **_first_state(slot, party, now),
        **vars(party),
        **_stored(details),
    )
    record(booking, actor=actor, now=now, from_state="")
    outbox.write(booking, _first_notice(booking), now=now)
    return booking


def _stored(details: Details) -> dict:
    return {name: value for name, value in vars(details).items() if name != "phone"}


def _first_state(slot: TimeSlot, party: rules.Party, now: dt.datetime) -> dict:
    if party.kind == Booking.Kind.INDIVIDUAL:
        return {"state": Booking.State.CONFIRMED}
    soonest = now + dt.timedelta(hours=slot.session.week.decide_within_hours)
    last = slot.decide_by if slot.decide_by > now else slot.starts_at
    return {"state": Booking.State.PENDING, "expires_at": min(soonest, last)}


def _first_notice(booking: Booking) -> str:
    return Notice.Kind.RECEIVED if booking.state == Booking.State.PENDING else Notice.Kind.CONFIRMED


@transaction.atomic
def cancel_booking(*, booking_id: int, now: dt.datetime, actor: Actor = VISITOR, reason: str = "") -> Booking:
    """Gives the places back. A visitor may until the start; cancelling twice changes nothing the second time."""
    booking = lock_booking(booking_id, now)
    if booking.state == Booking.State.CANCELLED:
        return booking
    if not booking.is_live:
        raise errors.NothingToDo(booking.get_state_display())
    if actor.kind == BookingEvent.Actor.VISITOR and now >= booking.slot.starts_at:
        raise errors.TooLateToCancel()
    change_state(booking, Booking.State.CANCELLED, now=now, actor=actor, reason=reason)
    outbox.write(booking, Notice.Kind.CANCELLED, now=now)
    return booking


@transaction.atomic
def approve_booking(*, booking_id: int, now: dt.datetime, actor: Actor) -> Booking:
    """Confirms a pending class booking. Raises `NothingToDo` when it is no longer pending."""
    booking = _pending(booking_id, now)
    change_state(booking, Booking.State.CONFIRMED, now=now, actor=actor)
    outbox.write(booking, Notice.Kind.CONFIRMED, now=now)
    return booking


@transaction.atomic
def reject_booking(*, booking_id: int, now: dt.datetime, actor: Actor, reason: str) -> Booking:
    """Refuses a pending class booking and gives its places back; the reason is told to the teacher."""
    booking = _pending(booking_id, now)
    change_state(booking, Booking.State.REJECTED, now=now, actor=actor, reason=reason)
    outbox.write(booking, Notice.Kind.REJECTED, now=now)
    return booking


def _pending(booking_id: int, now: dt.datetime) -> Booking:
    booking = lock_booking(booking_id, now)
    if booking.state != Booking.State.PENDING:
        raise errors.NothingToDo(booking.get_state_display())
    return booking


@transaction.atomic
def settle_slot(*, slot_id: int, now: dt.datetime):
    """Frees what expired in one slot. A timer may call it; correctness never waits for that."""
    lock_slot(slot_id, now)


PERSONAL_FIELDS = ("contact_name", "phone", "email", "access_needs", "arrival", "class_name")


def erase_personal_data(*, now: dt.datetime) -> int:
    """Blanks the personal fields of every booking whose week's erasing date has come; returns how many."""
    today = timezone.localdate(now)
    over = [week.pk for week in ActivityWeek.objects.filter(ends_on__lt=today) if week.erase_on <= today]
    kept = Booking.objects.filter(slot__session__week__in=over, erased_at__isnull=True)
    return kept.update(erased_at=now, **dict.fromkeys(PERSONAL_FIELDS, ""))


def lock_phone(phone: str):
    """Until the end of the transaction, nobody else books with this number."""
    if phone and connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.blake2b(phone.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def lock_slot(slot_id: int, now: dt.datetime) -> TimeSlot:
    """The slot, locked, its expired bookings settled, with the counts of `with_places`."""
    list(TimeSlot.objects.select_for_update().filter(pk=slot_id).values_list("pk"))
    settle_expired(slot_id, now)
    return with_places(TimeSlot.objects.filter(pk=slot_id), now).get()


def lock_booking(booking_id: int, now: dt.datetime) -> Booking:
    """The booking as it is once its slot is locked and settled; follows it if it moves meanwhile."""
    while True:
        slot_id = Booking.objects.values_list("slot_id", flat=True).get(pk=booking_id)
        lock_slot(slot_id, now)
        booking = Booking.objects.select_related("slot__session__week").get(pk=booking_id)
        if booking.slot_id == slot_id:
            return booking


def settle_expired(slot_id: int, now: dt.datetime):
    """Held and pending bookings past their time lapse; the caller holds the slot's lock."""
    for booking in Booking.objects.expired(now).filter(slot_id=slot_id).select_related("slot__session"):
        change_state(booking, Booking.State.LAPSED, now=now, actor=CLOCK)
        outbox.write(booking, Notice.Kind.LAPSED, now=now)


def take_places(slot: TimeSlot, people: int):
    """One conditional update: it takes all the places or none, and raises `SlotFull` for none."""
    free = TimeSlot.objects.filter(pk=slot.pk, places_taken__lte=F("bookable") - people)
    if not free.update(places_taken=F("places_taken") + people):
        raise errors.SlotFull()


def give_back_places(slot_id: int, people: int):
    TimeSlot.objects.filter(pk=slot_id).update(places_taken=F("places_taken") - people)


def change_state(booking: Booking, state: str, *, now: dt.datetime, actor: Actor, reason: str = ""):
    """Writes the state, the places it frees and its history; the caller holds the slot's lock."""
    before, took_places = booking.state, booking.takes_places
    booking.state, booking.changed_at = state, now
    booking.expires_at = None if state not in (Booking.State.HELD, Booking.State.PENDING) else booking.expires_at
    booking.save(update_fields=["state", "changed_at", "expires_at"])
    if took_places and not booking.takes_places:
        give_back_places(booking.slot_id, booking.people)
    record(booking, actor=actor, now=now, from_state=before, reason=reason)


def record(
    booking: Booking,
    *,
    actor: Actor,
    now: dt.datetime,
    from_state: str,
    reason: str = "",
):
    BookingEvent.objects.create(
        booking=booking,
        at=now,
        actor=actor.kind,
        user=actor.user,
        from_state=from_state,
        to_state=booking.state,
        to_slot=booking.slot,
        to_people=booking.people,
        reason=reason,
    )


def phone_bookings(phone: str, now: dt.datetime) -> list[Booking]:
    """The number's individual bookings that still hold or await a place."""
    live = Booking.objects.live().filter(kind=Booking.Kind.INDIVIDUAL, phone=phone, slot__ends_at__gt=now)
    return list(live.select_related("slot__session"))


def find_same(*, slot_id: int, party: rules.Party, details: Details, submission: str | None) -> Booking | None:
    """The booking this request already made, if it is a repetition: by its token, else by its whole content."""
    if submission and (same := Booking.objects.filter(submission=submission).first()):
        return same
    content = {**vars(party), **_stored(details)}
    del content["language"]
    return Booking.objects.live().filter(slot_id=slot_id, **content).first()
