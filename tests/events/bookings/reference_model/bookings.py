"""Booking, cancelling, deciding; and a request to book that is sent again."""

from tests.events.bookings.reference_model.nouns import Refused, refuse_if


class Bookings:
    def book(self, *, room, ask, token=None, wait=False, override=False):
        self.settle(room)
        request = ("book", room, ask)
        if (token, request) in self.submissions:
            return self.find_standing(token, request, ask.phone)
        room = self.rooms[room]
        self.check_all_but_places(room, ask, override)
        parts = self.find_places(ask, room, wait)
        entry = self.add(room, ask)
        self.submit(token, request, entry)
        if parts:
            self.give(entry, parts, "received" if ask.for_class else "confirmed")
        else:
            entry.state, entry.queued = "waitlisted", self.now
            entry.note("", "waitlisted")
        return entry

    def submit(self, token, request, entry):
        if token:
            self.submissions[token, request] = entry.number

    def find_standing(self, token, request, phone):
        """The booking that the request made while it lives, else another made with it; nothing is booked anew."""
        made = self.entries[self.submissions[token, request]]
        for entry in [made, *(e for e in self.entries if e is not made and e.is_made_together_with(made))]:
            if entry.is_live and not entry.is_expired(self.now) and entry.ask.phone == phone:
                return entry
        raise Refused("BookingOfRequestEnded")

    def find_places(self, ask, room, wait):
        """What the party gets at once; nothing for who joins the line."""
        left, is_late = self.left(room), room.is_last_hour(self.now)
        refuse_if(self.line([room]) and is_late, "KeptForWalkIns")
        if ask.people <= left:
            return [] if self.is_waited_for(room) else [(room, ask)]
        parts = self.place(ask, room, self.together(room.number))
        refuse_if(not parts and left <= 0 and is_late, "SlotFull")
        refuse_if(not parts and left > 0 and (is_late or not wait), "NotEnoughPlaces")
        return parts

    def cancel(self, *, entry, by_staff=False):
        entry = self.entries[entry]
        self.settle(entry.room)
        if entry.state == "cancelled":
            return entry
        refuse_if(not entry.is_live, "NothingToDo")
        refuse_if(not by_staff and self.now >= self.rooms[entry.room].starts, "TooLateToCancel")
        self.end(entry, "cancelled", "cancelled" if entry.is_named else None)
        self.settle(entry.room)
        return entry

    def approve(self, *, entry):
        entry = self.pending(entry)
        entry.state, entry.expires = "confirmed", None
        entry.note("pending", "confirmed")
        return entry

    def reject(self, *, entry):
        entry = self.pending(entry)
        self.end(entry, "rejected", "rejected")
        self.settle(entry.room)
        return entry

    def pending(self, entry):
        entry = self.entries[entry]
        self.settle(entry.room)
        refuse_if(entry.state != "pending", "NothingToDo")
        return entry
