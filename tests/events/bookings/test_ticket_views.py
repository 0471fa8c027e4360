"""What the booker holds: ticket, card, class sheet, QR code, personal feed; in all states and both languages."""

import base64
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.bookings import changes, services
from events.bookings.checkin_codes import checkin_code, qr_data_uri
from events.bookings.ticket_views import count_roster_rows, split_into_columns
from events.models import Booking, BookingEvent, EventSession, TimeSlot, Venue
from tests.events.bookings.conftest import at, book, make_slot
from tests.page_text import html_without_breaks
from tests.page_tree import parse_page

pytestmark = pytest.mark.django_db

STATES = Booking.State.values


def page_of(client, name, booking, prefix=""):
    with override("en" if prefix else "zh-hans"):
        answer = client.get(reverse(name, args=[booking.token]))
    assert answer.status_code == 200
    return html_without_breaks(answer)


def put(booking, **values):
    Booking.objects.filter(pk=booking.pk).update(**values)
    booking.refresh_from_db()
    return booking


@pytest.fixture
def booking(slot, now):
    return book(slot, people=3, under_14=2, now=now)


@pytest.fixture
def class_booking(session, now):
    EventSession.objects.filter(pk=session.pk).update(booking_mode="class")
    return make_class(make_slot(session, "05-16 10:00", "05-16 11:20", 60), now)


def make_class(slot, now, **values):
    values = {"state": "confirmed", "pupils": 44, "adults": 3, **values}
    return Booking.objects.create(
        slot=slot,
        kind="class",
        people=values["pupils"] + values["adults"],
        contact_name="李老师",
        phone="13800001111",
        school_name="榆次一中",
        grade=8,
        class_name="3班",
        guardian_consented=True,
        consented_at=now,
        created_at=now,
        changed_at=now,
        **values,
    )


def put_state(booking, state, now):
    return put(
        booking,
        state=state,
        expires_at=at("05-14 09:30") if state in ("held", "pending") else None,
        queued_at=now if state == "waitlisted" else None,
    )


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("state", STATES)
def test_ticket_of_every_state_says_what_it_is(client, booking, now, state, prefix):
    page = page_of(client, "ticket", put_state(booking, state, now), prefix)
    assert booking.spaced_reference in page
    assert page.count("<h1>") == 1
    assert ("data:image/png;base64," in page) == (state == "confirmed")
    assert (reverse("ticket_cancel", args=[booking.token]) in page) == booking.is_live
    assert (reverse("ticket_ics", args=[booking.token]) in page) == booking.is_live
    assert "13800000001" not in page


def test_ticket_carries_its_code_inside(client, booking):
    page = page_of(client, "ticket", booking)
    found = re.search(r'src="(data:image/png;base64,[^"]+)"', page)[1]
    assert found == qr_data_uri(checkin_code(booking.reference))
    assert base64.b64decode(found.partition(",")[2]).startswith(b"\x89PNG")
    assert booking.token not in checkin_code(booking.reference)


def test_ticket_loads_nothing_but_the_pages_own_files(client, booking):
    main = page_of(client, "ticket", booking).partition("<main")[2].partition("</main>")[0]
    sources = re.findall(r'\ssrc="([^"]+)"', main)
    assert [source for source in sources if not source.startswith(("data:", settings.STATIC_URL))] == []


def test_ticket_says_where_and_what_to_bring(client, booking):
    Venue.objects.update(directions="从东门进", address="大学街1号", is_step_free=True)
    EventSession.objects.update(what_to_bring="长裤")
    page = page_of(client, "ticket", booking)
    for words in ("从东门进", "大学街1号", "长裤", "uri.amap.com", "apis.map.qq.com", "api.map.baidu.com", "maps.apple.com"):
        assert words in page
    links = re.findall(r"<a\s[^>]*https://[^>]*>", page)
    assert len(links) == 4
    assert all('rel="noopener noreferrer"' in link for link in links)


def test_ticket_of_a_cancelled_slot_has_no_code(client, booking, now):
    TimeSlot.objects.update(cancelled_at=now, cancel_reason="大风")
    for name in ("ticket", "ticket_card"):
        page = page_of(client, name, booking)
        assert "data:image/png" not in page
    assert client.get(reverse("ticket_qr", args=[booking.token])).status_code == 404
    page = page_of(client, "ticket", booking)
    assert "大风" in page
    assert reverse("ticket_cancel", args=[booking.token]) not in page, "there is nothing left to cancel"


