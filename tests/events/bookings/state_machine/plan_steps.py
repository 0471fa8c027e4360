"""Steps: plans of several slots, and both of their forms sent again."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from events.bookings import plans
from events.models import Booking
from tests.events.bookings.reference_model import PUPILS_PER_ADULT, ReferenceParty
from tests.events.bookings.state_machine import scene
from tests.events.bookings.state_machine.booking_steps import BookingSteps, details_of
from tests.events.bookings.state_machine.scene import flags, numbers, seldom

has_plan = precondition(lambda self: any(entry.plan is not None for entry in self.world.entries))
has_steps = precondition(lambda self: self.plan_steps)


class PlanSteps(BookingSteps):
    @rule(chosen=st.sampled_from(scene.PLANS), pupils=st.integers(2, 6), missing=seldom, has_token=flags)
    def hold_plan(self, chosen, pupils, missing, has_token):
        adults = max(1, -(-pupils // PUPILS_PER_ADULT) - missing)
        token = self.new_token() if has_token else None
        self.do_plan("hold_plan", rooms=list(chosen), pupils=pupils, adults=adults, token=token)

    @has_plan
    @rule(number=numbers, phone=scene.class_phones, name=scene.class_names, has_token=flags)
    def book_plan(self, number, phone, name, has_token):
        who = ReferenceParty(for_class=True, people=0, phone=phone, name="Teacher", **name)
        self.do_plan("book_plan", plan=self.some_plan(number), who=who, token=self.new_token() if has_token else None)

    @has_steps
    @rule(number=numbers)
    def send_plan_again(self, number):
        name, said = self.plan_steps[-1 - number % len(self.plan_steps)]
        self.do_plan(name, **said)

    @has_plan
    @rule(number=numbers)
    def drop_plan(self, number):
        self.do_plan("drop_plan", plan=self.some_plan(number))

    def some_plan(self, number):
        there = sorted({entry.plan for entry in self.world.entries if entry.plan is not None})
        return there[-1 - number % len(there)]

    def do_plan(self, name, **said):
        if name != "drop_plan":
            self.plan_steps.append((name, said))
        self.compare((name, said), lambda: getattr(self, f"{name}_in_portal")(**said))

    def hold_plan_in_portal(self, rooms, pupils, adults, token):
        slots = [self.slot(room) for room in rooms]
        return plans.hold_plan(slot_ids=slots, pupils=pupils, adults=adults, now=self.world.now, token=token or "")

    def book_plan_in_portal(self, plan, who, token):
        return plans.book_plan(plan=self.plan_code(plan), details=details_of(who), now=self.world.now, token=token or "")

    def drop_plan_in_portal(self, plan):
        plans.drop_plan(plan=self.plan_code(plan), now=self.world.now)

    def plan_code(self, plan):
        return Booking.objects.get(pk=self.pks[plan]).plan
