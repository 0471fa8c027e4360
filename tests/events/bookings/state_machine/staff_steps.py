"""Steps: staff change a slot that is booked."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import rule

from events.bookings import rescheduling
from events.models import TimeSlot
from tests.events.bookings.state_machine import scene
from tests.events.bookings.state_machine.machine import Machine
from tests.events.bookings.state_machine.scene import seldom


class StaffSteps(Machine):
    def reschedule(self, room, *, starts=None, ends=None, capacity=None, cancelled=None):
        slot = TimeSlot.objects.select_related("session__week").get(pk=self.slot(room))
        slot.starts_at, slot.ends_at = starts or slot.starts_at, ends or slot.ends_at
        slot.capacity = slot.capacity if capacity is None else capacity
        if cancelled is not None:
            slot.cancelled_at, slot.cancel_reason = (self.world.now, "storm") if cancelled else (None, "")
        said = {"room": room, "starts": starts, "ends": ends, "capacity": capacity, "cancelled": cancelled}
        change = {"now": self.world.now, "actor": self.scene.staff, "reason": "storm", "slots": [slot]}
        self.compare(("reschedule", said), lambda: rescheduling.apply_rescheduling(**change) and None)

    @rule(room=scene.rooms, capacity=st.integers(0, 16))
    def set_capacity(self, room, capacity):
        self.reschedule(room, capacity=capacity if room > 2 else capacity // 2)

    @rule(room=scene.rooms, by=st.sampled_from([-60, -30, 30, 60, 240, 1440]))
    def move_slot(self, room, by):
        by, there = dt.timedelta(minutes=by), self.world.rooms[room]
        self.reschedule(room, starts=there.starts + by, ends=there.ends + by)

    @rule(room=scene.rooms, really=seldom)
    def cancel_slot(self, room, really):
        if really or self.world.rooms[room].cancelled:
            self.reschedule(room, cancelled=not self.world.rooms[room].cancelled)
