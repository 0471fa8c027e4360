"""One true session with something made up: wherever it is shown or told, it wears the same mark."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from content.models import SiteSettings
from content.phrases import BREAK
from content.sample_marks import sample_label
from events.bookings import plans
from events.models import Booking, EventSession, TimeSlot, Venue
from events.notices import sms, texts
from events.programme.share_metadata import build_session_card
from tests.factories import BookingFactory, ClassBookingFactory, EventSessionFactory, SchoolFactory, TimeSlotFactory
from tests.factories.events import SHANGHAI

pytestmark = pytest.mark.django_db

DAY = "2025-05-17"
DURING, AFTER = "2025-05-15T12:00", "2025-06-01T09:00"


def of_slot(*fields):
    return lambda: TimeSlot.objects.update(sample_fields=fields)


def of_session(*fields):
    return lambda: EventSession.objects.update(sample_fields=fields)


MADE_UP = {
    "示例": lambda: EventSession.objects.update(source="sample"),
    "示例：日期": of_slot("day"),
    "示例：时间": of_slot("starts_at", "ends_at"),
    "示例：日期、时间、名额": lambda: TimeSlot.objects.update(source="sample"),
    "示例：地点": lambda: Venue.objects.update(source="sample"),
    "示例：承办": of_session("host_school"),
    "示例：面向对象": of_session("audiences"),
    "示例：名额": of_slot("capacity"),
    "示例：预约": of_session("booking_mode"),
}


@pytest.fixture
def session():
    return EventSessionFactory(slug="lacquer", title="推光漆体验", booking_mode="both", host_school=SchoolFactory(slug="arts"))


@pytest.fixture
def slot(session):
    return TimeSlotFactory(session=session, capacity=100, starts_at=dt.datetime(2025, 5, 17, 9, 30, tzinfo=SHANGHAI))


@pytest.fixture
def bookings(slot, clock_at):
    """An individual's, a class's, and one of a plan between its two steps."""
    now = clock_at(DURING)
    one = BookingFactory(slot=slot, feed_token="feed-of-one", email="alice@mail.example")
    whole_class = ClassBookingFactory(slot=slot, state="confirmed")
    [held] = plans.hold_plan(slot_ids=[slot.pk], pupils=10, adults=1, now=now)
    return {"one": one, "class": whole_class, "held": held}


def list_pages(bookings) -> dict[str, list[str]]:
    """Return the addresses of all pages that show the slot, by the moment at which they do."""
    one, whole_class, held = bookings["one"].token, bookings["class"].token, bookings["held"].plan
    return {
        DURING: [
            reverse("home"),
            f"{reverse('programme')}?day={DAY}",
            f"{reverse('programme')}?day=all",
            f"{reverse('search')}?q=推光漆",
            reverse("embed_programme"),
            reverse("events_now"),
            f"{reverse('events_now')}?kiosk=1",
            reverse("session_detail", args=["lacquer"]),
            reverse("school_detail", args=["arts"]),
            reverse("session_book", args=["lacquer"]),
            f"{reverse('session_book', args=['lacquer'])}?as=class",
            f"{reverse('plan_times')}?day={DAY}",
            reverse("plan_details", args=[held]),
            reverse("ticket", args=[one]),
            reverse("ticket_card", args=[one]),
            reverse("ticket_change", args=[one]),
            reverse("class_sheet", args=[whole_class]),
        ],
        "2025-05-11T12:00": [reverse("home")],
        AFTER: [reverse("home"), reverse("session_detail", args=["lacquer"]), reverse("ticket", args=[one])],
    }


@pytest.mark.parametrize("mark", MADE_UP)
def test_every_page_wears_the_mark(client, clock_at, bookings, mark):
    for moment, addresses in list_pages(bookings).items():
        clock_at(moment)
        for address in addresses:
            assert "sample-tag" not in client.get(address).content.decode(), address
    MADE_UP[mark]()
    for moment, addresses in list_pages(bookings).items():
        clock_at(moment)
        for address in addresses:
            assert f'<span class="sample-tag">{mark}</span>' in client.get(address).content.decode(), (moment, address)


def test_list_and_timetable_both_wear_it(client, clock_at, bookings):
    of_slot("starts_at")()
    page = client.get(f"{reverse('programme')}?day={DAY}").content.decode()
    assert page.count('<span class="sample-tag">示例：时间</span>') == 2


def test_the_archive_of_an_edition_wears_it(client, clock_at, slot):
    of_slot("day")()
    slot.session.week.__class__.objects.update(is_current=False)
    clock_at(AFTER)
    page = client.get(reverse("week_detail", args=[slot.session.week.slug])).content.decode()
    assert '<span class="sample-tag">示例：日期</span>' in page


@pytest.mark.parametrize("mark", MADE_UP)
def test_every_entry_and_message_begins_with_the_word(client, bookings, mark):
    MADE_UP[mark]()
    booking = Booking.objects.select_related("slot__session__venue", "slot__session__week").get(pk=bookings["one"].pk)
    session = booking.slot.session
    files = [
        reverse("programme_ics"),
        reverse("session_ics", args=["lacquer"]),
        reverse("ticket_ics", args=[booking.token]),
        reverse("booking_feed", args=[booking.feed_token]),
    ]
    entries = [entry for path in files for entry in Calendar.from_ical(client.get(path).content).walk("VEVENT")]
    assert len(entries) == len(files)
    for entry in entries:
        assert entry["SUMMARY"] == "示例 · 推光漆体验"
        assert f"{mark}。" in entry["DESCRIPTION"]
    card = build_session_card(session, [booking.slot], SiteSettings.load())
    assert (card.title.replace(BREAK, ""), card.tag) == ("示例 · 推光漆体验", "示例")
    assert mark in (card.tag, *card.lines)
    mail = texts.compose_text(booking, "confirmed", custom_texts={})
    assert mail.subject.startswith("示例 · ")
    assert mail.body.startswith(f"{mark}。")
    assert sms.compose_text_message(booking, "confirmed").body.startswith("示例 · ")


@pytest.mark.parametrize("mark", MADE_UP)
def test_what_is_shared_and_read_by_programs_begins_with_the_word(client, bookings, mark):
    MADE_UP[mark]()
    page = client.get(reverse("session_detail", args=["lacquer"])).content.decode()
    assert re.search(r"<title>\s*示例 · 推光漆体验 · ", page)
    assert f'<meta name="description" content="{mark} · ' in page
    assert 'data-title="示例 · 推光漆体验"' in client.get(reverse("ticket", args=[bookings["one"].token])).content.decode()
    [one] = client.get("/api/v1/sessions").json()["items"]
    assert one["title"] == "示例 · 推光漆体验"
    assert sample_label(one["sample_parts"]) == mark
    assert sample_label(one["slots"][0]["sample_parts"]) == mark


def test_what_is_true_wears_nothing_anywhere(client, bookings):
    [one] = client.get("/api/v1/sessions").json()["items"]
    assert (one["title"], one["sample_parts"]) == ("推光漆体验", [])
    booking = Booking.objects.select_related("slot__session__venue", "slot__session__week").get(pk=bookings["one"].pk)
    with override("en"):
        assert "Sample" not in texts.compose_text(booking, "confirmed", custom_texts={}).body
