"""Writing: in the change's own transaction, once per event, with the words of that moment."""

import datetime as dt

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from events.models import BookingEvent, Notice, NoticeText
from events.notices import outbox
from tests.factories.events import SHANGHAI, BookingFactory


def test_words_are_those_of_the_moment(alice, write):
    notice = write(alice)
    alice.slot.session.title = "另一个活动"
    alice.slot.session.save()
    notice.refresh_from_db()
    assert "亲子RC模型组装" in notice.subject
    assert "亲子RC模型组装" in notice.body
    assert notice.language == "zh-hans"


def test_every_notice_has_the_address_of_its_ticket(alice, write):
    for kind in dict(NoticeText.KINDS):
        assert f"http://testserver/bookings/{alice.token}/" in write(alice, kind).body


def test_in_the_bookers_language(alice, write):
    alice.language = "en"
    alice.save()
    notice = write(alice)
    assert notice.subject == "Booked: 亲子RC模型组装, Sat 17 May 09:30–10:30"
    assert f"http://testserver/en/bookings/{alice.token}/" in notice.body
    assert "People: 2 people" in notice.body


def test_same_event_is_one_row(alice, write):
    assert write(alice) == write(alice)
    BookingEvent.objects.create(booking=alice, at=alice.created_at, actor="clock", to_state="confirmed")
    write(alice)
    assert Notice.objects.count() == 2


def test_rolled_back_change_leaves_no_notice(alice, write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as to_do, transaction.atomic():
        write(alice)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert to_do == []


def test_sent_at_once_after_the_commit(alice, write, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = write(alice)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [notice.pk]


def test_change_stands_when_the_queue_fails(alice, write, monkeypatch, django_capture_on_commit_callbacks, caplog):
    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.enqueue", lambda *_, **__: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        notice = write(alice)
    assert notice.state == "due"
    assert "ZeroDivisionError" in caplog.text


def test_change_is_told_from_and_to(alice, write):
    before = outbox.take_snapshot(alice)
    alice.slot.starts_at = dt.datetime(2025, 5, 17, 14, 0, tzinfo=SHANGHAI)
    alice.slot.ends_at = dt.datetime(2025, 5, 17, 15, 0, tzinfo=SHANGHAI)
    alice.slot.save()
    for language, line in {
        "en": "Before: Sat 17 May 09:30–10:30\nNow: Sat 17 May 14:00–15:00\n",
    }.items():
        alice.language = language
        alice.save()
        assert line in write(alice, "changed_by_staff", before=before).body


def test_only_what_differs_is_told(alice, write):
    alice.language = "en"
    alice.save()
    before = outbox.take_snapshot(alice)
    alice.people = 1
    alice.save()
    assert "Before: 2 people\nNow: 1 person\n" in write(alice, "changed_by_booker", before=before).body


def test_who_falls_back_to_the_waiting_list_reads_so(alice, write):
    alice.language = "en"
    alice.save()
    before = outbox.take_snapshot(alice)
    alice.state, alice.queued_at = "waitlisted", alice.created_at
    alice.save()
    assert "Before: confirmed\nNow: on the waiting list\n" in write(alice, "changed_by_staff", before=before).body


def test_nothing_differs_and_nothing_is_said_of_it(alice, write):
    alice.language = "en"
    alice.save()
    body = write(alice, "changed_by_booker", before=outbox.take_snapshot(alice)).body
    assert "Before" not in body
    assert "\n\n\n" not in body


def test_reason_is_told_where_there_is_one(alice, write):
    alice.language = "en"
    alice.save()
    assert "Reason: 场地检修" in write(alice, "cancelled", reason="场地检修").body
    assert "Reason" not in write(alice, "rejected").body


@pytest.mark.parametrize(
    ("email", "backend", "source", "channel"),
    [
        ("a@mail.example", "console", "editor", "mail"),
        ("a@mail.example", "somewhere.Sms", "editor", "mail"),
        ("", "console", "editor", "call"),
        ("", "somewhere.Sms", "editor", "sms"),
        ("a@mail.example", "somewhere.Sms", "sample", "call"),
    ],
)
def test_channel(db, write, settings, email, backend, source, channel):
    settings.SMS_BACKEND = backend
    assert write(BookingFactory(email=email, source=source)).channel == channel


def test_text_message_is_four_short_lines(db, write, settings):
    settings.SMS_BACKEND = "somewhere.Sms"
    booking = BookingFactory(language="en", slot__session__title="亲子RC模型组装")
    notice = write(booking, "promoted")
    assert notice.subject == "Promoted from the waiting list"
    assert notice.body.splitlines() == ["亲子RC模型组装", "Sat 17 May 09:30–10:30", booking.spaced_reference]