OFFERED = ("ticket_ics", "ticket_card", "class_sheet", "ticket_feed", "ticket_change", "ticket_cancel", "ticket_qr")


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("state", ["confirmed", "waitlisted"])
def test_ticket_that_is_over_says_so_and_offers_nothing(client, booking, class_booking, clock_at, now, state, prefix):
    clock_at("2025-05-17T11:00")
    for each in (booking, class_booking):
        page = page_of(client, "ticket", put_state(each, state, now), prefix)
        main = page.partition("<main")[2].partition("</main>")[0]
        assert "This time slot is over" in main or "这个时段已经结束" in main
        assert "亲子RC模型组装" in main.partition("</h1>")[2]
        assert "data:image/png" not in main
        assert "saved-ticket" not in main
        assert "到场出示" not in main
        assert [name for name in OFFERED if reverse(name, args=[each.token]) in main] == []
        assert reverse("session_detail", args=["rc-cars"]) in main


def test_until_its_end_a_ticket_is_shown_at_the_door(client, booking, clock_at):
    clock_at("2025-05-17T10:59")
    assert "data:image/png" in page_of(client, "ticket", booking)
    clock_at("2025-05-17T11:00")
    for name in ("ticket", "ticket_card"):
        assert "data:image/png" not in page_of(client, name, booking)
        assert "已结束" in page_of(client, name, booking)
    assert client.get(reverse("ticket_qr", args=[booking.token])).status_code == 404


def test_a_made_feed_can_be_taken_back_after_the_end(client, booking, clock_at):
    put(booking, feed_token="feed")
    clock_at("2025-05-17T11:00")
    assert 'name="revoke"' in page_of(client, "ticket", booking)


@pytest.mark.parametrize("state", ["lapsed", "cancelled", "rejected"])
def test_ticket_that_ended_names_its_session_and_offers_only_what_works(client, booking, clock_at, now, state):
    head = page_of(client, "ticket", put_state(booking, state, now)).partition("<h1>")[2].partition("<article")[0]
    assert "亲子RC模型组装" in head
    assert "5月17日 周六" in parse_page(head.encode()).text
    assert "重新" in head or "请另选时段" in head
    assert "重新预约" in page_of(client, "ticket", booking)
    clock_at("2025-05-17T09:10")  # booking has closed
    page = page_of(client, "ticket", booking)
    assert "亲子RC模型组装" in page
    assert not any(words in page for words in ("重新预约", "请另选时段", "重新开始"))
    assert "看活动详情" in page


def test_class_sheet_of_a_time_that_is_over_has_no_code(client, class_booking, clock_at):
    clock_at("2025-05-16T11:20")
    page = page_of(client, "class_sheet", class_booking)
    assert "data:image/png" not in page
    assert "已结束" in page


def test_ticket_tells_the_day_on_which_its_data_go(client, booking, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("06-10 09:00"))
    assert "你的个人信息将于2025年6月17日删除。" in page_of(client, "ticket", booking)
    monkeypatch.setattr(timezone, "now", lambda: at("06-17 09:00"))
    assert "你的个人信息将于" not in page_of(client, "ticket", booking)


def test_ticket_whose_time_ran_out_says_so_before_anybody_settles_it(client, booking, now):
    put(booking, state="pending", expires_at=now)
    page = page_of(client, "ticket", booking)
    assert reverse("ticket_cancel", args=[booking.token]) not in page
    assert page == page_of(client, "ticket", put(booking, state="lapsed", expires_at=None))


def test_ticket_tells_the_reason_of_a_refusal(client, booking, now):
    put_state(booking, "rejected", now)
    BookingEvent.objects.create(booking=booking, at=now, actor="staff", to_state="rejected", reason="机房检修")
    assert "机房检修" in page_of(client, "ticket", booking)


def test_ticket_shows_the_place_in_line_and_why_it_stands(client, slot, booking, now):
    other = put(book(slot, "13800000002", now=now), state="waitlisted", queued_at=at("05-13 09:31"))
    put_state(booking, "waitlisted", now)
    answer = client.get(reverse("ticket", args=[booking.token]))
    line = answer.context["waiting_position"]
    assert (line.position, line.ahead) == (1, 0)
    assert line.sentence in answer.content.decode()
    assert client.get(reverse("ticket", args=[other.token])).context["waiting_position"].position == 2
    assert client.get(reverse("ticket", args=[put_state(other, "confirmed", now).token])).context["waiting_position"] is None


