"""From a graduate or an industry college to a seat in a session of the same trade."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import GraduateFactory, IndustryCollegeFactory, TimeSlotFactory, TradeFactory
from tests.factories.events import SHANGHAI
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-14T09:00")


@pytest.fixture
def trade():
    return TradeFactory(name="髹漆")


def page(client, record, kind="graduate"):
    return html_without_breaks(client.get(reverse(f"{kind}_detail", args=[record.slug])))


def slot_of(trade, **more):
    slot = TimeSlotFactory(**more)
    slot.session.trades.add(trade)
    return slot


def graduate_of(trade):
    graduate = GraduateFactory()
    graduate.trades.add(trade)
    return graduate


def test_a_graduate_s_page_leads_to_a_seat(client, trade):
    slot, other = slot_of(trade), TimeSlotFactory()
    shown = page(client, graduate_of(trade))
    assert f"{reverse('session_book', args=[slot.session.slug])}?slot={slot.pk}" in shown
    assert other.session.title not in shown
    assert "余10席" in shown


def test_each_session_has_one_button_and_says_that_it_has_more_times(client, trade):
    slot = slot_of(trade)
    TimeSlotFactory.create_batch(3, session=slot.session)
    shown = page(client, graduate_of(trade))
    assert shown.count("?slot=") == 1
    assert "看全部4个时段" in shown


def test_full_cancelled_and_over_say_so(client, trade, clock_at):
    slot_of(trade, places_taken=10)
    slot_of(trade, session__cancelled_at="2025-05-13T09:00+08:00", session__cancel_reason="停电")
    graduate = graduate_of(trade)
    shown = page(client, graduate)
    assert "加入候补" in shown
    assert "已取消" in shown
    clock_at("2025-05-20T09:00")
    over = page(client, graduate)
    assert "已结束" in over
    assert "可以来" not in over
    assert "?slot=" not in over


@pytest.mark.parametrize("has_trade", [True, False])
def test_without_sessions_of_the_trade_nothing_is_shown(client, trade, has_trade):
    TimeSlotFactory()
    graduate = graduate_of(trade) if has_trade else GraduateFactory()
    assert "seat-offer" not in page(client, graduate)


def test_an_industry_college_shows_its_trade_and_what_is_linked_to_it(client, trade):
    college, linked = IndustryCollegeFactory(), TimeSlotFactory()
    college.trades.add(trade)
    linked.session.industry_colleges.add(college)
    linked.session.trades.add(trade)
    alike = slot_of(trade)
    shown = page(client, college, "college")
    for slot in (linked, alike):
        assert shown.count(f"?slot={slot.pk}") == 1


def test_a_college_without_trades_shows_only_its_own(client):
    college, linked = IndustryCollegeFactory(), TimeSlotFactory()
    linked.session.industry_colleges.add(college)
    TimeSlotFactory()
    assert page(client, college, "college").count("?slot=") == 1


def test_what_can_be_booked_stands_before_what_is_full(client, trade):
    full = slot_of(trade, places_taken=10, starts_at=dt.datetime(2025, 5, 15, 9, tzinfo=SHANGHAI))
    free = slot_of(trade)
    shown = page(client, graduate_of(trade))
    assert shown.index(free.session.title) < shown.index(full.session.title)
