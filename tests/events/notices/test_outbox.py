"""Writing: in the change's own transaction, once per event, with the words of that moment."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Booking, BookingEvent, Notice, NoticeText
from events.notices import outbox
from tests.factories.events import SHANGHAI, BookingFactory, TimeSlotFactory


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
    assert "Party: 2 people" in notice.body


def test_same_event_is_one_row(alice, write):
    assert write(alice) == write(alice)
    BookingEvent.objects.create(booking=alice, at=alice.created_at, actor="clock", to_state="confirmed")
    write(alice)
    assert Notice.objects.count() == 2


def test_many_are_written_in_a_bounded_number_of_statements(db, now):
    slot, counts = TimeSlotFactory(capacity=200), []
    for crowd in (1, 40):
        BookingFactory.create_batch(crowd, slot=slot)
        bookings = list(Booking.objects.filter(notices=None).order_by("-pk"))
        with CaptureQueriesContext(connection) as seen:
            notices = outbox.write_notices([outbox.NoticeItem(booking=row, kind="promoted") for row in bookings], now=now)
        assert [notice.booking for notice in notices] == bookings
        assert {notice.pk for notice in notices} == set(Notice.objects.filter(booking__in=bookings).values_list("pk", flat=True))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_many_with_one_event_are_one_row(alice, now):
    items = [outbox.NoticeItem(booking=alice, kind=kind) for kind in ("promoted", "cancelled", "promoted")]
    first, second, third = outbox.write_notices(items, now=now)
    assert (first, first.pk) == (third, outbox.write_notices(items[:1], now=now)[0].pk)
    assert [notice.kind for notice in Notice.objects.order_by("pk")] == ["promoted", "cancelled"]
    assert second.pk


def test_one_is_written_in_few_statements(alice, now, django_assert_num_queries):
    booking = Booking.objects.select_related(*outbox.BOOKING_RELATIONS).get()
    with django_assert_num_queries(3):
        outbox.write_notice(booking, "confirmed", now=now)


def test_change_that_is_only_asked_for(alice, write, now):
    alice.language = "en"
    alice.save()
    notice = write(alice, "change_requested", asked="2 people → 4 people", expires_at=now + dt.timedelta(hours=7, minutes=30))
    assert "Asked for: 2 people → 4 people\n" in notice.body
    assert "by Tue 13 May at 17:00 at the latest" in notice.body
    assert "Party: 2 people" in notice.body
    ended = write(alice, "change_ended", asked="2 people → 4 people", reason="场地检修")
    assert "Asked for: 2 people → 4 people\n" in ended.body
    assert "Reason: 场地检修" in ended.body


def test_address_of_the_ticket_is_sent_as_often_as_it_is_asked_for(alice, write, clock_at):
    first = write(alice, "ticket_link")
    clock_at("2025-05-13T09:31")
    assert write(alice, "ticket_link").pk != first.pk
    assert f"http://testserver/bookings/{alice.token}/" in first.body


def test_text_message_has_the_address_of_the_ticket(db, write, settings):
    settings.SMS_BACKEND = "somewhere.Sms"
    booking = BookingFactory(language="en")
    notice = write(booking, "ticket_link")
    assert notice.subject == "Address of the ticket"
    assert notice.body.splitlines()[-1] == f"http://testserver/en/bookings/{booking.token}/"


def test_rolled_back_change_leaves_no_notice(alice, write):
    with transaction.atomic():
        write(alice)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


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