@pytest.mark.parametrize(("actor", "told"), [("clock", True), ("visitor", False)])
def test_ticket_tells_that_fewer_places_came_free(client, booking, now, actor, told):
    BookingEvent.objects.create(booking=booking, at=now, actor=actor, to_state="confirmed", from_people=5, to_people=3)
    answer = client.get(reverse("ticket", args=[booking.token]))
    assert bool(answer.context["reduction"]) == told
    changes.change_party(booking_id=booking.pk, people=2, now=now)
    assert client.get(reverse("ticket", args=[booking.token])).context["reduction"] is None


def test_ticket_tells_what_has_happened_without_the_offices_remarks(client, slot, booking, now):
    later = make_slot(slot.session, "05-18 09:30", "05-18 11:00")
    BookingEvent.objects.create(
        booking=booking, at=now, actor="staff", to_state="confirmed", from_state="confirmed", from_slot=slot, to_slot=later
    )
    BookingEvent.objects.create(booking=booking, at=now, actor="staff", to_state="confirmed", reason="office only")
    page = page_of(client, "ticket", booking, "/en")
    assert "17 May 09:30" in page
    assert "18 May 09:30" in page
    assert "office only" not in page


def test_tickets_of_a_plan_lead_to_each_other(client, session, class_booking, now):
    second = make_class(make_slot(session, "05-16 14:00", "05-16 15:00", 60), now, plan="plan")
    alone = page_of(client, "ticket", class_booking)
    assert reverse("ticket", args=[second.token]) not in alone
    put(class_booking, plan="plan")
    answer = client.get(reverse("ticket", args=[class_booking.token]))
    assert reverse("ticket", args=[second.token]) in answer.content.decode()
    assert reverse("class_sheet", args=[class_booking.token]) in answer.content.decode()
    assert not answer.context["is_split"]
    put(class_booking, plan="", split="split")
    put(second, plan="", split="split")
    answer = client.get(reverse("ticket", args=[class_booking.token]))
    assert reverse("ticket", args=[second.token]) in answer.content.decode()
    assert answer.context["is_split"]


@pytest.mark.parametrize("count", [1, 3])
def test_ticket_and_sheet_ask_the_same_for_every_length(
    client, session, class_booking, now, count, django_assert_max_num_queries
):
    put(class_booking, plan="plan")
    for hour in range(count):
        make_class(make_slot(session, f"05-16 1{hour}:00", f"05-16 1{hour}:50", 60), now, plan="plan")
    for name, most in (("ticket", 15), ("class_sheet", 11)):  # one more in a transaction of PostgreSQL: the generation
        with django_assert_max_num_queries(most):
            page_of(client, name, class_booking)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("state", STATES)
def test_card_has_what_the_door_needs(client, booking, now, state, prefix):
    page = page_of(client, "ticket_card", put_state(booking, state, now), prefix)
    assert booking.spaced_reference in page
    assert "报告厅" in page
    assert ("data:image/png;base64," in page) == (state == "confirmed")
    assert "Alice" not in page


def test_class_sheet_is_for_classes_only(client, booking, class_booking):
    assert client.get(reverse("class_sheet", args=[booking.token])).status_code == 404
    assert client.get(reverse("class_sheet", args=["x" * 43])).status_code == 404
    assert page_of(client, "class_sheet", class_booking)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_class_sheet_holds_the_whole_plan(client, session, class_booking, now, prefix):
    put(class_booking, plan="plan", access_needs="轮椅")
    second = make_class(
        make_slot(session, "05-16 14:00", "05-16 15:00", 60), now, plan="plan", state="pending", expires_at=at("05-15 09:30")
    )
    ended = make_class(make_slot(session, "05-16 16:00", "05-16 17:00", 60), now, plan="plan", state="cancelled")
    page = page_of(client, "class_sheet", second, prefix)
    for words in (class_booking.spaced_reference, second.spaced_reference, "138****1111", "李老师", "轮椅", "榆次一中"):
        assert words in page
    assert ended.spaced_reference not in page
    assert page.count("data:image/png") == 1
    assert "13800001111" not in page


