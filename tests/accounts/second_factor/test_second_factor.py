"""Codes from a phone, recovery codes on paper, and how both are turned on and off."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from qsessions.models import Session

from accounts.second_factor import devices
from backoffice.audit_log.models import AuditEntry
from tests.accounts.conftest import PASSWORD, code_of, give_second_factor, said

SET_UP = "/admin/account/second-factor/"
CODES = "/admin/account/second-factor/codes/"
STEP = "/admin/login/code/"


@pytest.fixture
def phone(bob):
    return give_second_factor(bob)


def test_password_alone_does_not_log_in(log_in, client, phone, events):
    assert log_in("bob").url == STEP
    assert client.get("/admin/").status_code == 302
    assert events() == []


def test_code_of_the_phone_does(log_in, client, bob, phone, events):
    log_in("bob")
    assert client.post(STEP, {"code": code_of(bob)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert events() == ["login"]


def test_page_asked_for_is_remembered_over_both_steps(client, bob, phone):
    client.post("/admin/login/?next=/admin/account/", {"username": "bob", "password": PASSWORD})
    assert client.post(STEP, {"code": code_of(bob)}).url == "/admin/account/"


def test_code_is_taken_once(log_in, client, bob, phone):
    log_in("bob")
    client.post(STEP, {"code": code_of(bob)})
    other = Client()
    other.post("/admin/login/", {"username": "bob", "password": PASSWORD})
    assert "验证码不对" in said(other.post(STEP, {"code": code_of(bob)}))


def test_wrong_codes_are_slowed_down_in_real_time(log_in, client, bob, phone, later, events):
    log_in("bob")
    assert "验证码不对" in said(client.post(STEP, {"code": "000000"}))
    assert "请等1秒再试" in said(client.post(STEP, {"code": code_of(bob)}))
    later(seconds=2)
    client.post(STEP, {"code": "000000"})
    assert "请等2秒再试" in said(client.post(STEP, {"code": code_of(bob)}))
    later(seconds=3)
    assert client.post(STEP, {"code": code_of(bob)}).status_code == 302
    assert events() == ["login_failed"] * 4 + ["login"]


def test_recovery_code_works_once_and_says_how_many_are_left(log_in, client, bob, phone):
    code = devices.renew_recovery_codes(bob)[0]
    log_in("bob")
    typed = f"{code[:4]}-{code[4:].upper()}"
    assert "还剩9个" in said(client.post(STEP, {"code": typed}, follow=True))
    client.post(reverse("admin:logout"))
    log_in("bob")
    assert "验证码不对" in said(client.post(STEP, {"code": typed}))


def test_step_is_only_for_who_knew_the_password_just_now(log_in, client, bob, phone, later):
    assert client.get(STEP).url == reverse("admin:login")
    log_in("bob")
    later(minutes=11)
    assert client.post(STEP, {"code": code_of(bob)}).url == reverse("admin:login")


def test_password_changed_meanwhile_begins_anew(log_in, client, bob, phone):
    log_in("bob")
    bob.set_password("Another-one-2")
    bob.save()
    assert client.post(STEP, {"code": code_of(bob)}).url == reverse("admin:login")


def test_set_up_shows_the_same_key_as_picture_and_text(client, bob):
    client.force_login(bob)
    page = client.get(SET_UP)
    assert f'src="{SET_UP}qr.svg"' in said(page)
    picture = client.get(f"{SET_UP}qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert client.get(SET_UP).context["key"] == page.context["key"]


def test_turning_on_shows_codes_once_and_ends_other_sessions(client, bob, events):
    other = Client()
    for browser in (other, client):
        browser.force_login(bob)
    client.get(SET_UP)
    codes = client.post(SET_UP, {"code": code_of(bob)}, follow=True).context["codes"]
    assert len(codes) == len(set(codes)) == 10
    assert client.get(CODES).url == "/admin/account/"
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert events() == ["login", "login", "second_factor"]


def test_wrong_code_turns_nothing_on(client, bob):
    client.force_login(bob)
    client.get(SET_UP)
    assert "验证码不对" in said(client.post(SET_UP, {"code": "000000"}))
    assert devices.confirmed_device(bob) is None
    assert not StaticToken.objects.exists()


def test_key_in_use_is_never_shown_again(client, bob, phone):
    client.force_login(bob)
    assert client.get(SET_UP).url == "/admin/account/"
    assert client.get(f"{SET_UP}qr.svg").status_code == 404


def test_turning_off_and_new_codes_ask_for_the_password(client, bob, phone, events):
    client.force_login(bob)
    for page in (f"{SET_UP}off/", f"{CODES}new/"):
        assert "密码不对" in said(client.post(page, {"password": "wrong"}))
    assert client.post(f"{CODES}new/", {"password": PASSWORD}).url == CODES
    assert client.post(f"{SET_UP}off/", {"password": PASSWORD}).status_code == 302
    assert devices.confirmed_device(bob) is None
    assert not StaticToken.objects.exists()
    assert events() == ["login", "login_failed", "login_failed", "second_factor", "second_factor"]


def test_guessing_the_password_there_locks_as_at_log_in(client, bob, phone):
    client.force_login(bob)
    for _time in range(5):
        page = said(client.post(f"{SET_UP}off/", {"password": "wrong"}))
    assert "还有15分钟解除" in page
    assert "还有15分钟解除" in said(client.post(f"{SET_UP}off/", {"password": PASSWORD}))


def test_required_one_stays_on(client, alice, settings_row):
    settings_row(second_factor_required=True)
    give_second_factor(alice)
    client.force_login(alice)
    client.post(STEP, {"code": code_of(alice)})
    client.post(f"{SET_UP}off/", {"password": PASSWORD})
    assert devices.confirmed_device(alice)
    assert "不能关闭" in said(client.get("/admin/account/"))


def test_no_code_reaches_the_audit_log(client, bob):
    client.force_login(bob)
    client.get(SET_UP)
    code = code_of(bob)
    codes = client.post(SET_UP, {"code": code}, follow=True).context["codes"]
    written = " ".join(AuditEntry.objects.values_list("detail", flat=True))
    assert not any(secret in re.sub(r"\s", "", written) for secret in [code, *(word.replace(" ", "") for word in codes)])


def test_session_before_the_code_belongs_to_nobody(log_in, bob, phone):
    log_in("bob")
    assert Session.objects.get().user is None


def test_account_that_ends_between_the_two_steps_is_not_let_in(log_in, client, bob, phone, events):
    log_in("bob")
    bob.expires_at = timezone.now() - dt.timedelta(minutes=1)
    bob.save()
    assert client.post(STEP, {"code": code_of(bob)}).url != "/admin/"
    assert "login" not in events()
