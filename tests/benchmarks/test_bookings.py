"""The bench's visitors: who they are, and what they find on the real form."""

import re

import pytest
from django.urls import reverse

from benchmarks.bookings import TOKEN, Visitor, name_outcome
from benchmarks.http_client import Answer
from benchmarks.load import address_of_visitor
from benchmarks.pages import PAGES, SESSION
from benchmarks.scene import add_scene
from benchmarks.statements import KEY, record_scripts
from events.models import Booking
from tests.example_week import load_example_week


@pytest.mark.parametrize(("status", "outcome"), [(302, "booked"), (409, "refused"), (500, "error 500")])
def test_what_an_answer_to_the_form_means(status, outcome):
    assert name_outcome(Answer(status, {}, b"")) == outcome


def test_everybody_has_a_number_and_an_address_of_their_own():
    one, other = Visitor(1), Visitor(1)
    assert one.fields(5, "t")["phone"] != other.fields(5, "t")["phone"]
    numbers = range(0, 1 << 21, 997)
    assert len({address_of_visitor(number) for number in numbers}) == len(numbers)


@pytest.fixture
def stage(db, clock_at):
    clock_at("2025-05-13T09:30")
    load_example_week()
    return add_scene(rushes=1)


@pytest.mark.once
def test_a_visitor_books_in_the_open_session_with_the_token_of_its_form(client, stage):
    form, slots = stage["open"]
    token = TOKEN.search(client.get(form).text)[1]
    answer = client.post(form, Visitor(1).fields(slots[0], token))
    assert name_outcome(Answer(answer.status_code, {}, b"")) == "booked"
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.once
def test_the_full_session_refuses(client, stage):
    form, (slot,) = stage["full"]
    assert client.post(form, Visitor(1).fields(slot, "a token")).status_code == 409


@pytest.mark.once
def test_a_rush_is_for_fewer_places_than_people(client, stage):
    form, (slot,) = stage["rushes"][0]
    assert client.post(form, Visitor(1).fields(slot, "a token")).status_code == 302
    assert Booking.objects.get(slot=slot).slot.bookable == 45


@pytest.mark.once
def test_the_statements_of_a_booking_become_scripts(stage):
    form, slots = stage["open"]
    scripts = record_scripts(form, slots[0])
    assert scripts["whole"]["statements"] > scripts["send"]["statements"] > 0
    assert re.search(rf'AS "{KEY}".* \\gset\n', scripts["send"]["script"])
    assert f":{KEY}," in scripts["send"]["script"]
    assert "139:bench_n" in scripts["send"]["script"]
    assert "1397000000" not in scripts["send"]["script"]


@pytest.mark.once
def test_every_page_measured_is_there(client, stage):
    assert {name: client.get(path).status_code for name, path in PAGES.items()} == dict.fromkeys(PAGES, 200)
    assert PAGES["booking form"] == reverse("session_book", args=[SESSION])
