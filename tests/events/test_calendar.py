"""Calendar files: every one read by two parsers that know nothing of each other, and byte by byte."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.translation import override
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from content import clock
from events.bookings import changes, rules, services
from events.calendar import booking_calendar, describe_booking_entry, mail_calendar
from events.models import ActivityWeek, Booking, EventSession, TimeSlot, Venue
from tests.factories.events import BookingFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2025, 5, 13, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def slot(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    week = ActivityWeek.objects.create(
        slug="week", name="活动周", starts_on="2025-05-12", ends_on="2025-05-18", is_current=True, status="published"
    )
    week.refresh_from_db()
    session = EventSession.objects.create(
        slug="lacquer",
        week=week,
        venue=Venue.objects.create(slug="hall", name="报告厅", status="published"),
        title="推光漆器髹饰技艺体验,与传承人面对面;" * 3,
        summary="𠮷" * 70,
        kind="experience",
        booking_mode="individual",
        status="published",
    )
    return another_slot(session, day=17)


def another_slot(session, *, day):
    start = dt.datetime(2025, 5, day, 9, 30, tzinfo=SHANGHAI)
    return TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=10)


def entries(body):
    """Its entries as icalendar reads them, once the bytes are right and the other parser agrees."""
    check_bytes(body)
    calendar = Calendar.from_ical(body)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    found = calendar.walk("VEVENT")
    other = IcsCalendarStream.calendar_from_ics(body.decode()).events
    assert len(found) == len(other)
    for one, two in zip(found, other, strict=True):
        assert (one["UID"], one["SUMMARY"], one["STATUS"]) == (two.uid, two.summary, two.status)
        assert one["SEQUENCE"] == (two.sequence or 0)
        assert (one["DTSTART"].dt, one["DTEND"].dt) == (two.dtstart, two.dtend)
        assert (one["DESCRIPTION"], one["LOCATION"]) == (two.description, two.location)
        assert two.dtstart.tzinfo.key == "Asia/Shanghai"
    return found


def check_bytes(body):
    """CRLF and nothing else ends a line; no line is longer than 75 octets; each can be read without its neighbours."""
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    unfolded = body.decode().replace("\r\n ", "")
    assert unfolded.startswith("BEGIN:VCALENDAR\r\n")
    assert unfolded.count("DTSTART;TZID=Asia/Shanghai:") == unfolded.count("BEGIN:VEVENT")


def book(slot, phone="13800000001", **details):
    return services.book_place(
        slot_id=slot.pk,
        party=rules.Party(people=1, phone=phone),
        details=services.BookerDetails(contact_name="Alice", phone=phone, **details),
        now=NOW,
    )


def test_bytes_are_as_the_standard_has_them(slot, client):
    body = client.get("/events/calendar.ics").content
    check_bytes(body)
    assert body.count(b"\r\n ") > 3
    assert body.count(b"BEGIN:VEVENT") == 1


@pytest.mark.parametrize("title", ["晋" * 80, "é" * 80, "👩‍🔧" * 20, "a" * 80, "a" + "晋" * 79, "逗号,分号;反斜线\\换行"])
def test_long_and_awkward_words_come_back_whole(slot, client, title):
    EventSession.objects.update(title=title, summary=title * 3)
    (entry,) = entries(client.get("/events/lacquer/calendar.ics").content)
    assert (entry["SUMMARY"], entry["DESCRIPTION"]) == (title, title * 3)


def test_entry_says_when_where_and_what(slot, client):
    response = client.get("/events/lacquer/calendar.ics")
    calendar = Calendar.from_ical(response.content)
    (entry,) = calendar.walk("VEVENT")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert entry["SUMMARY"] == slot.session.title
    assert entry["DESCRIPTION"] == slot.session.summary
    assert entry["LOCATION"] == "报告厅"
    assert entry["URL"] == "http://testserver/events/lacquer/"
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (slot.starts_at, slot.ends_at)
    assert entry["UID"] == f"{slot.uid}@testserver"
    assert (entry["SEQUENCE"], entry["STATUS"]) == (0, "CONFIRMED")


MAKE_UP = {
    "session": lambda: EventSession.objects.update(source="sample"),
    "host": lambda: EventSession.objects.update(sample_fields=["host_school"]),
    "hour": lambda: TimeSlot.objects.update(sample_fields=["starts_at"]),
    "place": lambda: Venue.objects.update(source="sample"),
}


@pytest.mark.parametrize("what", MAKE_UP)
def test_entry_of_what_is_made_up_begins_with_the_word(slot, client, what):
    booking = BookingFactory(slot=slot)
    MAKE_UP[what]()
    booking = Booking.objects.select_related("slot__session__venue").get(pk=booking.pk)
    for body in (client.get("/events/calendar.ics").content, booking_calendar(booking)):
        (entry,) = entries(body)
        assert entry["SUMMARY"] == f"示例 · {slot.session.title}"
        assert entry["DESCRIPTION"].splitlines()[-1].startswith("示例")
    with override("en"):
        assert describe_booking_entry(booking, NOW)["summary"].startswith("Sample · ")


def test_entry_says_what_to_bring_and_names_the_campus(slot, client):
    campus = Venue.objects.create(slug="campus", name="园区", name_en="Campus", kind="campus", status="published")
    Venue.objects.filter(slug="hall").update(parent=campus, address="大学街1号")
    EventSession.objects.update(what_to_bring="长裤", what_to_bring_en="Long trousers")
    booking = Booking.objects.select_related("slot__session__venue__parent").get(pk=BookingFactory(slot=slot).pk)
    (entry,) = entries(booking_calendar(booking))
    assert (entry["LOCATION"], "请携带：长裤" in entry["DESCRIPTION"]) == ("园区 报告厅 大学街1号", True)
    with override("en"):
        (entry,) = entries(booking_calendar(booking))
    assert (entry["LOCATION"], "Please bring: Long trousers" in entry["DESCRIPTION"]) == ("Campus, 报告厅, 大学街1号", True)


def test_cancelled_slot_keeps_its_uid(slot, client):
    TimeSlot.objects.filter(pk=slot.pk).update(cancelled_at=NOW, cancel_reason="大风", sequence=3)
    (entry,) = entries(client.get("/events/lacquer/calendar.ics").content)
    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"]) == (f"{slot.uid}@testserver", "CANCELLED", 3)
    assert entry["DESCRIPTION"].startswith("已取消：大风\n")


def test_filters_narrow_the_programme(slot, client):
    another_slot(slot.session, day=18)
    assert len(entries(client.get("/events/calendar.ics").content)) == 2
    assert len(entries(client.get("/events/calendar.ics?day=2025-05-17").content)) == 1
    assert entries(client.get("/events/calendar.ics?kind=lecture").content) == []


def test_unpublished_session_has_no_calendar(slot, client):
    EventSession.objects.update(status="draft")
    assert entries(client.get("/events/calendar.ics").content) == []
    assert client.get("/events/lacquer/calendar.ics").status_code == 404


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(slot, client, count, django_assert_max_num_queries):
    for number in range(1, count):
        another_slot(slot.session, day=17 - number)
    with django_assert_max_num_queries(12):
        assert len(entries(client.get("/events/calendar.ics").content)) == count


def read(body):
    (entry,) = entries(body)
    return entry["UID"], int(entry["SEQUENCE"]), entry["STATUS"], entry["DTSTART"].dt


def everywhere(client, booking):
    """A booking's entry as download, mail and personal feed give it: they never differ."""
    booking = Booking.objects.select_related("slot__session__venue").get(pk=booking.pk)
    download = client.get(reverse("ticket_ics", args=[booking.token])).content
    feed = client.get(reverse("booking_feed", args=[booking.feed_token])).content
    found = {
        read(body)
        for body in (download, feed, mail_calendar(booking, describe_booking_entry(booking, NOW)).get_payload(decode=True))
    }
    assert len(found) == 1
    return found.pop()


