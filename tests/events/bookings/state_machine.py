"""A hypothesis machine that does things to bookings, and to a plain model of them, and compares the two."""

import datetime as dt
from types import SimpleNamespace

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from accounts.models import User
from events.bookings import changes, plans, rescheduling, rules, services
from events.bookings.errors import BookingError
from events.bookings.queries import slot_availability, waiting_list_position
from events.models import ActivityWeek, Booking, EventSession, TimeSlot, Venue
from tests.events.bookings import booking_invariants
from tests.events.bookings.conftest import at
from tests.events.bookings.reference_model import (
    MAX_PUPILS,
    MIN_PUPILS,
    PUPILS_PER_ADULT,
    ReferenceModel,
    ReferenceParty,
    ReferenceSlot,
    Refused,
)

# session, start, end, capacity, keeps back: some overlap, some only touch, and rooms are small so that they fill
SLOTS = [
    ("family", "05-16 10:00", "05-16 11:00", 5, False),
    ("family", "05-16 10:30", "05-16 11:30", 7, True),
    ("family", "05-16 11:00", "05-16 12:00", 4, False),
    ("lathe", "05-16 09:00", "05-16 10:30", 14, False),
    ("lathe", "05-16 14:00", "05-16 15:30", 9, False),
    ("weld", "05-16 10:00", "05-16 11:00", 12, False),
    ("weld", "05-17 10:00", "05-17 11:00", 10, False),
    ("fair", "05-16 10:30", "05-16 11:30", 12, True),
    ("fair", "05-16 13:00", "05-16 14:00", 8, False),
]
MODES = {"family": "individual", "lathe": "class", "weld": "class", "fair": "both"}
STARTS = ["05-14 09:00", "05-15 10:00", "05-15 16:30", "05-16 07:45", "05-09 07:50"]
PLANS = [(3, 4), (4, 5), (4,), (3, 5), (5, 6), (6,)]
PHONES = [f"1380000000{number}" for number in range(9)]
STEPS = [dt.timedelta(**step) for step in ({"minutes": 4}, {"minutes": 11}, {"minutes": 45}, {"hours": 5}, {"hours": 25})]


def make_scene():
    """Four sessions: for families, for small classes, and for both."""
    week = ActivityWeek.objects.create(
        slug="week",
        name="活动周",
        starts_on=dt.date(2025, 5, 12),
        ends_on=dt.date(2025, 5, 18),
        is_current=True,
        status="published",
        class_min_pupils=MIN_PUPILS,
        class_max_pupils=MAX_PUPILS,
        pupils_per_adult=PUPILS_PER_ADULT,
    )
    week.refresh_from_db()
    venue = Venue.objects.create(slug="hall", name="报告厅", status="published")
    sessions = {
        name: EventSession.objects.create(
            slug=name,
            week=week,
            venue=venue,
            title=name,
            kind="experience",
            booking_mode=mode,
            status="published",
        )
        for name, mode in MODES.items()
    }
    slots = [
        TimeSlot.objects.create(
            session=sessions[name], starts_at=at(start), ends_at=at(end), capacity=capacity, kept_back=None if keeps_back else 0
        )
        for name, start, end, capacity, keeps_back in SLOTS
    ]
    staff = User.objects.create(username="bob", is_staff=True, is_superuser=True)
    return SimpleNamespace(slots=[slot.pk for slot in slots], staff=services.staff_actor(staff))


def make_rooms():
    return {
        number: ReferenceSlot(number, session, MODES[session], at(start), at(end), capacity, keeps_back)
        for number, (session, start, end, capacity, keeps_back) in enumerate(SLOTS)
    }


rooms = st.integers(0, len(SLOTS) - 1)
family_rooms, class_rooms = st.sampled_from([0, 1, 2, 7, 8]), st.integers(3, len(SLOTS) - 1)
phones = st.sampled_from(PHONES)
steps = st.sampled_from(STEPS)
flags = st.booleans()
seldom = st.integers(0, 5).map(lambda number: number == 5)


@st.composite
def individual_parties(draw):
    people = draw(st.sampled_from([1, 2, 2, 3, 3, 4, 5, 6]))
    return ReferenceParty(people=people, phone=draw(phones), under_14=draw(st.integers(0, min(people, 4))) if draw(seldom) else 0)


