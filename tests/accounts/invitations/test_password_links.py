"""Links an administrator makes, and the one that somebody asks for by mail."""

import datetime as dt
import re
import smtplib

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts.invitations import password_links
from accounts.models import PasswordLink, User
from accounts.passwords.tasks import send_reset_mails
from content.mail import PortalMail
from tests.accounts.conftest import PASSWORD, said
from tests.queued_tasks import run_queued_tasks

NEW = "Chosen-by-me-1"
BOTH = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def carol(db):
    """Invited, not yet there."""
    user = User(username="carol", display_name="Carol", is_staff=True, is_active=False, email="carol@school.example")
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def link(carol, sam):
    return password_links.create_password_link(carol, "invitation", made_by=sam)


def path_of(link):
    return password_links.password_link_url(link).removeprefix("http://testserver")


def test_invited_person_chooses_a_password_and_logs_in(client, link, carol, log_in, events):
    page = client.get(path_of(link))
    assert "carol" in said(page)
    assert client.post(path_of(link), BOTH).url == "/admin/login/"
    assert log_in("carol", NEW).url == "/admin/"
    assert events() == ["password_changed", "login"]


def test_weak_password_is_refused_and_the_link_stays_good(client, link):
    assert client.post(path_of(link), {"new_password1": "weak", "new_password2": "weak"}).context["form"].errors
    assert client.post(path_of(link), BOTH).status_code == 302


def test_link_works_once(client, link, carol):
    client.post(path_of(link), BOTH)
    again = client.post(path_of(link), {"new_password1": "Another-one-2", "new_password2": "Another-one-2"})
    assert again.status_code == 410
    assert "已经用过" in said(again)
    carol.refresh_from_db()
    assert carol.check_password(NEW)


def test_link_runs_out_after_a_week(client, link, later):
    later(days=6, hours=23)
    assert client.get(path_of(link)).status_code == 200
    later(hours=2)
    assert "已过期" in said(client.get(path_of(link)))


def test_withdrawn_and_replaced_links_say_so(client, link, carol, sam):
    newer = password_links.create_password_link(carol, "invitation", made_by=sam)
    assert "已作废" in said(client.get(path_of(link)))
    assert client.get(path_of(newer)).status_code == 200
    password_links.withdraw_password_links(carol)
    assert "已作废" in said(client.get(path_of(newer)))


@pytest.mark.parametrize("change", [lambda text: text[:-2] + "/", lambda text: re.sub(r"/\d+-", "/999-", text)])
def test_made_up_link_says_nothing_about_anybody(client, link, change):
    response = client.get(change(path_of(link)))
    assert response.status_code == 404
    assert "链接不完整" in said(response)


def test_number_given_out_before_a_backup_was_restored_is_another_link(client, link, carol, bob, sam):
    path = path_of(link)
    PasswordLink.objects.filter(pk=link.pk).update(user=bob, made_at=link.made_at + dt.timedelta(days=1))
    assert client.get(path).status_code == 404


def test_link_of_a_closed_account_does_not_open_it(client, bob, sam):
    link = password_links.create_password_link(bob, "reset", made_by=sam)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert "账号已停用" in said(client.post(path_of(link), BOTH))


def test_new_password_ends_sessions_and_lifts_the_lock(client, bob, sam, log_in):
    client.force_login(bob)
    for _time in range(5):
        Client().post("/admin/login/", {"username": "bob", "password": "wrong"})
    link = password_links.create_password_link(bob, "reset", made_by=sam)
    Client().post(path_of(link), BOTH)
    assert client.get("/admin/").status_code == 302
    assert log_in("bob", NEW).status_code == 302


def test_database_refuses_two_open_links(link, carol):
    with pytest.raises(IntegrityError):
        PasswordLink.objects.create(user=carol, kind="reset", expires_at=link.expires_at)


def test_mail_carries_the_link(link, carol):
    password_links.mail_password_link(link)
    (sent,) = mail.outbox
    assert sent.to == ["carol@school.example"]
    assert password_links.password_link_url(link) in sent.body


