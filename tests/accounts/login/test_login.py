"""Name and password, five tries, and what is told afterwards."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backoffice.audit_log.models import AuditEntry
from tests.accounts.conftest import PASSWORD, said

ONE_SENTENCE = "用户名与密码不符，或账号已停用"


def fail(log_in, username, times=1, **more):
    for _time in range(times):
        response = log_in(username, "wrong", **more)
    return response


def test_right_password_opens_the_back_office(log_in, bob, events):
    assert log_in("bob").url == reverse("admin:index")
    assert events() == ["login"]


def test_page_asked_for_is_where_log_in_leads(client, bob):
    url = f"{reverse('admin:login')}?next=/admin/account/"
    assert client.post(url, {"username": "bob", "password": PASSWORD}).url == "/admin/account/"
    assert Client().post(f"{url}x", {"username": "bob", "password": PASSWORD, "next": "//evil.example"}).url == "/admin/"


def test_refusals_give_nothing_away(log_in, bob):
    wrong, unknown = fail(log_in, "bob"), fail(log_in, "nobody")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    closed = log_in("bob")
    for response in (wrong, unknown, closed):
        assert response.context["form"].non_field_errors() == wrong.context["form"].non_field_errors()
        assert ONE_SENTENCE in said(response)


def test_name_typed_is_kept_and_the_password_is_not(log_in, bob):
    page = said(fail(log_in, "bob"))
    assert 'value="bob"' in page
    assert 'value="wrong"' not in page


def test_fifth_wrong_password_locks_that_name_from_that_address(log_in, bob, events):
    assert fail(log_in, "bob", 4).status_code == 200
    locked = fail(log_in, "bob")
    assert locked.status_code == 429
    assert "还有15分钟解除" in said(locked)
    assert "系统管理员" in said(locked)
    assert log_in("bob").status_code == 429
    assert log_in("bob", REMOTE_ADDR="10.9.9.9").status_code == 302
    assert sorted(events()) == ["locked_out", "login"] + ["login_failed"] * 5


def test_unknown_name_is_locked_just_as_well(log_in, db):
    assert fail(log_in, "nobody", 5).status_code == 429


def test_another_name_from_the_same_address_is_not_locked(log_in, alice, bob):
    fail(log_in, "bob", 5)
    assert log_in("alice").status_code == 302


def test_another_browser_does_not_give_five_more_tries(log_in, bob):
    fail(log_in, "bob", 3, HTTP_USER_AGENT="one")
    assert fail(log_in, "bob", 2, HTTP_USER_AGENT="two").status_code == 429


def test_lock_ends_when_it_said_it_would(log_in, bob, later):
    fail(log_in, "bob", 5)
    later(minutes=10)
    assert "还有5分钟解除" in said(log_in("bob"))
    later(minutes=5, seconds=1)
    assert log_in("bob").status_code == 302


def test_success_forgets_the_failures_before(log_in, client, bob):
    fail(log_in, "bob", 4)
    log_in("bob")
    client.post(reverse("admin:logout"))
    assert fail(log_in, "bob", 4).status_code == 200


def test_what_was_typed_never_reaches_the_audit_log(log_in, client, bob):
    log_in("My-Secret-99", "bob")  # in the wrong boxes
    fail(log_in, "bob")
    written = " ".join(str(list(entry.values())) for entry in AuditEntry.objects.values())
    assert "My-Secret-99" not in written
    assert "wrong" not in written


def test_last_time_is_told_with_a_shortened_address(log_in, client, bob, later):
    assert "上次登录" not in said(log_in("bob", follow=True, REMOTE_ADDR="10.20.30.40"))
    client.post(reverse("admin:logout"))
    later(hours=2)
    page = said(log_in("bob", follow=True))
    assert "上次登录" in page
    assert "10.20.*.*" in page
    assert "10.20.30.40" not in page


def test_ended_account_is_out_at_once(log_in, client, bob, later):
    User.objects.filter(pk=bob.pk).update(expires_at=timezone.now() + timezone.timedelta(minutes=10))
    log_in("bob")
    assert client.get(reverse("admin:index")).status_code == 200
    later(minutes=10)
    assert client.get(reverse("admin:index")).status_code == 302
    assert ONE_SENTENCE in said(log_in("bob"))


def test_somebody_logged_in_is_led_on(client, bob):
    client.force_login(bob)
    assert client.get(reverse("admin:login")).url == reverse("admin:index")


@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("name", ["home", "school_list"])
def test_public_pages_know_no_sessions(client, db, name):
    response = client.get(reverse(name))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
