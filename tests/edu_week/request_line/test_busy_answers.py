"""What a server says whose line is full: 429, Retry-After, the booking form as it was sent."""

import gzip
import re

import pytest

from content import database_threads
from events.models import Booking
from tests.edu_week.form_cache.conftest import FORM, URL, count_queries, memory, seconds, send  # noqa: F401 (fixtures)
from tests.events.bookings.conftest import form_data, make_slot, now, session  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_line(monkeypatch):
    def refuse(work, *arguments, is_follow_up):
        raise database_threads.LineFull

    monkeypatch.setattr(database_threads, "run_in_database_thread", refuse)


@pytest.fixture
def slot(session, memory, full_line):  # noqa: F811
    return make_slot(session)


def values(page: bytes) -> dict:
    """What stands in the fields of a page."""
    tags = re.findall(r"<input[^>]*>", page.decode())
    found = {re.search(r'name="([^"]*)"', tag)[1]: re.search(r' value="([^"]*)"', tag) for tag in tags if ' name="' in tag}
    return {name: value[1] if value else "" for name, value in found.items()}


def test_a_booking_comes_back_filled_in_and_can_be_sent_once_more(client, slot, now, monkeypatch):  # noqa: F811
    sent = {"contact_name": '王 "女士"', "email": "not an address", "people": "3", "submission": "the-token", "consent": "on"}
    answer = send(client, slot, **sent)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 12
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "此刻预约的人很多" in page
    assert 'role="alert"' in page
    found = values(answer.content)
    assert (found["contact_name"], found["email"]) == ("王 &quot;女士&quot;", "not an address")
    assert (found["people"], found["submission"], found["phone"]) == ("3", "the-token", "13800000001")
    assert re.search(rf'<input type="radio"[^>]*value="{slot.pk}"[^>]*checked', page) or "checked" in page
    assert not Booking.objects.exists()
    monkeypatch.setattr(database_threads, "run_in_database_thread", lambda work, *arguments, is_follow_up: work(*arguments))
    again = form_data(slot) | {"submission": found["submission"], "shown_at": found["shown_at"], "people": found["people"]}
    assert client.post(URL, again).status_code == 302


def test_the_second_one_costs_no_query(client, slot, now):  # noqa: F811
    send(client, slot)
    answer, queries = count_queries(lambda: send(client, slot, contact_name="Bob"))
    assert (answer.status_code, queries) == (429, 0)
    assert values(answer.content)["contact_name"] == "Bob"
    packed = send(client, slot, contact_name="Bob", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == answer.content


def test_a_class_comes_back_with_its_fields(client, session, slot, now):  # noqa: F811
    session.booking_mode = "class"
    session.save()
    fields = {
        "grade": "8",
        "class_name": "三班",
        "pupils": "30",
        "adults": "2",
        "school_name": "一中",
        "may_split": "on",
        "arrival": "大巴",
    }
    page = send(client, slot, path=f"{URL}?as=class", **fields)
    found = values(page.content)
    assert page.status_code == 429
    assert {name: found[name] for name in ("class_name", "pupils", "school_name", "arrival")} == {
        "class_name": "三班",
        "pupils": "30",
        "school_name": "一中",
        "arrival": "大巴",
    }
    text = page.content.decode()
    assert '<option value="8" selected>' in text
    assert '<option value="7" selected>' not in text
    assert re.search(r'name="may_split"[^>]* checked', text)


def test_an_unknown_slot_makes_no_page_of_its_own(client, slot, now):  # noqa: F811
    send(client, slot)
    for unknown in ("999999", "x", "", "0"):
        send(client, slot, slot=unknown)
        answer, queries = count_queries(lambda unknown=unknown: send(client, slot, slot=f"1{unknown}0"))
        assert (answer.status_code, queries) == (429, 0)


def test_in_english(client, slot, now):  # noqa: F811
    assert "Very many people are booking" in send(client, slot, path=f"/en{URL}").content.decode()


@pytest.mark.parametrize("path", ["/", URL, "/admin/", "/bookings/", "/api/v1/openapi.json"])
def test_everything_else_gets_a_small_page_in_both_languages(client, settings, slot, path):
    settings.PAGE_CACHE_MB = 0
    answer, queries = count_queries(lambda: client.get(path))
    assert (answer.status_code, queries) == (429, 0)
    assert "Try again" in answer.content.decode()
    assert "再试一次" in answer.content.decode()
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("more", [{}, {"website": "x" * 20_000}])
def test_what_cannot_be_filled_in_gets_the_small_page(client, slot, more):
    assert "填写的内容都还在下面的按钮里" in client.post(URL, form_data(slot, **more)).content.decode()


def test_proof_of_work_is_for_one_form_so_the_small_page_is_shown(client, settings, slot):
    settings.PROOF_OF_WORK = True
    assert "填写的内容都还在下面的按钮里" in send(client, slot).content.decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/events/availability.json", "/media/pictures/none.webp"])
def test_what_does_not_wait_is_answered(client, slot, path):
    assert client.get(path).status_code != 429


def test_other_public_forms_come_back_to_be_sent_again(client, full_line):
    answer = client.post("/bookings/", {"reference": "ABCD-2345", "phone": 'a "number"'})
    assert answer.status_code == 429
    assert values(answer.content) == {"reference": "ABCD-2345", "phone": "a &quot;number&quot;"}
    assert b"<form" not in client.get("/bookings/").content
