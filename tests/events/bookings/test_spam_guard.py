"""The proof of work, when it is switched on."""

import json

import pytest
from altcha import ChallengeV1, PayloadV1, solve_challenge_v1

from events.bookings import spam_guard
from events.models import Booking
from tests.events.bookings.conftest import form_data

pytestmark = pytest.mark.django_db

URL = "/events/rc-cars/book/"


@pytest.fixture
def asked(settings, monkeypatch):
    settings.PROOF_OF_WORK = True
    monkeypatch.setattr(spam_guard, "MAX_PROOF_HASHES", 500)


def solve_proof(page) -> str:
    return solve_challenge(json.loads(page.context["form"]["proof"].field.widget.attrs["data-challenge"]))


def solve_challenge(given: dict) -> str:
    solution = solve_challenge_v1(given["challenge"], given["salt"], given["algorithm"], given["maxNumber"])
    challenge = ChallengeV1(given["algorithm"], given["challenge"], given["maxNumber"], given["salt"], given["signature"])
    return PayloadV1(challenge.algorithm, challenge.challenge, solution.number, challenge.salt, challenge.signature).to_base64()


def test_off_unless_asked_for(client, slot, now):
    assert "data-challenge" not in client.get(URL).content.decode()


def test_work_done_books_once(client, slot, now, asked):
    proof = solve_proof(client.get(URL))
    assert client.post(URL, form_data(slot, proof=proof)).status_code == 302
    again = client.post(URL, form_data(slot, proof=proof, phone="13800000002"))
    assert (again.status_code, Booking.objects.count()) == (200, 1)


@pytest.mark.parametrize("proof", ["", "x", "e30=", "W10=", "bnVsbA==", "💥"])
def test_no_work_no_booking(client, slot, now, asked, proof):
    answer = client.post(URL, form_data(slot, proof=proof))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not Booking.objects.exists()
