"""Several doors at the same instant, on PostgreSQL. Controls show what would happen without the lock."""

import threading
from collections import Counter

import pytest
from django.db import connection

from events.bookings.checkin_codes import checkin_code
from events.checkin import reading, services
from events.checkin.deeds import Deed, DeedKind, Door
from events.models import Arrival, CheckIn, SlotAttendance
from tests.events.checkin.conftest import at, make_booking, make_slot

NOW = at("09:20")
PATIENCE = 30

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite takes one transaction after the other"),
]


def record_at_once(place, deeds: list[Deed]) -> Counter:
    """Record each deed in a thread of its own, all begun at the same moment; return how often each verdict was given."""
    start, verdicts, failures = threading.Barrier(len(deeds)), [], []

    def work(deed, number):
        try:
            start.wait(PATIENCE)
            door = Door(user=place.dora, device=f"{number}号门")
            verdicts.append(services.record_deed(deed, door=door, now=NOW).verdict)
        except Exception as failure:  # whatever it is, the test is to say so
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(deed, number)) for number, deed in enumerate(deeds, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []
    return Counter(verdicts)


@pytest.fixture
def without_lock(monkeypatch):
    """Take the lock away, and let two transactions write only when both have read."""
    both_have_read, write = threading.Barrier(2), services.write_ledger
    waits = threading.local()

    def write_together(ledger):
        if not getattr(waits, "is_over", False):  # once in each thread: who has to try again is alone
            waits.is_over = True
            both_have_read.wait(PATIENCE)
        write(ledger)

    monkeypatch.setattr(reading, "lock_slots", lambda slots, references, bookings: None)
    monkeypatch.setattr(services, "write_ledger", write_together)


def show_ticket(booking) -> Deed:
    return Deed(at=NOW, desk=(booking.slot_id,), code=checkin_code(booking.reference))


def count_in(slot, people=1) -> Deed:
    return Deed(at=NOW, desk=(slot.pk,), slot_id=slot.pk, kind=DeedKind.WALK_IN, people=people, entry="counted")


@pytest.mark.parametrize("devices", [2, 6])
def test_the_same_ticket_at_several_doors_is_welcome_once(place, devices):
    booking = make_booking(place.slot)
    assert record_at_once(place, [show_ticket(booking) for _device in range(devices)]) == {
        "admitted": 1,
        "duplicate": devices - 1,
    }
    assert CheckIn.objects.get().people == SlotAttendance.objects.get().people_in == 3
    assert sum(Arrival.objects.values_list("people", flat=True)) == 3


def test_the_same_scan_sent_twice_at_once_is_one_row(place):
    deed = show_ticket(make_booking(place.slot))
    assert record_at_once(place, [deed, deed]) == {"admitted": 2}
    assert Arrival.objects.count() == 1


def test_walk_ins_never_take_the_places_of_those_expected(place):
    slot = make_slot(place.own, capacity=10)
    expected = make_booking(slot, 5)
    assert record_at_once(place, [count_in(slot) for _door in range(12)]) == {"admitted": 5, "refused": 7}
    assert record_at_once(place, [show_ticket(expected)]) == {"admitted": 1}
    assert SlotAttendance.objects.get(slot=slot).people_in == 10


def test_walk_ins_and_tickets_at_once_never_fill_more_than_the_room(place):
    slot = make_slot(place.own, capacity=12)
    tickets = [make_booking(slot, 1) for _number in range(6)]
    deeds = [show_ticket(booking) for booking in tickets] + [count_in(slot, 2) for _door in range(5)]
    assert record_at_once(place, deeds) == {"admitted": 9, "refused": 2}
    attendance = SlotAttendance.objects.get(slot=slot)
    assert (attendance.people_in, attendance.over) == (12, 0)


def test_control_without_the_lock_walk_ins_take_the_place_of_somebody_expected(place, without_lock):
    slot = make_slot(place.own, capacity=2)
    make_booking(slot, 1)
    assert record_at_once(place, [count_in(slot), count_in(slot)]) == {"admitted": 2}


def test_without_the_lock_the_database_itself_refuses_more_than_the_room_holds(place, without_lock):
    slot = make_slot(place.own, capacity=1)
    assert record_at_once(place, [count_in(slot), count_in(slot)]) == {"admitted": 1, "refused": 1}
    assert SlotAttendance.objects.get(slot=slot).people_in == 1


def test_without_the_lock_the_database_itself_lets_a_ticket_in_once(place, without_lock):
    booking = make_booking(place.slot)
    assert record_at_once(place, [show_ticket(booking), show_ticket(booking)]) == {"admitted": 1, "duplicate": 1}
