"""Forms with errors: the title says so first, and the summary follows the order of the page and links to the fields."""

import pytest

from events.bookings import plans
from tests.events.bookings.conftest import make_slot
from tests.page_tree import parse_page

pytestmark = pytest.mark.django_db

NOTHING = {"people": "", "consent": ""}


def send(client, address, **sent):
    return parse_page(client.post(address, NOTHING | sent).content)


def title_of(page) -> str:
    return next(page.find_all("title")).text


def summary_of(page):
    return next(part for part in page.find_all("div") if part.get("role") == "alert" and part.get("tabindex") == "-1")


def linked_ids(page) -> list[str]:
    return [link["href"].removeprefix("#") for link in summary_of(page).find_all("a")]


def ids_on_the_page(page) -> list[str]:
    return [element["id"] for element in page.find_all() if element.get("id")]


def assert_in_page_order(page, count: int):
    linked, ids = linked_ids(page), ids_on_the_page(page)
    assert len(linked) == count
    assert linked == sorted(linked, key=ids.index)
    assert title_of(page).startswith(f"有{count}处需要修改 · ")
    assert f"有{count}处需要修改" in summary_of(page).text


def test_booking_for_one(client, slot, now):
    page = send(client, "/events/rc-cars/book/", access_needs="x" * 201, email="nobody")
    assert linked_ids(page)[0] == "div_id_slot"
    assert linked_ids(page)[-1] == "id_consent"
    assert_in_page_order(page, 7)


def test_booking_for_a_class(client, class_session, now):
    make_slot(class_session, capacity=60)
    page = send(client, f"/events/{class_session.slug}/book/", access_needs="x" * 201, arrival="x" * 101)
    assert linked_ids(page)[:3] == ["div_id_slot", "id_school_name", "id_grade"]
    assert_in_page_order(page, 10)


def test_both_steps_of_a_plan(client, class_session, now):
    slot = make_slot(class_session, capacity=60)
    page = send(client, "/events/plan/", pupils="x", adults="")
    assert linked_ids(page) == ["div_id_slot", "id_pupils", "id_adults"]
    assert_in_page_order(page, 3)
    held = plans.hold_plan(slot_ids=[slot.pk], pupils=30, adults=2, now=now)
    page = send(client, f"/bookings/plan/{held[0].plan}/")
    assert_in_page_order(page, 5)


def test_finding_and_the_lost_ticket(client, now, db):
    assert_in_page_order(send(client, "/bookings/"), 2)
    page = send(client, "/bookings/ticket-link/", link_phone="1")
    assert linked_ids(page) == ["id_link_phone"]
    assert_in_page_order(page, 1)


def test_what_is_wrong_with_the_form_as_a_whole_is_no_number_of_fields(client, now, db):
    page = send(client, "/bookings/", reference="ABCD-2345", phone="13800000001")
    assert title_of(page).startswith("请留意 · ")
    assert linked_ids(page) == []


def test_without_errors_the_title_is_the_page(client, slot, now):
    assert title_of(parse_page(client.get("/bookings/").content)).startswith("我的预约 · ")