def test_roster_can_be_filled_and_not_be_sent(client, class_booking):
    roster = page_of(client, "class_sheet", class_booking).partition("data-roster")[2].partition("</section>")[0]
    fields = re.findall(r"<input[^>]*>", roster)
    assert len(fields) == 44
    for field in fields:
        assert 'autocomplete="off"' in field
        assert 'spellcheck="false"' in field  # some browsers ask a server about spelling
        assert not re.search(r"\s(name|form|id|value)=", field)
    assert "<form" not in roster


def test_sheet_of_an_ended_class_still_opens(client, class_booking, now):
    page = page_of(client, "class_sheet", put_state(class_booking, "cancelled", now))
    assert class_booking.spaced_reference in page
    assert "data:image/png" not in page


def test_roster_is_as_long_as_the_class():
    def part(session, pupils):
        return Booking(slot=TimeSlot(session_id=session), pupils=pupils)

    assert count_roster_rows([part(1, 44)]) == 44
    assert count_roster_rows([part(1, 44), part(2, 40)]) == 44
    assert count_roster_rows([part(1, 24), part(1, 20), part(2, 40)]) == 44
    assert count_roster_rows([part(1, 60), part(1, 20)]) == 60
    assert [list(part) for part in split_into_columns(range(1, 6))] == [[1, 2, 3], [4, 5]]
    assert [list(part) for part in split_into_columns(range(1, 2))] == [[1]]
    assert [len(part) for part in split_into_columns(range(1, 61))] == [20, 20, 20]


def test_feed_is_made_once_and_taken_back(client, booking):
    url = reverse("ticket_feed", args=[booking.token])
    assert client.get(url).status_code == 405
    assert client.post(url).url == reverse("ticket", args=[booking.token]) + "#calendar"
    booking.refresh_from_db()
    first = booking.feed_token
    assert first
    assert first != booking.token
    client.post(url)
    booking.refresh_from_db()
    assert booking.feed_token == first
    address = f"/bookings/feed/{first}.ics"
    page = page_of(client, "ticket", booking)
    assert f"http://testserver{address}" in page
    assert f"webcal://testserver{address}" in page
    assert client.get(address).status_code == 200
    client.post(url, {"revoke": "1"})
    assert client.get(address).status_code == 404
    assert address not in page_of(client, "ticket", booking)
    client.post(url)
    booking.refresh_from_db()
    assert booking.feed_token not in (None, first)


def test_feed_post_needs_no_cookie(booking):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("ticket_feed", args=[booking.token])).status_code == 302


def test_nothing_of_a_ticket_is_cached_or_indexed(client, booking, class_booking):
    client.post(reverse("ticket_feed", args=[booking.token]))
    booking.refresh_from_db()
    pages = [reverse(name, args=[class_booking.token]) for name in ("ticket", "ticket_card", "class_sheet")]
    for address in pages:
        assert 'content="noindex"' in client.get(address).content.decode()
    for address in [*pages, reverse("ticket_ics", args=[booking.token]), reverse("booking_feed", args=[booking.feed_token])]:
        assert "no-store" in client.get(address)["Cache-Control"]


@pytest.mark.parametrize("name", ["ticket", "ticket_card", "class_sheet", "ticket_qr", "ticket_ics"])
def test_unknown_token_is_404(client, booking, name):
    for token in (booking.reference, "x" * 300, "feed"):
        assert client.get(reverse(name, args=[token])).status_code == 404


def test_erased_booking_still_has_a_ticket(client, booking, now):
    put(booking, contact_name="", phone="", email="", access_needs="", erased_at=now)
    page_of(client, "ticket", booking)
    page_of(client, "ticket_card", booking)


def test_cancelled_by_its_booker_the_ticket_changes_at_once(client, booking, now):
    services.cancel_booking(booking_id=booking.pk, now=now)
    page = page_of(client, "ticket", booking)
    assert "data:image/png" not in page
    assert reverse("session_detail", args=[booking.slot.session.slug]) in page


def test_only_a_confirmed_ticket_says_how_to_show_it(client, class_booking):
    assert "收好这一页" in page_of(client, "ticket", class_booking)
    put(class_booking, state="pending", expires_at=class_booking.slot.starts_at)
    page = page_of(client, "ticket", class_booking)
    assert "等待学校审核" in page
    assert "收好这一页" not in page
