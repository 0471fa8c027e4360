"""A confirmed class that asks for more or for another time keeps what was approved, with a request beside it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events.bookings import change_decisions, change_requests, changes, errors, locks, rescheduling, services
from events.bookings.expiry import change_pending_until
from events.bookings.queries import places_left, with_places
from events.models import Booking, BookingChange, BookingEvent, Notice, TimeSlot
from tests.events.bookings.booking_invariants import check_invariants
from tests.events.bookings.conftest import at, book_class, make_slot, taken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(class_session):
    return make_slot(class_session, capacity=60)


@pytest.fixture
def later(class_session):
    return make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60)


@pytest.fixture
def staff(db):
    return services.staff_actor(UserFactory())


def approved_class(slot, phone="13900000001", pupils=30, adults=2, *, now, **more):
    booking = book_class(slot, phone, pupils, adults, now=now, **more)
    return services.approve_booking(booking_id=booking.pk, now=now, actor=services.Actor(kind="staff"))


@pytest.fixture
def booking(room, now):
    return approved_class(room, now=now)


def ask(booking, pupils, adults=2, *, now, **more):
    changes.change_party(booking_id=booking.pk, pupils=pupils, adults=adults, now=now, **more)
    return booking.change_requests.last()


def move(booking, slot, *, now, **more):
    changes.move_booking(booking_id=booking.pk, to_slot_id=slot.pk, now=now, **more)
    return booking.change_requests.last()


def seen(booking):
    booking.refresh_from_db()
    return booking.state, booking.people, booking.slot_id


def requests(booking):
    return list(booking.change_requests.values_list("state", flat=True))


def notices(booking):
    return list(booking.notices.order_by("pk").values_list("kind", flat=True))[2:]  # after received and confirmed


# Asking


def test_more_people_stand_beside_the_booking_and_hold_the_difference(room, booking, now):
    change = ask(booking, 40, now=now)
    assert seen(booking) == ("confirmed", 32, room.pk)
    assert (change.state, change.people, change.places, change.slot_id) == ("pending", 42, 10, room.pk)
    assert (taken(room), booking.sequence) == (42, 0)
    assert notices(booking) == ["change_requested"]
    assert "32 → 42" in booking.notices.get(kind="change_requested").body
    check_invariants(now, settled=True)


def test_another_time_holds_the_whole_party_there(room, later, booking, now):
    change = move(booking, later, now=now)
    assert seen(booking) == ("confirmed", 32, room.pk)
    assert (change.places, change.slot_id) == (32, later.pk)
    assert (taken(room), taken(later)) == (32, 32)
    check_invariants(now, settled=True)


def test_what_needs_no_approval_is_no_request(room, later, now, staff):
    pending = book_class(room, now=now)
    assert ask(pending, 31, now=now) is None
    assert move(pending, later, now=now) is None
    services.approve_booking(booking_id=pending.pk, now=now, actor=staff)
    assert ask(pending, 20, now=now) is None  # fewer
    assert ask(pending, 40, now=now, actor=staff) is None  # staff decide by doing it
    assert move(pending, room, now=now, actor=staff) is None
    assert seen(pending) == ("confirmed", 42, room.pk)


@pytest.mark.parametrize(
    ("old", "new", "now", "until"),
    [
        ("05-17 09:30", "05-17 09:30", "05-13 09:30", "05-15 09:30"),  # 48 hours
        ("05-17 09:30", "05-17 09:30", "05-16 09:30", "05-16 17:00"),  # the hour of decision
        ("05-17 09:30", "05-16 14:00", "05-15 09:30", "05-15 17:00"),  # of the earlier day
        ("05-16 09:30", "05-18 09:30", "05-15 09:30", "05-15 17:00"),  # whichever that is
        ("05-16 09:30", "05-18 09:30", "05-15 18:00", "05-16 09:30"),  # too late for that: the start of what is approved
    ],
)
def test_a_request_lapses_at_the_earliest_of(class_session, old, new, now, until):
    slots = [
        TimeSlot(session=class_session, starts_at=at(start), ends_at=at(start) + dt.timedelta(hours=1)) for start in (old, new)
    ]
    assert change_pending_until(*slots, at(now)) == at(until)


def test_the_hour_of_decision_is_a_setting(class_session, room, now):
    class_session.week.decide_by_time, class_session.week.decide_within_hours = dt.time(12), 200
    room.session = class_session
    assert change_pending_until(room, room, now) == at("05-16 12:00")


def test_a_request_overtakes_nobody(room, booking, now, monkeypatch):
    waiting = book_class(room, "13900000002", now=now)
    assert waiting.state == "waitlisted"
    assert ask(booking, 40, now=now).places == 10  # the 32 who wait would not fit into the 28 left either
    monkeypatch.setattr(locks.waiting_list, "promote_waiting_bookings", lambda *arguments: False)
    Booking.objects.filter(pk=waiting.pk).update(people=8, pupils=7, adults=1)
    with pytest.raises(errors.WouldOvertake):
        ask(booking, 41, 3, now=now)
    assert ask(booking, 39, 2, now=now).places == 9  # less than it holds already overtakes nobody


def test_no_room_for_more_and_the_booking_stands(room, booking, now):
    approved_class(room, "13900000002", 25, 2, now=now)
    with pytest.raises(errors.NotEnoughPlaces):
        ask(booking, 40, now=now)
    assert requests(booking) == []
    check_invariants(now, settled=True)


# A newer change


def test_a_newer_request_replaces_the_older_and_wins_no_later_deadline(room, later, booking, now):
    first = ask(booking, 40, now=now)
    second = move(booking, later, now=now + dt.timedelta(hours=5))
    assert requests(booking) == ["replaced", "pending"]
    assert second.expires_at == first.expires_at
    assert (taken(room), taken(later)) == (32, 32)
    third = ask(booking, 35, now=now + dt.timedelta(hours=6))
    assert (taken(room), taken(later), third.expires_at) == (35 + 2, 0, first.expires_at)
    check_invariants(now, settled=True)


def test_the_same_request_again_changes_nothing(room, later, booking, now):
    for again in (lambda moment: ask(booking, 40, now=moment), lambda moment: move(booking, later, now=moment)):
        first = again(now)
        assert again(now + dt.timedelta(hours=5)).pk == first.pk
    assert notices(booking) == ["change_requested", "change_requested"]


def test_a_newer_request_may_use_what_the_older_holds(room, booking, now):
    ask(booking, 40, now=now)
    approved_class(room, "13900000002", 15, 1, now=now)
    assert taken(room) == 58
    assert ask(booking, 41, 3, now=now).places == 12  # its own ten, and the two that are left
    with pytest.raises(errors.NoPlaces):
        ask(booking, 42, 3, now=now)
    check_invariants(now, settled=True)


def test_a_newer_request_that_does_not_fit_leaves_the_older(room, booking, now):
    ask(booking, 40, now=now)
    approved_class(room, "13900000002", 16, 1, now=now)
    with pytest.raises(errors.NoPlaces):
        ask(booking, 45, 3, now=now)
    assert requests(booking) == ["pending"]
    assert taken(room) == 59


def test_less_than_asked_for_before_is_refused_to_nobody(room, booking, now):
    """Also with somebody waiting who would fit into what the older request held."""
    ask(booking, 50, 3, now=now)
    waiting = book_class(room, "13900000002", 10, 1, now=now)
    assert waiting.state == "waitlisted"
    ask(booking, 38, 2, now=now)
    assert seen(waiting)[0] == "pending"
    assert taken(room) == 40 + 11
    check_invariants(now, settled=True)


def test_fewer_than_approved_is_at_once_and_ends_the_request(room, booking, now):
    ask(booking, 40, now=now)
    ask(booking, 20, now=now)
    assert (seen(booking), requests(booking)) == (("confirmed", 22, room.pk), ["ended"])
    assert taken(room) == 22
    assert notices(booking) == ["change_requested", "changed_by_booker"]
    check_invariants(now, settled=True)


# What becomes of it


def test_approved_more_people_become_the_booking(room, booking, now, staff):
    change = ask(booking, 40, now=now)
    kept = booking.reference, booking.token, booking.uid, booking.sequence
    approved = change_decisions.approve_change(change_id=change.pk, now=now, actor=staff)
    assert seen(booking) == ("confirmed", 42, room.pk)
    assert (booking.pupils, booking.adults) == (40, 2)
    assert (approved.reference, approved.token, approved.uid, approved.sequence) == kept
    assert taken(room) == 42
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.decided_at) == ("approved", staff.user, now)
    assert notices(booking) == ["change_requested", "change_approved"]
    check_invariants(now, settled=True)


def test_approved_another_time_frees_the_old_for_who_waits(room, later, booking, now, staff):
    waiting = book_class(room, "13900000002", now=now)
    change = move(booking, later, now=now)
    assert seen(waiting)[0] == "waitlisted"  # the old places are still the class's
    change_decisions.approve_change(change_id=change.pk, now=now, actor=staff)
    assert seen(booking) == ("confirmed", 32, later.pk)
    assert booking.sequence == 1
    assert seen(waiting)[0] == "pending"
    assert (taken(room), taken(later)) == (32, 32)
    check_invariants(now, settled=True)


@pytest.mark.parametrize("end", ["reject", "withdraw", "lapse"])
@pytest.mark.parametrize("what", ["more", "move"])
def test_what_is_not_approved_leaves_the_booking_and_frees_what_was_held(room, later, booking, now, staff, end, what):
    change = ask(booking, 40, now=now) if what == "more" else move(booking, later, now=now)
    waiting = book_class(change.slot, "13900000002", 40 if what == "move" else 20, 2, now=now)
    assert waiting.state == "waitlisted"
    before = seen(booking)
    moment = now if end != "lapse" else change.expires_at
    if end == "reject":
        change_decisions.reject_change(change_id=change.pk, now=now, actor=staff, reason="场地不够")
    elif end == "withdraw":
        change_decisions.withdraw_change(change_id=change.pk, now=now)
    else:
        assert services.settle_due_slots(now=moment) >= 1
    assert seen(booking) == before == ("confirmed", 32, room.pk)
    assert requests(booking) == [{"reject": "rejected", "withdraw": "withdrawn", "lapse": "lapsed"}[end]]
    assert seen(waiting)[0] == "pending"
    assert notices(booking) == ["change_requested", "change_ended"]
    assert booking.sequence == 0
    if end == "reject":
        assert "场地不够" in booking.notices.get(kind="change_ended").body
    check_invariants(moment, settled=True)


def test_decided_once(booking, now, staff):
    change = ask(booking, 40, now=now)
    change_decisions.withdraw_change(change_id=change.pk, now=now)
    for decide in (
        lambda: change_decisions.approve_change(change_id=change.pk, now=now, actor=staff),
        lambda: change_decisions.reject_change(change_id=change.pk, now=now, actor=staff, reason="x"),
        lambda: change_decisions.withdraw_change(change_id=change.pk, now=now),
    ):
        with pytest.raises(errors.ChangeRequestOver):
            decide()
    assert seen(booking)[1] == 32


def test_one_that_has_expired_by_the_clock_is_not_approved(booking, now, staff):
    change = ask(booking, 40, now=now)
    with pytest.raises(errors.ChangeRequestOver):
        change_decisions.approve_change(change_id=change.pk, now=change.expires_at, actor=staff)
    assert seen(booking)[1] == 32
    assert places_left(with_places(TimeSlot.objects.filter(pk=booking.slot_id), change.expires_at).get()) == 28


def test_approval_that_another_booking_of_the_class_came_before_is_refused(room, later, booking, now, staff):
    change = move(booking, later, now=now)
    other = approved_class(make_slot(room.session, "05-18 09:30", "05-18 11:00", capacity=60), now=now)
    TimeSlot.objects.filter(pk=other.slot_id).update(starts_at=later.starts_at, ends_at=later.ends_at)
    with pytest.raises(errors.ClassAlreadyBooked):
        change_decisions.approve_change(change_id=change.pk, now=now, actor=staff)
    assert (seen(booking)[2], requests(booking)) == (room.pk, ["pending"])


def test_what_a_class_asks_for_is_booked_for_nobody_else_in_its_name(room, later, booking, now):
    move(booking, later, now=now)
    with pytest.raises(errors.ClassAlreadyBooked):
        book_class(later, now=now)


def test_a_request_for_a_time_that_overlaps_its_own_booking_is_none_in_the_way(class_session, room, booking, now, staff):
    overlapping = make_slot(class_session, "05-17 10:00", "05-17 11:30", capacity=60)
    change = move(booking, overlapping, now=now)
    changes.change_contact(booking_id=booking.pk, contact=contact_of(booking, email="t@example.org"), now=now)
    change_decisions.approve_change(change_id=change.pk, now=now, actor=staff)
    assert seen(booking)[2] == overlapping.pk


def contact_of(booking, **more):
    names = ("contact_name", "phone", "email", "access_needs", "class_name", "arrival")
    return changes.ContactDetails(**{name: getattr(booking, name) for name in names} | more)


# Lapsed by the clock and not settled yet


def newcomers(room, change):
    """The states of one for the difference that is free again, and of one who would need a place that was approved."""
    moment = change.expires_at
    assert BookingChange.objects.get(pk=change.pk).state == "pending"  # nobody has settled it yet
    fits = book_class(room, "13900000002", 26, 2, now=moment, wait=False)
    return fits.state, book_class(room, "13900000003", 10, 1, now=moment, wait=False).state


def test_lapsed_by_the_clock_frees_the_difference_and_nothing_more(room, booking, now):
    change = ask(booking, 40, now=now)
    assert newcomers(room, change) == ("pending", "waitlisted")
    assert (seen(booking)[:2], taken(room), requests(booking)) == (("confirmed", 32), 60, ["lapsed"])
    check_invariants(change.expires_at, settled=True)


def test_control_without_settling_even_the_difference_is_lost(room, booking, now, monkeypatch):
    change = ask(booking, 40, now=now)
    monkeypatch.setattr(change_requests, "settle_expired_changes", lambda *arguments: None)
    assert newcomers(room, change) == ("waitlisted", "waitlisted")


def test_control_where_the_booking_itself_is_pending_the_approved_places_are_lost(room, booking, now):
    change = ask(booking, 40, now=now)
    Booking.objects.filter(pk=booking.pk).update(state="pending", expires_at=change.expires_at)
    assert newcomers(room, change) == ("pending", "pending")


def test_reads_count_what_has_expired_as_free(room, booking, now):
    change = ask(booking, 40, now=now)
    for moment, left in ((now, 18), (change.expires_at, 28)):
        assert places_left(with_places(TimeSlot.objects.filter(pk=room.pk), moment).get()) == left


# The booking ends, or staff change it


def test_cancelling_ends_both(room, later, booking, now):
    move(booking, later, now=now)
    services.cancel_booking(booking_id=booking.pk, now=now)
    assert (seen(booking)[0], requests(booking)) == ("cancelled", ["ended"])
    assert (taken(room), taken(later)) == (0, 0)
    assert notices(booking) == ["change_requested", "cancelled"]
    check_invariants(now, settled=True)


def test_changes_by_staff_are_at_once_and_end_the_request(room, later, booking, now, staff):
    ask(booking, 40, now=now)
    ask(booking, 45, 3, now=now, actor=staff)
    assert (seen(booking), taken(room), requests(booking)) == (("confirmed", 48, room.pk), 48, ["ended"])
    move(booking, later, now=now)
    move(booking, later, now=now, actor=staff)  # where the request already holds its places
    assert (seen(booking)[2], taken(room), taken(later)) == (later.pk, 0, 48)
    check_invariants(now, settled=True)


def reschedule(slot, now, staff, **values):
    slot = TimeSlot.objects.select_related("session__week").get(pk=slot.pk)
    for name, value in values.items():
        setattr(slot, name, value)
    preview = rescheduling.preview_rescheduling(now=now, actor=staff, reason="检修", slots=[slot])
    outcome = rescheduling.apply_rescheduling(now=now, actor=staff, reason="检修", slots=[slot])
    assert preview.digest == outcome.digest
    return outcome.effects


MOVED = {"starts_at": at("05-18 14:00"), "ends_at": at("05-18 15:30")}


@pytest.mark.parametrize("values", [MOVED, {"cancelled_at": at("05-13 09:30"), "cancel_reason": "检修"}, {"capacity": 20}])
def test_staff_who_change_the_slot_asked_for_end_the_request(room, later, booking, now, staff, values):
    move(booking, later, now=now)
    [effect] = reschedule(later, now, staff, **values)
    assert (effect.booking.pk, effect.keeps_place, effect.ends_request) == (booking.pk, True, True)
    assert (seen(booking), requests(booking)) == (("confirmed", 32, room.pk), ["ended"])
    assert taken(later) == 0
    assert notices(booking) == ["change_requested", "change_ended"]
    check_invariants(now, settled=True)


def test_staff_who_move_the_slot_of_the_booking_end_the_request_and_say_both_in_one(room, later, booking, now, staff):
    move(booking, later, now=now)
    [effect] = reschedule(room, now, staff, **MOVED)
    assert (effect.keeps_place, effect.ends_request, taken(later)) == (True, True, 0)
    assert notices(booking) == ["change_requested", "changed_by_staff"]
    assert "检修" in booking.notices.get(kind="changed_by_staff").body
    check_invariants(now, settled=True)


def test_a_smaller_room_ends_the_request_before_it_touches_a_booking(room, booking, now, staff):
    other = approved_class(room, "13900000002", 15, 2, now=now)
    ask(booking, 38, 2, now=now)
    assert taken(room) == 57
    reschedule(room, now, staff, capacity=50)
    assert (seen(booking)[0], seen(other)[0], requests(booking)) == ("confirmed", "confirmed", ["ended"])
    check_invariants(now, settled=True)


def test_a_smaller_room_in_which_all_fit_ends_nothing(room, booking, now, staff):
    ask(booking, 38, 2, now=now)
    assert reschedule(room, now, staff, capacity=40) == []
    assert requests(booking) == ["pending"]


# The database, the history


@pytest.mark.parametrize(
    "wrong", [{"places": 0}, {"people": 43}, {"adults": 0, "pupils": 42}, {"state": "lapsed"}, {"decided_at": at("05-13 09:30")}]
)
def test_the_database_refuses_what_no_request_can_be(room, booking, now, wrong):
    values = {"slot": room, "people": 42, "pupils": 40, "adults": 2, "places": 10, "expires_at": now, "created_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        BookingChange.objects.create(booking=booking, **values | wrong)
    BookingChange.objects.create(booking=booking, **values)
    with pytest.raises(IntegrityError), transaction.atomic():  # only one at a time
        BookingChange.objects.create(booking=booking, **values)


def test_every_step_is_in_the_history(room, later, booking, now, staff):
    ask(booking, 40, now=now)
    change = move(booking, later, now=now)
    change_decisions.approve_change(change_id=change.pk, now=now, actor=staff)
    events = BookingEvent.objects.filter(booking=booking, change__isnull=False)
    steps = [(event.change_state, event.actor) for event in events]
    assert steps == [("pending", "visitor"), ("replaced", "visitor"), ("pending", "visitor"), ("approved", "staff")]


def test_a_lapsed_request_is_settled_though_nobody_books(booking, now):
    change = ask(booking, 40, now=now)
    assert services.settle_due_slots(now=change.expires_at) == 1
    assert services.settle_due_slots(now=change.expires_at) == 0
    assert Notice.objects.get(kind="change_ended").booking == booking