def test_story_of_a_booking(slot, client):
    booking = book(slot)
    Booking.objects.update(feed_token="feed")
    uid, sequence, status, start = everywhere(client, booking)
    assert (uid, sequence, status, start) == (f"{booking.uid}@testserver", 0, "CONFIRMED", slot.starts_at)

    later = another_slot(slot.session, day=18)
    changes.move_booking(booking_id=booking.pk, to_slot_id=later.pk, now=NOW)
    moved = everywhere(client, booking)
    assert moved == (uid, 1, "CONFIRMED", later.starts_at)

    changes.move_booking(booking_id=booking.pk, to_slot_id=slot.pk, now=NOW)
    assert everywhere(client, booking) == (uid, 2, "CONFIRMED", slot.starts_at)

    services.cancel_booking(booking_id=booking.pk, now=NOW)
    assert everywhere(client, booking) == (uid, 3, "CANCELLED", slot.starts_at)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("held", "TENTATIVE"),
        ("pending", "TENTATIVE"),
        ("confirmed", "CONFIRMED"),
        ("waitlisted", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
        ("rejected", "CANCELLED"),
        ("lapsed", "CANCELLED"),
    ],
)
def test_status_follows_the_state(slot, state, status):
    booking = book(slot)
    booking.state, booking.expires_at = state, NOW + dt.timedelta(minutes=1)
    assert read(booking_calendar(booking))[2] == status


