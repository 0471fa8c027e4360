"""Few places left: the sentence beside the number of people follows the time that is chosen."""

import pytest

from events.models import TimeSlot
from tests.e2e.back_button import fill_form, go_back, open_phone
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)


LEFT = "所选时段只剩3个名额。"
SAYS = "async ([path, words]) => (await (await fetch(path)).text()).includes(words)"


@pytest.fixture
def times(clock_at):
    """A morning with two places left, and an afternoon with twenty."""
    session = EventSessionFactory(title="漆画体验", booking_mode="individual")
    few, many = (
        TimeSlotFactory(session=session, starts_at=clock_at(f"2025-05-17T{hour}:30"), capacity=20, kept_back=0)
        for hour in ("09", "14")
    )
    TimeSlot.objects.filter(pk=few.pk).update(places_taken=18)
    clock_at("2025-05-13T09:30")
    return few, many


def test_the_sentence_follows_the_chosen_time(page, times):
    few, many = times
    page.goto(f"/events/{few.session.slug}/book/?slot={few.pk}")
    note = page.locator("[data-few-places]")
    assert note.inner_text() == "所选时段只剩2个名额。"
    page.locator(f"input[name=slot][value='{many.pk}']").check()
    assert note.inner_text() == ""
    page.locator(f"input[name=slot][value='{few.pk}']").check()
    assert "2" in note.inner_text()


@pytest.mark.parametrize("keeps_pages", [True, False], ids=["memory", "cache"])
def test_a_form_that_comes_back_has_the_places_of_now(request, keeps_pages, live_server, times):
    few, many = times
    browser = request.getfixturevalue("browser_with_memory" if keeps_pages else "browser")
    path = f"/events/{few.session.slug}/book/"
    with open_phone(browser, live_server.url) as page:
        page.goto(f"{path}?slot={few.pk}")
        fill_form(page, contact_name="王女士", people="4")
        page.check(f"input[name=slot][value='{many.pk}']")
        page.goto("/privacy/")
        TimeSlot.objects.filter(pk=many.pk).update(places_taken=17)
        page.wait_for_function(SAYS, arg=[f"{path}?slot={few.pk}", LEFT], polling=200)  # the server keeps the form for a second
        go_back(page, path, from_memory=keeps_pages)
        page.get_by_text(LEFT).wait_for()
        assert "余3席" in page.locator("#div_id_slot label", has_text="14:30").inner_text()
        assert "余3席" in page.locator(f".seat-meter[data-slot='{many.pk}']").inner_text()
        assert page.is_checked(f"input[name=slot][value='{many.pk}']")
        assert [page.input_value(f"[name={name}]") for name in ("contact_name", "people")] == ["王女士", "4"]
