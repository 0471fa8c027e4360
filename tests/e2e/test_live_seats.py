"""A slot that fills up while the page is open: the bar changes, and a reader hears it once."""

import pytest
from django.db.models import F

from edu_week.page_cache import middleware
from events.models import TimeSlot
from tests.e2e.back_button import go_back, open_phone
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_fully_booked_is_announced_once_and_politely(page, clock_at):
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(title="漆画体验")
    slots = TimeSlotFactory.create_batch(2, session=session)
    page.clock.install()
    page.goto(f"/events/{session.slug}/")
    word = page.locator(".live-seats [role=status]")
    assert word.inner_text() == ""
    TimeSlot.objects.filter(pk=slots[0].pk).update(places_taken=F("bookable"))
    look_again(page)
    assert "已约满" in word.inner_text()
    assert page.locator(".seat-meter--full").count() == 1
    page.evaluate("document.querySelector('.live-seats [role=status]').textContent = ''")
    look_again(page)
    assert word.inner_text() == ""


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_row_says_once_that_it_is_full(browser, live_server, clock_at, with_script):
    """As the server draws it, and as the script leaves a row that has just filled up."""
    clock_at("2025-05-13T09:30")
    taken, filling = (
        TimeSlotFactory(session=EventSessionFactory(title=title), capacity=8, kept_back=0, starts_at=clock_at("2025-05-13T10:15"))
        for title in ("漆画体验", "针灸体验")
    )
    TimeSlot.objects.filter(pk=taken.pk).update(places_taken=8)
    clock_at("2025-05-13T09:30")
    with open_phone(browser, live_server.url, scripts=with_script) as page:
        page.clock.install()
        page.goto("/events/")
        rows = {slot: page.locator(".session-row", has_text=slot.session.title) for slot in (taken, filling)}
        assert rows[taken].inner_text().count("已约满") == 1
        assert rows[filling].inner_text().count("已约满") == 0
        if with_script:
            TimeSlot.objects.filter(pk=filling.pk).update(places_taken=8)
            look_again(page)
            rows[filling].locator(".seat-meter--full").wait_for()
            assert [row.inner_text().count("已约满") for row in rows.values()] == [1, 1]


def test_the_script_paints_what_the_server_drew(page, clock_at):
    """Empty; the largest party takes all, does not fit, or fits with room to spare; full: after a look nothing has changed."""
    clock_at("2025-05-13T09:30")
    session = EventSessionFactory(title="漆画体验")
    for hour, (capacity, kept_back, taken) in enumerate([(20, 4, 0), (20, 4, 11), (60, 20, 36), (60, 20, 33), (10, 0, 10)]):
        slot = TimeSlotFactory(
            session=session, starts_at=clock_at(f"2025-05-17T{9 + hour:02}:30"), capacity=capacity, kept_back=kept_back
        )
        TimeSlot.objects.filter(pk=slot.pk).update(places_taken=taken)
    clock_at("2025-05-13T09:30")
    page.clock.install()
    page.goto(f"/events/{session.slug}/")
    drawn = meters(page)
    assert [colour.split("--")[1] for colour, *_rest in drawn] == ["open", "few", "few", "open", "full"]
    look_again(page)
    assert meters(page) == drawn


def test_a_page_that_comes_back_looks_at_once(browser, browser_with_memory, live_server, clock_at):
    """From memory and from the cache: twenty seconds are long for somebody who came back to book."""
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"))
    path = f"/events/{slot.session.slug}/"
    for number, kind in enumerate((browser_with_memory, browser)):
        with open_phone(kind, live_server.url) as page:
            page.goto(path)
            page.goto("/about/")
            TimeSlot.objects.filter(pk=slot.pk).update(places_taken=3 + number)
            with page.expect_response("**/availability.json*", timeout=5_000):
                go_back(page, path, from_memory=not number)
            page.locator("main .seat-meter:visible", has_text=f"余{7 - number}席").first.wait_for()


def meters(page):
    """Class, scale and length of each bar, and the words beneath."""
    return page.locator("[data-slot].seat-meter").evaluate_all(
        """found => found.map((it) => [it.className, it.querySelector("svg").getAttribute("viewBox"),
            it.querySelector("rect").getAttribute("width"), it.innerText.replace(/\\s+/g, " ")])"""
    )


def look_again(page):
    with page.expect_response("**/availability.json*"):
        page.clock.run_for(20_000)
    page.wait_for_timeout(100)


def test_a_page_of_before_says_at_once_how_old_its_places_are(page, clock_at, monkeypatch):
    """As the server sends it while its database is away."""
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(session=EventSessionFactory(title="漆画体验"))
    monkeypatch.setattr(middleware, "tell_age", lambda response: ", before;dur=600000")
    page.route("**/availability.json*", lambda route: route.fulfill(status=503))
    page.goto(f"/events/{slot.session.slug}/")
    page.locator("[data-seats-late]", has_text="09:20 的余席，正在重连").wait_for()
