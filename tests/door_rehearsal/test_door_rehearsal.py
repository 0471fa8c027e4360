"""`python -m tests.door_rehearsal` at a small size, and the balance that finds what is wrong."""

import copy

import pytest

from tests.door_rehearsal import run
from tests.door_rehearsal.balance import Truth, find_faults

HALL, BOOKING, OTHER = 5, 1, 2


def make_row(nonce: str, people: int, *, booking: int | None = None, minute: int, **more) -> dict:
    row = {"nonce": nonce, "slot_id": HALL, "booking_id": booking, "people": people, "verdict": "admitted", "has_conflict": False}
    return {**row, "arrived_at": f"2025-05-13T10:{minute:02}:00+08:00", **more}


KEPT = {
    "arrivals": [make_row("a", 4, booking=BOOKING, minute=5), make_row("b", 2, minute=6), make_row("c", 3, minute=35)],
    "check_ins": {str(BOOKING): [HALL, 4, 0]},
    "attendance": {str(HALL): [9, 5, 0]},
    "bookings": [
        {"pk": BOOKING, "slot_id": HALL, "people": 4, "state": "confirmed"},
        {"pk": OTHER, "slot_id": HALL, "people": 4, "state": "confirmed"},
    ],
    "halls": {str(HALL): {"capacity": 10, "kept_until": "2025-05-13T10:30:00+08:00"}},
}
IDS = {"a", "b", "c"}


def make_truth() -> Truth:
    truth = Truth(inside={BOOKING: (HALL, 4, 0)})
    truth.walk_ins[HALL] = 5
    return truth


def test_what_is_right_balances():
    assert find_faults(make_truth(), KEPT, IDS) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda kept, truth: kept["check_ins"].clear(), "None in the database"),
        (lambda kept, truth: kept["check_ins"].update({str(BOOKING): [HALL, 3, 0]}), "booking 1"),
        (lambda kept, truth: truth.walk_ins.update({HALL: 1}), "walk-ins at the door"),
        (lambda kept, truth: kept["arrivals"].append(make_row("a", 0, minute=7)), "stored 2 times"),
        (lambda kept, truth: kept["arrivals"].append(make_row("z", 0, minute=7)), "never done"),
        (lambda kept, truth: kept["arrivals"].append(make_row("c", 4, booking=BOOKING, minute=8)), "admitted 2 times"),
        (lambda kept, truth: truth.twice_in.append(BOOKING), "not shown"),
        (lambda kept, truth: kept["arrivals"][2].update(arrived_at="2025-05-13T10:07:00+08:00"), "3 walk-ins with 0 places"),
        (lambda kept, truth: kept["halls"][str(HALL)].update(capacity=8), "9 people in a room for 8"),
    ],
)
def test_what_is_wrong_is_told(change, says):
    kept, truth = copy.deepcopy(KEPT), make_truth()
    change(kept, truth)
    assert any(says in fault for fault in find_faults(truth, kept, IDS))


@pytest.mark.once
def test_a_small_rehearsal_balances():
    assert run.rehearse_door(pupils=90, pace=200) == []
