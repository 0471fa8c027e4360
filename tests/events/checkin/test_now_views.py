"""The wall screen: what is on with its free places, what comes next, and what it says when nothing is."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from edu_week.page_cache import keys
from events.checkin.deeds import Deed
from events.checkin.services import record_deed
from tests.events.checkin.conftest import add_walk_ins, at, make_booking, make_slot
from tests.factories import EventSessionFactory, SchoolFactory, TimeSlotFactory, VenueFactory, WeekFactory
from tests.page_text import html_without_breaks

NOW = "/events/now/"
LONG = "面向初中学生及家长的现代信息技术与数字媒体创作综合职业体验活动以及作品展示与交流暨颁奖"


def read_page(client, query="") -> str:
    answer = client.get(NOW + query)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", html_without_breaks(answer)).split())


def read_rows(client, query="") -> list[str]:
    """Return what each row of the two lists says."""
    page = html_without_breaks(client.get(NOW + query))
    rows = re.findall(r'<li class="now-row.*?</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def begin(monkeypatch, text):
    monkeypatch.setattr("content.clock.now", lambda: at(text))


@pytest.mark.parametrize(("path", "heading"), [(NOW, "正在进行"), (f"/en{NOW}", "On now")])
def test_what_is_on_stands_beneath_its_heading(client, place, monkeypatch, path, heading):
    begin(monkeypatch, "09:40")
    assert re.search(rf'id="h-on-now">\s*{heading}\s*</h2>', html_without_breaks(client.get(path)))


def test_free_places_are_those_for_walk_ins_while_it_is_on(client, place, monkeypatch):
    """Thirty in the room, three booked, five came by themselves: 22; those who do not come free their places after 15 minutes."""
    make_booking(place.slot, 3)
    add_walk_ins(place.slot, 5)
    begin(monkeypatch, "09:40")
    assert "22 个空余名额" in read_rows(client)[0]
    begin(monkeypatch, "09:45")
    assert "25 个空余名额" in read_rows(client)[0]


def test_who_is_checked_in_is_counted_once(client, place, monkeypatch):
    booking = make_booking(place.slot, 3)
    begin(monkeypatch, "09:40")
    assert "27 个空余名额" in read_rows(client)[0]
    deed = Deed(nonce="n1", at=at("09:40"), desk=(place.slot.pk,), booking_id=booking.pk)
    record_deed(deed, door=place.door, now=at("09:40"))
    assert "27 个空余名额" in read_rows(client)[0]


def test_a_full_room_says_so(client, place, monkeypatch):
    add_walk_ins(place.slot, 30)
    begin(monkeypatch, "09:40")
    assert read_rows(client)[0].endswith("暂时已满")


def test_no_number_is_shown_where_nobody_counts(client, place, monkeypatch):
    """After the places are no longer kept, the room may be full of people whom nobody scanned."""
    begin(monkeypatch, "09:50")
    assert read_rows(client)[0].endswith("现场看余位")
    add_walk_ins(place.slot, 2)
    assert "28 个空余名额" in read_rows(client)[0]


def test_what_needs_no_booking_and_what_is_for_classes(client, db, clock_at):
    clock_at("2025-05-13T10:00")
    TimeSlotFactory(session=EventSessionFactory(booking_mode="none"), starts_at=at("09:30"), capacity=None)
    TimeSlotFactory(session=EventSessionFactory(booking_mode="class"), starts_at=at("09:30"), capacity=60)
    assert [row.rpartition(" ")[2] for row in read_rows(client)] == ["直接入场", "仅限已预约班级"]


def test_what_comes_next_shows_its_bookable_places(client, place):
    make_slot(place.own, "14:00", "15:00", capacity=20)
    rows = read_rows(client)
    assert rows[1].startswith("14:00")
    assert "20 个名额可约" in rows[1]


def test_a_cancelled_slot_stays_with_its_word(client, place, monkeypatch):
    place.slot.cancelled_at, place.slot.cancel_reason = at("08:00"), "停电"
    place.slot.save()
    begin(monkeypatch, "09:40")
    assert read_rows(client)[0].endswith("已取消")


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2025-05-08T10:00", "活动周5月12日 周一开始。"),
        ("2025-05-12T10:00", "今天的活动已结束，明天见。"),
        ("2025-05-13T08:00", "现在没有正在进行的活动，今天稍后还有。"),
        ("2025-05-13T22:00", "今天的活动已结束，明天见。"),
        ("2025-05-20T10:00", "活动已全部结束，感谢参与。"),
    ],
)
@pytest.mark.parametrize("query", ["", "?kiosk=1"])
def test_why_nothing_is_on(client, db, clock_at, query, moment, sentence):
    early = TimeSlotFactory(starts_at=at("09:30"))
    TimeSlotFactory(session=early.session)
    if moment == "2025-05-12T10:00":
        TimeSlotFactory(session=early.session, starts_at=clock_at("2025-05-12T08:00"))
    clock_at(moment)
    assert f"此刻 {sentence}" in read_page(client, query)
    assert re.search(r'id="h-on-now">\s*At this moment\s*</h2>', html_without_breaks(client.get(f"/en{NOW}{query}")))


def test_a_day_without_sessions_in_the_middle_of_the_week(client, db, clock_at):
    TimeSlotFactory(starts_at=clock_at("2025-05-12T09:30"))
    TimeSlotFactory()
    clock_at("2025-05-14T10:00")
    page = read_page(client)
    assert "今天没有活动。" in page
    assert "接下来：5月17日 周六" in page


def test_without_a_week_or_a_session(client, db):
    assert "这里还没有安排活动" in read_page(client) or "这里还没有活动" in read_page(client)
    WeekFactory()
    assert client.get(f"{NOW}?kiosk=1").status_code == 200


def test_school_and_venue_narrow_it(client, place):
    building = VenueFactory()
    make_slot(place.other, session__title="别校的活动", session__venue=VenueFactory(parent=building))
    assert len(read_rows(client)) == 2
    assert len(read_rows(client, f"?school={place.own.slug}")) == 1
    [row] = read_rows(client, f"?venue={building.slug}")
    assert "别校的活动" in row
    assert len(read_rows(client, f"?school={place.own.slug}&school={place.other.slug}")) == 2
    assert read_rows(client, f"?school={place.own.slug}&venue={building.slug}") == []


@pytest.mark.parametrize("query", ["?school=nobody", "?venue=nowhere"])
def test_an_unknown_or_unpublished_place_is_not_found(client, place, query):
    assert client.get(NOW + query).status_code == 404
    hidden = SchoolFactory(status="draft")
    assert client.get(f"{NOW}?school={hidden.slug}").status_code == 404


def test_the_kiosk_has_nothing_to_touch_and_shows_long_lists_in_turn(client, place, monkeypatch):
    for minute in range(5):
        make_slot(place.own, f"10:{minute}0", session__title=f"{minute}{LONG}")
    seen = set()
    for second in range(0, 60, 20):
        moment = at("09:20").replace(second=second)
        monkeypatch.setattr("content.clock.now", lambda moment=moment: moment)
        page = html_without_breaks(client.get(f"{NOW}?kiosk=1"))
        assert not re.search(r"<(a|button|form|input|nav|footer)[ >]", page)
        rows = read_rows(client, "?kiosk=1")
        assert len(rows) <= 3
        seen.update(rows)
    assert len(seen) == 6
    assert len(read_rows(client)) == 6


def test_both_refresh_themselves_without_a_script(client, place):
    for query in ("", "?kiosk=1"):
        page = client.get(NOW + query).content.decode()
        assert re.search(r'<noscript>\s*<meta http-equiv="refresh" content="20">\s*</noscript>', page)


def test_english(client, place, monkeypatch):
    begin(monkeypatch, "09:40")
    page = html_without_breaks(client.get("/en/events/now/"))
    assert re.search(r"<b>30</b>\s*free places now", page)
    assert re.search(r'<span lang="zh">第\d+报告厅</span>', page)


def test_what_is_made_up_wears_its_mark(client, place):
    place.slot.sample_fields = ["starts_at"]
    place.slot.save()
    for query in ("", "?kiosk=1"):
        assert '<span class="sample-tag">示例：时间</span>' in client.get(NOW + query).content.decode()


@pytest.mark.usefixtures("without_public_cache", "without_page_cache")
def test_queries_do_not_grow_with_the_sessions(client, place, monkeypatch):
    begin(monkeypatch, "09:40")
    counts = []
    for _more in range(2):
        client.get(NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(NOW)
        counts.append(len(queries))
        for _number in range(3):
            make_slot(place.own)
            make_slot(place.other, "14:00", "15:00")
    assert counts[0] == counts[1]


def test_it_is_kept_like_other_pages_with_places(rf):
    key = keys.key_of_request(rf.get("/events/now/?kiosk=1&school=a&other=1"))
    assert key.name == "events_now"
    assert key.query == "school=a&kiosk=1"
    assert keys.shows_places(key)


def test_no_session_can_take_its_address(db):
    session = EventSessionFactory.build(slug="now", week=WeekFactory(), venue=VenueFactory())
    with pytest.raises(ValidationError, match="now"):
        session.validate_constraints()


def test_home_and_programme_lead_there(client, place):
    for name in ("home", "programme"):
        assert f'href="{NOW}"' in client.get(reverse(name)).content.decode()
