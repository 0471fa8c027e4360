"""What staff do to a slot that is booked."""

from tests.events.bookings.reference_model.nouns import TAKES_PLACES


class Rescheduling:
    def reschedule(self, *, room, starts=None, ends=None, capacity=None, cancelled=None):
        room = self.rooms[room]
        self.settle(room.number)
        live = sorted((e for e in self.of(room) if e.is_live), key=lambda e: (e.created, e.number))
        times = starts or room.starts, ends or room.ends
        is_moved, is_switched = times != (room.starts, room.ends), cancelled not in (None, room.cancelled)
        room.starts, room.ends = times
        room.capacity = room.capacity if capacity is None else capacity
        room.cancelled = room.cancelled if cancelled is None else cancelled
        told = {entry.number: len(entry.told) for entry in self.entries}
        asking = self.end_requests_about(room) if is_moved or is_switched else []
        if room.cancelled:
            for entry in live:
                self.end(entry, "cancelled", "cancelled" if entry.state != "held" else None)
        elif self.free(room) < 0:
            asking += self.end_requests_about(room)
            self.make_room(room, live)
        if is_moved:
            self.follow(room, [entry for entry in live if entry.is_live])
        for entry in asking:
            if len(entry.told) == told[entry.number]:  # nothing else happened to it
                entry.told.append((len(entry.story), "change_ended"))
        self.fill(self.together(room.number))

    def end_requests_about(self, room):
        asking = [e for e in self.entries if e.request and room.number in (e.room, e.request.room)]
        for entry in asking:
            self.end_request(entry, "ended", None)
        return asking

    def make_room(self, room, live):
        """The last to book go back to the line, in the place their age gives them."""
        taking = [entry for entry in live if entry.state in TAKES_PLACES]
        while taking and self.free(room) < 0:
            entry = taking.pop()
            if entry.state == "held":
                self.end(entry, "lapsed", None)
            else:
                before, entry.state, entry.queued, entry.expires = entry.state, "waitlisted", entry.created, None
                entry.note(before, "changed_by_staff")

    def follow(self, room, live):
        """A number is not in two places: this booking ends. A class that now is stands in both until staff choose."""
        for entry in live:
            if self.is_phone_busy(room, entry.ask, entry):
                self.end(entry, "cancelled", "cancelled")
                continue
            entry.sequence += 1
            if entry.state == "pending":
                entry.expires = min(entry.expires, room.pending_until(self.now))
            entry.note(entry.state, "changed_by_staff" if entry.state != "held" else None)
