"""Changes of a booking, and requests for a change of a class that was approved."""

from dataclasses import replace

from tests.events.bookings.reference_model.nouns import MIN_PUPILS, ReferenceChange, refuse_if


def resized(ask, *, people=0, under_14=0, pupils=0, adults=0):
    if not ask.for_class:
        return replace(ask, people=people, under_14=under_14)
    fewer, people = ask.accept_fewer, pupils + adults
    if fewer is not None:
        fewer = max(fewer, MIN_PUPILS + adults)
        fewer = None if fewer > people else fewer
    return replace(ask, people=people, pupils=pupils, adults=adults, accept_fewer=fewer)


class Changes:
    def change_party(self, *, entry, by_staff=False, override=False, **numbers):
        entry = self.entries[entry]
        self.settle(entry.room)
        self.check_live(entry)
        ask, room = resized(entry.ask, **numbers), self.rooms[entry.room]
        if ask == entry.ask:
            return entry
        more = ask.people - entry.ask.people
        self.check_still_on(room)
        refuse_if(self.now >= room.changes_until(ask.for_class) and not override, "TooLateToChange")
        self.check_size(ask, override, entry, before=entry.ask.pupils if ask.for_class else entry.ask.people)
        if entry.takes_places:
            self.check_fits(room, ask.people, entry.ask.people + self.held_by_request(entry, room))
        if more > 0 and self.only_asks(entry, by_staff):
            self.ask_for(entry, room, ask)
        else:
            self.drop_request(entry)
            before, entry.ask = entry.state, ask
            if more > 0 and entry.state == "waitlisted":
                entry.queued = self.now
            entry.note(before, "changed_by_staff" if by_staff else "changed_by_booker")
        self.settle(room.number)
        return entry

    def move(self, *, entry, room, by_staff=False, override=False):
        entry, new = self.entries[entry], self.rooms[room]
        self.settle(entry.room, room)
        self.check_live(entry)
        old, ask = self.rooms[entry.room], entry.ask
        if old is new:
            return entry
        refuse_if(not by_staff and old.session != new.session, "OtherSession")
        refuse_if(self.now >= old.changes_until(ask.for_class) and not override, "TooLateToChange")
        self.check_windows(new, ask, override)
        if old.session == new.session:
            refuse_if(self.is_phone_busy(new, ask, entry), "PhoneAlreadyBooked")
            self.check_one_class(new, ask, override, entry)
        else:
            self.check_size(replace(ask, accept_fewer=None), override, entry)
            self.check_one_place(new, ask, override, entry)
        self.check_fits(new, ask.people, self.held_by_request(entry, new))
        if self.only_asks(entry, by_staff):
            self.ask_for(entry, new, ask)
        else:
            self.drop_request(entry)
            self.relocate(entry, new)
            entry.note(entry.story[-1][1], "changed_by_staff" if by_staff else "changed_by_booker")
        self.settle(old.number, new.number)
        return entry

    def relocate(self, entry, new):
        """Who waited has a place now; who awaits a decision wins no time by moving."""
        until, before = new.pending_until(self.now), entry.state
        if before == "waitlisted":
            entry.state, entry.queued = "pending" if entry.ask.for_class else "confirmed", None
        if entry.state == "pending":
            entry.expires = min(until, entry.expires) if before == "pending" else until
        entry.room, entry.sequence = new.number, entry.sequence + 1

    def change_contact(self, *, entry, phone, class_name, class_id):
        entry = self.entries[entry]
        self.settle(entry.room)
        self.check_live(entry)
        room = self.rooms[entry.room]
        self.check_still_on(room)
        ask = replace(entry.ask, phone=phone, class_name=class_name, class_id=class_id)
        if ask == entry.ask:
            return entry
        refuse_if(self.is_phone_busy(room, ask, entry), "PhoneAlreadyBooked")
        self.check_one_class(room, ask, True, entry)
        if phone != entry.ask.phone and entry.state != "confirmed":
            self.check_undecided(ask, entry)
        entry.ask = ask
        entry.note(entry.state, None)
        return entry

    # Requests

    def only_asks(self, entry, by_staff):
        """A class that was approved: more people, or another time, are a question to the school."""
        return entry.ask.for_class and entry.state == "confirmed" and not by_staff

    def held_by_request(self, entry, room):
        return entry.request.places if entry.request and entry.request.room == room.number else 0

    def drop_request(self, entry):
        if entry.request:
            self.end_request(entry, "ended", None)

    def ask_for(self, entry, room, ask):
        own, old = self.rooms[entry.room], entry.request
        expires = own.request_pending_until(self.now, room)
        if old:
            if (old.room, old.ask.pupils, old.ask.adults) == (room.number, ask.pupils, ask.adults):
                return
            expires = min(expires, old.expires)
            self.end_request(entry, "replaced", None)
        places = ask.people if room is not own else ask.people - entry.ask.people
        entry.changes.append(ReferenceChange(room.number, ask, places, expires))
        entry.note(entry.state, "change_requested", change="pending")

    def pending_change(self, entry, number):
        entry = self.entries[entry]
        change = entry.changes[number]
        self.settle(entry.room, change.room)
        refuse_if(change.state != "pending", "ChangeRequestOver")
        return entry, change

    def approve_change(self, *, entry, number):
        entry, change = self.pending_change(entry, number)
        ask, room = resized(entry.ask, pupils=change.ask.pupils, adults=change.ask.adults), self.rooms[change.room]
        if entry.room == change.room:
            self.check_size(ask, False, entry, before=entry.ask.pupils)
        else:
            self.check_one_class(room, ask, False, entry)
            entry.sequence += 1
        change.state, entry.ask, old, entry.room = "approved", ask, entry.room, room.number
        entry.note(entry.state, "change_approved", change="approved")
        self.settle(old, room.number)
        return entry

    def reject_change(self, *, entry, number):
        return self.refuse_change(entry, number, "rejected")

    def withdraw_change(self, *, entry, number):
        return self.refuse_change(entry, number, "withdrawn")

    def refuse_change(self, entry, number, state):
        entry, change = self.pending_change(entry, number)
        self.end_request(entry, state, "change_ended")
        self.settle(change.room)
        return entry
