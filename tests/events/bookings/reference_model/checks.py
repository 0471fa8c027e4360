"""What is asked of everybody who books or changes, in the order in which people hear it."""

from tests.events.bookings.reference_model.nouns import (
    HALF_MIN_PUPILS,
    MAX_PEOPLE,
    MAX_PUPILS,
    MAX_UNDER_14,
    MIN_PUPILS,
    MOST_UNDECIDED,
    PUPILS_PER_ADULT,
    refuse_if,
)


class Checks:
    def check_all_but_places(self, room, ask, override, entry=None):
        self.check_windows(room, ask, override)
        self.check_size(ask, override, entry)
        self.check_one_place(room, ask, override, entry)

    def check_windows(self, room, ask, override):
        self.check_still_on(room)
        closes = min(room.closes(ask.for_class or room.mode == "class"), room.ends)
        refuse_if(not override and self.now < room.opens, "NotOpenYet")
        refuse_if(not override and self.now >= closes, "BookingClosed")
        refuse_if(not ask.for_class and room.mode == "class", "ForClassesOnly")
        refuse_if(ask.for_class and room.mode == "individual", "ForIndividualsOnly")

    def check_still_on(self, room):
        refuse_if(room.cancelled, "SlotCancelled")
        refuse_if(self.now >= room.ends, "SlotPast")

    def check_size(self, ask, override, entry=None, before=0):
        """`before` is how many there were: who is over the most may stay as many, or become fewer."""
        size, least, most = ask.people, 1, MAX_PEOPLE
        if ask.for_class:
            size, least, most = ask.pupils, MIN_PUPILS, MAX_PUPILS
        if entry is not None and entry.split is not None:
            other = self.other_half(entry)
            least, most = HALF_MIN_PUPILS, most - (other.ask.pupils if other else 0)
        refuse_if(not override and size < least, "TooFewPeople")
        refuse_if(not override and size > most and size > before, "TooManyPeople")
        if ask.for_class:
            refuse_if(ask.adults < max(-(-ask.pupils // PUPILS_PER_ADULT), 1), "TooFewAdults")
            if ask.accept_fewer is not None and not override:
                refuse_if(not MIN_PUPILS + ask.adults <= ask.accept_fewer <= ask.people, "AcceptsTooFew")
        else:
            refuse_if(ask.under_14 >= ask.people, "NobodyOlder")
            refuse_if(ask.under_14 > MAX_UNDER_14, "TooManyUnder14")

    def check_one_place(self, room, ask, override=False, entry=None, others=0):
        """A number or a class has one booking at a time; `others` are undecided bookings made together with this one."""
        refuse_if(self.is_phone_busy(room, ask, entry), "PhoneAlreadyBooked")
        self.check_one_class(room, ask, override, entry)
        if not override and not (entry is not None and entry.state == "confirmed"):
            self.check_undecided(ask, entry, others)

    def check_one_class(self, room, ask, override=False, entry=None):
        is_named = any(char.isdigit() or char.isalpha() for char in ask.class_id.rpartition("/")[2])
        half = self.other_half(entry) if entry is not None else None
        is_taken = self.is_class_busy(room, ask, entry) or (half and half.room == room.number)
        refuse_if(is_taken, "ClassAlreadyBooked" if is_named else "ClassNameNeeded")
        refuse_if(half and not override and self.rooms[half.room].day != room.day, "HalvesOnOneDay")

    def check_undecided(self, ask, entry=None, others=0):
        mine = [e for e in self.entries if e.ask.for_class and e.ask.phone == ask.phone and e is not entry]
        undecided = [e for e in mine if e.state == "waitlisted" or (e.state == "pending" and not e.is_expired(self.now))]
        count = others + sum(self.rooms[e.room].ends > self.now for e in undecided)
        refuse_if(ask.for_class and count >= MOST_UNDECIDED, "TooManyUndecidedClasses")

    def is_phone_busy(self, room, ask, entry=None):
        if ask.for_class:
            return False
        mine = [e for e in self.entries if not e.ask.for_class and e.ask.phone == ask.phone and e.is_live and e is not entry]
        return any(self.is_in_the_way(self.rooms[e.room], room) for e in mine)

    def is_class_busy(self, room, ask, entry=None):
        """Whether the class is, or asks to be, elsewhere at that time. Its other half is not in the way."""
        if not ask.class_id:
            return False
        mine = [e for e in self.entries if e.ask.class_id == ask.class_id and e.is_live and e is not entry]
        mine = [e for e in mine if not e.is_half_of(entry) and not e.is_expired(self.now)]
        numbers = [e.room for e in mine]
        numbers += [e.request.room for e in mine if e.request and e.request.expires > self.now]
        return any(self.is_in_the_way(self.rooms[number], room) for number in numbers)

    def is_in_the_way(self, booked, room):
        return booked.ends > self.now and booked.overlaps(room)

    def other_half(self, entry):
        halves = [e for e in self.entries if e.is_half_of(entry) and e.is_live and not e.is_expired(self.now)]
        return halves[0] if halves else None

    def check_fits(self, room, people, held=0):
        """Places for those who have `held` of them already."""
        if people <= held:
            return
        left = self.left(room)
        refuse_if(self.line([room]) and room.is_last_hour(self.now), "KeptForWalkIns")
        refuse_if(left <= 0, "SlotFull")
        refuse_if(people > left + held, "NotEnoughPlaces")
        refuse_if(self.is_waited_for(room), "WouldOvertake")

    def check_live(self, entry):
        refuse_if(not entry.is_live or entry.state == "held", "NothingToDo")
