"""The programme's filters with the keyboard, a screen reader and an input method."""

import datetime as dt

import pytest

from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("week")]
DAY = "/events/?day=2025-05-17"
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def week(clock_at):
    """Saturday has two sessions of each of two kinds; one of them is about lacquer."""
    saturday = clock_at("2025-05-13T09:30").replace(day=17)
    for number, title in enumerate(["推光漆", "钳工", "针灸", "烘焙"]):
        session = EventSessionFactory(title=title, kind="lecture" if number % 2 else "experience")
        TimeSlotFactory(session=session, starts_at=saturday + dt.timedelta(hours=number), capacity=20)


def press_and_wait(page, locator, url):
    locator.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(url)
    page.wait_for_function("!document.querySelector('#results[aria-busy]')")


def test_removing_filters_keeps_the_focus_among_them_then_on_the_results(page):
    page.goto(f"{DAY}&kind=experience&kind=lecture&open=1")
    filters = page.locator(".active-filter")
    names = [name.strip() for name in filters.all_text_contents()]
    assert len(names) == 3
    press_and_wait(page, filters.first, lambda url: "kind=experience" not in url)
    assert page.evaluate(FOCUSED) == names[1]
    press_and_wait(page, filters.last, lambda url: "open=1" not in url)
    assert page.evaluate(FOCUSED) == names[1]
    press_and_wait(page, filters.first, lambda url: "kind=" not in url)
    assert page.evaluate(FOCUSED) == "results"


def test_links_of_empty_results_hand_the_focus_to_the_results(page):
    page.goto(f"{DAY}&q=没有这样的活动")
    press_and_wait(page, page.locator(".empty-state a").last, lambda url: "q=" not in url)
    assert page.evaluate(FOCUSED) == "results"


def test_a_day_and_a_box_keep_the_focus_themselves(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(DAY)
    press_and_wait(page, page.locator("#day-2025-05-16"), "**day=2025-05-16**")
    assert page.evaluate(FOCUSED) == "day-2025-05-16"
    page.locator("#f-kind-lecture").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**kind=lecture**")
    assert page.evaluate(FOCUSED) == "f-kind-lecture"


def test_one_status_outside_the_results_says_the_new_count(page):
    page.goto(DAY)
    status = page.locator("[data-programme-status]")
    assert status.get_attribute("role") == "status"
    assert (status.text_content().strip(), page.locator("#results [role=status]:not(.live-seats *)").count()) == ("", 0)
    page.evaluate("window.statusAtFirst = document.querySelector('[data-programme-status]')")
    page.fill("#f-q", "漆")
    page.wait_for_url("**q=*")
    page.locator("[data-programme-status]:not(:empty)").wait_for(state="attached")
    assert status.text_content() == "5月17日 周六，共1项"
    assert page.evaluate("statusAtFirst === document.querySelector('[data-programme-status]')")


def test_the_search_waits_until_the_input_method_has_composed(page, context):
    page.clock.install()
    page.goto(DAY)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    page.focus("#f-q")
    keyboard = context.new_cdp_session(page)
    for text in ("q", "qi"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    assert page.input_value("#f-q") == "qi"
    page.clock.run_for(1_000)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "漆"})
    page.clock.run_for(400)
    page.wait_for_url("**q=*")
    assert page.input_value("#f-q") == "漆"
    assert [url.count("q=%E6%BC%86") for url in asked] == [1]


def test_the_search_still_searches_after_its_words_were_removed_by_a_link(page):
    page.goto(f"{DAY}&q=漆")
    press_and_wait(page, page.locator(".active-filter"), lambda url: "q=" not in url)
    page.fill("#f-q", "针灸")
    page.wait_for_url("**q=*")
    assert page.locator(".session-row").count() == 1
