"""Steps: booking, sending a form again or going back to it, cancelling, deciding."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from events.bookings import rules, services
from tests.events.bookings.conftest import at
from tests.events.bookings.state_machine import scene
from tests.events.bookings.state_machine.machine import Machine, has
from tests.events.bookings.state_machine.scene import flags, numbers, seldom


def details_of(ask):
    return services.BookerDetails(
        contact_name=ask.name, phone=ask.phone, school_name=ask.school, grade=ask.grade, class_name=ask.class_name
    )


def party_of(ask):
    return rules.Party(
        kind="class" if ask.for_class else "individual",
        **{name: getattr(ask, name) for name in ("people", "phone", "under_14", "pupils", "adults")},
        accept_fewer=ask.accept_fewer,
        may_split=ask.may_split,
    )


class BookingSteps(Machine):
    @initialize(
        start=st.sampled_from(scene.STARTS),
        popular=scene.family_rooms,
        queue=scene.lines,
        crowd=st.lists(scene.bookings, max_size=4),
        classes=st.lists(scene.class_bookings, max_size=4),
        approvals=st.integers(0, 4),
    )
    def begin(self, start, popular, queue, crowd, classes, approvals):
        """Some have booked on the day before already, most of them the same slot, and some classes are approved."""
        self.world.now, self.is_beginning = at("05-13 12:00"), True
        for room, ask in [*((popular, ask) for ask in queue), *crowd, *classes]:
            self.book(room, ask, wait=True, token=self.new_token())
        for entry in [entry for entry in self.world.entries if entry.state == "pending"][:approvals]:
            self.decide("approve", entry.number)
        self.is_beginning = False
        self.check()
        self.world.now = at(start)

    def book(self, room, ask, *, token=None, wait=False, by_staff=False, override=False):
        said = {"room": room, "ask": ask, "token": token, "wait": wait, "override": override}

        def deed():
            return services.book_place(
                slot_id=self.slot(room),
                party=party_of(ask),
                details=details_of(ask),
                now=self.world.now,
                token=token or "",
                wait=wait,
                **self.actor(by_staff or override, override=override),
            )

        self.requests.append(said)
        self.compare(("book", said), deed)

    def new_token(self):
        return f"form-{len(self.requests) + len(self.plan_steps)}"

    @rule(asked=st.lists(scene.bookings, min_size=1, max_size=3), wait=flags, has_no_token=seldom)
    def visitors_book(self, asked, wait, has_no_token):
        for room, ask in asked:
            self.book(room, ask, wait=wait, token=None if has_no_token else self.new_token())

    @rule(room=scene.rooms, ask=scene.parties, wait=flags, override=flags)
    def staff_book(self, room, ask, wait, override):
        self.book(room, ask, wait=wait, by_staff=True, override=override)

    has_requests = precondition(lambda self: self.requests)

    @has_requests
    @rule(number=numbers)
    def send_again(self, number):
        """A double click, a reload, a lost answer; or, without a token, a form that was filled in twice."""
        self.book(**self.requests[-1 - number % len(self.requests)])

    @has_requests
    @rule(number=numbers, room=scene.rooms, other=scene.parties, is_elsewhere=seldom, is_all_new=flags)
    def send_after_back(self, number, room, other, is_elsewhere, is_all_new):
        """Another person, or another wish, in the form that the browser's Back shows with its old token."""
        said = self.requests[-1 - number % len(self.requests)]
        ask = said["ask"]
        if is_all_new or ask.for_class != other.for_class:
            ask = other
        else:
            ask = replace(ask, phone=other.phone, name="Bob", people=ask.people)
        self.book(**said | {"room": room if is_elsewhere else said["room"], "ask": ask})

    # Ending and deciding

    @has()
    @rule(number=numbers, by_staff=flags)
    def cancel(self, number, by_staff):
        entry, pk = self.some(number)
        self.compare(
            ("cancel", {"entry": entry, "by_staff": by_staff}),
            lambda: services.cancel_booking(booking_id=pk, now=self.world.now, **self.actor(by_staff)),
        )

    @has("confirmed", "pending")
    @rule(number=numbers)
    def free_a_place(self, number):
        entry, pk = self.some(number, "confirmed", "pending")
        self.compare(("cancel", {"entry": entry}), lambda: services.cancel_booking(booking_id=pk, now=self.world.now))

    def decide(self, how, entry):
        deeds = {
            "approve": services.approve_booking,
            "reject": lambda **about: services.reject_booking(**about, reason="full house"),
        }
        self.compare(
            (how, {"entry": entry}),
            lambda: deeds[how](booking_id=self.pks[entry], now=self.world.now, actor=self.scene.staff),
        )

    @has("pending")
    @rule(number=numbers)
    def approve(self, number):
        self.decide("approve", self.some(number, "pending")[0])

    @has()
    @rule(number=numbers)
    def reject(self, number):
        self.decide("reject", self.some(number)[0])

    # Time

    @rule(by=scene.steps, is_timed=flags)
    def pass_time(self, by: dt.timedelta, is_timed):
        """With or without a timer that looks what is due; nothing but promptness may depend on it."""
        self.world.now += by
        self.check()
        if is_timed:
            self.compare(("settle_due", {}), lambda: services.settle_due_slots(now=self.world.now) and None)
            self.check(settled=True)
