"""The senders: news first, and nothing that is slow holds it up."""

import threading
import time

import pytest
from django.db import connection, transaction

from content import clock
from events.models import Notice, TimeSlot
from events.notices import channels, delivery, outbox, reminders, senders
from tests.factories.events import BookingFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)
Priority = Notice.Priority


class Channel:
    """Records what is sent, in order; sends of `slow` kinds hang until `released`."""

    def __init__(self):
        self.sent, self.began, self.slow = [], [], set()
        self.changed, self.released = threading.Condition(), threading.Event()

    def send(self, notice):
        self.record(self.began, notice)
        if notice.kind in self.slow:
            self.released.wait(30)
        self.record(self.sent, notice)

    def record(self, notices, notice):
        with self.changed:
            notices.append(notice.pk)
            self.changed.notify_all()

    def wait_for(self, condition, seconds=10):
        with self.changed:
            assert self.changed.wait_for(condition, seconds), (self.began, self.sent)


@pytest.fixture
def channel(monkeypatch):
    channel = Channel()
    monkeypatch.setattr(channels, "send_notice", channel.send)
    return channel


@pytest.fixture
def running(channel, now, monkeypatch):
    """`running()` starts the senders, as the worker does."""
    monkeypatch.setattr(senders, "POLL_SECONDS", 0.05)
    stopped, threads = threading.Event(), []
    yield lambda: threads.extend(senders.start_senders(stopped))
    channel.released.set()
    senders.stop_senders(threads, stopped, within=10)
    assert not any(thread.is_alive() for thread in threads)


def write_news(kind="confirmed", **more):
    booking = BookingFactory(email="a@mail.example", **more)
    return outbox.write_notice(booking, kind, now=clock.now())


def write_many(kind, count):
    """As many notices as a message, an evening of reminders or a moved day writes."""
    slot = TimeSlotFactory(capacity=500)
    bookings = BookingFactory.create_batch(count, slot=slot, email="a@mail.example")
    notices = outbox.write_notices([outbox.NoticeItem(booking=row, kind=kind) for row in bookings], now=clock.now())
    for notice in notices if kind == "reminder" else ():
        Notice.objects.filter(pk=notice.pk).update(event_key=reminders.booking_reminder_key(notice.booking))
    return notices


def test_news_comes_first_then_reminders(channel, now):
    many, evening = write_many("changed_by_staff", 20), write_many("reminder", 3)
    own = write_news()
    order = [own, *many, *evening]
    for _time in order:
        delivery.deliver_claimed(delivery.claim_next(Priority, now=now), now=now)
    assert channel.sent == [notice.pk for notice in order]
    assert delivery.claim_next(Priority, now=now) is None


def test_few_at_once_are_news_of_their_own(now):
    assert {notice.priority for notice in write_many("promoted", 3)} == {Priority.OWN_NEWS}


def test_confirmation_leaves_at_once(channel, running):
    running()
    notice = write_news()
    channel.wait_for(lambda: channel.sent == [notice.pk])


def test_confirmation_does_not_wait_for_a_hanging_message(channel, running):
    channel.slow = {"reminder"}
    write_many("reminder", 5)
    running()
    channel.wait_for(lambda: len(channel.began) == 1)
    notice = write_news()
    channel.wait_for(lambda: notice.pk in channel.sent)
    assert len(channel.began) == 2


def test_confirmation_does_not_wait_for_another_that_hangs(channel, running):
    channel.slow = {"cancelled"}
    hanging = [write_news("cancelled"), write_news("cancelled")]
    running()
    channel.wait_for(lambda: len(channel.began) == 2)
    notice = write_news()
    channel.wait_for(lambda: channel.sent == [notice.pk])
    assert set(channel.began) == {notice.pk, *(one.pk for one in hanging)}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_confirmation_does_not_wait_for_an_import(channel, running):
    """A long transaction with many rows, and a processor that has no time, both in the worker's own process."""
    slot, finished, began = TimeSlotFactory(capacity=10), threading.Event(), threading.Event()

    def write_rows():
        try:
            with transaction.atomic():
                while not finished.is_set():
                    TimeSlot.objects.filter(pk=slot.pk).update(capacity=11)
                    began.set()
        finally:
            connection.close()

    job = threading.Thread(target=write_rows)
    job.start()
    try:
        assert began.wait(10)
        running()
        notice = write_news()
        channel.wait_for(lambda: channel.sent == [notice.pk])
    finally:
        finished.set()
        job.join(10)


def test_each_is_sent_once(channel, running):
    notices = write_many("changed_by_staff", 40) + write_many("reminder", 10)
    running()
    channel.wait_for(lambda: len(channel.sent) == len(notices), seconds=30)
    assert sorted(channel.sent) == sorted(notice.pk for notice in notices)


def test_sender_goes_on_after_a_failure(channel, running, monkeypatch, caplog):
    claim, failures = delivery.claim_next, iter([OSError("the database is away")])

    def fail_once(*args, **options):
        if failure := next(failures, None):
            raise failure
        return claim(*args, **options)

    monkeypatch.setattr(senders, "PAUSE_AFTER_FAILURE", 0.05)
    monkeypatch.setattr(delivery, "claim_next", fail_once)
    running()
    notice = write_news()
    channel.wait_for(lambda: channel.sent == [notice.pk])
    assert "A sender failed" in caplog.text


def test_stopping_lets_a_sender_finish(channel, now):
    channel.slow = {"confirmed"}
    notice, stopped = write_news(), threading.Event()
    threads = senders.start_senders(stopped)
    channel.wait_for(lambda: channel.began == [notice.pk])
    threading.Timer(0.2, channel.released.set).start()
    senders.stop_senders(threads, stopped, within=10)
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_stopping_does_not_wait_for_ever(channel, now):
    channel.slow = {"confirmed"}
    notice, stopped = write_news(), threading.Event()
    threads = senders.start_senders(stopped)
    channel.wait_for(lambda: channel.began == [notice.pk])
    started = time.monotonic()
    senders.stop_senders(threads, stopped, within=0.1)
    assert time.monotonic() - started < 5
    channel.released.set()
    for thread in threads:
        thread.join(10)
