"""The certificate of participation: for those who came, printable, with a name that is never sent."""

import re

import pytest

from events.models import SlotAttendance
from tests.events.checkin.conftest import at, make_booking, make_class, place  # noqa: F401 (a fixture)
from tests.page_text import html_without_breaks


def address(booking) -> str:
    return f"/bookings/{booking.token}/certificate/"


@pytest.fixture
def move_clock(monkeypatch):
    return lambda text: monkeypatch.setattr("content.clock.now", lambda: at(text))


def let_in(booking, place):  # noqa: F811
    from events.checkin.deeds import Deed
    from events.checkin.services import record_deed

    deed = Deed(nonce=booking.token[:20], at=at("09:25"), desk=(booking.slot_id,), booking_id=booking.pk)
    record_deed(deed, door=place.door, now=at("09:25"))


def test_who_was_let_in_has_one_at_once(client, place, move_clock):  # noqa: F811
    booking = make_booking(place.slot)
    let_in(booking, place)
    move_clock("09:40")
    page = html_without_breaks(client.get(address(booking)))
    assert place.slot.session.title in page
    assert address(booking) in client.get(f"/bookings/{booking.token}/").content.decode()


def test_without_a_door_it_comes_when_the_visit_is_over(client, place, move_clock):  # noqa: F811
    booking = make_booking(place.slot)
    move_clock("10:59")
    assert client.get(address(booking)).url == f"/bookings/{booking.token}/"
    move_clock("11:00")
    assert client.get(address(booking)).status_code == 200


def test_who_did_not_come_has_none_where_the_door_counted(client, place, move_clock):  # noqa: F811
    booking = make_booking(place.slot)
    SlotAttendance.objects.create(slot=place.slot, room=30)
    move_clock("12:00")
    answer = client.get(address(booking), follow=True)
    assert "证书" in answer.content.decode()
    assert 'class="certificate"' not in answer.content.decode()
    assert address(booking) not in answer.content.decode()


@pytest.mark.parametrize("state", ["cancelled", "pending", "lapsed"])
def test_only_a_confirmed_booking_has_one(client, place, move_clock, state):  # noqa: F811
    booking = make_booking(place.slot, state=state, expires_at=at("18:00"), counted=False)
    move_clock("12:00")
    assert client.get(address(booking)).status_code == 302


def test_the_name_cannot_be_sent(client, place, move_clock):  # noqa: F811
    """It stands in no form and has no name, so that no browser sends it; without scripts it is typed or written all the same."""
    booking = make_booking(place.slot)
    move_clock("12:00")
    main = client.get(address(booking)).content.decode().partition("<main")[2]
    assert "<form" not in main
    [field] = re.findall(r"<input[^>]*>", main)
    assert not re.search(r"\sname=", field)
    assert client.post(address(booking), {"name": "王小明"}).status_code == 405


def test_a_class_has_its_name_on_it_until_it_is_erased(client, place, move_clock):  # noqa: F811
    booking = make_class(place.slot)
    move_clock("12:00")
    assert 'value="第一中学 八年级1班"' in client.get(address(booking)).content.decode()


def test_a_sample_wears_its_mark(client, place, move_clock):  # noqa: F811
    place.slot.sample_fields = ["starts_at"]
    place.slot.save()
    booking = make_booking(place.slot)
    move_clock("12:00")
    page = client.get(address(booking)).content.decode()
    assert '<span class="sample-tag">示例：时间</span>' in page
    assert "no-store" in client.get(address(booking))["Cache-Control"]
