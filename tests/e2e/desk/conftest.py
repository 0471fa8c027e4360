"""Dora's phones at the door of one slot on Tuesday, 09:20."""

import datetime as dt

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.roles import create_missing_groups
from events.checkin import qr_decoder
from tests import factories
from tests.e2e.desk.door_phone import DoorPhone
from tests.events.checkin.conftest import make_door_staff, make_slot


@pytest.fixture(scope="session", autouse=True)
def decoder():
    """The QR decoder as set-up fetches it, once."""
    qr_decoder.fetch_decoder(django_settings.QR_DECODER_FOLDER)


@pytest.fixture
def door(transactional_db, clock_at, settings):
    """The slot at whose door they stand; it has room for 60."""
    settings.OFFLINE = True
    clock_at("2025-05-13T09:20")
    create_missing_groups()
    school = factories.SchoolFactory()
    slot = make_slot(school, capacity=60)
    slot.staff = make_door_staff("dora", school)
    return slot


@pytest.fixture
def open_phone(browser, line, door):
    """Return a function that opens the door on a phone of its own; errors of its scripts fail the test."""
    phones, line.keeps_host = [], True

    def open_one(device="一号门", *, url=None, with_browser=browser, **more):
        address = url or line.url
        phone = {"viewport": {"width": 360, "height": 780}, "locale": "zh-CN", "has_touch": True, "is_mobile": True}
        context = with_browser.new_context(base_url=address, **phone, **more)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "sessionid", "value": log_in(door, device), "url": address}])
        phones.append(DoorPhone(context))
        return phones[-1]

    yield open_one
    for phone in phones:
        phone.context.close()
    assert [phone.errors for phone in phones] == [[] for _phone in phones]


def log_in(door, device):
    client = Client()
    client.force_login(door.staff)
    client.post("/desk/choose/", {"slots": door.pk, "device": device})
    return client.cookies["sessionid"].value


@pytest.fixture
def phone(open_phone):
    return open_phone()


@pytest.fixture
def in_the_hall(clock_at):
    """`in_the_hall(minutes)` sets the portal's clock to so many minutes after 09:20."""
    start = dt.datetime.fromisoformat("2025-05-13T09:20:00+08:00")
    return lambda minutes: clock_at((start + dt.timedelta(minutes=minutes)).isoformat())
