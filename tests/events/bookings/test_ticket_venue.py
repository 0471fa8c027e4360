"""A ticket and the class sheet tell how to get to the place and whom to ask there, while that is of use."""

import pytest
from django.urls import reverse

from content.models import SiteSettings
from events.models import Venue
from tests.events.bookings.conftest import book, make_slot
from tests.factories import BookingFactory, SchoolFactory
from tests.page_tree import parse_page

pytestmark = pytest.mark.django_db

FACTS = {
    "bus": ("公交", "3路到职教港站"),
    "parking": ("停车", "南门停车场，大客车可停"),
    "opening_hours": ("开放时间", "8:30–17:30"),
    "contact": ("咨询", "教务处"),
    "phone": ("咨询", "0354-1234567"),
}


@pytest.fixture
def booking(session, now):
    return book(make_slot(session, "05-17 10:00", "05-17 11:00", 12), people=2, now=now)


def read_ticket(client, booking, name="ticket", prefix=""):
    page = parse_page(client.get(prefix + reverse(name, args=[booking.token])).content)
    (main,) = page.find_all("main")
    return main.text


def fill(place, **values):
    type(place).objects.filter(pk=place.pk).update(**values)


@pytest.mark.parametrize("name", FACTS)
def test_each_field_is_shown_where_it_is_filled(client, session, booking, name):
    label, text = FACTS[name]
    assert label not in read_ticket(client, booking)
    fill(session.venue, **{name: text})
    assert text in read_ticket(client, booking).partition(label)[2]


def test_what_a_room_lacks_comes_from_its_campus_and_whom_to_ask_from_the_host_or_the_hotline(client, session, booking):
    site = SiteSettings.load()
    site.hotline = "0354-7654321"
    site.save()
    assert "0354-7654321" in read_ticket(client, booking)
    fill(session, host_school=SchoolFactory(contact="招生办", phone="0354-1111111"))
    fill(session.venue, parent=Venue.objects.create(slug="campus", name="园区", bus="3路", status="published"))
    text = read_ticket(client, booking)
    assert "3路" in text
    assert "招生办 0354-1111111" in text
    assert "0354-7654321" not in text


def test_english_readers_read_the_english_field(client, session, booking):
    fill(session.venue, parking="南门停车场", parking_en="Car park at the south gate")
    assert "Car park at the south gate" in read_ticket(client, booking, prefix="/en")


@pytest.mark.parametrize("end", ["cancelled", "over"])
def test_a_ticket_that_is_of_no_use_any_more_tells_nobody_how_to_come(client, session, booking, clock_at, end):
    fill(session.venue, bus="3路")
    if end == "over":
        clock_at("2025-05-17T11:00")
    else:
        fill(booking, state="cancelled")
    assert "3路" not in read_ticket(client, booking)


def test_a_class_on_the_road_has_it_on_paper(client, session):
    fill(session, booking_mode="class")
    fill(session.venue, parking="大客车停南门", contact="教务处")
    slot = make_slot(session, "05-16 10:00", "05-16 11:20", 60)
    booking = BookingFactory(slot=slot, kind="class", pupils=20, adults=2, people=22, grade=8, school_name="榆次一中")
    text = read_ticket(client, booking, "class_sheet")
    assert "大客车停南门" in text
    assert "教务处" in text


def test_a_cancelled_slot_offers_no_calendar_and_no_place_on_this_device(client, booking, now):
    fill(booking.slot, cancelled_at=now, cancel_reason="设备检修")
    page = client.get(reverse("ticket", args=[booking.token])).content.decode()
    assert reverse("ticket_ics", args=[booking.token]) not in page
    assert "data-has-ended" in page
    assert "data-keep-ticket" not in page
