"""A hypothesis machine that does things to bookings, and to a plain model of them, and compares the two."""

from tests.events.bookings.state_machine.plan_steps import PlanSteps
from tests.events.bookings.state_machine.request_steps import RequestSteps
from tests.events.bookings.state_machine.staff_steps import StaffSteps


class BookingMachine(PlanSteps, RequestSteps, StaffSteps):
    """All steps; those about bookings and changes are the bases of these."""
