"""Book and cancel places, decide on class bookings, settle expired ones. Each function owns its transaction."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from content import public_cache
from content.prepared_inserts import build_row, insert_together
from events.bookings import errors, rules, waiting_list
from events.bookings.askers import Asker, KnownSession
from events.bookings.counters import counts_deed, name_new_booking
from events.bookings.existing_bookings import find_other_bookings
from events.bookings.expiry import pending_until
from events.bookings.locks import lock_booking, lock_for_booking, promote_into_free_places
from events.bookings.queries import build_attempt, with_places
from events.bookings.staff_deeds import Event, audit_booking_deed
from events.bookings.submissions import build_submission, find_standing_booking, find_submission, hash_request
from events.bookings.transitions import (
    CLOCK,
    VISITOR,
    Actor,
    build_booking_event,
    change_state,
    make_taking_statement,
    release_places,
    staff_actor,
    take_places,
)
from events.models import Booking, BookingChange, EventSession, Notice, TimeSlot
from events.notices import outbox, texts
from schools.models import School

# What a booker may be told at once: that there is a place, or a place in the line
NEW_BOOKING_KINDS = {
    Booking.Kind.INDIVIDUAL: (Notice.Kind.CONFIRMED, Notice.Kind.WAITLISTED),
    Booking.Kind.CLASS: (Notice.Kind.RECEIVED, Notice.Kind.WAITLISTED),
}
__all__ = ["CLOCK", "VISITOR", "Actor", "errors", "release_places", "staff_actor", "take_places"]


@dataclass(frozen=True, kw_only=True)
class BookerDetails:
    """What a booker enters besides the numbers."""

    contact_name: str
    phone: str
    email: str = ""
    access_needs: str = ""
    school: School | None = None
    school_name: str = ""
    grade: int | None = None
    class_name: str = ""
    arrival: str = ""
    language: str = "zh-hans"

    def as_sent(self) -> dict:
        """Return what was typed: the language of the page and what was looked up are no part of it."""
        return {name: value for name, value in vars(self).items() if name not in ("language", "school", "phone")}


@counts_deed("book", name_outcome=name_new_booking)
def book_place(
    *,
    slot_id: int,
    party: rules.Party,
    details: BookerDetails,
    now: dt.datetime,
    token: str = "",
    wait: bool = False,
    actor: Actor = VISITOR,
    override: str = "",
    session: EventSession | None = None,
    generation: int | None = None,
    custom_texts: texts.CustomTexts | None = None,
) -> Booking:
    """Book a slot: confirmed for an individual, pending for a class, on the waiting list where the slot is full.

    A party for which too few places are left joins the waiting list only with `wait` and is refused otherwise. With
    `override`, the reason, which is recorded, staff may exceed booking windows and sizes (`OVERRIDABLE_RULES`). The same
    request with the same form `token` returns the booking it made. Raises the `BookingError` of the first rule that forbids
    it, `BookingOfRequestEnded` if that booking no longer stands, `TimeSlot.DoesNotExist` for an unknown slot, with `session` also
    for one of another session. `custom_texts` are those of `read_custom_texts`, if they have been read. `generation` is that of
    the public pages if session and texts are from memory: `PublicPagesChanged` is raised if there is another by then.
    """
    booking = draft_booking(party, details, actor=actor, now=now)
    if custom_texts is None:
        custom_texts = texts.load_custom_texts(kinds=NEW_BOOKING_KINDS[party.kind])
    asker = Asker(
        kind=party.kind,
        phone=party.phone,
        class_key=booking.class_key,
        token=token,
        request_hash=hash_request(slot=slot_id, **vars(party), **details.as_sent()),
    )
    request = BookingRequest(
        slot_id=slot_id, party=party, asker=asker, wait=wait, override=override, session=session, generation=generation
    )
    return book_draft(booking, request, custom_texts, actor=actor, now=now)


@public_cache.cache_until_public_change
def read_custom_texts() -> texts.CustomTexts:
    """Return the bureau's own texts of all that a new booking may be told."""
    return texts.load_custom_texts(kinds=sorted({kind for kinds in NEW_BOOKING_KINDS.values() for kind in kinds}))


@dataclass(frozen=True, kw_only=True)
class BookingRequest:
    """What `book_place` was asked for."""

    slot_id: int
    party: rules.Party
    asker: Asker
    wait: bool
    override: str
    session: EventSession | None
    generation: int | None


