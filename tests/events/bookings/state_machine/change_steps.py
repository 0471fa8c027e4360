"""Steps: changes of the numbers, the time and the contact, by bookers and by staff."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from events.bookings import changes
from tests.events.bookings.state_machine import scene
from tests.events.bookings.state_machine.machine import Machine, has
from tests.events.bookings.state_machine.scene import CLASSES, flags, name_class, numbers, seldom


class ChangeSteps(Machine):
    @has()
    @rule(
        number=numbers,
        more=st.sampled_from([-3, -2, -1, -1, 0, 1, 1, 2, 3]),
        more_adults=st.sampled_from([-1, 0, 0, 0, 1, 2]),
        by_staff=seldom,
        override=flags,
    )
    def change_party(self, number, more, more_adults, by_staff, override):
        self.resize(self.some(number)[0], more, more_adults, by_staff, override)

    @has("waitlisted")
    @rule(number=numbers, more=st.sampled_from([-4, -3, -2, -1]))
    def lower_a_waiting_party(self, number, more):
        self.resize(self.some(number, "waitlisted")[0], more)

    def resize(self, entry, more, more_adults=0, by_staff=False, override=False):
        ask, pk, override = self.world.entries[entry].ask, self.pks[entry], by_staff and override
        if ask.for_class:
            party = {"pupils": max(ask.pupils + more, 0), "adults": max(ask.adults + more_adults, 1)}
        else:
            people = max(ask.people + more, 1)
            party = {"people": people, "under_14": min(ask.under_14, people)}
        self.compare(
            ("change_party", {"entry": entry, **party, "by_staff": by_staff, "override": override}),
            lambda: changes.change_party(booking_id=pk, now=self.world.now, **party, **self.actor(by_staff, override=override)),
        )

    @has()
    @rule(number=numbers, room=scene.rooms, near=st.integers(0, 3), by_staff=seldom, override=flags)
    def move(self, number, room, near, by_staff, override):
        self.relocate(self.some(number)[0], room, bool(near), by_staff, override)

    def relocate(self, entry, room, is_near, by_staff=False, override=False):
        """Mostly within the session."""
        pk, override = self.pks[entry], by_staff and override
        if is_near:
            session = self.world.rooms[self.world.entries[entry].room].session
            siblings = [other.number for other in self.world.rooms.values() if other.session == session]
            room = siblings[room % len(siblings)]
        actor = self.actor(by_staff, override=override)
        self.compare(
            ("move", {"entry": entry, "room": room, "by_staff": by_staff, "override": override}),
            lambda: changes.move_booking(booking_id=pk, to_slot_id=self.slot(room), now=self.world.now, **actor),
        )

    @has(choose=lambda entry: entry.split is not None)
    @rule(number=numbers, room=scene.rooms, more=st.sampled_from([0, 0, -3, -2, -1, 1, 2]), more_adults=st.integers(0, 1))
    def change_a_half(self, number, room, more, more_adults):
        """Its own least, the most of both, the same day, never the same slot."""
        entry, _pk = self.some(number, choose=lambda entry: entry.split is not None)
        if more:
            self.resize(entry, more, more_adults)
        else:
            self.relocate(entry, room, is_near=True)

    @has()
    @rule(
        number=numbers, phone=scene.phones, class_phone=scene.class_phones, name=numbers, spelling=st.integers(0, 3), keep=flags
    )
    def change_contact(self, number, phone, class_phone, name, spelling, keep):
        """Another number, or another name or spelling for the class."""
        entry, pk = self.some(number)
        ask = self.world.entries[entry].ask
        said = {"phone": class_phone if ask.for_class else phone, "class_name": ask.class_name, "class_id": ask.class_id}
        names = [one for one in CLASSES if one[:2] == (ask.school, ask.grade)]
        if names:
            said |= {key: name_class(*names[name % len(names)], spelling)[key] for key in ("class_name", "class_id")}
            said["phone"] = ask.phone if keep else said["phone"]
        contact = changes.ContactDetails(contact_name=ask.name, phone=said["phone"], class_name=said["class_name"])
        self.compare(
            ("change_contact", {"entry": entry, **said}),
            lambda: changes.change_contact(booking_id=pk, contact=contact, now=self.world.now),
        )
