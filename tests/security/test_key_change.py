"""The key is changed: what the old one signed goes on while it stands in SECRET_KEY_FALLBACKS, and ends with it."""

import pytest
from django.test import Client
from django.urls import reverse

from edu_week.secret_keys import make_secret_key
from events.bookings import spam_guard
from events.models import Booking, EventSession
from schools.models import School
from tests.accounts.conftest import PASSWORD, code_of, give_second_factor, make
from tests.admin_scene import form_data_of_page
from tests.events.bookings.conftest import form_data
from tests.events.bookings.test_robots import hidden_values
from tests.events.bookings.test_spam_guard import solve_proof
from tests.factories.events import BookingFactory, TimeSlotFactory
from tests.security.signers import OF_DJANGO, SIGNED

pytestmark = pytest.mark.django_db
ALL = SIGNED | OF_DJANGO


@pytest.fixture
def change_key(settings):
    """`change_key()` puts a new key in place and the old one beside it; `change_key(is_kept=False)` forgets the old one."""

    def change(*, is_kept=True):
        old = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = make_secret_key(), old if is_kept else []

    return change


@pytest.mark.parametrize("name", ALL)
def test_what_was_signed_is_accepted_until_the_old_key_goes(name, change_key, settings):
    text = ALL[name].make()
    change_key()
    assert ALL[name].accepts(text)
    change_key()  # once more: the list may hold several
    assert ALL[name].accepts(text)
    settings.SECRET_KEY_FALLBACKS = []
    assert not ALL[name].accepts(text)


def test_what_is_signed_now_is_signed_with_the_new_key(change_key, settings):
    change_key()
    texts = {name: kind.make() for name, kind in ALL.items()}
    settings.SECRET_KEY_FALLBACKS = []
    assert {name for name, kind in ALL.items() if not kind.accepts(texts[name])} == set()


def test_tickets_and_feeds_do_not_depend_on_the_key(client, clock_at, change_key):
    clock_at("2025-05-13T09:30")
    booking = BookingFactory(feed_token="feed-of-alice")
    change_key(is_kept=False)
    assert client.get(reverse("ticket", args=[booking.token])).status_code == 200
    assert client.get(reverse("booking_feed", args=["feed-of-alice"])).status_code == 200


def test_who_is_logged_in_stays_logged_in(client, change_key):
    client.force_login(make("alice"))
    change_key()
    assert client.get("/admin/account/").status_code == 200
    change_key(is_kept=False)
    assert client.get("/admin/account/").status_code == 302


def test_log_in_between_its_two_steps_goes_on(client, change_key):
    alice = make("alice")
    give_second_factor(alice)
    assert client.post("/admin/login/", {"username": "alice", "password": PASSWORD}).url == "/admin/login/code/"
    change_key()
    assert client.post("/admin/login/code/", {"code": code_of(alice)}).url == "/admin/"


def test_open_booking_form_is_sent_without_a_detour(client, clock_at, change_key, monkeypatch):
    clock_at("2025-05-13T09:30")
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)
    slot = TimeSlotFactory(session=EventSession.objects.get(pk=TimeSlotFactory().session_id))
    url = reverse("session_book", args=[slot.session.slug])
    data = form_data(slot) | hidden_values(client.get(url))
    change_key()
    assert client.post(url, data).status_code == 302
    assert Booking.objects.count() == 1


def test_proof_of_work_is_not_done_twice(client, clock_at, change_key, monkeypatch, settings):
    clock_at("2025-05-13T09:30")
    settings.PROOF_OF_WORK = True
    monkeypatch.setattr(spam_guard, "MAX_PROOF_HASHES", 500)
    monkeypatch.setattr(spam_guard, "MIN_FORM_SECONDS", 0)
    slot = TimeSlotFactory()
    url = reverse("session_book", args=[slot.session.slug])
    data = form_data(slot, proof=solve_proof(client.get(url)))
    change_key()
    assert client.post(url, data).status_code == 302


def test_open_page_of_the_back_office_is_saved_without_a_conflict(scene, change_key):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.alice)
    url = reverse("admin:schools_school_change", args=[scene.own.school.pk])
    data = form_data_of_page(client, url) | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    change_key()
    assert client.post(url, data | {"name": "新名学校"}).status_code == 302
    assert School.objects.get(pk=scene.own.school.pk).name == "新名学校"
