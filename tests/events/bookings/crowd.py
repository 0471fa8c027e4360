"""A crowd that does everything that can be done to bookings, in threads: visitors, staff and the timer."""

import datetime as dt
import os
import random
import threading
import time
from collections import Counter
from dataclasses import replace

from django.db import connections

from events.bookings import change_decisions, changes, plans, rescheduling, rules, services
from events.bookings.errors import BookingError
from events.models import Booking, BookingChange, TimeSlot
from tests.events.bookings.conftest import at
from tests.events.bookings.reference_model import MIN_PUPILS, PUPILS_PER_ADULT
from tests.events.bookings.state_machine.scene import PLANS, SLOTS

SECONDS = float(os.environ.get("PARALLEL_SECONDS") or 8)
BEGINS, LASTS = at("05-14 14:00"), dt.timedelta(hours=28)  # past the end of booking and the hour of decision for classes
RECENT = 60


class Crowd:
    """Shared by the threads: who has booked, what time it is, and what came of it."""

    def __init__(self, scene, seconds):
        self.scene, self.seconds, self.started = scene, seconds, time.monotonic()
        self.booked, self.plans, self.forms, self.plan_forms, self.broken = [], [], [], [], []
        self.done, self.submissions = Counter(), {}

    @property
    def elapsed(self):
        return time.monotonic() - self.started

    def now(self):
        """The week's clock runs through its hours while the test runs through its seconds."""
        return BEGINS + LASTS * min(self.elapsed / SECONDS, 1)

    def run(self, work, count):
        """Runs work(0) … work(count - 1) at once; each thread closes its connection."""

        def thread(number):
            try:
                work(number)
            except Exception as problem:
                self.broken.append(problem)
                raise
            finally:
                connections.close_all()

        threads = [threading.Thread(target=thread, args=[number], daemon=True) for number in range(count)]
        for one in threads:
            one.start()
        return threads


