"""Sending through real mail servers: nothing is lost, and nothing told twice but in the two cases named here."""

import datetime as dt
import email
import email.policy
import logging
import threading

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from icalendar import Calendar

from events.models import Notice, NoticeText
from events.notices import channels, delivery
from events.notices.outbox import resend_notice
from tests.events.notices.mail_servers import (
    ContentRefusingServer,
    DroppingServer,
    HangingServer,
    MailServer,
    RefusingServer,
    TakingAndDroppingServer,
    free_port,
    run_server,
    silent_port,
)


@pytest.fixture(autouse=True)
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3


@pytest.fixture
def real(monkeypatch):
    """Real time, which stands still until the test moves it."""

    class Real:
        moment = timezone.now()

        def moved(self, **by):
            self.moment += dt.timedelta(**by)

    real = Real()
    monkeypatch.setattr(timezone, "now", lambda: real.moment)
    return real


@pytest.fixture
def notice(alice, write):
    return write(alice)


def attempt(notice, now):
    delivery.attempt_delivery(notice.pk, now=now)
    notice.refresh_from_db()
    return notice


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_accepted(notice, now):
    with run_server(MailServer()) as server:
        attempt(notice, now)
        attempt(notice, now)
    assert (notice.state, notice.attempts, notice.last_error) == ("sent", 1, "")
    assert notice.sent_at
    [envelope] = server.mails
    assert envelope.rcpt_tos == ["alice@mail.example"]


def test_mail_is_text_html_and_calendar(notice, alice, now):
    with run_server(MailServer()) as server:
        attempt(notice, now)
    mail = read(server.mails[0])
    assert mail["Subject"] == notice.subject
    assert mail["Message-ID"] == f"<notice-{notice.pk}.{alice.uid}@testserver>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(["plain"]).get_content().split() == notice.body.split()
    html = mail.get_body(["html"]).get_content()
    assert f'<a href="http://testserver/bookings/{alice.token}/">' in html
    assert html.count(alice.token) == 1
    assert "亲子RC模型组装" in html
    assert "style=" not in html
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == f"{alice.reference}.ics"
    [entry] = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert entry["uid"] == f"{alice.uid}@testserver"


def test_html_escapes_what_people_wrote(alice, write, now):
    alice.slot.session.title = "<b>木工</b>"
    alice.slot.session.save()
    with run_server(MailServer()) as server:
        attempt(write(alice), now)
    assert "&lt;b&gt;木工&lt;/b&gt;" in read(server.mails[0]).get_body(["html"]).get_content()


def test_subject_stays_one_line(alice, write, now):
    NoticeText.objects.create(kind="confirmed", language="zh-hans", subject="{name}", body="{session}")
    alice.contact_name = "Eve\r\nBcc: e@mail.example"
    alice.save()
    with run_server(MailServer()) as server:
        attempt(write(alice), now)
    assert server.mails[0].rcpt_tos == ["alice@mail.example"]
    assert "Bcc" not in read(server.mails[0])


@pytest.mark.parametrize(
    ("server", "told"),
    [
        (RefusingServer("450 4.2.1 <{address}> is busy"), "OSError: 450 4.2.1 <***> is busy"),
        (ContentRefusingServer("451 4.3.0 later"), "SMTPDataError"),
        (HangingServer(), "timed out"),
        (DroppingServer(), "SMTPServerDisconnected"),
    ],
)
def test_not_now(notice, now, real, server, told):
    with run_server(server):
        attempt(notice, now)
        attempt(notice, now)
    assert (notice.state, notice.attempts) == ("due", 1)
    assert notice.next_try_at == real.moment + dt.timedelta(minutes=1)
    assert told in notice.last_error
    real.moved(minutes=1)
    with run_server(MailServer()) as kinder:
        attempt(notice, now)
    assert notice.state == "sent"
    assert len(kinder.mails) == 1
    assert server.mails == []


@pytest.mark.parametrize("server", [RefusingServer("550 5.1.1 <{address}> unknown"), ContentRefusingServer("554 5.7.1 no")])
def test_refused_for_good(notice, alice, now, server):
    with run_server(server):
        attempt(notice, now)
    assert (notice.state, notice.attempts, notice.next_try_at) == ("failed", 1, None)
    assert notice.failed_at
    call = Notice.objects.to_call().get()
    assert (call.event_key, call.booking, call.body) == (f"{notice.event_key}:call", alice, notice.body)


def test_nobody_listens(notice, now, settings):
    settings.EMAIL_PORT = free_port()
    attempt(notice, now)
    assert (notice.state, notice.attempts) == ("due", 1)


def test_server_that_never_greets(notice, now):
    started = timezone.now()
    with silent_port():
        attempt(notice, now)
    assert (notice.state, notice.attempts) == ("due", 1)
    assert timezone.now() - started < dt.timedelta(seconds=3)


def test_production_waits_no_longer_than_twenty_seconds():
    from edu_week import settings as real_settings

    assert 0 < real_settings.EMAIL_TIMEOUT <= 20


