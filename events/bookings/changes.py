"""Changes to a live booking by its booker, or by staff on their behalf. Each function owns its transaction."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from events.bookings import errors, expiry, rules, transitions, waiting_list
from events.bookings.change_requests import count_places_held, needs_approval, request_change
from events.bookings.counters import counts_deed
from events.bookings.existing_bookings import find_other_bookings
from events.bookings.locks import lock_booking, promote_into_free_places
from events.bookings.old_pages import check_request_was_shown, merge_edits
from events.bookings.queries import build_attempt
from events.bookings.sequence import raise_sequence
from events.bookings.services import check_not_checked_in
from events.bookings.staff_deeds import Event, audit_booking_deed
from events.bookings.transitions import VISITOR, Actor
from events.models import Booking, BookingChange, Notice, TimeSlot
from events.notices import outbox

MOVE_RULES = [rule for rule in rules.RULES if rule not in (*rules.SIZE_RULES, rules.check_undecided_classes)]


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """The booker's name and contact data, and what they need on the day."""

    contact_name: str
    phone: str
    email: str = ""
    access_needs: str = ""
    class_name: str = ""
    arrival: str = ""


@counts_deed("change_party")
@transaction.atomic
def change_party(
    *,
    booking_id: int,
    now: dt.datetime,
    people: int | None = None,
    under_14: int = 0,
    pupils: int | None = None,
    adults: int | None = None,
    shown: Mapping[str, str] | None = None,
    actor: Actor = VISITOR,
    override: str = "",
) -> Booking:
    """Change the number of people: `people` and `under_14` of an individual booking, `pupils` and `adults` of a class.

    A smaller party gives places to the waiting list. A larger one has to fit and must not overtake anybody waiting. For a
    confirmed class its booker only asks for it: the booking stays, with a request beside it. Any other change ends such a
    request. A waiting party keeps its place in line with fewer people and goes to the end with more. `shown` is what the
    page showed (see `old_pages`). Raises the `BookingError` of the first rule that forbids it.
    """
    booking, slots = lock_booking(booking_id, now)
    slot = slots[booking.slot_id]
    check_booking_is_live(booking)
    check_changeable_by(actor, booking)
    numbers = {"pupils": pupils, "adults": adults} if booking.is_for_class else {"people": people, "under_14": under_14}
    party = resized_party(booking, **merge_edits(booking, numbers, shown))
    if party == waiting_list.party_of_booking(booking):
        return booking
    pending = transitions.find_pending_change(booking)
    check_request_was_shown(pending, shown)
    held = booking.people + count_places_held(pending, slot) if booking.takes_places else party.people
    others = find_other_bookings(booking, now)
    size = booking.pupils if booking.is_for_class else booking.people
    attempt = build_attempt(slot, now, party=party, held=held, booked_size=size, **others)
    rules.check_rules(attempt, rules.CHANGE_RULES, override=bool(override))
    if needs_approval(booking, more=party.people > booking.people, actor=actor):
        request_change(booking, slot, party, pending=pending, now=now, actor=actor)
    else:
        transitions.end_pending_change(booking, BookingChange.State.ENDED, now=now, actor=actor)
        resize_booking(booking, party, now=now, actor=actor, reason=override)
    promote_into_free_places([slot.pk], now)
    booking.refresh_from_db()
    return booking


def resize_booking(booking: Booking, party: rules.Party, *, now: dt.datetime, actor: Actor, reason: str):
    before, from_people, from_state = outbox.take_snapshot(booking), booking.people, booking.state
    if booking.takes_places:
        adjust_places_taken(booking.slot, party.people - booking.people)
    elif party.people > booking.people:
        booking.queued_at = now
    set_party(booking, party)
    save_changed_booking(booking, before, now=now, actor=actor, from_state=from_state, from_people=from_people, reason=reason)


def set_party(booking: Booking, party: rules.Party):
    booking.people, booking.under_14 = party.people, party.under_14
    booking.pupils, booking.adults = party.pupils, party.adults
    booking.accept_fewer = party.accept_fewer
    booking.guardian_consented = booking.guardian_consented or party.under_14 > 0


