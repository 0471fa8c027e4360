"""What must be true of the bookings in the database, however they came about."""

from collections import Counter, defaultdict
from itertools import combinations

from django.db import connection

from events import time_spans
from events.bookings import waiting_list
from events.bookings.queries import slot_availability, with_places
from events.models import Booking, BookingChange, TimeSlot

OVERSOLD = """
SELECT s.id, s.bookable, s.places_taken, held.people
FROM events_timeslot s
JOIN (
    SELECT s.id, COALESCE(SUM(b.people), 0)
        + COALESCE((SELECT SUM(c.places) FROM events_bookingchange c WHERE c.slot_id = s.id AND c.state = 'pending'), 0) AS people
    FROM events_timeslot s
    LEFT JOIN events_booking b ON b.slot_id = s.id AND b.state IN ('held', 'pending', 'confirmed')
    GROUP BY s.id
) held ON held.id = s.id
WHERE s.places_taken > s.bookable OR held.people <> s.places_taken
"""


def list_oversold_slots():
    """Slots with more people than places, or a wrong count of them; one statement, so one moment."""
    with connection.cursor() as cursor:
        cursor.execute(OVERSOLD)
        return cursor.fetchall()


def check_invariants(now, *, settled=False):
    """Raises `AssertionError`; gives what it read. `settled`: nothing is expired, and whoever fits has been promoted."""
    related = "events__change", "notices", "change_requests"
    bookings = list(Booking.objects.order_by("pk").select_related("slot__session").prefetch_related(*related))
    slots = list(with_places(TimeSlot.objects.all(), now))
    assert not list_oversold_slots()
    check_one_place_at_a_time(bookings)
    for booking in bookings:
        check_history(booking)
        check_notices(booking)
        check_states(booking)
        check_requests(booking)
    for slot in slots:
        check_availability(slot, bookings, now)
    if settled:
        assert not [change for change in BookingChange.objects.pending() if change.expires_at <= now]
        assert not [booking for booking in bookings if is_expired(booking, now)]
        check_nobody_is_passed_over(bookings, slots, now)
    return bookings, slots


def is_expired(booking, now):
    return booking.state in ("held", "pending") and booking.expires_at <= now


def check_one_place_at_a_time(bookings):
    by_phone = defaultdict(list)
    for booking in bookings:
        if booking.is_live and not booking.is_for_class and booking.phone:
            by_phone[booking.phone].append(booking)
    for mine in by_phone.values():
        for one, other in combinations(mine, 2):
            assert one.slot_id != other.slot_id, f"{one.pk} and {other.pk} in one slot"
            assert not time_spans.slots_overlap(one.slot, other.slot), f"{one.pk} and {other.pk} overlap"


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
    demanded = Counter()
    events = list_events(booking)
    for number, event in enumerate(events, start=1):
        if is_told_with_the_next(event, events[number:]):
            continue
        if kind := expected_notice_kind(booking, event, number):
            demanded[str(booking.pk), kind, str(number)] += 1
    story = [(e.actor, e.from_state, e.to_state, e.from_people, e.to_people, e.reason) for e in list_events(booking)]
    assert told == demanded, f"{booking.pk}: told {told - demanded} too often, {demanded - told} not, of {story}"


def is_told_with_the_next(event, later):
    """Sent back to the line and moved or cancelled by one deed of staff: one notice tells both."""
    is_sent_back = event.actor == "staff" and event.from_state != "waitlisted" and event.to_state == "waitlisted"
    return is_sent_back and bool(later) and (later[0].actor, later[0].at) == ("staff", event.at)


def expected_notice_kind(booking, event, number):
    """Of what a booker has to be told when this happens to the booking."""
    before, after, actor = event.from_state, event.to_state, event.actor
    if event.change:
        return expected_notice_of_request(event, list_events(booking)[number:])
    if after == "held" or before == "held" and after in ("cancelled", "lapsed"):
        return None  # nobody is known yet
    if after in ("cancelled", "rejected", "lapsed"):
        return after
    if not before and event.reason == find_other_half(booking) and event.actor == "clock":
        return "promoted"
    if not before or before == "held":
        return {"pending": "received", "confirmed": "confirmed", "waitlisted": "waitlisted"}[after]
    if actor == "clock":
        return "promoted"
    if (before, after, actor) == ("pending", "confirmed", "staff"):
        return "confirmed"
    if actor == "visitor" and before == after and event.from_people is None and event.from_slot_id is None:
        return None  # another name or number
    return "changed_by_staff" if actor == "staff" else "changed_by_booker"


def expected_notice_of_request(event, later):
    """A request that ends with a change of the booking, or for a newer request, is told with that."""
    if event.change_state in ("pending", "approved"):
        return {"pending": "change_requested", "approved": "change_approved"}[event.change_state]
    is_told_otherwise = bool(later) and (later[0].actor, later[0].at) == (event.actor, event.at)
    return None if event.change_state in ("replaced", "ended") and is_told_otherwise else "change_ended"


def find_other_half(booking):
    """The second half of a class says in its history whose half it is."""
    first = list_events(booking)[0]
    return first.reason


def check_states(booking):
    """What a state demands of the other columns."""
    waits, expires = booking.state == "waitlisted", booking.state in ("held", "pending")
    assert bool(booking.queued_at) >= waits, booking.pk
    assert bool(booking.expires_at) == expires, f"{booking.pk} is {booking.state} and expires {booking.expires_at}"
    if booking.state == "pending" and booking.changed_at < booking.slot.decide_by:
        assert booking.expires_at <= booking.slot.decide_by, f"{booking.pk} outlives the hour of decision"


def check_requests(booking):
    """A request stands beside a confirmed class, and holds what that would need more."""
    for change in booking.change_requests.all():
        if change.state == "pending":
            assert (booking.state, booking.kind) == ("confirmed", "class"), booking.pk
            more = change.people - (booking.people if change.slot_id == booking.slot_id else 0)
            assert change.places == more > 0, f"{booking.pk} holds {change.places}, needs {more}"
            assert change.expires_at <= booking.slot.starts_at, f"{booking.pk}: its request outlives the start"


def check_availability(slot, everywhere, now):
    bookings = [booking for booking in everywhere if booking.slot_id == slot.pk]
    requests = [change for booking in everywhere for change in booking.change_requests.all() if change.slot_id == slot.pk]
    taken = sum(b.people for b in bookings if b.takes_places and not is_expired(b, now))
    taken += sum(change.places for change in requests if change.state == "pending" and change.expires_at > now)
    waiting_count = sum(b.state == "waitlisted" for b in bookings)
    read = slot_availability(slot, now)
    assert (read.left, read.waiting) == (max(slot.bookable - taken, 0), waiting_count), f"slot {slot.pk}: {read}"
    assert read.state != "open" or 0 < read.left <= slot.bookable, f"slot {slot.pk}: {read}"


def check_nobody_is_passed_over(bookings, slots, now):
    slots = {slot.pk: slot for slot in slots}
    for booking in bookings:
        slot = slots[booking.slot_id]
        if booking.state == "waitlisted" and waiting_list.is_open_to_waiting(slot, now, for_class=booking.is_for_class):
            free = slot.bookable - slot.places_taken
            assert free < booking.people, f"{booking.pk} waits for {booking.people} places, {free} are free"
            assert booking.accept_fewer is None or free < booking.accept_fewer, f"{booking.pk} would take {free} places"