def test_taken_but_not_confirmed_is_sent_twice_with_the_same_id(notice, now, real):
    """One of the two doubles: nobody can tell this from a mail that was lost."""
    with run_server(TakingAndDroppingServer()) as dropping:
        attempt(notice, now)
    real.moved(minutes=1)
    with run_server(MailServer()) as server:
        attempt(notice, now)
    assert read(dropping.mails[0])["Message-ID"] == read(server.mails[0])["Message-ID"]
    assert notice.state == "sent"


def test_worker_killed_before_marking_sends_once_more_after_its_lease(notice, now, real, monkeypatch):
    """The other double."""
    with run_server(MailServer()) as server:
        monkeypatch.setattr(delivery, "mark_notice_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            attempt(notice, now)
        monkeypatch.undo()
        monkeypatch.setattr(timezone, "now", lambda: real.moment)
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == ("due", 1)
        attempt(notice, now)
        assert len(server.mails) == 1
        real.moved(minutes=1)
        attempt(notice, now)
        attempt(notice, now)
    assert notice.state == "sent"
    assert [read(mail)["Message-ID"] for mail in server.mails] == [channels.message_id(notice)] * 2


def killed(*_arguments):
    raise KeyboardInterrupt


def test_waits_grow_and_end_after_a_day(notice, now, real, monkeypatch):
    monkeypatch.setattr(channels, "send_notice", lambda _notice: broken())
    waits, began = [], real.moment
    while attempt(notice, now).state == "due":
        waits.append(notice.next_try_at - real.moment)
        real.moment = notice.next_try_at - dt.timedelta(seconds=1)
        assert attempt(notice, now).attempts == len(waits)  # too early
        real.moment = notice.next_try_at
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 240, 240, 240, 240, 240, 240]
    assert dt.timedelta(hours=24) < real.moment - began < dt.timedelta(hours=26)
    assert (notice.state, notice.attempts) == ("failed", 11)
    assert Notice.objects.to_call().count() == 1


def broken():
    raise ZeroDivisionError("of 13800001234 and alice@mail.example")


def test_errors_and_logs_name_nobody(notice, now, monkeypatch, caplog):
    monkeypatch.setattr(channels, "send_notice", lambda _notice: broken())
    with caplog.at_level(logging.DEBUG):
        attempt(notice, now)
    assert notice.last_error == "ZeroDivisionError: of 138****1234 and ***"
    assert "138" not in caplog.text
    assert "alice" not in caplog.text


def test_not_due_by_the_portals_clock(notice, now):
    with run_server(MailServer()) as server:
        attempt(notice, now - dt.timedelta(seconds=1))
    assert (notice.attempts, server.talks) == (0, 0)


def test_claimed_by_one_of_two(notice, now):
    assert delivery.claim_notice(notice.pk, now)
    assert delivery.claim_notice(notice.pk, now) is None


