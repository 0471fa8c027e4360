"""What one transaction of the door has read, and what it is going to write: the numbers, and a row for each deed."""

import datetime as dt
from dataclasses import dataclass, field, replace

from events.checkin.deeds import Deed, Door
from events.checkin.slot_states import SlotState
from events.models import Arrival, Booking, CheckIn, Result

Verdict = Arrival.Verdict


@dataclass
class Ledger:
    """Everything is read under the locks by `events.checkin.reading` and written at once by `events.checkin.writing`.

    One transaction may be of several doors. `of_door` is the ledger as that door sees it: there `states` are the slots of its
    account's own schools by id; what is not there is not its business. `known` are the rows by their nonces, those of this
    transaction too. `signed` is what was read in the codes: reference, and whether it is true.
    """

    now: dt.datetime
    door: Door | None = None
    signed: dict[str, tuple[str, bool]] = field(default_factory=dict)
    states: dict[int, SlotState] = field(default_factory=dict)
    bookings: dict[int, Booking] = field(default_factory=dict)
    by_reference: dict[str, Booking] = field(default_factory=dict)
    known: dict[str, Arrival] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    check_ins: dict[int, CheckIn] = field(default_factory=dict)  # by booking: those to write, new or changed
    undone: set[int] = field(default_factory=set)  # bookings whose check-in is to be deleted
    later: dict[str, list[Arrival]] = field(default_factory=dict)  # by the nonce of a row: what came after it

    def of_door(self, door: Door) -> "Ledger":
        """Return the ledger limited to the slots of the door's account; all else is the same, not a copy."""
        own = door.own_school_ids
        states = self.states.items()
        return replace(
            self, door=door, states={pk: one for pk, one in states if own is None or one.slot.session.host_school_id in own}
        )

    def find_reference(self, deed: Deed) -> str:
        return self.signed[deed.code][0] if deed.code else deed.reference

    def find_booking(self, deed: Deed) -> Booking | None:
        """Return the booking that is meant, if there is one and no signature is wrong."""
        if deed.code and not self.signed[deed.code][1]:
            return None
        return self.bookings.get(deed.booking_id) or self.by_reference.get(self.find_reference(deed))

    def find_check_in(self, booking: Booking) -> CheckIn | None:
        if booking.pk in self.undone:
            return self.check_ins.get(booking.pk)
        return self.check_ins.get(booking.pk) or getattr(booking, "check_in", None)

    def own_desk(self, deed: Deed) -> list[int]:
        return [slot_id for slot_id in deed.desk if slot_id in self.states]

    def add_arrival(self, deed: Deed, slot_id: int, verdict: str, result: Result, **more) -> Arrival:
        arrival = Arrival(
            slot_id=slot_id,
            verdict=verdict,
            result=result,
            nonce=deed.nonce,
            entry=deed.entry,
            device=deed.device or self.door.device,
            device_result=deed.device_result,
            is_queued=deed.is_queued,
            arrived_at=deed.at,
            received_at=self.now,
            recorded_by=self.door.user,
            **more,
        )
        self.arrivals.append(arrival)
        self.known[deed.nonce] = arrival
        if arrival.about:
            self.later.setdefault(arrival.about.nonce, []).append(arrival)
        return arrival

    def count_walk_ins(self, arrival: Arrival) -> int:
        """Return how many of the people whom this row counted in are there now."""
        return arrival.people + sum(row.people for row in self.later.get(arrival.nonce, ()))

    def let_in(self, arrival: Arrival, booking: Booking | None, state: SlotState, *, is_walk_in: bool, may_exceed: bool):
        """Count the people of the arrival as in; nobody of this booking is expected any more."""
        state.change_people(arrival.people, at=arrival.arrived_at, is_walk_in=is_walk_in, may_exceed=may_exceed)
        if booking is None:
            return
        self.check_ins[booking.pk] = CheckIn(
            booking=booking,
            slot_id=arrival.slot_id,
            people=arrival.people,
            pupils=arrival.pupils,
            adults=arrival.adults,
            arrived_at=arrival.arrived_at,
            device=arrival.device,
            arrival=arrival,
        )
        self.expect(booking, -1, at=arrival.arrived_at)

    def take_out(self, check_in: CheckIn):
        """Delete the check-in: its booking is expected again."""
        self.check_ins.pop(check_in.booking_id, None)
        self.undone.add(check_in.booking_id)
        self.expect(self.bookings[check_in.booking_id], 1, at=check_in.arrived_at)

    def expect(self, booking: Booking, sign: int, *, at: dt.datetime):
        state = self.states.get(booking.slot_id)
        if state and booking.state == Booking.State.CONFIRMED:
            state.expected += sign * booking.people
            state.admitted.append((at, -sign * booking.people))