class Person:
    """One of the crowd, visitor and staff and timer in turn."""

    def __init__(self, crowd, number):
        self.crowd, self.random = crowd, random.Random(number)  # noqa: S311 (no secret)
        self.deeds = {
            self.book_family: 18,
            self.book_class: 18,
            self.send_again: 10,
            self.send_after_back: 4,
            self.ask_for_more: 6,
            self.ask_for_another_time: 6,
            self.decide_on_a_request: 8,
            self.cancel: 12,
            self.change_party: 10,
            self.move: 10,
            self.approve: 6,
            self.settle: 5,
            self.change_contact: 4,
            self.set_capacity: 4,
            self.hold_plan: 4,
            self.book_plan: 3,
            self.send_plan_again: 2,
            self.reject: 2,
            self.move_slot: 2,
            self.drop_plan: 1,
            self.cancel_slot: 1,
        }

    def go_on(self):
        while self.crowd.elapsed < self.crowd.seconds and not self.crowd.broken:
            self.act()

    def act(self):
        deed = self.random.choices(list(self.deeds), weights=self.deeds.values())[0]
        try:
            done = deed(self.crowd.now())
        except BookingError as refusal:
            self.crowd.done[deed.__name__, type(refusal).__name__] += 1
        else:
            self.crowd.done[deed.__name__, "done" if done is not None else "nothing to do"] += 1

    # What they choose

    def slot(self, *sessions):
        chosen = [pk for pk, slot in zip(self.crowd.scene.slots, SLOTS, strict=True) if not sessions or slot[0] in sessions]
        return self.random.choice(chosen)

    def phone(self):
        return f"138000000{self.random.randrange(40):02}"

    def recent(self):
        """One of the last bookings, and nothing when there is none yet."""
        return self.random.choice(self.crowd.booked[-RECENT:] or [None])

    def actor(self):
        return self.crowd.scene.staff if self.random.random() < 0.3 else services.VISITOR

    def reason(self, actor):
        return {"actor": actor, "override": "" if actor.is_visitor else "asked by telephone"}

    # What they do

    def class_name(self):
        number = self.random.randrange(1, 13)
        return self.random.choice([f"{number}班", f"七年级（{number}）班"])

    def details(self, phone, *, is_class):
        mail = "" if self.random.random() < 0.5 else "alice@example.org"
        names = {"school_name": "榆次一中", "grade": 7, "class_name": self.class_name()} if is_class else {}
        return services.BookerDetails(contact_name="Alice", phone=phone, email=mail, **names)

    def book(self, slot, party, now):
        token = self.token()
        form = {"slot_id": slot, "party": party, "details": self.details(party.phone, is_class=party.pupils > 0), "token": token}
        if token:
            self.crowd.forms.append(form)
        return self.send(form, now)

    def token(self):
        return f"{self.random.random()}" if self.random.random() < 0.6 else ""

    def send(self, form, now):
        wait = self.random.random() < 0.7
        booking = services.book_place(**form, wait=wait, now=now, **self.reason(self.actor()))
        assert booking.phone == form["party"].phone
        assert booking.contact_name == form["details"].contact_name
        self.crowd.booked.append(booking.pk)
        return booking

    def send_again(self, now):
        """A double click: another thread may be sending the same at this moment."""
        if form := self.random.choice(self.crowd.forms[-5:] or [None]):
            return self.send(form, now)

    def send_after_back(self, now):
        if form := self.random.choice(self.crowd.forms[-5:] or [None]):
            phone, is_class = self.phone(), form["party"].pupils > 0
            details = replace(self.details(phone, is_class=is_class), contact_name="Bob")
            return self.send(form | {"party": replace(form["party"], phone=phone), "details": details}, now)

    def book_family(self, now):
        people = self.random.randint(1, 4)
        return self.book(self.slot("family", "fair"), rules.Party(people=people, phone=self.phone()), now)

    def book_class(self, now):
        pupils = self.random.randint(MIN_PUPILS, 9)
        adults = -(-pupils // PUPILS_PER_ADULT) + self.random.randrange(2)
        party = rules.Party(
            kind="class",
            people=pupils + adults,
            phone=self.phone(),
            pupils=pupils,
            adults=adults,
            accept_fewer=self.random.choice([None, adults + MIN_PUPILS]),
            may_split=self.random.random() < 0.5,
        )
        return self.book(self.slot("lathe", "weld", "fair"), party, now)

    def cancel(self, now):
        if pk := self.recent():
            return services.cancel_booking(booking_id=pk, now=now, actor=self.actor())

    def change_party(self, now):
        if pk := self.recent():
            booking, actor = Booking.objects.get(pk=pk), self.actor()
            more = self.random.choice([-2, -1, 1, 2])
            if booking.is_for_class:
                numbers = {"pupils": max(booking.pupils + more, 1), "adults": booking.adults + (more > 0)}
            else:
                numbers = {"people": max(booking.people + more, 1)}
            return changes.change_party(booking_id=pk, now=now, **numbers, **self.reason(actor))

    def move(self, now):
        if pk := self.recent():
            return changes.move_booking(booking_id=pk, to_slot_id=self.slot(), now=now, **self.reason(self.actor()))

    def change_contact(self, now):
        if pk := self.recent():
            is_class = Booking.objects.get(pk=pk).is_for_class
            name = self.class_name() if is_class else ""
            contact = changes.ContactDetails(contact_name="Alice", phone=self.phone(), class_name=name)
            return changes.change_contact(booking_id=pk, contact=contact, now=now)

    # Requests for a change

    def approved_class(self):
        classes = Booking.objects.filter(kind="class", state="confirmed").select_related("slot")
        return classes.order_by("-changed_at")[self.random.randrange(6) :].first()

    def ask_for_more(self, now):
        if booking := self.approved_class():
            numbers = {"pupils": booking.pupils + self.random.choice([1, 1, -1]), "adults": booking.adults + 1}
            return changes.change_party(booking_id=booking.pk, now=now, **numbers)

    def ask_for_another_time(self, now):
        if booking := self.approved_class():
            siblings = TimeSlot.objects.filter(session=booking.slot.session_id).exclude(pk=booking.slot_id)
            if slots := list(siblings):
                return changes.move_booking(booking_id=booking.pk, to_slot_id=self.random.choice(slots).pk, now=now)

    def decide_on_a_request(self, now):
        if change := BookingChange.objects.order_by("-pk")[self.random.randrange(4) :].first():
            about, actor = {"change_id": change.pk, "now": now}, self.crowd.scene.staff
            deeds = [
                lambda: change_decisions.approve_change(**about, actor=actor),
                lambda: change_decisions.approve_change(**about, actor=actor),
                lambda: change_decisions.reject_change(**about, actor=actor, reason="full house"),
                lambda: change_decisions.withdraw_change(**about),
            ]
            return self.random.choice(deeds)()

    # Staff, and plans

    def approve(self, now):
        pending = Booking.objects.filter(state="pending").order_by("-pk").values_list("pk", flat=True)
        if pk := pending[self.random.randrange(6) :].first():
            return services.approve_booking(booking_id=pk, now=now, actor=self.crowd.scene.staff)

    def reject(self, now):
        if pk := self.recent():
            return services.reject_booking(booking_id=pk, now=now, actor=self.crowd.scene.staff, reason="full house")

    def settle(self, now):
        return services.settle_due_slots(now=now)

    def hold_plan(self, now):
        slots = [self.crowd.scene.slots[number] for number in self.random.choice(PLANS)]
        pupils = self.random.randint(MIN_PUPILS, 5)
        adults, token = -(-pupils // PUPILS_PER_ADULT), self.token()
        held = plans.hold_plan(slot_ids=slots, pupils=pupils, adults=adults, now=now, token=token)
        self.crowd.plans.append(held[0].plan)
        self.crowd.booked += [booking.pk for booking in held]
        return held

    def book_plan(self, now):
        if plan := self.random.choice(self.crowd.plans[-3:] or [None]):
            form = {"plan": plan, "details": self.details(self.phone(), is_class=True), "token": self.token()}
            self.crowd.plan_forms.append(form)
            return plans.book_plan(**form, now=now)

    def send_plan_again(self, now):
        if form := self.random.choice(self.crowd.plan_forms[-3:] or [None]):
            booked = plans.book_plan(**form, now=now)
            assert booked[0].phone == form["details"].phone
            return booked

    def drop_plan(self, now):
        if plan := self.random.choice(self.crowd.plans[-3:] or [None]):
            return plans.drop_plan(plan=plan, now=now)

    def reschedule(self, now, number, **values):
        slot = TimeSlot.objects.get(pk=self.crowd.scene.slots[number])
        for name, value in values.items():
            setattr(slot, name, value)
        return rescheduling.apply_rescheduling(slots=[slot], now=now, actor=self.crowd.scene.staff, reason="storm")

    def any_slot(self):
        return self.random.randrange(len(SLOTS))

    def set_capacity(self, now):
        return self.reschedule(now, number := self.any_slot(), capacity=max(SLOTS[number][3] + self.random.randint(-5, 5), 0))

    def move_slot(self, now):
        number, by = self.any_slot(), dt.timedelta(minutes=self.random.choice([-30, 0, 30, 60, 1440]))
        starts, ends = (at(text) + by for text in SLOTS[number][1:3])
        return self.reschedule(now, number, starts_at=starts, ends_at=ends)

    def cancel_slot(self, now):
        number = self.any_slot()
        self.reschedule(now, number, cancelled_at=now, cancel_reason="storm")
        return self.reschedule(now, number, cancelled_at=None, cancel_reason="")
