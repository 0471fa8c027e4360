"""The one way out for mail."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def portal_mail(settings):
    settings.EMAIL_BACKEND, settings.MAIL_TRANSPORT = "edu_week.mail.PortalMail", LOCMEM


@pytest.fixture
def rehearsal(settings):
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, tzinfo=dt.UTC)


def send(subject="主题", body="正文", **more):
    EmailMultiAlternatives(subject=subject, body=body, to=["carol@example.org"], **more).send()


def test_mail_goes_where_it_is_addressed():
    send(cc=["bob@example.org"])
    assert [(sent.recipients(), sent.subject) for sent in mail.outbox] == [(["carol@example.org", "bob@example.org"], "主题")]


def test_mail_of_a_rehearsal_is_one_line_of_the_log(rehearsal, caplog, capsys):
    send(body="https://example.org/bookings/secret/\n王女士")
    assert mail.outbox == []
    assert caplog.messages == ["Mail to c***@example.org, not sent (it goes to the console): [演练时钟] 主题"]
    assert capsys.readouterr().out == ""


def test_mail_to_the_console_is_one_line_of_the_log(settings, caplog, capsys):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    send(body="https://example.org/bookings/secret/", bcc=["dave@example.org"])
    assert caplog.messages == ["Mail to c***@example.org, d***@example.org, not sent (it goes to the console): 主题"]
    assert capsys.readouterr().out == ""


def test_all_mail_of_a_rehearsal_goes_to_one_address(rehearsal, settings):
    settings.REHEARSAL_MAIL_TO = "drill@example.org"
    send(cc=["bob@example.org"], bcc=["dave@example.org"], headers={"To": "carol@example.org"})
    (sent,) = mail.outbox
    assert sent.recipients() == ["drill@example.org"]
    assert "example.org" not in str(sent.message()).replace("drill@example.org", "")
    assert sent.subject == "[演练时钟] 主题"


def test_odd_characters_end_no_mail():
    send(subject="主\x0b题\r\nBcc: x@example.org\ud800", body="正\x0b文\ufffe\ud800")
    (sent,) = mail.outbox
    assert sent.subject == "主 题 Bcc: x@example.org"
    assert sent.message().as_bytes()
    assert sent.body == "正 文"


def test_connection_is_that_of_the_transport():
    with get_connection() as connection:
        assert connection.transport.__class__.__module__ == "django.core.mail.backends.locmem"