def test_hold_that_ran_out_is_cancelled_before_anybody_settles_it(slot):
    booking = book(slot)
    booking.state, booking.expires_at = "pending", NOW
    assert read(booking_calendar(booking))[1:3] == (1, "CANCELLED")


def test_cancelled_slot_cancels_the_bookings_entry(slot):
    booking = book(slot)
    booking.slot.cancelled_at = NOW
    assert read(booking_calendar(booking))[2] == "CANCELLED"


@pytest.mark.parametrize(("state", "method"), [("confirmed", "PUBLISH"), ("cancelled", "CANCEL"), ("lapsed", "CANCEL")])
def test_mail_says_what_to_do_with_the_entry(slot, settings, state, method):
    settings.DEFAULT_FROM_EMAIL = "活动周 <week@example.org>"
    booking = book(slot)
    booking.state = state
    part = mail_calendar(booking, describe_booking_entry(booking, NOW))
    (entry,) = entries(part.get_payload(decode=True))
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == (method, "utf-8")
    assert part.get_filename() == f"{booking.reference}.ics"
    assert Calendar.from_ical(part.get_payload(decode=True))["METHOD"] == method
    assert entry["ORGANIZER"] == "mailto:week@example.org"


def test_entries_name_nobody(slot, client):
    booking = book(slot, email="alice@example.org")
    Booking.objects.update(feed_token="secret-feed")
    public = [client.get(address).content for address in ("/events/calendar.ics", "/events/lacquer/calendar.ics")]
    own = [client.get("/bookings/feed/secret-feed.ics").content, booking_calendar(booking)]
    for body in public + own:
        entries(body)
        unfolded = body.replace(b"\r\n ", b"")
        for private in ("Alice", "13800000001", "alice@example.org", booking.token, "secret-feed"):
            assert private.encode() not in unfolded
    for body in public:
        assert booking.reference.encode() not in body.replace(b"\r\n ", b"")
        assert booking.uid.encode() not in body


def test_feed_is_in_the_bookers_language(slot, client):
    EventSession.objects.update(title_en="Lacquer by hand")
    Booking.objects.filter(pk=book(slot, language="en").pk).update(feed_token="feed")
    (entry,) = entries(client.get("/bookings/feed/feed.ics").content)
    assert entry["SUMMARY"] == "Lacquer by hand"
    Booking.objects.update(language="zh-hans")
    (entry,) = entries(client.get("/bookings/feed/feed.ics").content)
    assert entry["SUMMARY"] == slot.session.title
    with override("en"):
        assert read(booking_calendar(Booking.objects.get()))[0] == entry["UID"]


def test_feed_covers_the_plan_and_ends_with_its_address(slot, client):
    first, second = book(slot), book(another_slot(slot.session, day=18), phone="13800000002")
    stranger = book(slot, phone="13800000003")
    Booking.objects.filter(pk__in=[first.pk, second.pk]).update(plan="plan")
    Booking.objects.filter(pk=first.pk).update(feed_token="feed")
    Booking.objects.filter(pk=second.pk).update(state="cancelled")
    found = {str(entry["UID"]): str(entry["STATUS"]) for entry in entries(client.get("/bookings/feed/feed.ics").content)}
    assert found == {f"{first.uid}@testserver": "CONFIRMED", f"{second.uid}@testserver": "CANCELLED"}
    assert stranger.uid not in str(found)
    Booking.objects.filter(pk=first.pk).update(feed_token=None)
    assert client.get("/bookings/feed/feed.ics").status_code == 404
    assert client.get("/bookings/feed/None.ics").status_code == 404
    assert client.get("/en/bookings/feed/feed.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_feed_asks_the_same_for_every_length(slot, client, count, django_assert_max_num_queries):
    for day in range(count):
        book(another_slot(slot.session, day=15 + day))
    Booking.objects.update(plan="plan")
    Booking.objects.filter(pk=Booking.objects.first().pk).update(feed_token="feed")
    with django_assert_max_num_queries(3):
        assert len(entries(client.get("/bookings/feed/feed.ics").content)) == count
