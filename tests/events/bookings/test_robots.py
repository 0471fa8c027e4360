"""The trap, the time stamp and the proof of work: whoever is stopped by one sends the form that came back, and is booked."""

import json
import re
from html import unescape

import pytest

from edu_week.secret_keys import make_secret_key
from events.bookings import spam_guard
from events.models import Booking, EventSession
from tests.events.bookings.conftest import form_data, make_slot
from tests.events.bookings.test_spam_guard import solve_proof

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


@pytest.fixture(autouse=True)
def _long_fill_time(monkeypatch):
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 60)


def hidden_values(answer) -> dict:
    """Return what a browser would send of the fields that nobody sees, as the page has them."""
    inputs = re.findall(r"<input[^>]*>", answer.content.decode())
    named = {unescape(re.search(r'name="([^"]*)"', tag)[1]): tag for tag in inputs if 'name="' in tag}
    values = {
        name: re.search(r'value="([^"]*)"', named[name])
        for name in ("website", "shown_at", "submission", "proof")
        if name in named
    }
    return {name: unescape(value[1]) if value else "" for name, value in values.items()}


def assert_sent_back_with_a_sentence(answer):
    assert answer.status_code == 200
    assert not Booking.objects.exists()
    alert = re.search(r'role="alert".*?</ul>', answer.content.decode(), re.DOTALL)[0]
    assert re.search(r"<li>[^<]+</li>", alert)
    assert "#id_website" not in alert
    assert 'value="王女士"' in answer.content.decode()


@pytest.mark.parametrize("trap", ["http://spam.example", "x" * 1000, "王\x00明", " 王女士"])
@pytest.mark.parametrize("fills_it_again", [False, True])
def test_a_filled_trap_stops_nobody_twice(client, slot, now, monkeypatch, trap, fills_it_again):
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)
    data = form_data(slot) | hidden_values(client.get(URL)) | {"website": trap}
    answer = client.post(URL, data)
    assert_sent_back_with_a_sentence(answer)
    returned = hidden_values(answer)
    assert returned["website"] == ""
    assert returned["shown_at"] != data["shown_at"]
    assert returned["submission"] == data["submission"]
    again = data | returned | ({"website": trap} if fills_it_again else {})
    assert client.post(URL, again).status_code == 302
    assert Booking.objects.count() == 1


def test_too_quick_is_too_quick_once(client, slot, now):
    data = form_data(slot) | hidden_values(client.get(URL))
    answer = client.post(URL, data)
    assert_sent_back_with_a_sentence(answer)
    assert client.post(URL, data | hidden_values(answer)).status_code == 302


@pytest.mark.parametrize("stamp", ["forged", ":", "x:y:z", "💥", "1\x00", "9" * 5000])
def test_a_stamp_of_another_key_is_refused_once(client, slot, now, settings, stamp):
    data = form_data(slot, shown_at=stamp)
    answer = client.post(URL, data)
    assert_sent_back_with_a_sentence(answer)
    assert client.post(URL, data | hidden_values(answer)).status_code == 302


def test_an_open_form_outlives_the_secret_key(client, slot, now, settings, monkeypatch):
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)
    data = form_data(slot) | hidden_values(client.get(URL))
    settings.SECRET_KEY = make_secret_key()
    answer = client.post(URL, data)
    assert_sent_back_with_a_sentence(answer)
    assert client.post(URL, data | hidden_values(answer)).status_code == 302


def test_without_a_stamp_nobody_is_stopped(client, slot, now):
    assert client.post(URL, form_data(slot)).status_code == 302
    assert client.post(URL, form_data(slot, phone="13800000002", shown_at="", website="")).status_code == 302


def test_an_error_elsewhere_costs_no_further_sending(client, slot, now):
    data = form_data(slot, phone="12") | hidden_values(client.get(URL)) | {"website": "x"}
    answer = client.post(URL, data)
    assert client.post(URL, data | hidden_values(answer) | {"phone": "13800000001"}).status_code == 302


def test_the_form_of_a_class_and_of_a_plan_come_back_the_same_way(client, session, now):
    EventSession.objects.update(booking_mode="class")
    slot = make_slot(session, capacity=90)
    data = form_data(slot, school_name="榆次一中", grade="8", pupils="20", adults="1")
    data |= hidden_values(client.get(URL)) | {"website": "x"}
    answer = client.post(URL, data)
    assert_sent_back_with_a_sentence(answer)
    assert client.post(URL, data | hidden_values(answer)).status_code == 302
    held = client.post("/events/plan/", {"day": "2025-05-17", "slot": slot.pk, "pupils": "20", "adults": "1"})
    details = {**form_data(slot), "school_name": "榆次二中", "grade": "8", "website": "x"}
    answer = client.post(held.url, details)
    assert hidden_values(answer)["website"] == ""
    assert client.post(held.url, details | hidden_values(answer)).status_code == 302


def test_a_proof_of_another_key_costs_one_more_sending(client, slot, now, settings, monkeypatch):
    settings.PROOF_OF_WORK = True
    monkeypatch.setattr(spam_guard, "MAX_PROOF_HASHES", 500)
    page = client.get(URL)
    data = form_data(slot, proof=solve_proof(page))
    settings.SECRET_KEY = make_secret_key()
    answer = client.post(URL, data)
    assert answer.status_code == 200
    assert hidden_values(answer)["proof"] == ""
    assert client.post(URL, data | {"proof": solve_proof(answer)}).status_code == 302


def test_a_refusal_does_not_speak_of_the_proof(client, slot, now, settings, monkeypatch):
    settings.PROOF_OF_WORK = True
    monkeypatch.setattr(spam_guard, "MAX_PROOF_HASHES", 500)
    data = form_data(slot, proof=solve_proof(client.get(URL)), people="6")
    answer = client.post(URL, data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (409, {"people"})
    assert json.loads(answer.context["form"]["proof"].field.widget.attrs["data-challenge"])
    assert client.post(URL, data | {"proof": solve_proof(answer), "people": "5"}).status_code == 302