def ask_for_reset(client, email):
    answer = client.post("/admin/password_reset/", {"email": email}, follow=True)
    run_queued_tasks()
    return answer


def test_forgotten_password_by_mail(client, bob, log_in, events):
    ask_for_reset(client, "bob@school.example")
    (sent,) = mail.outbox
    path = re.search(r"http://testserver(\S+)", sent.body)[1]
    form_page = client.get(path, follow=True)
    assert client.post(form_page.request["PATH_INFO"], BOTH).url == "/admin/login/"
    assert log_in("bob", NEW).status_code == 302
    assert "已用过或已过期" in said(Client().get(path, follow=True))
    assert events() == ["password_changed", "login"]


def test_answer_is_the_same_for_an_address_nobody_has(client, bob):
    known, unknown = ask_for_reset(client, "bob@school.example"), ask_for_reset(client, "no@school.example")
    assert re.sub(r'nonce="\S+"', "", said(known)) == re.sub(r'nonce="\S+"', "", said(unknown))
    assert len(mail.outbox) == 1


def test_nobody_fills_a_mailbox(client, bob):
    for count in (1, 0, 0):
        ask_for_reset(client, "bob@school.example")
        assert len(mail.outbox) == count
        mail.outbox.clear()


def test_mail_server_that_is_away_is_asked_again(client, bob, monkeypatch, later, caplog):
    def fail(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(PortalMail, "send", fail)
        ask_for_reset(client, "bob@school.example")
    assert (mail.outbox, run_queued_tasks()) == ([], 0)
    later(minutes=1)
    assert run_queued_tasks() == 1
    assert [sent.to for sent in mail.outbox] == [["bob@school.example"]]
    assert "bob@school.example" not in caplog.text


def test_mail_server_that_stays_away_is_not_asked_for_ever(client, bob, monkeypatch, later):
    monkeypatch.setattr(PortalMail, "send", lambda *args, **kwargs: (_ for _ in ()).throw(OSError))
    ask_for_reset(client, "bob@school.example")
    tries = 1
    while DBTaskResult.objects.exists():
        later(minutes=15)
        tries += run_queued_tasks()
    assert tries == 4


def test_only_the_worker_sends_the_mail_and_the_queue_holds_no_address(client, bob):
    client.post("/admin/password_reset/", {"email": "bob@school.example"})
    client.post("/admin/password_reset/", {"email": "nobody@school.example"})
    assert mail.outbox == []
    waiting = [row.args_kwargs for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert waiting == [{"args": [keys], "kwargs": {"language": "zh-hans"}} for keys in ([bob.pk], [])]


def test_link_is_in_the_language_of_the_page(bob):
    send_reset_mails.func([bob.pk], language="en")
    assert mail.outbox[0].subject == "Choose a new password"


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_account_that_was_closed_meanwhile_gets_no_mail(client, bob, change):
    client.post("/admin/password_reset/", {"email": "bob@school.example"})
    User.objects.filter(pk=bob.pk).update(**change)
    run_queued_tasks()
    assert mail.outbox == []


def test_invited_account_is_not_opened_by_the_forgotten_page(client, carol):
    ask_for_reset(client, carol.email)
    assert mail.outbox == []


def test_mail_server_that_fails_is_told_and_the_link_is_shown(client, sam, carol, monkeypatch):
    def fail(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(PortalMail, "send", fail)
    client.force_login(sam)
    page = client.post(f"/admin/accounts/user/{carol.pk}/tools/", {"deed": "make_link"}, follow=True)
    assert "邮件没有发出去" in said(page)
    assert "/admin/password_link/" in said(page)
    assert PASSWORD not in said(page)


def test_link_that_runs_out_while_its_page_is_open_sets_no_password(link, carol, later):
    """The page was right when it was checked; what counts is the moment of use."""
    later(days=8)
    assert not password_links.use_password_link(link, NEW)
    carol.refresh_from_db()
    assert not carol.check_password(NEW)
    assert not carol.is_active