def resized_party(booking: Booking, *, people=0, under_14=0, pupils=0, adults=0) -> rules.Party:
    party = waiting_list.party_of_booking(booking)
    if not booking.is_for_class:
        return replace(party, people=people, under_14=under_14)
    everyone = pupils + adults
    accept_fewer = party.accept_fewer
    if accept_fewer is not None:  # at least the smallest class with all its adults; none if that exceeds the party
        accept_fewer = max(accept_fewer, rules.class_size_limits(booking.slot.session)[0] + adults)
        accept_fewer = accept_fewer if accept_fewer <= everyone else None
    return replace(party, people=everyone, pupils=pupils, adults=adults, accept_fewer=accept_fewer)


def adjust_places_taken(slot: TimeSlot, more: int):
    if more > 0:
        transitions.take_places(slot, more)
    elif more < 0:
        transitions.release_places(slot.pk, -more)


@counts_deed("move")
@transaction.atomic
def move_booking(
    *,
    booking_id: int,
    to_slot_id: int,
    now: dt.datetime,
    shown: Mapping[str, str] | None = None,
    actor: Actor = VISITOR,
    override: str = "",
) -> Booking:
    """Move the booking to another slot of the session; the old places are released once the new ones are taken.

    Staff may move it to another session with the same booking mode. For a confirmed class its booker only asks for it: the
    school agreed to the other time, so the booking stays, with a request beside it. Any other move ends such a request.
    `shown` is what the page showed (see `old_pages`). Raises the `BookingError` of the first rule that forbids it,
    `TimeSlot.DoesNotExist` for an unknown slot.
    """
    booking, slots = lock_booking(booking_id, now, also=[to_slot_id], phones=[])
    if to_slot_id not in slots:
        raise TimeSlot.DoesNotExist
    check_booking_is_live(booking)
    check_changeable_by(actor, booking)
    old, new = slots[booking.slot_id], slots[merge_edits(booking, {"slot": to_slot_id}, shown)["slot"]]
    if old.pk == new.pk:
        return booking
    pending = transitions.find_pending_change(booking)
    check_request_was_shown(pending, shown)
    if actor.is_visitor and old.session_id != new.session_id:
        raise errors.OtherSession()
    check_move_allowed(booking, old, new, now, held=count_places_held(pending, new), override=bool(override))
    if needs_approval(booking, more=True, actor=actor):
        request_change(booking, new, waiting_list.party_of_booking(booking), pending=pending, now=now, actor=actor)
    else:
        transitions.end_pending_change(booking, BookingChange.State.ENDED, now=now, actor=actor)
        relocate_booking(booking, old, new, now=now, actor=actor, reason=override)
        audit_booking_deed(Event.BOOKING_MOVED, booking, actor=actor, detail=_("before: %(slot)s") % {"slot": old})
    promote_into_free_places([old.pk, new.pk], now)
    return booking


def relocate_booking(booking: Booking, old: TimeSlot, new: TimeSlot, *, now: dt.datetime, actor: Actor, reason: str):
    before, from_state = outbox.take_snapshot(booking), booking.state
    transitions.take_places(new, booking.people)
    if booking.takes_places:
        transitions.release_places(old.pk, booking.people)
    else:
        booking.queued_at = None
        booking.state = Booking.State.PENDING if booking.is_for_class else Booking.State.CONFIRMED
    if booking.state == Booking.State.PENDING:  # moving wins no later deadline for the decision
        until = expiry.pending_until(new, now)
        booking.expires_at = min(until, booking.expires_at) if from_state == Booking.State.PENDING else until
    booking.slot = new
    raise_sequence(booking)
    save_changed_booking(booking, before, now=now, actor=actor, from_state=from_state, from_slot=old, reason=reason)


