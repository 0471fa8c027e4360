"""The door's own log-in, password and account: Dora works at the door, Bob looks after a school's pages too."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from qsessions.models import Session

from accounts.models import User
from accounts.roles import DOOR
from tests.accounts.conftest import PASSWORD, code_of, give_second_factor, make

PAGES = ["/desk/", "/desk/account/", "/en/desk/"]
NEW = {"old_password": PASSWORD, "new_password1": "Young-enough-2", "new_password2": "Young-enough-2"}


@pytest.fixture
def dora(db):
    return make("dora", DOOR)


def log_in_at_door(client, username, **more):
    return client.post("/desk/log-in/", {"username": username, "password": PASSWORD, **more})


def follow(client, address) -> list[str]:
    """Return where the redirects lead; a circle fails the test."""
    return [url for url, _status in client.get(address, follow=True).redirect_chain]


@pytest.mark.parametrize("address", [*PAGES, "/admin/", "/admin/password_change/", "/admin/account/"])
def test_a_temporary_password_leads_to_the_doors_own_page_and_in_no_circle(client, dora, address):
    User.objects.filter(pk=dora.pk).update(password_changed_at=None)
    client.force_login(dora)
    assert follow(client, address)[-1].endswith("/desk/password/")


def test_once_it_is_changed_the_door_opens(client, dora):
    User.objects.filter(pk=dora.pk).update(password_changed_at=None)
    assert log_in_at_door(client, "dora").url == "/desk/"
    page = client.get("/desk/", follow=True)
    assert "请设置新密码" in page.content.decode() or "新密码" in page.content.decode()
    response = client.post("/desk/password/", NEW)
    assert response.url == "/desk/"
    assert client.get("/desk/").status_code == 200
    dora.refresh_from_db()
    assert dora.check_password("Young-enough-2")


def test_a_wrong_old_password_is_refused_beside_its_field(client, dora):
    client.force_login(dora)
    response = client.post("/desk/password/", NEW | {"old_password": "wrong"})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_changing_the_password_ends_other_log_ins(client, dora):
    other = Client()
    for each in (client, other):
        log_in_at_door(each, "dora")
    client.post("/desk/password/", NEW)
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").url.startswith("/desk/log-in/")


@pytest.mark.parametrize("hour", [8, 20])
def test_the_log_in_ends_after_its_hours_or_with_the_day(client, dora, monkeypatch, settings, hour):
    """Real time counts, whatever the rehearsal clock says."""
    now = timezone.localtime().replace(hour=hour, minute=30, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: now)
    settings.DESK_SESSION_HOURS = 12
    log_in_at_door(client, "dora")
    midnight = now.replace(hour=0, minute=0) + dt.timedelta(days=1)
    assert Session.objects.get(user=dora).expire_date == min(now + dt.timedelta(hours=12), midnight)


def test_hours_of_scanning_nothing_keep_the_door_open_but_no_longer_than_that(client, dora, later, settings):
    settings.DESK_SESSION_HOURS = 1
    log_in_at_door(client, "dora")
    ends_at = Session.objects.get(user=dora).expire_date
    later(seconds=(ends_at - timezone.now()).total_seconds() - 5)
    assert client.get("/desk/").status_code == 200
    later(seconds=10)
    assert client.get("/desk/").url.startswith("/desk/log-in/")


def test_a_log_in_at_the_door_does_not_open_the_back_office(client, bob):
    log_in_at_door(client, "bob")
    assert client.get("/desk/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/account/").status_code == 302
    client.post(reverse("admin:login"), {"username": "bob", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    assert client.get("/desk/").status_code == 200
    assert client.session.get_expiry_age() <= 30 * 60


def test_door_staff_get_the_doors_session_wherever_they_log_in(client, dora):
    client.post(reverse("admin:login"), {"username": "dora", "password": PASSWORD})
    assert client.session["desk"] is True


def test_who_is_not_logged_in_comes_back_to_the_page_after_it(client, dora):
    response = client.get("/desk/account/")
    assert response.url == "/desk/log-in/?next=/desk/account/"
    assert log_in_at_door(client, "dora", next="/desk/account/").url == "/desk/account/"
    assert "dora" in client.get("/desk/account/").content.decode()


def test_no_log_in_leads_to_another_site(client, dora):
    assert log_in_at_door(client, "dora", next="https://evil.example/").url == "/desk/"


def test_a_second_factor_is_asked_under_the_doors_address(client, bob):
    give_second_factor(bob)
    assert log_in_at_door(client, "bob").url == "/desk/log-in/code/"
    assert client.get("/desk/").url.startswith("/desk/log-in/")
    assert client.post("/desk/log-in/code/", {"code": code_of(bob)}).url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.session["desk"] is True


def test_the_second_step_needs_the_first(client, db):
    assert client.get("/desk/log-in/code/").url == "/desk/log-in/"


def test_logging_out_takes_a_post(client, dora):
    log_in_at_door(client, "dora")
    assert client.get("/desk/log-out/").status_code == 405
    assert client.get("/desk/").status_code == 200
    assert client.post("/desk/log-out/").url == "/desk/log-in/"
    assert client.get("/desk/").status_code == 302


def test_wrong_passwords_lock_here_too(client, dora):
    for _attempt in range(5):
        response = client.post("/desk/log-in/", {"username": "dora", "password": "wrong"})
    assert response.status_code == 429
    assert log_in_at_door(client, "dora").status_code == 429


def test_a_log_in_from_another_site_is_refused(dora):
    client = Client(enforce_csrf_checks=True)
    assert log_in_at_door(client, "dora").status_code == 403


def test_the_network_of_the_back_office_does_not_close_the_door(client, dora, settings):
    from ipaddress import ip_network

    settings.ADMIN_ALLOWED_CIDRS = [ip_network("10.1.0.0/16")]
    assert client.get("/admin/").status_code == 403
    log_in_at_door(client, "dora")
    User.objects.filter(pk=dora.pk).update(password_changed_at=None)
    assert follow(client, "/desk/")[-1].endswith("/desk/password/")
