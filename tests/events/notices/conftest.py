"""Alice's booking for Saturday 09:30, and helpers that write and send its notices."""

import pytest

from content import clock
from events.models import Booking
from events.notices import outbox
from tests.factories.events import BookingFactory


@pytest.fixture
def now(clock_at):
    return clock_at("2025-05-13T09:30")


@pytest.fixture
def alice(db):
    return BookingFactory(email="alice@mail.example", people=2, slot__session__title="亲子RC模型组装")


@pytest.fixture
def write(now):
    """A notice of a booking, as the services write it."""

    def write(booking, kind="confirmed", **more):
        booking = Booking.objects.select_related("slot__session__venue__parent").get(pk=booking.pk)
        return outbox.write_notice(booking, kind, now=clock.now(), **more)

    return write