@transaction.atomic
def book_draft(
    booking: Booking, request: BookingRequest, custom_texts: texts.CustomTexts, *, actor: Actor, now: dt.datetime
) -> Booking:
    """Take the places and save the booking, or raise, as `book_place` says; everything that needs no lock is prepared."""
    asker, session, override = request.asker, request.session, request.override
    slots = lock_for_asker(request, now)
    slot = slots.get(request.slot_id)
    if (slot is None or slot.has_request) and (submission := find_submission(asker.token, asker.request_hash)):
        return find_standing_booking(submission, asker.phone, now)
    if slot is None or (session and session.pk != slot.session_id):
        raise TimeSlot.DoesNotExist
    booking.slot = slot
    others = find_other_bookings(booking, now) if slot.has_other_bookings else {}
    attempt = build_attempt(slot, now, party=request.party, **others)
    rules.check_rules(attempt, rules.RULES_BEFORE_PLACES, override=bool(override))
    parts = allocate_or_queue(attempt, slots.values(), booking, wait=request.wait)
    save_new_booking(booking, parts, request, actor=actor, now=now, custom_texts=custom_texts)
    return booking


def lock_for_asker(request: BookingRequest, now: dt.datetime) -> dict[int, TimeSlot]:
    asker, session = request.asker, request.session
    return lock_for_booking(
        [request.slot_id],
        now,
        token=asker.token,
        phones=[asker.phone],
        classes=[asker.class_key],
        has_siblings=session is None or session.takes_classes,
        asker=asker,
        known=KnownSession(session=session, generation=request.generation) if request.generation is not None else None,
    )


def draft_booking(party: rules.Party, details: BookerDetails, *, actor: Actor, now: dt.datetime) -> Booking:
    """Return an unsaved booking, without its slot and state."""
    entered = {name: value for name, value in vars(details).items() if name != "phone"}
    booking = build_row(Booking, booked_by=actor.user, created_at=now, changed_at=now, **vars(party), **entered)
    booking.class_key = booking.make_class_key()
    return booking


def allocate_or_queue(attempt: rules.Attempt, slots, booking: Booking, *, wait: bool) -> list[waiting_list.Allocation]:
    """Return the places allocated to the party, none if it joins the waiting list. Raises a `NoPlaces` if it can do neither."""
    try:
        rules.check_rules(attempt, rules.PLACE_RULES)
    except errors.NoPlaces as refusal:
        overtakes = isinstance(refusal, errors.WouldOvertake)
        may_split = attempt.party.may_split and not overtakes
        others = waiting_list.list_slots_for_other_half(slots, booking, attempt.now) if may_split else []
        parts = [] if overtakes else waiting_list.allocate_places(attempt.party, attempt.slot, others)
        has_places = isinstance(refusal, errors.NotEnoughPlaces)
        if not parts and (not refusal.may_wait or (has_places and not wait)):
            raise
        return parts
    return waiting_list.allocate_places(attempt.party, attempt.slot, [])


def save_new_booking(
    booking: Booking,
    parts: list[waiting_list.Allocation],
    request: BookingRequest,
    *,
    actor: Actor,
    now: dt.datetime,
    custom_texts: texts.CustomTexts,
):
    requested_people = booking.people
    record_consent(booking, now)
    if not parts:
        booking.state, booking.queued_at, kind = Booking.State.WAITLISTED, now, Notice.Kind.WAITLISTED
    elif booking.is_for_class:
        booking.state, booking.expires_at, kind = Booking.State.PENDING, pending_until(booking.slot, now), Notice.Kind.RECEIVED
    else:
        booking.state, kind = Booking.State.CONFIRMED, Notice.Kind.CONFIRMED
    for part in parts[1:]:
        take_places(part.slot, part.people)
    for part in parts[:1]:
        waiting_list.set_allocated_people(booking, part)
    if parts[1:]:
        waiting_list.mark_as_half(booking)
    booking.pk = booking.slot.next_booking_id
    from_people = requested_people if booking.people != requested_people else None
    event = build_booking_event(booking, actor=actor, now=now, from_state="", from_people=from_people, reason=request.override)
    notice = outbox.build_first_notice(booking, kind, now=now, custom_texts=custom_texts)
    submission = build_submission(request.asker.token, request.asker.request_hash, booking, now)
    taking = [make_taking_statement(part.slot, part.people) for part in parts[:1]]
    if not insert_together([booking, event, notice, *submission], then=taking):  # the places are free, by all that was read
        raise errors.SlotFull()
    for part in parts[1:]:
        waiting_list.create_other_half(booking, part, actor=actor, now=now, kind=kind)