@pytest.mark.django_db(transaction=True)
def test_a_crowd_of_workers_sends_once(notice, now, settings):
    def work():
        try:
            delivery.attempt_delivery(notice.pk, now=now)
        finally:
            connection.close()

    settings.EMAIL_TIMEOUT = 5
    with run_server(MailServer()) as server:
        workers = [threading.Thread(target=work) for _number in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, len(server.mails)) == ("sent", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_talked_to(notice, now, monkeypatch):
    seen = []
    monkeypatch.setattr(channels, "send_notice", lambda _notice: seen.append(connection.in_atomic_block))
    attempt(notice, now)
    assert seen == [False]


def test_slow_worker_does_not_undo_what_another_did(notice, now, real, monkeypatch):
    """Its lease ran out and another sent; its own failure then changes nothing."""

    def slow(_notice):
        Notice.objects.filter(pk=notice.pk).update(attempts=2, state="sent", sent_at=real.moment)
        raise OSError

    monkeypatch.setattr(channels, "send_notice", slow)
    attempt(notice, now)
    assert (notice.state, notice.next_try_at) == ("sent", notice.next_try_at)
    assert not Notice.objects.to_call().exists()


def test_address_that_is_gone_goes_to_the_call_list(notice, alice, now):
    alice.email = ""
    alice.save()
    attempt(notice, now)
    assert notice.state == "failed"
    assert Notice.objects.to_call().get().booking == alice


@pytest.mark.parametrize(
    "address", ["alice", "alice\u200b@mail.example", "a b@mail.example", "alice@mail..example", "alice@" + "a" * 70]
)
def test_malformed_address_goes_to_the_call_list_at_once(notice, alice, now, address):
    alice.email = address
    alice.save()
    with run_server(MailServer()) as server:
        attempt(notice, now)
    assert (notice.state, notice.attempts, notice.last_error) == ("failed", 1, "PermanentDeliveryError: malformed address")
    assert Notice.objects.to_call().get().booking == alice
    assert server.talks == 0


def test_news_that_was_never_tried_is_not_told_after_newer(alice, write, now):
    first, second = write(alice, "confirmed"), write(alice, "cancelled")
    with run_server(MailServer()) as server:
        attempt(second, now)
        assert attempt(first, now).state == "dropped"
    assert len(server.mails) == 1


def test_older_news_sent_again_does_not_outdate_newer(alice, write, now):
    first, second = write(alice, "confirmed"), write(alice, "changed_by_staff")
    with run_server(MailServer()) as server:
        attempt(first, now)
        attempt(resend_notice(Notice.objects.get(pk=first.pk), now=now), now)
        assert attempt(second, now).state == "sent"
    assert len(server.mails) == 3


def test_of_one_booking_one_is_sent_after_the_other(alice, write, now):
    first, second = write(alice, "confirmed"), write(alice, "cancelled")
    assert delivery.claim_notice(first.pk, now)
    assert delivery.claim_notice(second.pk, now) is None
    delivery.schedule_retry(Notice.objects.get(pk=first.pk), OSError("busy"), now)
    assert delivery.claim_notice(second.pk, now)


def test_lease_is_renewed_while_the_server_takes_its_time(notice, now, real, monkeypatch):
    seen = []

    def send_slowly(_notice):
        for _time in range(4):
            real.moved(seconds=delivery.RENEW_SECONDS * 2)
            delivery.leases.renew()
            seen.append(delivery.claim_notice(notice.pk, now))

    monkeypatch.setattr(channels, "send_notice", send_slowly)
    attempt(notice, now)
    assert seen == [None] * 4
    assert (notice.state, notice.attempts) == ("sent", 1)
    assert not delivery.leases.ids


def test_sent_is_recorded_once_the_database_answers_again(notice, now, monkeypatch):
    problems = [OperationalError("database is locked"), InterfaceError("connection already closed")] * 9
    mark, failures = delivery.mark_notice_sent, iter(problems)

    def mark_later(notice):
        if failure := next(failures, None):
            raise failure
        mark(notice)

    monkeypatch.setattr(delivery, "RECORD_AGAIN_SECONDS", 0)
    monkeypatch.setattr(delivery, "close_old_connections", lambda: None)
    monkeypatch.setattr(delivery, "mark_notice_sent", mark_later)
    with run_server(MailServer()) as server:
        attempt(notice, now)
    assert (notice.state, len(server.mails)) == ("sent", 1)


def test_what_is_being_sent_is_not_sent_twice_however_long_the_database_was_away(notice, now, real, monkeypatch):
    """Nothing renews a lease meanwhile; the sender that waits to record the mail is in this process."""
    mark, claimed = delivery.mark_notice_sent, []

    def mark_after_absence(notice):
        real.moved(seconds=delivery.CLAIM_LEASE.total_seconds() + 1)
        claimed.append(delivery.claim_next(list(Notice.Priority), now=now))
        mark(notice)

    monkeypatch.setattr(delivery, "mark_notice_sent", mark_after_absence)
    with run_server(MailServer()) as server:
        attempt(notice, now)
    assert claimed == [None]
    assert (notice.state, notice.attempts, len(server.mails)) == ("sent", 1, 1)


def test_what_a_killed_worker_was_sending_goes_on_within_a_minute(notice, now, real):
    assert delivery.claim_notice(notice.pk, now)  # by a worker that ends here
    real.moved(seconds=delivery.CLAIM_LEASE.total_seconds() - 1)
    assert delivery.claim_next(list(Notice.Priority), now=now) is None
    real.moved(seconds=2)
    assert delivery.claim_next(list(Notice.Priority), now=now) == notice
    assert dt.timedelta(seconds=50) > delivery.CLAIM_LEASE  # a new worker needs some seconds to start


def test_old_news_is_not_told_after_new(alice, write, now, real):
    with run_server(RefusingServer("450 later")):
        first = attempt(write(alice, "confirmed"), now)
    with run_server(MailServer()) as server:
        assert attempt(write(alice, "cancelled"), now).state == "sent"
        real.moved(hours=1)
        assert attempt(first, now).state == "dropped"
    assert len(server.mails) == 1


def test_erased_booking_is_told_nothing_more(notice, alice, now):
    alice.contact_name = alice.phone = alice.email = ""
    alice.erased_at = now
    alice.save()
    assert attempt(notice, now).state == "dropped"


def test_sent_again_after_a_failure(notice, now):
    with run_server(RefusingServer("550 no")):
        attempt(notice, now)
    resend_notice(notice, now=now)
    assert (notice.state, notice.attempts, notice.failed_at) == ("due", 0, None)
    with run_server(MailServer()) as server:
        attempt(notice, now)
    assert len(server.mails) == 1
    assert not Notice.objects.to_call().exists()  # nobody need telephone any more


def test_sent_again_after_success_is_a_new_row(notice, now):
    with run_server(MailServer()) as server:
        attempt(notice, now)
        again = [resend_notice(Notice.objects.get(pk=notice.pk), now=now) for _time in range(2)]
        for row in again:
            attempt(row, now)
    assert [row.event_key for row in again] == [f"{notice.event_key}:again:1", f"{notice.event_key}:again:2"]
    assert len({read(mail)["Message-ID"] for mail in server.mails}) == 3
