"""A text browser, without styles and scripts, finds a session, books it, changes the booking and cancels it."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings

from events.bookings import spam_guard
from events.models import Booking
from tests.factories import EventSessionFactory, TimeSlotFactory
from tests.page_tree import form_values, parse_page

pytestmark = pytest.mark.django_db


class TextBrowser:
    """Follows links by their words and sends forms by their button, as Lynx and w3m do: a form without a value goes as GET."""

    def __init__(self, client):
        self.client = client

    def go(self, address: str, **sent):
        self.show(self.client.post(address, sent, follow=True) if sent else self.client.get(address, follow=True))

    def show(self, response):
        assert response.status_code == 200
        self.address = (response.redirect_chain or [[response.request["PATH_INFO"]]])[-1][0]
        self.page = parse_page(response.content)

    @property
    def text(self) -> str:
        return next(self.page.find_all("main")).text

    def follow(self, words: str):
        (main,) = self.page.find_all("main")
        link = next(link for link in main.find_all("a") if words in link.text)
        self.go(urljoin(self.address, link["href"]))

    def send(self, words: str, **typed):
        form = next(
            form for form in self.page.find_all("form") if any(words in button.text for button in form.find_all("button"))
        )
        values = dict(form_values(form)) | typed
        assert typed.keys() <= {control.get("name") for control in form.find_all()}
        address = urljoin(self.address, form.get("action") or "")
        if form.get("method") == "post" and values:
            self.show(self.client.post(address, values, follow=True))
        else:
            self.show(self.client.get(address, values, follow=True))


@pytest.fixture
def browser(client, clock_at, monkeypatch):
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)  # nobody types here
    session = EventSessionFactory(title="推光漆艺体验", slug="lacquer", kind="experience")
    for hour in ("09", "14"):
        TimeSlotFactory(session=session, starts_at=clock_at(f"2025-05-16T{hour}:00"), capacity=20)
    clock_at("2025-05-13T09:30")
    return TextBrowser(client)


@pytest.fixture
def booked(browser):
    browser.go("/events/?day=2025-05-16")
    browser.follow("推光漆艺体验")
    browser.follow("预约")
    browser.send("确认预约", contact_name="王女士", phone="13800000001", people="2", consent="on")
    return browser


def state() -> tuple:
    booking = Booking.objects.get()
    return booking.state, booking.people, booking.phone


def test_a_session_is_found_by_words_and_by_filters(browser):
    browser.go("/events/")
    browser.send("查找", q="漆")
    browser.follow("5月16日")  # nothing on the day shown, but that one has some
    assert "推光漆艺体验" in browser.text
    browser.go("/search/?q=推光漆")
    browser.follow("推光漆艺体验")
    assert "2个时段" in browser.text


def test_a_search_on_the_programme_stays_on_the_day_chosen(browser):
    for day, heading in (("2025-05-16", "5月16日 周五，共1项"), ("all", "整周，共1项")):
        browser.go(f"/events/?day={day}")
        browser.send("查找", q="漆")
        assert heading in browser.text


def test_no_control_stands_outside_its_form():
    """Such browsers know no `form=`: what it names would be sent without that control."""
    sources = [*Path(settings.BASE_DIR, "templates").rglob("*.html"), *Path(settings.BASE_DIR).glob("[!.tv]*/**/*.py")]
    assert len(sources) > 500
    outside = re.compile(r"""\sform=["']|["']form["']: ["']""")
    assert [str(source) for source in sources if outside.search(source.read_text(encoding="utf-8"))] == []


def test_it_is_booked_found_again_changed_and_cancelled(booked):
    assert state() == ("confirmed", 2, "13800000001")
    booking = Booking.objects.get()
    booked.go("/bookings/")
    booked.send("找回预约", reference=booking.spaced_reference, phone="13800000001")
    booked.follow("更改预约")
    booked.send("保存人数", people="3")
    booked.follow("更改预约")
    other = booking.slot.session.slots.exclude(pk=booking.slot_id).get()
    booked.send("改到这个时段", slot=str(other.pk))
    booking.refresh_from_db()
    assert (booking.people, booking.slot) == (3, other)
    booked.send("确认取消预约")
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_its_calendar_is_made_and_revoked_and_its_data_are_erased(booked):
    booked.send("生成日历地址")
    assert Booking.objects.get().feed_token
    booked.send("停止订阅")
    assert Booking.objects.get().feed_token is None
    booked.follow("删除我的个人信息")
    booked.send("确认删除并取消预约", phone="13800000001")
    assert Booking.objects.get().erased_at


def test_errors_are_said_above_the_form_and_what_was_typed_is_there(browser):
    browser.go("/events/lacquer/book/")
    browser.send("确认预约", contact_name="王女士", phone="138")
    assert "有2处需要修改" in browser.text
    assert "王女士" in dict(form_values(list(browser.page.find_all("form"))[-1])).values()


def test_menu_title_and_marks_are_read_apart_where_white_space_between_characters_is_left_out(client, browser):
    """As w3m does it: only a space written as a reference stays between two Chinese characters."""
    page = client.get("/events/").content.decode()
    menu = re.search(r'<nav class="site-nav site-nav--wide".*?</nav>', page, re.DOTALL)[0]
    links = re.findall(r"</a>(&#32;)?\s*(?=<a )", menu)
    assert links == ["&#32;"] * 5
    assert re.findall(r'(&#32;)?<span class="sample-tag"', page).count("") == 0
