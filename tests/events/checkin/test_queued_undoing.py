"""Let in, taken out, let in again, all without a network: in whatever order it comes to the server, they are in once."""

from itertools import permutations

import pytest
from django.db.models import Sum

from events.bookings.checkin_codes import checkin_code
from events.checkin.deeds import Deed, DeedKind
from events.checkin.services import record_deed
from events.models import Arrival, CheckIn, SlotAttendance
from tests.events.checkin.conftest import at, make_booking

ORDERS = [*permutations(["first", "out", "again"])]
LATER = at("09:50")


def make_deeds(place) -> dict[str, Deed]:
    booking = make_booking(place.slot, people=3)
    queued = {"desk": (place.slot.pk,), "is_queued": True}
    scanned = {**queued, "code": checkin_code(booking.reference), "let_in": True}
    return {
        "first": Deed(nonce="first", at=at("09:20"), **scanned),
        "out": Deed(nonce="out", at=at("09:21"), kind=DeedKind.UNDO, about="first", reason="扫错了", **queued),
        "again": Deed(nonce="again", at=at("09:22"), **scanned),
    }


def send(place, deeds, order):
    """Send one after the other; what cannot be stored yet is sent again."""
    waiting = list(order)
    for _try in range(len(waiting) ** 2):
        if waiting:
            name = waiting.pop(0)
            if not record_deed(deeds[name], door=place.door, now=LATER).is_stored:
                waiting.append(name)
    assert not waiting


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_they_are_in_once_by_the_second_scan(place, order):
    send(place, make_deeds(place), order)
    check_in = CheckIn.objects.get()
    assert (check_in.people, check_in.arrived_at, check_in.arrival.nonce) == (3, at("09:22"), "again")
    assert Arrival.objects.aggregate(people=Sum("people"))["people"] == 3
    assert SlotAttendance.objects.get().people_in == 3
    assert Arrival.objects.filter(verdict="undone").count() == 1


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_the_second_scan_can_be_undone_too(place, order):
    send(place, make_deeds(place), order)
    undoing = Deed(kind=DeedKind.UNDO, at=LATER, desk=(place.slot.pk,), about="again", reason="走了")
    assert record_deed(undoing, door=place.door, now=LATER).verdict == "undone"
    assert not CheckIn.objects.exists()
    assert SlotAttendance.objects.get().people_in == 0


def test_an_earlier_entry_is_undone_once(place):
    deeds = make_deeds(place)
    send(place, deeds, ["again", "first", "out"])
    other = Deed(nonce="other", at=at("09:21"), kind=DeedKind.UNDO, about="first", reason="又一次", is_queued=True)
    outcome = record_deed(other, door=place.door, now=LATER)
    assert outcome.arrival is None
    assert outcome.error
    assert CheckIn.objects.get().people == 3
