"""The machine without its steps: doing the same to both, and comparing them."""

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, precondition

from events.bookings.errors import BookingError
from events.bookings.queries import slot_availability, waiting_list_position
from events.models import Booking, Submission
from tests.events.bookings import booking_invariants
from tests.events.bookings.conftest import at
from tests.events.bookings.reference_model import ReferenceModel, Refused
from tests.events.bookings.state_machine.scene import STARTS, make_rooms


class Machine(RuleBasedStateMachine):
    """Everything happens inside one transaction that is taken back at the end of the example."""

    scene = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = ReferenceModel(now=at(STARTS[0]), rooms=make_rooms())
        self.pks, self.requests, self.plan_steps = [], [], []
        self.identities, self.submissions = {}, {}
        self.check_count, self.is_beginning = 0, False

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # Doing the same thing to both

    def compare(self, said, deed):
        """Does it to the model and to the portal: both do it to the same booking, or both refuse it for the same reason."""
        name, arguments = said
        world, expected, why, found, refused = None, None, "", None, ""
        try:
            world, expected = self.world.attempt(name, **arguments)
        except Refused as refusal:
            why = str(refusal)
        try:
            found = deed()
        except BookingError as refusal:
            refused = type(refusal).__name__
        assert refused == why, f"{name} {arguments}: {refused or 'done'}; the model: {why or 'done'}"
        self.world = world or self.world
        self.check()
        self.check_found(said, found, expected)

    def check_found(self, said, found, expected):
        if isinstance(found, Booking):
            found, expected = [found], [expected]
        if isinstance(found, list):
            assert [one.pk for one in found] == [self.pks[one.number] for one in expected], f"{said}: other bookings"

    def check(self, *, settled=False):
        """After every step: the portal's bookings are the model's, whatever must be true is, and reads say so."""
        if self.is_beginning:  # all that is made in the beginning is looked at together
            self.pks = list(Booking.objects.order_by("pk").values_list("pk", flat=True))
            return
        now = self.world.now
        bookings, slots = booking_invariants.check_invariants(now, settled=settled)
        self.pks = [booking.pk for booking in bookings]
        assert len(bookings) == len(self.world.entries)
        for booking, entry in zip(bookings, self.world.entries, strict=True):
            assert self.as_read(booking) == self.as_modelled(entry), f"booking {entry.number}"
            identity = (booking.reference, booking.token, booking.uid)
            assert self.identities.setdefault(booking.pk, identity) == identity
        for slot in slots:
            room = self.world.rooms[self.scene.slots.index(slot.pk)]
            read = slot_availability(slot, now)
            assert (read.left, read.waiting, read.state) == self.world.availability(room), f"slot {room.number}"
        self.check_count += 1
        if self.check_count % 5 == 0:
            self.check_positions(bookings)
        self.check_submissions()

    def check_positions(self, bookings):
        for room in self.world.rooms.values():
            if line := self.world.line([room]):
                assert waiting_list_position(bookings[line[-1].number], self.world.now).position == len(line)

    def check_submissions(self):
        booking_invariants.check_submissions_stand(self.submissions)
        rows = Submission.objects.values_list("token", "booking")
        known = [(token, self.pks[number]) for (token, _request), number in self.world.submissions.items()]
        assert sorted(rows) == sorted(known)

    def as_read(self, booking):
        events = booking_invariants.list_events(booking)
        told = sorted((int(number), kind) for _pk, kind, number in (n.event_key.split(":") for n in booking.notices.all()))
        return {
            "slot": self.scene.slots.index(booking.slot_id),
            "state": booking.state,
            "party": (booking.people, booking.under_14, booking.pupils, booking.adults, booking.accept_fewer),
            "may split": booking.may_split,
            "is half": bool(booking.split),
            "class": (booking.school_name, booking.grade, booking.class_name, booking.class_key),
            "phone": booking.phone,
            "queued": booking.queued_at if booking.state == "waitlisted" else None,
            "expires": booking.expires_at,
            "sequence": booking.sequence,
            "story": [(event.from_state, event.to_state, event.change_state) for event in events],
            "told": told,
            "requests": [
                (
                    self.scene.slots.index(change.slot_id),
                    change.people,
                    change.pupils,
                    change.adults,
                    change.places,
                    change.state,
                    change.expires_at,
                )
                for change in booking_invariants.list_changes(booking)
            ],
        }

    def as_modelled(self, entry):
        ask = entry.ask
        return {
            "slot": entry.room,
            "state": entry.state,
            "party": (ask.people, ask.under_14, ask.pupils, ask.adults, ask.accept_fewer),
            "may split": ask.may_split,
            "is half": entry.split is not None,
            "class": (ask.school, ask.grade, ask.class_name, ask.class_id),
            "phone": ask.phone,
            "queued": entry.queued if entry.state == "waitlisted" else None,
            "expires": entry.expires,
            "sequence": entry.sequence,
            "story": entry.story,
            "told": sorted(entry.told),
            "requests": [
                (
                    change.room,
                    change.ask.people,
                    change.ask.pupils,
                    change.ask.adults,
                    change.places,
                    change.state,
                    change.expires,
                )
                for change in entry.changes
            ],
        }

    # Choosing

    def some(self, number, *states, choose=lambda entry: True):
        """One of the model's bookings in these states, and its row's number in the database."""
        there = [entry.number for entry in self.world.entries if (not states or entry.state in states) and choose(entry)]
        entry = there[number % len(there)]
        return entry, self.pks[entry]

    def slot(self, room):
        return self.scene.slots[room]

    def actor(self, by_staff, *, override=False):
        if not by_staff:
            return {}
        return {"actor": self.scene.staff} | ({"override": "asked by telephone"} if override else {})


def has(*states, choose=lambda entry: True):
    """The step needs a booking in one of these states."""
    return precondition(lambda self: any((not states or entry.state in states) and choose(entry) for entry in self.world.entries))