def check_move_allowed(booking: Booking, old: TimeSlot, new: TimeSlot, now: dt.datetime, *, held: int, override: bool):
    rules.check_rules(
        build_attempt(old, now, party=waiting_list.party_of_booking(booking)), [rules.check_changes_open], override=override
    )
    party = replace(waiting_list.party_of_booking(booking), accept_fewer=None)  # the whole party moves
    # Within the session its size is not checked again: half of a split class is smaller than a class may be.
    move_rules = MOVE_RULES if old.session_id == new.session_id else rules.RULES
    others = find_other_bookings(booking, now)
    if booking.state == Booking.State.CONFIRMED:
        others["undecided_classes"] = 0
    attempt = build_attempt(new, now, party=party, held=held, **others)
    rules.check_rules(attempt, move_rules, override=override)


@counts_deed("change_contact")
@transaction.atomic
def change_contact(
    *,
    booking_id: int,
    contact: ContactDetails,
    now: dt.datetime,
    shown: Mapping[str, str] | None = None,
    actor: Actor = VISITOR,
) -> Booking:
    """Change name, number, mail address and needs, until the slot ends.

    `shown` is what the page showed (see `old_pages`). Raises a `BookingError` if the slot is over or cancelled, or if the
    new number is already booked at that time.
    """
    booking, slots = lock_booking(booking_id, now, phones=[contact.phone], classes=[find_new_class_key(booking_id, contact)])
    check_booking_is_live(booking)
    check_changeable_by(actor, booking)
    slot = slots[booking.slot_id]
    rules.check_rules(build_attempt(slot, now), [rules.check_not_cancelled, rules.check_not_over])
    contact = ContactDetails(**merge_edits(booking, vars(contact), shown))
    changed = [name for name, value in vars(contact).items() if getattr(booking, name) != value]
    if not changed:
        return booking
    for name in changed:
        setattr(booking, name, getattr(contact, name))
    booking.class_key = booking.make_class_key()
    if {"phone", "class_name"} & set(changed):
        check_new_identity(booking, slot, now, changed)
    booking.changed_at = now
    booking.save(update_fields=[*changed, "changed_at"])
    names = ", ".join(str(Booking._meta.get_field(name).verbose_name) for name in changed)
    transitions.record_booking_event(booking, actor=actor, now=now, from_state=booking.state, reason=names)
    return booking


def find_new_class_key(booking_id: int, contact: ContactDetails) -> str:
    booking = Booking.objects.get(pk=booking_id)
    booking.class_name = contact.class_name
    return booking.make_class_key()


def check_new_identity(booking: Booking, slot: TimeSlot, now: dt.datetime, changed: Collection[str]):
    """Raise if the new number or class of the booking, as it is in memory, is booked at that time already."""
    found = find_other_bookings(booking, now)
    if "phone" not in changed or booking.state == Booking.State.CONFIRMED:
        found["undecided_classes"] = 0
    attempt = build_attempt(slot, now, party=waiting_list.party_of_booking(booking), **found)
    rules.check_rules(attempt, [rules.check_one_place_at_a_time, rules.check_one_class, rules.check_undecided_classes])


def check_booking_is_live(booking: Booking):
    if not booking.is_live or booking.state == Booking.State.HELD:
        raise errors.NothingToDo(booking.get_state_display())


def check_changeable_by(actor: Actor, booking: Booking):
    if actor.is_visitor:
        check_not_checked_in(booking)


def save_changed_booking(
    booking: Booking,
    before: outbox.BookingSnapshot,
    *,
    now: dt.datetime,
    actor: Actor,
    from_state: str,
    reason: str,
    from_slot: TimeSlot | None = None,
    from_people: int | None = None,
):
    booking.changed_at = now
    booking.save()
    transitions.record_booking_event(
        booking, actor=actor, now=now, from_state=from_state, from_slot=from_slot, from_people=from_people, reason=reason
    )
    kind = Notice.Kind.CHANGED_BY_BOOKER if actor.is_visitor else Notice.Kind.CHANGED_BY_STAFF
    outbox.write_notice(booking, kind, now=now, before=before)
