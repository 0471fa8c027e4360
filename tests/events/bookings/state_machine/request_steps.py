"""Steps: requests for a change of an approved class, and what becomes of them."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from events.bookings import change_decisions
from events.models import BookingChange
from tests.events.bookings.state_machine import scene
from tests.events.bookings.state_machine.change_steps import ChangeSteps
from tests.events.bookings.state_machine.machine import has
from tests.events.bookings.state_machine.scene import numbers


def is_class(entry):
    return entry.ask.for_class


def has_asked(entry):
    return bool(entry.changes)


class RequestSteps(ChangeSteps):
    @has("confirmed", choose=is_class)
    @rule(number=numbers, more=st.integers(1, 3), more_adults=st.integers(0, 1))
    def ask_for_more(self, number, more, more_adults):
        self.resize(self.some(number, "confirmed", choose=is_class)[0], more, more_adults)

    @has("confirmed", choose=is_class)
    @rule(number=numbers, room=scene.rooms)
    def ask_for_another_time(self, number, room):
        self.relocate(self.some(number, "confirmed", choose=is_class)[0], room, is_near=True)

    @has("confirmed", choose=is_class)
    @rule(number=numbers, more=st.sampled_from([-2, -1]))
    def give_places_back(self, number, more):
        self.resize(self.some(number, "confirmed", choose=is_class)[0], more)

    @has(choose=lambda entry: entry.request)
    @rule(number=numbers, how=st.sampled_from(["approve", "approve", "reject", "withdraw"]))
    def decide_on_a_request(self, number, how):
        entry, _pk = self.some(number, choose=lambda entry: entry.request)
        self.decide_change(entry, len(self.world.entries[entry].changes) - 1, how)

    @has(choose=has_asked)
    @rule(number=numbers, which=numbers, how=st.sampled_from(["approve", "reject", "withdraw"]))
    def decide_on_any_request(self, number, which, how):
        """One that may have ended already."""
        entry, _pk = self.some(number, choose=has_asked)
        self.decide_change(entry, which % len(self.world.entries[entry].changes), how)

    def decide_change(self, entry, number, how):
        change = BookingChange.objects.filter(booking=self.pks[entry]).order_by("pk")[number]
        about = {"change_id": change.pk, "now": self.world.now}
        deeds = {
            "approve": lambda: change_decisions.approve_change(**about, actor=self.scene.staff),
            "reject": lambda: change_decisions.reject_change(**about, actor=self.scene.staff, reason="full house"),
            "withdraw": lambda: change_decisions.withdraw_change(**about),
        }
        self.compare((f"{how}_change", {"entry": entry, "number": number}), deeds[how])
