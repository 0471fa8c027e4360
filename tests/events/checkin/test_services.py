"""What a deed at the door comes to: the table of cases against the whole server, then each deed by itself."""

import pytest

from events.bookings.checkin_codes import checkin_code
from events.checkin import services
from events.checkin.deeds import Deed, DeedKind
from events.models import Arrival, Booking, BookingChange, CheckIn, SlotAttendance, TimeSlot
from tests import factories
from tests.events.checkin.conftest import add_walk_ins, at, make_booking, make_class
from tests.events.checkin.door_cases import CASES, TABLE, moment, slot_of_case

Verdict = Arrival.Verdict


def record(place, now="09:20", **values):
    values = {"at": at(now), "desk": (place.slot.pk,), **values}
    return services.record_deed(Deed(**values), door=place.door, now=at(now))


def admit(place, booking, now="09:20", **values):
    return record(place, now, code=checkin_code(booking.reference), **values)


def people_in(slot) -> int:
    return SlotAttendance.objects.get(slot=slot).people_in


# The table


@pytest.fixture
def scene(place):
    """The slots of the table; the numbers are made for each case."""
    TimeSlot.objects.all().delete()
    return place


def build_case(place, case) -> tuple[dict, Booking | None, Deed]:
    slots = {name: create_slot(place, case, name) for name in TABLE["slots"]}
    booking = create_booking(place, case, slots) if case["ticket"] else None
    for name, slot in slots.items():
        fill_slot(case, name, slot, booking)
    code = checkin_code(booking.reference) if booking else "ABCD2345.AAAAAAAAAAAAAAAAAAAA"
    codes = {"typed": {"reference": booking.reference if booking else ""}, "walk_in": {}, "unknown": {"reference": "ABCD2345"}}
    codes["tampered"] = {"code": code[:-1] + ("A" if code[-1] != "A" else "B")}
    numbers = {name: case[name] for name in ("people", "pupils", "adults") if name in case}
    deed = Deed(
        at=moment(case["at"]),
        desk=tuple(slots[name].pk for name in case["desk"]),
        kind=DeedKind.WALK_IN if case["code"] == "walk_in" else DeedKind.ADMIT,
        **codes.get(case["code"], {"code": code}),
        **numbers,
    )
    return slots, booking, deed


def create_slot(place, case, name) -> TimeSlot:
    facts = slot_of_case(case, name)
    is_foreign = case["code"] == "other_school" and case["ticket"]["slot"] == name
    return factories.TimeSlotFactory(
        session__host_school=place.other if is_foreign else place.own,
        session__booking_mode="both",
        session__title=name,
        starts_at=moment(facts["starts_at"]),
        ends_at=moment(facts["ends_at"]),
        is_all_day=facts["all_day"],
        capacity=facts["capacity"],
        cancelled_at=moment("2025-05-12T09:00:00+08:00") if facts["cancelled"] else None,
        cancel_reason="停电" if facts["cancelled"] else "",
    )


def create_booking(place, case, slots) -> Booking:
    facts = case["ticket"]
    make = make_class if facts.get("pupils") else make_booking
    numbers = {"pupils": facts["pupils"], "adults": facts["adults"]} if facts.get("pupils") else {"people": facts["people"]}
    expires_at = moment("2025-05-12T17:00:00+08:00") if facts["state"] == "pending" else None
    booking = make(slots[facts["slot"]], state=facts["state"], expires_at=expires_at, **numbers)
    if facts.get("in"):
        arrival = Arrival.objects.create(
            slot=booking.slot, booking=booking, verdict="admitted", people=booking.people, nonce="before",
            arrived_at=moment(facts["in"]), recorded_by=place.dora,
        )  # fmt: skip
        CheckIn.objects.create(
            booking=booking, slot=booking.slot, people=booking.people, arrived_at=arrival.arrived_at, arrival=arrival
        )
    if facts.get("asked"):
        BookingChange.objects.create(
            booking=booking, slot=slots[facts["asked"]["slot"]], people=facts["asked"]["people"],
            pupils=facts["asked"]["people"] - 1, adults=1, places=1, state="lapsed", decided_at=booking.created_at,
            expires_at=booking.created_at, created_at=booking.created_at,
        )  # fmt: skip
    return booking


def fill_slot(case, name, slot, booking):
    """Add the people who are in, and those who are expected besides the ticket's own party."""
    facts = slot_of_case(case, name)
    if facts["arrived"]:
        add_walk_ins(slot, facts["arrived"])
    is_own = booking is not None and booking.slot_id == slot.pk
    counts = is_own and booking.state == "confirmed" and not case["ticket"].get("in")
    others = facts["expected"] - (booking.people if counts else 0)
    taken = booking.people if is_own and booking.takes_places and not counts else 0
    others = min(others, (slot.capacity or 0) - taken)  # who is booked, in or not, never exceeds the places
    if others > 0:
        make_booking(slot, others)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_server_decides_as_the_table_says(scene, case):
    _slots, booking, deed = build_case(scene, case)
    outcome = services.record_deed(deed, door=scene.door, now=deed.at)
    assert (outcome.result, outcome.error) == (case["result"], "")
    assert outcome.is_late == case.get("late", False)
    expected = {"welcome": Verdict.ADMITTED, "already_in": Verdict.DUPLICATE}.get(case["result"], Verdict.REFUSED)
    assert Arrival.objects.exclude(nonce="before").get().verdict == outcome.verdict == expected
    assert (booking is not None and CheckIn.objects.filter(booking=booking).exists()) == (
        booking is not None and case["result"] in ("welcome", "already_in")
    )
