"""Who asks learns nothing from how long it takes: the same statements and the same hashing, whether or not there is something.

Compared is the work, not the clock: a test of milliseconds would only measure the machine.
"""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events.models import Booking, Notice
from tests.accounts.conftest import make
from tests.factories.events import BookingFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "13800000001", "13800000009"


def list_statements(url: str, sent: dict) -> list[str]:
    """Return the statements that answering takes, without their values."""
    client = Client()
    client.get(url)  # what a process reads once
    with CaptureQueriesContext(connection) as captured:
        client.post(url, sent)
    return [without_values(query["sql"]) for query in captured]


def without_values(sql: str) -> str:
    sql = re.sub(r"'(?:[^']|'')*'|\"s[0-9]+_x[0-9]+\"", "?", sql)  # also the names of savepoints
    sql = re.sub(r"\b[0-9][0-9.:+-]*\b", "?", sql)
    return re.sub(r"IN \([?, ]*\)", "IN (?)", sql)


@pytest.fixture
def booking(clock_at):
    clock_at("2025-05-13T09:30")
    booking = BookingFactory(phone=KNOWN)
    Booking.objects.filter(pk=booking.pk).update(email="alice@mail.example")
    return booking


def test_find_a_booking_by_a_wrong_pair(booking):
    url = reverse("booking_find")
    warm = list_statements(url, {"reference": "ZZZZZZZZ", "phone": UNKNOWN})
    right_reference = list_statements(url, {"reference": booking.reference, "phone": UNKNOWN})
    right_phone = list_statements(url, {"reference": "YYYYYYYY", "phone": KNOWN})
    assert right_reference == right_phone == warm


def test_ask_for_the_address_of_a_ticket(booking):
    url = reverse("ticket_link")
    list_statements(url, {"link_phone": "13800000007"})
    assert list_statements(url, {"link_phone": KNOWN}) == list_statements(url, {"link_phone": UNKNOWN})
    assert not Notice.objects.filter(kind="ticket_link").exists()  # the worker writes it


def test_forgotten_password():
    make("bob", email="bob@school.example")
    url = reverse("accounts:reset")
    list_statements(url, {"email": "first@school.example"})
    known = list_statements(url, {"email": "bob@school.example"})
    assert known == list_statements(url, {"email": "nobody@school.example"})
    assert known == list_statements(url, {"email": "bob@school.example"})  # once more, within ten minutes
    assert mail.outbox == []


@pytest.fixture
def hashed(monkeypatch):
    """Collects each time a password is hashed."""
    found, encode = [], MD5PasswordHasher.encode

    def count(self, password, salt):
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    return found


def test_log_in_with_a_wrong_password_or_a_name_nobody_has(hashed):
    make("bob")
    User.objects.filter(pk=make("closed").pk).update(is_active=False)
    work = {}
    for name in ("warm", "bob", "nobody", "closed"):
        hashed.clear()
        statements = list_statements(reverse("admin:login"), {"username": name, "password": "Wrong-enough-1"})
        work[name] = statements, len(hashed)
    assert work["bob"][1] == work["nobody"][1] == work["closed"][1] == 1
    assert work["bob"][0] == work["nobody"][0] == work["closed"][0]
