"""What must be true of the bookings in the database, however they came about."""

from collections import Counter, defaultdict
from itertools import combinations

from django.db import connection

from events import time_spans
from events.bookings import waiting_list
from events.bookings.queries import slot_availability, with_places
from events.models import Booking, Submission, TimeSlot

OVERSOLD = """
SELECT * FROM (
  SELECT s.id, s.bookable, s.places_taken,
    (SELECT COALESCE(SUM(b.people), 0) FROM events_booking b
     WHERE b.slot_id = s.id AND b.state IN ('held', 'pending', 'confirmed'))
    + (SELECT COALESCE(SUM(c.places), 0) FROM events_bookingchange c
       WHERE c.slot_id = s.id AND c.state = 'pending') AS people
  FROM events_timeslot s
) AS counted WHERE places_taken > bookable OR people <> places_taken
"""


def list_oversold_slots():
    """Slots with more people than places, or a wrong count of them; one statement, so one moment."""
    with connection.cursor() as cursor:
        cursor.execute(OVERSOLD)
        return cursor.fetchall()


def check_invariants(now, *, settled=False):
    """Raises `AssertionError`; gives what it read. `settled`: nothing is expired, and whoever fits has been promoted."""
    related = "events", "notices", "change_requests"
    bookings = list(Booking.objects.order_by("pk").select_related("slot__session").prefetch_related(*related))
    slots = list(with_places(TimeSlot.objects.all(), now))
    assert not list_oversold_slots()
    check_one_place_at_a_time(bookings, now)
    check_one_class_at_a_time(bookings, now)
    for booking in bookings:
        check_history(booking)
        check_notices(booking)
        check_states(booking)
        check_requests(booking)
    for slot in slots:
        check_availability(slot, bookings, now)
    if settled:
        assert not [booking for booking in bookings if is_expired(booking, now) or places_asked_for(booking, expired_at=now)]
        check_nobody_is_passed_over(bookings, slots, now)
    return bookings, slots


def check_submissions_stand(seen):
    """A request that was granted is never written anew; `seen` are those of the last time, to which new ones are added."""
    rows = {pk: rest for pk, *rest in Submission.objects.values_list("pk", "token", "request_hash", "booking", "submitted_at")}
    assert seen == {pk: rows.get(pk) for pk in seen}
    seen.update(rows)


def is_expired(booking, now):
    return booking.state in ("held", "pending") and booking.expires_at <= now


def check_one_place_at_a_time(bookings, now):
    by_phone = defaultdict(list)
    for booking in bookings:
        if booking.is_live and not booking.is_for_class and booking.phone and booking.slot.ends_at > now:
            by_phone[booking.phone].append(booking)
    for mine in by_phone.values():
        for one, other in combinations(mine, 2):
            assert one.slot_id != other.slot_id, f"{one.pk} and {other.pk} in one slot"
            assert not time_spans.slots_overlap(one.slot, other.slot), f"{one.pk} and {other.pk} overlap"


def check_one_class_at_a_time(bookings, now):
    """One live booking of a class in a slot, and none that overlap but halves and what staff brought about."""
    by_class = defaultdict(list)
    for booking in bookings:
        if booking.is_live and booking.class_key:
            by_class[booking.class_key].append(booking)
    for one, other in (pair for mine in by_class.values() for pair in combinations(mine, 2)):
        assert one.slot_id != other.slot_id, f"{one.pk} and {other.pk} are one class in one slot"
        are_halves = one.split and one.split == other.split
        is_over = min(one.slot.ends_at, other.slot.ends_at) <= now
        if not (are_halves or is_over or is_expired(one, now) or is_expired(other, now) or were_moved_by_staff(one, other)):
            assert not time_spans.slots_overlap(one.slot, other.slot), f"{one.pk} and {other.pk} of one class overlap"


def were_moved_by_staff(*bookings):
    """Whether staff moved the slot of one of them after both had been made."""
    firsts = [list_events(booking)[0].pk for booking in bookings]
    events = [event for booking in bookings for event in list_events(booking) if event.pk > max(firsts)]
    return any(event.actor == "staff" and event.from_state == event.to_state and is_bare(event) for event in events)


def is_bare(event):
    """Neither numbers nor slot nor a request changed with it."""
    return event.from_people is None and event.from_slot_id is None and not event.change_id


def list_changes(booking):
    return sorted(booking.change_requests.all(), key=lambda change: change.pk)


def places_asked_for(booking, slot_id=None, *, expired_at=None):
    """The places that the booking's pending request holds, in this slot, or if it has expired."""
    pending = [change for change in booking.change_requests.all() if change.state == "pending"]
    if expired_at:
        pending = [change for change in pending if change.expires_at <= expired_at]
    return sum(change.places for change in pending if slot_id in (None, change.slot_id))


