"""Whatever is done in whatever order, the portal and a plain telling of its rules come to the same bookings."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.events.bookings.machine import BookingMachine, make_scene

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SETTINGS = settings(
    max_examples=600 if IS_LONG else 25,
    stateful_step_count=50 if IS_LONG else 20,
    derandomize=not IS_LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def machine(db):
    scene = make_scene()

    class Machine(BookingMachine):
        pass

    Machine.scene = scene
    return Machine


def test_bookings_follow_the_model(machine):
    run_state_machine_as_test(machine, settings=SETTINGS)