def record_consent(booking: Booking, now: dt.datetime):
    booking.consented_at, booking.consent_version = now, booking.slot.session.week.privacy_version
    booking.guardian_consented = booking.is_for_class or booking.under_14 > 0


@counts_deed("cancel")
@transaction.atomic
def cancel_booking(*, booking_id: int, now: dt.datetime, actor: Actor = VISITOR, reason: str = "") -> Booking:
    """Cancel a booking and give its places to the waiting list. Visitors may cancel until the start, or until they are in.

    A booking that is cancelled already is returned unchanged. Raises `TooLateToCancel`, `CheckedIn`, or `NothingToDo` for one
    that is no longer live.
    """
    booking, _slots = lock_booking(booking_id, now)
    if booking.state == Booking.State.CANCELLED:
        return booking
    if not booking.is_live:
        raise errors.NothingToDo(booking.get_state_display())
    if actor.is_visitor:
        check_not_checked_in(booking)
    if actor.is_visitor and now >= booking.slot.starts_at:
        raise errors.TooLateToCancel()
    end_booking(booking, Booking.State.CANCELLED, Notice.Kind.CANCELLED, now=now, actor=actor, reason=reason)
    audit_booking_deed(Event.BOOKING_CANCELLED, booking, actor=actor)
    return booking


def check_not_checked_in(booking: Booking):
    """Nobody cancels or changes what they have come to; staff correct it. The slot is locked, so nobody checks in meanwhile."""
    if booking.is_checked_in:
        raise errors.CheckedIn()


def end_booking(booking: Booking, state: str, kind: str, *, now: dt.datetime, actor: Actor, reason: str):
    """End a live booking, notify its booker, and give its places to the waiting list."""
    change_state(booking, state, now=now, actor=actor, reason=reason)
    if booking.contact_name or booking.phone:
        outbox.write_notice(booking, kind, now=now, reason=reason)
    promote_into_free_places([booking.slot_id], now)


@counts_deed("approve")
@transaction.atomic
def approve_booking(*, booking_id: int, now: dt.datetime, actor: Actor) -> Booking:
    """Confirm a pending class booking. Raises `NothingToDo` when it is no longer pending."""
    booking = _lock_pending_booking(booking_id, now)
    change_state(booking, Booking.State.CONFIRMED, now=now, actor=actor)
    outbox.write_notice(booking, Notice.Kind.CONFIRMED, now=now)
    audit_booking_deed(Event.CLASS_APPROVED, booking, actor=actor)
    return booking


@counts_deed("reject")
@transaction.atomic
def reject_booking(*, booking_id: int, now: dt.datetime, actor: Actor, reason: str) -> Booking:
    """Reject a pending class booking and release its places; the teacher reads the reason. Raises `NothingToDo` as above."""
    booking = _lock_pending_booking(booking_id, now)
    end_booking(booking, Booking.State.REJECTED, Notice.Kind.REJECTED, now=now, actor=actor, reason=reason)
    audit_booking_deed(Event.CLASS_REJECTED, booking, actor=actor)
    return booking


def _lock_pending_booking(booking_id: int, now: dt.datetime) -> Booking:
    booking, _slots = lock_booking(booking_id, now)
    if booking.state != Booking.State.PENDING:
        raise errors.NothingToDo(booking.get_state_display())
    return booking


@transaction.atomic
def settle_slot(*, slot_id: int, now: dt.datetime):
    """Let expired bookings of one slot lapse and promote the waiting. Only makes it prompt: whoever books settles too."""
    lock_for_booking([slot_id], now)


def settle_due_slots(*, now: dt.datetime) -> int:
    """Settle every slot with expired bookings, or with places for somebody waiting; return how many slots."""
    expired = Booking.objects.expired(now).values_list("slot_id", flat=True)
    fits = with_places(TimeSlot.objects.filter(starts_at__gt=now + rules.WALK_INS_ONLY_BEFORE_START), now)
    free = F("bookable") - F("places_taken")
    may_split = Exists(Booking.objects.waiting().filter(slot=OuterRef("pk"), may_split=True))
    fits = fits.filter(Q(least_individual__lte=free) | Q(least_class__lte=free) | Q(may_split, places_taken__lt=F("bookable")))
    requests = BookingChange.objects.expired(now).values_list("slot_id", flat=True)
    due = sorted({*expired, *requests, *fits.values_list("pk", flat=True)})
    for slot_id in due:
        settle_slot(slot_id=slot_id, now=now)
    return len(due)