@st.composite
def class_parties(draw):
    pupils = draw(st.integers(MIN_PUPILS - 1, MAX_PUPILS))
    adults = max(1, -(-pupils // PUPILS_PER_ADULT)) + draw(st.sampled_from([0, 0, 0, 1]))
    people = pupils + adults
    fewer = draw(st.none() | st.integers(min(adults + MIN_PUPILS, people), people))
    return ReferenceParty(
        for_class=True,
        people=people,
        phone=draw(phones),
        name="Teacher",
        class_name=draw(st.sampled_from(["7-1", "7-2", "8-1"])),
        pupils=pupils,
        adults=adults,
        accept_fewer=fewer,
        may_split=draw(flags),
    )


lines = st.lists(individual_parties(), min_size=4, max_size=7, unique_by=lambda ask: ask.phone)
bookings = st.tuples(family_rooms, individual_parties()) | st.tuples(class_rooms, class_parties())


class BookingMachine(RuleBasedStateMachine):
    """Everything happens inside one transaction that is taken back at the end of the example."""

    scene = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = ReferenceModel(now=at(STARTS[0]), rooms=make_rooms())
        self.pks, self.requests = [], []

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(start=st.sampled_from(STARTS), popular=family_rooms, queue=lines, crowd=st.lists(bookings, max_size=6))
    def begin(self, start, popular, queue, crowd):
        """Some have booked on the day before already, most of them the same slot."""
        self.world.now = at("05-13 12:00")
        for room, ask in [*((popular, ask) for ask in queue), *crowd]:
            self.book(room, ask, wait=True)
        self.world.now = at(start)

    # Doing the same thing to both

    def compare(self, said, deed):
        """Does it to the model and to the portal: both do it or both refuse."""
        name, arguments = said
        why = ""
        try:
            world, expected = self.world.attempt(name, **arguments)
        except Refused as refusal:
            world, expected, why = None, None, refusal
        try:
            found = deed()
            refused = ""
        except BookingError as refusal:
            found, refused = None, refusal.sentence
        assert bool(refused) == (world is None), f"{name} {arguments}: {refused or 'done'}; the model: {why or 'done'}"
        self.world = world or self.world
        self.check()
        if isinstance(found, Booking):
            assert found.pk == self.pks[expected.number], f"{name} {arguments}: another booking than the model's"

    def check(self, *, settled=False):
        """After every step: the portal's bookings are the model's, whatever must be true is, and reads say so."""
        now = self.world.now
        bookings, slots = booking_invariants.check_invariants(now, settled=settled)
        self.pks = [booking.pk for booking in bookings]
        assert len(bookings) == len(self.world.entries)
        for booking, entry in zip(bookings, self.world.entries, strict=True):
            assert self.as_read(booking) == self.as_modelled(entry), f"booking {entry.number}"
        for slot in slots:
            room = self.world.rooms[self.scene.slots.index(slot.pk)]
            read = slot_availability(slot, now)
            assert (read.left, read.waiting, read.state) == self.world.availability(room), f"slot {room.number}"
            if line := self.world.line([room]):
                assert waiting_list_position(bookings[line[-1].number], now).position == len(line)

    def as_read(self, booking):
        events = booking_invariants.list_events(booking)
        told = sorted((int(number), kind) for _pk, kind, number in (n.event_key.split(":") for n in booking.notices.all()))
        return {
            "slot": self.scene.slots.index(booking.slot_id),
            "state": booking.state,
            "party": (booking.people, booking.under_14, booking.pupils, booking.adults, booking.accept_fewer),
            "phone": booking.phone,
            "queued": booking.queued_at if booking.state == "waitlisted" else None,
            "expires": booking.expires_at,
            "story": [(event.from_state, event.to_state) for event in events],
            "told": told,
        }

    def as_modelled(self, entry):
        ask = entry.ask
        return {
            "slot": entry.room,
            "state": entry.state,
            "party": (ask.people, ask.under_14, ask.pupils, ask.adults, ask.accept_fewer),
            "phone": ask.phone,
            "queued": entry.queued if entry.state == "waitlisted" else None,
            "expires": entry.expires,
            "story": entry.story,
            "told": sorted(entry.told),
        }

    # Choosing

    def some(self, number, *states):
        """One of the model's bookings in these states, and its row's number in the database."""
        there = [entry.number for entry in self.world.entries if not states or entry.state in states]
        entry = there[number % len(there)]
        return entry, self.pks[entry]

    def has(*states):
        return precondition(lambda self: any(not states or entry.state in states for entry in self.world.entries))

    def slot(self, room):
        return self.scene.slots[room]

    # Booking

    def book(self, room, ask, *, submission=None, wait=False, override=False):
        said = {"room": room, "ask": ask, "submission": submission, "wait": wait, "override": override}
        party = rules.Party(
            kind="class" if ask.for_class else "individual",
            **{name: getattr(ask, name) for name in ("people", "phone", "under_14", "pupils", "adults")},
            accept_fewer=ask.accept_fewer,
            may_split=ask.may_split,
        )
        details = services.BookerDetails(contact_name=ask.name, phone=ask.phone, class_name=ask.class_name)

        def deed():
            return services.book_place(
                slot_id=self.slot(room),
                party=party,
                details=details,
                now=self.world.now,
                submission=submission,
                wait=wait,
                actor=self.scene.staff if override else services.VISITOR,
                override="asked by telephone" if override else "",
            )

        self.requests.append(said)
        self.compare(("book", said), deed)

    @rule(asked=st.lists(bookings, min_size=1, max_size=3), wait=flags, has_token=flags)
    def visitors_book(self, asked, wait, has_token):
        for room, ask in asked:
            self.book(room, ask, wait=wait, submission=f"form-{len(self.requests)}" if has_token else None)

    @rule(room=rooms, ask=individual_parties() | class_parties(), wait=flags)
    def staff_book(self, room, ask, wait):
        self.book(room, ask, wait=wait, override=True)

    @precondition(lambda self: self.requests)
    @rule(number=st.integers(0, 30))
    def send_again(self, number):
        self.book(**self.requests[number % len(self.requests)])

    # Plans

    @rule(chosen=st.sampled_from(PLANS), pupils=st.integers(2, 6), missing=seldom)
    def hold_plan(self, chosen, pupils, missing):
        adults = max(1, -(-pupils // PUPILS_PER_ADULT) - missing)
        self.compare(
            ("hold_plan", {"rooms": list(chosen), "pupils": pupils, "adults": adults}),
            lambda: plans.hold_plan(
                slot_ids=[self.slot(room) for room in chosen], pupils=pupils, adults=adults, now=self.world.now
            ),
        )

    def some_plan(self, number):
        there = sorted({entry.plan for entry in self.world.entries if entry.plan is not None})
        plan = there[number % len(there)]
        return plan, Booking.objects.get(pk=self.pks[plan]).plan

    has_plan = precondition(lambda self: any(entry.plan is not None for entry in self.world.entries))

    @has_plan
    @rule(number=st.integers(0, 9), phone=phones)
    def book_plan(self, number, phone):
        plan, code = self.some_plan(number)
        details = services.BookerDetails(contact_name="Teacher", phone=phone)
        self.compare(
            ("book_plan", {"plan": plan, "phone": phone}),
            lambda: plans.book_plan(plan=code, details=details, now=self.world.now),
        )

    @has_plan
    @rule(number=st.integers(0, 9))
    def drop_plan(self, number):
        plan, code = self.some_plan(number)
        self.compare(("drop_plan", {"plan": plan}), lambda: plans.drop_plan(plan=code, now=self.world.now))

    # Changes

    @has()
    @rule(
        number=st.integers(0, 40),
        more=st.sampled_from([-3, -2, -1, -1, 0, 1, 1, 2, 3]),
        more_adults=st.sampled_from([-1, 0, 0, 0, 1, 2]),
        by_staff=seldom,
    )
    def change_party(self, number, more, more_adults, by_staff):
        entry, pk = self.some(number)
        ask = self.world.entries[entry].ask
        if ask.for_class:
            party = {"pupils": max(ask.pupils + more, 0), "adults": max(ask.adults + more_adults, 1)}
        else:
            people = max(ask.people + more, 1)
            party = {"people": people, "under_14": min(ask.under_14, people)}
        self.compare(
            ("change_party", {"entry": entry, **party, "by_staff": by_staff, "override": by_staff}),
            lambda: changes.change_party(booking_id=pk, now=self.world.now, **party, **self.actor(by_staff, override=True)),
        )

    def actor(self, by_staff, *, override=False):
        if not by_staff:
            return {}
        return {"actor": self.scene.staff} | ({"override": "asked by telephone"} if override else {})

    @has()
    @rule(number=st.integers(0, 40), room=rooms, near=st.integers(0, 3), by_staff=seldom)
    def move(self, number, room, near, by_staff):
        entry, pk = self.some(number)
        if near:  # mostly within the session
            session = self.world.rooms[self.world.entries[entry].room].session
            siblings = [other.number for other in self.world.rooms.values() if other.session == session]
            room = siblings[room % len(siblings)]
        self.compare(
            ("move", {"entry": entry, "room": room, "by_staff": by_staff, "override": by_staff}),
            lambda: changes.move_booking(
                booking_id=pk, to_slot_id=self.slot(room), now=self.world.now, **self.actor(by_staff, override=True)
            ),
        )

    @has()
    @rule(number=st.integers(0, 40), phone=phones)
    def change_phone(self, number, phone):
        entry, pk = self.some(number)
        ask = self.world.entries[entry].ask
        contact = changes.ContactDetails(contact_name=ask.name, phone=phone, class_name=ask.class_name)
        self.compare(
            ("change_phone", {"entry": entry, "phone": phone}),
            lambda: changes.change_contact(booking_id=pk, contact=contact, now=self.world.now),
        )

    @has()
    @rule(number=st.integers(0, 40), by_staff=flags)
    def cancel(self, number, by_staff):
        entry, pk = self.some(number)
        self.compare(
            ("cancel", {"entry": entry, "by_staff": by_staff}),
            lambda: services.cancel_booking(booking_id=pk, now=self.world.now, **self.actor(by_staff)),
        )

    @has("confirmed", "pending")
    @rule(number=st.integers(0, 40))
    def free_a_place(self, number):
        entry, pk = self.some(number, "confirmed", "pending")
        self.compare(("cancel", {"entry": entry}), lambda: services.cancel_booking(booking_id=pk, now=self.world.now))

    # Deciding

    @has("pending")
    @rule(number=st.integers(0, 40))
    def approve(self, number):
        entry, pk = self.some(number, "pending")
        self.compare(
            ("approve", {"entry": entry}),
            lambda: services.approve_booking(booking_id=pk, now=self.world.now, actor=self.scene.staff),
        )

    @has()
    @rule(number=st.integers(0, 40))
    def reject(self, number):
        entry, pk = self.some(number)
        self.compare(
            ("reject", {"entry": entry}),
            lambda: services.reject_booking(booking_id=pk, now=self.world.now, actor=self.scene.staff, reason="full house"),
        )

    # Rescheduling

    def reschedule(self, room, *, starts=None, ends=None, capacity=None, cancelled=None):
        slot = TimeSlot.objects.select_related("session__week").get(pk=self.slot(room))
        slot.starts_at, slot.ends_at = starts or slot.starts_at, ends or slot.ends_at
        slot.capacity = slot.capacity if capacity is None else capacity
        if cancelled is not None:
            slot.cancelled_at, slot.cancel_reason = (self.world.now, "storm") if cancelled else (None, "")
        said = {"room": room, "starts": starts, "ends": ends, "capacity": capacity, "cancelled": cancelled}
        self.compare(
            ("reschedule", said),
            lambda: (
                rescheduling.apply_rescheduling(now=self.world.now, actor=self.scene.staff, reason="storm", slots=[slot]) and None
            ),
        )

    @rule(room=rooms, capacity=st.integers(0, 16))
    def set_capacity(self, room, capacity):
        self.reschedule(room, capacity=capacity if room > 2 else capacity // 2)

    @rule(room=rooms, by=st.sampled_from([-60, -30, 30, 60, 240, 1440]))
    def move_slot(self, room, by):
        by, there = dt.timedelta(minutes=by), self.world.rooms[room]
        self.reschedule(room, starts=there.starts + by, ends=there.ends + by)

    @rule(room=rooms, really=seldom)
    def cancel_slot(self, room, really):
        if really or self.world.rooms[room].cancelled:
            self.reschedule(room, cancelled=not self.world.rooms[room].cancelled)

    # Time

    @rule(by=steps, is_timed=flags)
    def pass_time(self, by, is_timed):
        """With or without a timer that looks what is due; nothing but promptness may depend on it."""
        self.world.now += by
        self.check()
        if is_timed:
            self.compare(("settle_due", {}), lambda: services.settle_due_slots(now=self.world.now) and None)
            self.check(settled=True)