def check_requests(booking):
    """One pending request at most, of a confirmed class, that holds what it needs beyond the booking."""
    pending = [change for change in booking.change_requests.all() if change.state == "pending"]
    assert len(pending) <= 1, booking.pk
    for change in pending:
        assert (booking.kind, booking.state) == ("class", "confirmed"), f"{booking.pk} asks and is {booking.state}"
        needs = change.people - (booking.people if change.slot_id == booking.slot_id else 0)
        assert change.places == needs > 0, f"{booking.pk} holds {change.places} for its request and needs {needs}"
        assert change.people == change.pupils + change.adults
        if booking.slot_id != change.slot_id:
            assert change.people == booking.people
    asked = [(event.change_id, event.change_state) for event in list_events(booking) if event.change_id]
    ended = [(change.pk, change.state) for change in list_changes(booking) if change.state != "pending"]
    assert Counter(asked) == Counter([(change.pk, "pending") for change in list_changes(booking)] + ended), booking.pk


def list_events(booking):
    return sorted(booking.events.all(), key=lambda event: event.pk)


def check_history(booking):
    """One chain from the beginning to what the booking is now, without a gap."""
    state, people, slot = "", None, None
    for event in list_events(booking):
        assert event.from_state == state, f"{booking.pk}: from {event.from_state}, but was {state}"
        if people is not None:
            assert (event.from_people or event.to_people) == people, f"{booking.pk}: people"
            assert (event.from_slot_id or event.to_slot_id) == slot, f"{booking.pk}: slot"
        state, people, slot = event.to_state, event.to_people, event.to_slot_id
    assert (state, people, slot) == (booking.state, booking.people, booking.slot_id), f"{booking.pk}: end of its history"


def check_notices(booking):
    """Exactly one for each event that concerns the booker, and none besides."""
    told = Counter(tuple(notice.event_key.split(":")) for notice in booking.notices.all())
    demanded, allowed = Counter(), Counter()
    events = list_events(booking)
    for number, event in enumerate(events, start=1):
        if kind := expected_notice_kind(booking, event):
            is_optional = is_told_with_the_next(event, events[number:])
            (allowed if is_optional else demanded)[str(booking.pk), kind, str(number)] += 1
    story = [(e.actor, e.from_state, e.to_state, e.from_people, e.to_people, e.change_state, e.reason) for e in events]
    missing, spare = demanded - told, told - demanded - allowed
    assert not missing and not spare, f"{booking.pk}: told {spare} too often, {missing} not, of {story}"  # noqa: PT018


def is_told_with_the_next(event, later):
    """Whether the notice of what else was done by the same hand at the same moment may tell this too."""
    is_first_part = event.change_state == "ended" or (
        event.actor == "staff" and event.from_state != "waitlisted" and event.to_state == "waitlisted"
    )
    return is_first_part and bool(later) and (later[0].actor, later[0].at) == (event.actor, event.at)


def expected_notice_kind(booking, event):
    """Of what a booker has to be told when this happens to the booking."""
    before, after, actor = event.from_state, event.to_state, event.actor
    if event.change_id:
        told = {"pending": "change_requested", "approved": "change_approved", "replaced": None}
        return told.get(event.change_state, "change_ended")
    if after == "held" or before == "held" and after in ("cancelled", "lapsed"):
        return None  # nobody is known yet
    if after in ("cancelled", "rejected", "lapsed"):
        return after
    if not before and actor == "clock":
        return "promoted"  # the other half of a class
    if not before or before == "held":
        return {"pending": "received", "confirmed": "confirmed", "waitlisted": "waitlisted"}[after]
    if actor == "clock":
        return "promoted"
    if (before, after, actor) == ("pending", "confirmed", "staff"):
        return "confirmed"
    if actor == "visitor" and before == after and is_bare(event):
        return None  # another name or number
    return "changed_by_staff" if actor == "staff" else "changed_by_booker"


def check_states(booking):
    """What a state demands of the other columns."""
    waits, expires = booking.state == "waitlisted", booking.state in ("held", "pending")
    assert bool(booking.queued_at) >= waits, booking.pk
    if booking.state != "lapsed":  # which keeps the moment at which its time was over
        assert bool(booking.expires_at) == expires, f"{booking.pk} is {booking.state} and expires {booking.expires_at}"
    if booking.state == "pending" and booking.changed_at < booking.slot.decide_by:
        assert booking.expires_at <= booking.slot.decide_by, f"{booking.pk} outlives the hour of decision"


def check_availability(slot, bookings, now):
    here = [booking for booking in bookings if booking.slot_id == slot.pk]
    taken = sum(b.people for b in here if b.takes_places and not is_expired(b, now))
    asked = sum(places_asked_for(b, slot.pk) - places_asked_for(b, slot.pk, expired_at=now) for b in bookings)
    waiting_count = sum(b.state == "waitlisted" for b in here)
    read = slot_availability(slot, now)
    assert (read.left, read.waiting) == (max(slot.bookable - taken - asked, 0), waiting_count), f"slot {slot.pk}: {read}"
    assert read.state != "open" or 0 < read.left <= slot.bookable, f"slot {slot.pk}: {read}"


def check_nobody_is_passed_over(bookings, slots, now):
    slots = {slot.pk: slot for slot in slots}
    for booking in bookings:
        slot = slots[booking.slot_id]
        if booking.state == "waitlisted" and waiting_list.is_open_to_waiting(slot, now, for_class=booking.is_for_class):
            free = slot.bookable - slot.places_taken
            assert free < booking.people, f"{booking.pk} waits for {booking.people} places, {free} are free"
            assert booking.accept_fewer is None or free < booking.accept_fewer, f"{booking.pk} would take {free} places"
