"""Words to many bookers: whom they reach, in which words, once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from events.models import Booking, Message, Notice, TimeSlot
from events.notices import bulk_messages, delivery, outbox, reminders, sms
from events.notices.errors import PermanentDeliveryError
from tests.factories.events import BookingFactory, ClassBookingFactory, EventSessionFactory, TimeSlotFactory


@pytest.fixture
def slot(db):
    return TimeSlotFactory(session__title="亲子RC模型组装", session__title_en="RC models", capacity=60)


def letter(now, **more) -> Message:
    said = {"subject": "改到{venue}", "body": "{name}，{when} 请到二号门。", "states": ["confirmed"], "kinds": ["individual"]}
    return Message(**said | {"created_at": now} | more)


def looked_at(now, **more) -> bulk_messages.MessagePreview:
    return bulk_messages.preview_message(letter(now, **more), TimeSlot.objects.all(), now)


def send(now, **more) -> Message:
    message = letter(now, **more)
    assert bulk_messages.save_message(message, bulk_messages.preview_message(message, TimeSlot.objects.all(), now).notices)
    return message


def reached(outlook) -> set[Booking]:
    return {notice.booking for notice in outlook.going}


class Provider:
    """Takes text messages and keeps what they said."""

    said: list[tuple] = []

    def send(self, message):
        self.said.append(message.values)


class RefusingProvider:
    def send(self, message):
        raise PermanentDeliveryError("blacklisted")


@pytest.fixture
def provider(settings, monkeypatch):
    monkeypatch.setattr(Provider, "said", [])
    settings.SMS_BACKEND = f"{__name__}.Provider"
    return Provider


def test_states_and_kinds_choose(slot, now):
    confirmed = BookingFactory(slot=slot)
    waiting = BookingFactory(slot=slot, state="waitlisted")
    of_class = ClassBookingFactory(slot=slot)
    assert reached(looked_at(now)) == {confirmed}
    assert reached(looked_at(now, states=["confirmed", "waitlisted"])) == {confirmed, waiting}
    assert reached(looked_at(now, states=["pending", "confirmed"], kinds=["class"])) == {of_class}


def test_who_is_no_booker_any_more_is_left_out(slot, now):
    for state in ("cancelled", "rejected", "lapsed"):
        BookingFactory(slot=slot, state=state)
    BookingFactory(slot=slot, erased_at=now, phone="", contact_name="")
    ClassBookingFactory(slot=slot, expires_at=now)
    states = [*Booking.State.values]
    assert not reached(looked_at(now, states=states, kinds=["individual", "class"]))


def test_channels_are_counted(slot, now, settings):
    BookingFactory(slot=slot, email="a@mail.example")
    BookingFactory.create_batch(2, slot=slot)
    BookingFactory(slot=slot, email="b@mail.example", source="sample")
    assert looked_at(now).by_channel == {"mail": 1, "call": 3}
    settings.SMS_BACKEND = f"{__name__}.Provider"
    assert looked_at(now).by_channel == {"mail": 1, "sms": 2, "call": 1}


def test_english_for_who_booked_in_english_where_there_is_any(slot, now):
    BookingFactory(slot=slot, language="en")
    english = {"subject_en": "Moved to {venue}", "body_en": "{session}: gate two, {when}."}
    [notice] = looked_at(now, **english).going
    assert (notice.language, "RC models: gate two, Sat 17 May" in notice.body) == ("en", True)
    [notice] = looked_at(now).going
    assert notice.language == "zh-hans"
    assert "5月17日" in notice.body  # the day is said in the language of the words around it
    assert "/en/" not in notice.body


def test_same_words_are_read_once(slot, now):
    later = TimeSlotFactory(session=slot.session, starts_at=slot.starts_at + dt.timedelta(hours=3))
    first, second = (BookingFactory(slot=each, phone="13800000001") for each in (slot, later))
    seen = looked_at(now, subject="雨天安排", body="请走东门。")
    assert reached(seen) == {first}
    assert (seen.bookers, len(seen.notices)) == (1, 2)
    assert first.spaced_reference in seen.notices[1].last_error
    seen = looked_at(now)  # says when, which differs
    assert reached(seen) == {first, second}
    assert seen.bookers == 1


def test_digest_changes_with_whom_it_reaches_and_what_they_read(slot, now):
    booking = BookingFactory(slot=slot)
    key = uuid.uuid4()
    digests = [looked_at(now, key=key).digest, looked_at(now + dt.timedelta(minutes=5), key=key).digest]
    assert len(set(digests)) == 1
    digests.append(looked_at(now, body="别的话").digest)
    Booking.objects.filter(pk=booking.pk).update(email="carol@mail.example")
    digests.append(looked_at(now).digest)
    BookingFactory(slot=slot)
    digests.append(looked_at(now).digest)
    assert len(set(digests)) == 4


def test_sent_twice_with_one_key_is_sent_once(slot, now):
    BookingFactory.create_batch(3, slot=slot)
    message = send(now)
    again = letter(now, key=message.key, body="别的话")
    assert not bulk_messages.save_message(again, bulk_messages.preview_message(again, TimeSlot.objects.all(), now).notices)
    assert Notice.objects.filter(kind="message").count() == 3
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_one(now, slot):
    BookingFactory.create_batch(5, slot=slot)
    key = uuid.uuid4()

    def work(_number):
        try:
            message = letter(now, key=key)
            return bulk_messages.save_message(
                message, bulk_messages.preview_message(message, TimeSlot.objects.all(), now).notices
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [False, False, False, True]
    assert Notice.objects.filter(kind="message").count() == 5


def test_queries_do_not_grow_with_bookers(slot, now, django_assert_num_queries):
    for count in (2, 40):
        BookingFactory.create_batch(count, slot=TimeSlotFactory(session=EventSessionFactory(), capacity=100))
        with django_assert_num_queries(7):
            send(now)


def test_senders_take_them_last(slot, now, mailoutbox):
    BookingFactory(slot=slot, email="carol@mail.example", contact_name="王女士")
    send(now)
    delivery.deliver_claimed(delivery.claim_next([Notice.Priority.MESSAGE], now=now), now=now)
    assert delivery.claim_next(Notice.Priority, now=now) is None
    [mail] = mailoutbox
    assert "王女士，5月17日" in mail.body


def test_text_message_says_that_there_is_news(slot, now, provider):
    booking = BookingFactory(slot=slot)
    send(now)
    delivery.attempt_delivery(booking.notices.get().pk, now=now)
    [values] = provider.said
    assert values[0] == str(sms.MESSAGE_HEADLINE)
    assert values[-1] == booking.spaced_reference
    assert not any("二号门" in value for value in values)
    assert "二号门" in booking.notices.get(state="sent").body


def test_refused_text_message_becomes_a_call_with_the_words(slot, now, settings):
    settings.SMS_BACKEND = f"{__name__}.RefusingProvider"
    booking = BookingFactory(slot=slot)
    message = send(now)
    delivery.attempt_delivery(booking.notices.get().pk, now=now)
    [call] = Notice.objects.to_call()
    assert call.message == message
    assert "二号门" in call.body


def test_later_change_does_not_make_a_message_old_nor_the_other_way_round(slot, now, provider):
    booking = BookingFactory(slot=slot)
    send(now)
    told = booking.notices.get()
    outbox.write_notice(booking, "changed_by_staff", now=now)
    for notice in (told, *booking.notices.exclude(kind="message")):
        Notice.objects.filter(pk=notice.pk).update(attempts=1)
    delivery.attempt_delivery(booking.notices.get(kind="changed_by_staff").pk, now=now)
    delivery.attempt_delivery(told.pk, now=now)
    assert set(booking.notices.values_list("state", flat=True)) == {"sent"}


def test_message_sent_meanwhile_leaves_an_older_notice_to_be_told(slot, now, provider):
    booking = BookingFactory(slot=slot)
    cancelled = outbox.write_notice(booking, "changed_by_staff", now=now)
    Notice.objects.filter(pk=cancelled.pk).update(attempts=1)
    send(now)
    delivery.attempt_delivery(booking.notices.get(kind="message").pk, now=now)
    delivery.attempt_delivery(cancelled.pk, now=now)
    cancelled.refresh_from_db()
    assert cancelled.state == "sent"


def test_who_has_cancelled_meanwhile_is_not_told(slot, now, provider):
    mailed, called = BookingFactory(slot=slot), BookingFactory(slot=slot, source="sample")
    send(now)
    Booking.objects.update(state="cancelled")
    delivery.attempt_delivery(mailed.notices.get().pk, now=now)
    reminders.drop_outdated_reminder_calls(now)
    bulk_messages.drop_calls_of_ended_bookings()
    assert (mailed.notices.get().state, called.notices.get().state) == ("dropped", "dropped")
    assert provider.said == []


def test_ticket_tells_whatever_the_channel(slot, now, client, clock_at):
    clock_at("2025-05-13T09:30")
    first, second = (BookingFactory(slot=each, phone="13800000001") for each in (slot, TimeSlotFactory()))
    send(now, subject="雨天安排", body="请走东门。\n<b>带伞</b>")
    for booking in (first, second):
        html = client.get(reverse("ticket", args=[booking.token])).content.decode()
        assert html.count("雨天安排") == 1
        assert "请走东门。" in html
        assert "&lt;b&gt;带伞" in html
    Notice.objects.update(body="")  # erased
    assert "雨天安排" not in client.get(reverse("ticket", args=[first.token])).content.decode()
