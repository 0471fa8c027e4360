"""Who has which places, what a visitor reads of it, and who moves up."""

from dataclasses import replace

from tests.events.bookings.reference_model.nouns import HALF_MIN_PUPILS, MIN_PUPILS, PUPILS_PER_ADULT, ReferenceBooking


def split_ask(ask, pupils, adults):
    return replace(ask, people=pupils + adults, pupils=pupils, adults=adults)


def half_of(ask, pupils, adults):
    """A half is never split or lowered by itself again."""
    return replace(split_ask(ask, pupils, adults), accept_fewer=None, may_split=False)


class Places:
    def of(self, room):
        return [entry for entry in self.entries if entry.room == room.number]

    def requests(self, room):
        """The pending requests that hold places in the slot."""
        return [entry.request for entry in self.entries if entry.request and entry.request.room == room.number]

    def taken(self, room):
        booked = sum(entry.ask.people for entry in self.of(room) if entry.takes_places)
        return booked + sum(request.places for request in self.requests(room))

    def free(self, room):
        return room.bookable - self.taken(room)

    def left(self, room):
        expired = sum(e.ask.people for e in self.of(room) if e.is_expired(self.now))
        return self.free(room) + expired + sum(r.places for r in self.requests(room) if r.expires <= self.now)

    def line(self, rooms):
        numbers = {room.number for room in rooms}
        waiting = [e for e in self.entries if e.state == "waitlisted" and e.room in numbers]
        return sorted(waiting, key=lambda e: (e.queued, e.number))

    def is_waited_for(self, room):
        """Whether somebody in line who can still move up would fit in what is left."""
        movable = [e.ask for e in self.line([room]) if not e.ask.for_class or self.now < room.closes(True)]
        return any(min(ask.people, ask.accept_fewer or ask.people) <= self.left(room) for ask in movable)

    def availability(self, room):
        """`left`, `waiting` and `state`, as visitors read them."""
        left, line = self.left(room), self.line([room])
        if room.cancelled:
            state = "cancelled"
        elif self.now >= room.ends:
            state = "past"
        elif self.now < room.opens:
            state = "soon"
        elif self.now >= min(room.closes(room.mode == "class"), room.ends) or (line and room.is_last_hour(self.now)):
            state = "closed"
        elif left <= 0 or self.is_waited_for(room):
            state = "full" if room.is_last_hour(self.now) else "waitlist"
        else:
            state = "open"
        return max(left, 0), len(line), state

    def together(self, *numbers):
        """The slots and, of sessions for classes, their siblings too; in order of time."""
        sessions = {self.rooms[n].session for n in numbers if self.rooms[n].mode != "individual"}
        found = [room for room in self.rooms.values() if room.number in numbers or room.session in sessions]
        return sorted(found, key=lambda room: (room.starts, room.number))

    # What happens by itself

    def settle(self, *numbers):
        rooms = self.together(*numbers)
        for entry in self.entries:
            if self.rooms[entry.room] in rooms and entry.is_expired(self.now):
                self.end(entry, "lapsed", None if entry.state == "held" else "lapsed")
        for entry in self.entries:
            if (request := entry.request) and self.rooms[request.room] in rooms and request.expires <= self.now:
                self.end_request(entry, "lapsed", "change_ended")
        self.fill(rooms)

    def settle_due(self):
        for number in sorted(self.rooms):
            self.settle(number)

    def fill(self, rooms):
        for entry in self.line(rooms):
            room = self.rooms[entry.room]
            if room.promotes(self.now, entry.ask.for_class) and (parts := self.place(entry.ask, room, rooms, entry)):
                self.give(entry, parts, "promoted")

    def place(self, ask, room, rooms, entry=None):
        """[(room, ask)…] of a party that can be placed: whole, in two times of one day, or fewer of it."""
        free = self.free(room)
        if ask.people <= free:
            return [(room, ask)]
        if ask.may_split:
            for other in rooms:
                if self.takes_half(other, room, ask, entry) and (ways := self.ways_to_split(ask, free, self.free(other))):
                    adults, pupils = max(ways, key=lambda way: (sum(way), way[0]))
                    return [
                        (room, half_of(ask, pupils, adults)),
                        (other, half_of(ask, ask.pupils - pupils, ask.adults - adults)),
                    ]
        if ask.accept_fewer is not None and ask.accept_fewer <= free and free - ask.adults >= MIN_PUPILS:
            return [(room, split_ask(ask, free - ask.adults, ask.adults))]
        return []

    def takes_half(self, other, room, ask, entry):
        is_sibling = other.session == room.session and other is not room and other.day == room.day
        return is_sibling and other.promotes(self.now, True) and not self.is_class_busy(other, ask, entry)

    def ways_to_split(self, ask, here, there):
        """(adults, pupils) in the own slot, with enough of both and enough places in both."""
        return [
            (adults, pupils)
            for adults in range(1, ask.adults)
            for pupils in range(HALF_MIN_PUPILS, ask.pupils - HALF_MIN_PUPILS + 1)
            if pupils <= adults * PUPILS_PER_ADULT
            and ask.pupils - pupils <= (ask.adults - adults) * PUPILS_PER_ADULT
            and pupils + adults <= here
            and ask.people - pupils - adults <= there
        ]

    def give(self, entry, parts, told):
        """Places to one that has none yet: by promotion, or at once when it is new."""
        (room, ask), *rest = parts
        before, entry.ask = entry.state, ask
        entry.state = "pending" if ask.for_class else "confirmed"
        entry.expires = room.pending_until(self.now) if ask.for_class else None
        entry.queued = None
        entry.note(before, told)
        for other, ask in rest:
            entry.split = entry.number
            half = self.add(other, ask)
            half.state, half.expires, half.split = "pending", other.pending_until(self.now), entry.number
            half.note("", told)

    # What is written

    def add(self, room, ask):
        entry = ReferenceBooking(number=len(self.entries), room=room.number, ask=ask, state="", created=self.now)
        self.entries.append(entry)
        return entry

    def end(self, entry, state, told):
        if entry.request:
            self.end_request(entry, "ended", None)
        before, entry.state = entry.state, state
        if state != "lapsed":  # which keeps the moment at which its time was over
            entry.expires = None
        entry.note(before, told)

    def end_request(self, entry, state, told):
        entry.request.state = state
        entry.note(entry.state, told, change=state)
