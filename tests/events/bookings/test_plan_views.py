"""The two pages of a class plan: which step it is, and the ten minutes for which places are held."""

import datetime as dt

import pytest

from content import clock
from events.bookings import plans
from events.models import Booking
from tests.events.bookings.conftest import make_slot
from tests.page_tree import parse_page

pytestmark = pytest.mark.django_db

TYPED = {"school_name": "第一中学", "grade": "8", "contact_name": "王 “老师”", "phone": "139", "consent": "on"}


@pytest.fixture
def plan(class_session, now) -> str:
    slot = make_slot(class_session, capacity=60)
    return plans.hold_plan(slot_ids=[slot.pk], pupils=30, adults=2, now=now)[0].plan


@pytest.fixture
def wait(monkeypatch, now):
    """Let minutes pass."""
    return lambda minutes: monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(minutes=minutes))


def read(response):
    return parse_page(response.content)


def extend(client, plan, **sent):
    return read(client.post(f"/bookings/plan/{plan}/", {"extend": "1"} | sent))


def names_of_buttons(page) -> list[str]:
    return [button.get("name") for button in page.find_all("button")]


@pytest.mark.parametrize(("language", "words"), [("", ("第1步，共2步", "第2步，共2步")), ("/en", ("Step 1 of 2", "Step 2 of 2"))])
def test_each_page_says_which_step_it_is(client, plan, language, words):
    for address, step in zip(("/events/plan/", f"/bookings/plan/{plan}/"), words, strict=True):
        page = read(client.get(language + address))
        assert step in next(page.find_all("title")).text
        assert step in next(page.find_all("main")).text


def test_longer_is_offered_once_and_keeps_what_was_typed(client, plan, wait):
    address = f"/bookings/plan/{plan}/"
    first = read(client.get(address))
    assert "extend" in names_of_buttons(first)
    wait(9)
    page = extend(client, plan, **TYPED, submission="the-token")
    values = {field["name"]: field.get("value") for field in page.find_all("input") if field.get("name")}
    assert {name: values[name] for name in ("school_name", "contact_name", "phone", "submission")} == {
        "school_name": "第一中学", "contact_name": "王 “老师”", "phone": "139", "submission": "the-token"
    }  # fmt: skip
    assert next(page.find_all("select")).text
    assert [option["value"] for option in page.find_all("option") if "selected" in option.attributes] == ["8"]
    assert "checked" in next(box for box in page.find_all("input") if box.get("name") == "consent").attributes
    assert [part.text for part in page.find_all() if part.get("role") == "alert"] == []
    assert "名额为你保留到09:50" in page.text.replace(" ", "")
    assert "extend" not in names_of_buttons(page)
    assert "不能再延长" in extend(client, plan).text
    assert Booking.objects.get().expires_at.minute == 50


def test_the_first_button_of_the_form_is_the_one_that_enter_presses(client, plan):
    page = read(client.get(f"/bookings/plan/{plan}/"))
    form = next(
        form for form in page.find_all("form") if any(field.get("name") == "school_name" for field in form.find_all("input"))
    )
    assert names_of_buttons(form) == [None, "extend"]


def test_a_blank_form_has_nothing_of_another_class(client, plan):
    extend(client, plan, **TYPED)
    assert "第一中学" not in client.get(f"/bookings/plan/{plan}/").content.decode()


def test_after_its_end_the_page_says_when_that_was(client, plan, wait):
    wait(12)
    page = read(client.get(f"/bookings/plan/{plan}/"))
    assert "名额保留到09:40，已经释放。" in page.text
    assert "extend" not in names_of_buttons(page)
    plans.drop_plan(plan=plan, now=clock.now())
    assert "名额保留到09:40，已经释放。" in read(client.get(f"/bookings/plan/{plan}/")).text
    assert "时间已过" in extend(client, plan).text


@pytest.mark.parametrize("step", ["/events/plan/", "/bookings/plan/{plan}/"])
def test_both_steps_stand_under_the_programme_in_the_menu(client, plan, step):
    page = read(client.get(step.format(plan=plan)))
    current = {link.get("href") for link in page.find_all("a") if link.get("aria-current") == "page"}
    assert current & {"/events/", "/bookings/"} == {"/events/"}
