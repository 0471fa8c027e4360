"""Plans: several slots of one day, held together and then booked."""

from dataclasses import replace

from tests.events.bookings.reference_model.nouns import HOLD, ReferenceParty, Refused, refuse_if


class Plans:
    def hold_plan(self, *, rooms, pupils, adults, token=None):
        self.settle(*rooms)
        request = ("hold", tuple(sorted({*rooms})), pupils, adults)
        if (token, request) in self.submissions:
            return self.renew(self.of_plan(self.submissions[token, request]))
        chosen = sorted((self.rooms[number] for number in {*rooms}), key=lambda room: room.starts)
        self.check_times(chosen)
        ask = ReferenceParty(for_class=True, people=pupils + adults, pupils=pupils, adults=adults, phone="", name="")
        plan = len(self.entries)
        held = []
        for room in chosen:
            self.check_hold(room, ask)
            entry = self.add(room, ask)
            entry.plan, entry.is_named = plan, False
            held.append(self.hold(entry))
        self.submit(token, request, held[0])
        return held

    def check_times(self, rooms):
        refuse_if(len({room.day for room in rooms}) > 1, "PlanOfOneDay")
        refuse_if(any(a.overlaps(b) for a in rooms for b in rooms if a is not b), "PlanClash")

    def check_hold(self, room, ask):
        try:
            self.check_all_but_places(room, ask, False)
            self.check_fits(room, ask.people)
        except Refused:
            raise Refused("PlanRefused") from None

    def hold(self, entry):
        before, entry.state, entry.expires = entry.state, "held", self.now + HOLD
        entry.note(before, None)
        return entry

    def renew(self, entries):
        """Places whose hold has ended are held again, all or none."""
        refuse_if(any(entry.is_named for entry in entries), "PlanBooked")
        self.check_times([self.rooms[entry.room] for entry in entries])
        for entry in entries:
            if entry.state != "held":
                self.check_hold(self.rooms[entry.room], entry.ask)
                self.hold(entry)
        return entries

    def book_plan(self, *, plan, who, token=None):
        entries = self.of_plan(plan)
        self.settle(*{entry.room for entry in entries})
        request = ("plan", plan, who)
        if (token, request) in self.submissions:
            found = self.find_standing(token, request, who.phone)
            return sorted(entries, key=lambda entry: entry is not found)
        refuse_if(any(entry.is_named for entry in entries), "PlanBooked")
        refuse_if(any(entry.state not in ("held", "lapsed") for entry in entries), "PlanOver")
        try:
            self.renew(entries)
        except Refused as refusal:
            raise Refused("PlanOver" if str(refusal) == "PlanRefused" else str(refusal)) from None
        for entry in entries:
            numbers = {name: getattr(entry.ask, name) for name in ("people", "pupils", "adults")}
            entry.ask = replace(who, **numbers)
            self.check_one_place(self.rooms[entry.room], entry.ask, entry=entry, others=len(entries) - 1)
        for entry in entries:
            entry.is_named, entry.state, entry.expires = True, "pending", self.rooms[entry.room].pending_until(self.now)
            entry.note("held", "received")
        self.submit(token, request, entries[0])
        return entries

    def drop_plan(self, *, plan):
        rooms = {entry.room for entry in self.of_plan(plan)}
        self.settle(*rooms)
        for entry in self.of_plan(plan):
            if entry.state == "held":
                self.end(entry, "cancelled", None)
        self.settle(*rooms)

    def of_plan(self, plan):
        entries = [entry for entry in self.entries if entry.plan == plan]
        return sorted(entries, key=lambda entry: (self.rooms[entry.room].starts, entry.number))
