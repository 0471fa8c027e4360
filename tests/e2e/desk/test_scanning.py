"""The camera reads tickets: real codes of real bookings, in a clip that Chromium takes for its camera."""

import pytest

from events.bookings.checkin_codes import checkin_code
from events.models import Arrival, CheckIn
from tests.e2e.desk.door_phone import start_browser_with_camera, write_clip
from tests.events.checkin.conftest import make_booking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_camera(playwright, tmp_path, open_phone):
    """Return a function that opens the door on a phone whose camera sees these scenes again and again."""
    browsers = []

    def open_one(*scenes):
        clip = tmp_path / "camera.mjpeg"
        write_clip(clip, scenes)
        browsers.append(start_browser_with_camera(playwright, clip))
        phone = open_phone(with_browser=browsers[-1])
        phone.context.grant_permissions(["camera"])
        phone.open_door()
        return phone

    yield open_one
    for browser in browsers:
        browser.close()


def test_a_ticket_is_read_and_welcomed(door, open_camera):
    booking = make_booking(door, 3, contact_name="王小红")
    phone = open_camera((checkin_code(booking.reference), 20))
    assert "请进" in phone.verdict("welcome")
    [final] = phone.measures("door final")[:1]
    assert final < 1_000
    assert CheckIn.objects.get().booking == booking
    assert Arrival.objects.get().entry == "scanned"
