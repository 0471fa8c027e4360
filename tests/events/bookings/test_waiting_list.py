"""Who moves up, in what order, and when nobody does."""

import datetime as dt

import pytest

from events.bookings import changes, queries, services
from events.models import Booking, Notice, TimeSlot
from tests.events.bookings.conftest import at, book, book_class, fresh, make_slot, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(session, now):
    """Five places, taken by Alice's family; Bob's four, Carol's two and Dave wait in this order."""
    slot = make_slot(session, capacity=5)
    people = {"alice": 5, "bob": 4, "carol": 2, "dave": 1}
    slot.parties = {
        name: book(slot, f"1380000000{number}", size, name=name, now=now - dt.timedelta(seconds=9 - number))
        for number, (name, size) in enumerate(people.items())
    }
    return slot


def cancel(booking, now):
    services.cancel_booking(booking_id=booking.pk, now=now)


def states(slot):
    fresh(*slot.parties.values())
    return {name: booking.state for name, booking in slot.parties.items()}


def test_a_full_slot_is_waited_for(full, now):
    assert states(full) == {"alice": "confirmed", "bob": "waitlisted", "carol": "waitlisted", "dave": "waitlisted"}
    assert taken(full) == 5
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == ["confirmed", *["waitlisted"] * 3]


def test_freed_places_go_to_the_first_that_fits(full, now):
    cancel(full.parties["alice"], now)
    assert states(full) == {"alice": "cancelled", "bob": "confirmed", "carol": "waitlisted", "dave": "confirmed"}
    assert taken(full) == 5


def test_who_is_passed_over_keeps_the_place_in_line(full, now):
    changes.change_party(booking_id=full.parties["alice"].pk, people=3, now=now)
    assert states(full) == {"alice": "confirmed", "bob": "waitlisted", "carol": "confirmed", "dave": "waitlisted"}
    line = queries.waiting_list_position(full.parties["bob"], now)
    assert (line.position, line.ahead, line.left) == (1, 0, 0)
    assert queries.waiting_list_position(full.parties["dave"], now).position == 2


def test_the_page_says_why_nothing_moved(session, now):
    slot = make_slot(session, capacity=5)
    book(slot, "13800000001", 2, now=now)
    family = book(slot, "13800000002", 5, now=now, wait=True)
    assert queries.waiting_list_position(family, now).sentence == "还剩3个名额，你们5人。"
    assert "最后一小时" in queries.waiting_list_position(family, at("05-17 08:30")).sentence
    assert queries.waiting_list_position(book(slot, "13800000003", now=now), now) is None


def test_leaving_the_line_lets_others_move(full, now):
    cancel(full.parties["bob"], now)
    cancel(full.parties["bob"], now)
    cancel(full.parties["alice"], now)
    assert states(full) == {"alice": "cancelled", "bob": "cancelled", "carol": "confirmed", "dave": "confirmed"}


def test_promotion_is_told_and_recorded_once(full, now):
    cancel(full.parties["alice"], now)
    for _again in range(3):
        services.settle_due_slots(now=now)
        services.settle_slot(slot_id=full.pk, now=now)
    bob = full.parties["bob"]
    assert [(e.from_state, e.to_state, e.actor) for e in bob.events.all()][1:] == [("waitlisted", "confirmed", "clock")]
    assert bob.notices.filter(kind="promoted").count() == 1
    assert bob.queued_at is not None
    bob.refresh_from_db()
    assert bob.queued_at is None


@pytest.mark.parametrize(("moment", "moves"), [("05-17 08:29", True), ("05-17 08:30", False)])
def test_nobody_moves_up_in_the_last_hour(full, moment, moves):
    cancel(full.parties["alice"], at(moment))
    assert states(full)["bob"] == ("confirmed" if moves else "waitlisted")


def test_more_room_moves_the_line_by_the_timer(full, now):
    slot = TimeSlot.objects.get(pk=full.pk)
    slot.capacity = 9
    slot.save()
    assert services.settle_due_slots(now=now) == 1
    assert states(full)["bob"] == "confirmed"
    assert services.settle_due_slots(now=now) == 0


def test_a_cancelled_slot_promotes_nobody(full, now):
    TimeSlot.objects.update(cancelled_at=now, cancel_reason="停电")
    cancel(full.parties["alice"], now)
    assert states(full)["bob"] == "waitlisted"


def test_more_people_while_waiting_go_to_the_end(full, now):
    changes.change_party(booking_id=full.parties["bob"].pk, people=5, now=now + dt.timedelta(minutes=1))
    assert queries.waiting_list_position(Booking.objects.get(pk=full.parties["bob"].pk), now).position == 3


def test_fewer_people_while_waiting_may_fit_at_once(session, now):
    slot = make_slot(session, capacity=5)
    book(slot, "13800000001", 2, now=now)
    family = book(slot, "13800000002", 5, now=now, wait=True)
    changed = changes.change_party(booking_id=family.pk, people=3, now=now)
    assert changed.state == "confirmed"
    assert taken(slot) == 5


# Classes


def test_a_class_moves_up_as_pending(class_session, now):
    slot = make_slot(class_session, capacity=40)
    first = book_class(slot, now=now)
    second = book_class(slot, "13900000002", now=now)
    assert fresh(first, second) == [("pending", 32), ("waitlisted", 32)]
    services.reject_booking(booking_id=first.pk, now=now, actor=services.CLOCK, reason="没有老师")
    assert fresh(second) == [("pending", 32)]
    assert second.expires_at == now + dt.timedelta(hours=48)


def test_a_lapse_moves_the_line(class_session, now):
    slot = make_slot(class_session, capacity=40)
    first, second = book_class(slot, now=now), book_class(slot, "13900000002", now=now)
    assert services.settle_due_slots(now=first.expires_at) == 1
    assert fresh(first, second) == [("lapsed", 32), ("pending", 32)]


def test_no_class_moves_up_once_its_booking_closed(class_session, now):
    slot, now = make_slot(class_session, capacity=40), at("05-15 10:00")
    first, second = book_class(slot, now=now), book_class(slot, "13900000002", now=now)
    cancel(first, at("05-16 12:00"))
    assert fresh(second) == [("waitlisted", 32)]
    assert "班级" in queries.waiting_list_position(second, at("05-16 12:00")).sentence


@pytest.mark.parametrize(("accepts", "state", "people"), [(None, "waitlisted", 32), (18, "pending", 18), (19, "waitlisted", 32)])
def test_accepting_fewer_takes_what_is_left(class_session, now, accepts, state, people):
    slot = make_slot(class_session, capacity=50)
    book_class(slot, now=now)
    second = book_class(slot, "13900000002", now=now, accept_fewer=accepts)
    assert fresh(second) == [(state, people)]
    if state == "pending":
        assert (second.pupils, second.adults) == (16, 2)
        assert second.events.get().from_people == 32


def test_accepting_fewer_moves_up_when_places_come_free(class_session, now):
    slot = make_slot(class_session, capacity=32)
    first, second = book_class(slot, now=now), book_class(slot, "13900000002", now=now, accept_fewer=12)
    assert fresh(second) == [("waitlisted", 32)]
    changes.change_party(booking_id=first.pk, pupils=15, adults=2, now=now)
    assert fresh(first, second) == [("pending", 17), ("pending", 15)]
    assert taken(slot) == 32


def test_a_class_may_be_split_over_two_times(class_session, now):
    slot = make_slot(class_session, capacity=50)
    other = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    book_class(slot, now=now)
    second = book_class(slot, "13900000002", now=now, may_split=True)
    rest = Booking.objects.get(slot=other)
    assert (second.people + rest.people, second.pupils + rest.pupils, second.adults + rest.adults) == (32, 30, 2)
    assert second.split == rest.split != ""
    assert len({second.token, rest.token}) == len({second.reference, rest.reference}) == len({second.uid, rest.uid}) == 2
    assert (taken(slot), taken(other)) == (32 + second.people, rest.people)
    assert all(booking.pupils <= 20 * booking.adults for booking in (second, rest))
    assert Notice.objects.filter(kind="received").count() == 3


def test_a_class_is_never_split_unless_it_may(class_session, now):
    slot = make_slot(class_session, capacity=50)
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    book_class(slot, now=now)
    assert book_class(slot, "13900000002", now=now).state == "waitlisted"


def test_one_adult_cannot_be_split(class_session, now):
    slot = make_slot(class_session, capacity=50)
    make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=40)
    book_class(slot, pupils=38, adults=2, now=now)
    assert book_class(slot, "13900000002", 15, 1, now=now, may_split=True).state == "waitlisted"


def test_a_split_from_the_line_waits_for_nobody_behind(class_session, now):
    """Who came first may use the other time too, before who came later for that time."""
    slot = make_slot(class_session, capacity=32)
    other = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=32)
    here, there = book_class(slot, now=now), book_class(other, "13900000002", now=now)
    early = book_class(slot, "13900000003", now=now + dt.timedelta(seconds=1), may_split=True)
    late = book_class(other, "13900000004", 20, 1, now=now + dt.timedelta(seconds=2))
    changes.change_party(booking_id=there.pk, pupils=14, adults=2, now=now)
    assert fresh(early, late) == [("waitlisted", 32), ("waitlisted", 21)]
    changes.change_party(booking_id=here.pk, pupils=14, adults=2, now=now)
    assert fresh(early, late) == [("pending", 16), ("waitlisted", 21)]
    assert taken(slot) == taken(other) == 32
