"""Text and calendar of one message say the same state, however late it is sent and whatever has happened since."""

import email
import email.policy
import re

import pytest
from icalendar import Calendar

from content import clock, site_identity
from events.bookings import changes, rescheduling, services
from events.models import Booking, EventSession, Message, Notice, TimeSlot
from events.notices import bulk_messages, call_list, channels, delivery, outbox, scheduler
from tests.factories import VenueFactory
from tests.factories.events import BookingFactory, ClassBookingFactory, EventSessionFactory, TimeSlotFactory


def at(now, hour):
    return now.replace(day=17, hour=hour, minute=0)


@pytest.fixture
def slot(db, now):
    session = EventSessionFactory(title="木工", booking_mode="both")
    return TimeSlotFactory(session=session, starts_at=at(now, 10), ends_at=at(now, 11), capacity=100)


def reschedule(slot_id, now, **values):
    slot = TimeSlot.objects.select_related("session__week").get(pk=slot_id)
    for name, value in values.items():
        setattr(slot, name, value)
    rescheduling.apply_rescheduling(now=now, actor=services.staff_actor(None), reason="检修", slots=[slot])


def move_by_staff(booking, now, hour=11):
    reschedule(booking.slot_id, now, starts_at=at(now, hour), ends_at=at(now, hour + 1))


def cancel_slot(booking, now):
    reschedule(booking.slot_id, now, cancelled_at=now, cancel_reason="检修")


def rename_venue(booking, now):
    EventSession.objects.filter(pk=booking.slot.session_id).update(venue=VenueFactory(name="二号楼"), title="漆艺")


def cancel(booking, now):
    services.cancel_booking(booking_id=booking.pk, now=now)


def approve(booking, now):
    services.approve_booking(booking_id=booking.pk, now=now, actor=services.CLOCK)


def reject(booking, now):
    services.reject_booking(booking_id=booking.pk, now=now, actor=services.CLOCK, reason="人满")


def lower(booking, now):
    changes.change_party(booking_id=booking.pk, people=1, under_14=0, now=now)


def write_message(booking, now):
    message = Message(
        subject="须知", body="{session} {when} {venue}", states=["confirmed", "pending"], kinds=["individual", "class"]
    )
    message.created_at = now
    slots = TimeSlot.objects.filter(pk=booking.slot_id)
    bulk_messages.save_message(message, bulk_messages.preview_message(message, slots, now).notices)


def write(kind):
    return lambda booking, now: outbox.write_notice(booking, kind, now=now)


FIRST = {
    "confirmed": write("confirmed"),
    "moved": move_by_staff,
    "reminder": write("reminder"),
    "message": write_message,
    "ticket link": write("ticket_link"),
}
LATER = {
    "nothing": lambda booking, now: None,
    "moved again": lambda booking, now: move_by_staff(booking, now, hour=14),
    "slot cancelled": cancel_slot,
    "cancelled": cancel,
    "another place": rename_venue,
    "fewer": lower,
}


def send_all(now):
    while notice := delivery.claim_next(Notice.Priority, now=now):
        delivery.deliver_claimed(notice, now=now)


def read(mail):
    """Return what the text and what the calendar of a mail say: start, title, place, whether it ends the booking."""
    raw = email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)
    text = raw.get_body(["plain"]).get_content()
    [attached] = raw.iter_attachments()
    calendar = Calendar.from_ical(attached.get_content())
    [entry] = calendar.walk("VEVENT")
    assert (calendar["METHOD"] == "CANCEL") == (entry["STATUS"] == "CANCELLED")
    assert attached.get_param("method") == calendar["METHOD"]
    return raw["Subject"], text, entry


def check_agreement(mail):
    subject, text, entry = read(mail)
    start = entry["DTSTART"].dt
    times = re.findall(r"(?<!\d)(\d\d:\d\d)–", re.sub(r"原.*\n", "", text))
    assert times
    assert set(times) == {f"{start:%H:%M}"}
    assert entry["SUMMARY"] in text
    assert str(entry["LOCATION"]).split()[0] in text
    if "已取消" in subject:
        assert entry["STATUS"] == "CANCELLED"
    return entry


@pytest.mark.parametrize("later", LATER)
@pytest.mark.parametrize("first", FIRST)
def test_text_and_calendar_agree(slot, now, mailoutbox, first, later):
    booking = BookingFactory(slot=slot, email="alice@mail.example", people=3)
    FIRST[first](booking, now)
    LATER[later](Booking.objects.get(pk=booking.pk), now)
    send_all(now)
    sequences = [int(check_agreement(mail)["SEQUENCE"]) for mail in mailoutbox]
    assert sequences == sorted(sequences)
    booking.refresh_from_db()
    if later in ("moved again", "slot cancelled", "cancelled"):
        final = check_agreement(max(mailoutbox, key=lambda mail: int(read(mail)[2]["SEQUENCE"])))
        assert (final["STATUS"] == "CANCELLED") == (booking.state == "cancelled")
        assert int(final["SEQUENCE"]) == booking.sequence + (booking.state == "cancelled")
    assert not booking.notices.filter(state="due").exists()


@pytest.mark.parametrize(("later", "status"), [(approve, "CONFIRMED"), (reject, "CANCELLED"), (cancel, "CANCELLED")])
def test_class_hears_of_both_in_their_order(slot, now, mailoutbox, later, status):
    booking = ClassBookingFactory(slot=slot, email="t@mail.example", expires_at=at(now, 8))
    outbox.write_notice(booking, "received", now=now)
    later(booking, now)
    send_all(now)
    assert [str(read(mail)[2]["STATUS"]) for mail in mailoutbox] == ["TENTATIVE", status]
    stamps = [read(mail)[2]["DTSTAMP"].dt for mail in mailoutbox]
    assert stamps == sorted(stamps)


def test_moved_and_sent_late_says_the_time_it_was_moved_to(slot, now, mailoutbox):
    """The case that was found: the text said “moved to 11:00”, the calendar beside it removed the entry."""
    booking = BookingFactory(slot=slot, email="alice@mail.example")
    move_by_staff(booking, now)
    cancel(booking, now)
    send_all(now)
    moved, cancelled = (read(mail)[2] for mail in mailoutbox)
    assert (moved["STATUS"], moved["DTSTART"].dt.hour, moved["SEQUENCE"]) == ("CONFIRMED", 11, 1)
    assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", 2)


def test_reminder_written_before_a_change_of_numbers_says_the_new_ones(slot, clock_at, mailoutbox):
    evening = clock_at("2025-05-16T17:00")
    booking = BookingFactory(slot=slot, email="alice@mail.example", people=3)
    scheduler.prepare_due_notices(evening)
    lower(booking, evening)
    send_all(evening)
    reminder = next(mail for mail in mailoutbox if "提醒" in mail.subject)
    assert "人数：1人" in reminder.body
    assert booking.notices.get(kind="reminder").body == reminder.body


@pytest.mark.parametrize("kind", ["changed_by_staff", "confirmed"])
def test_nobody_is_telephoned_with_old_news(slot, clock_at, kind):
    now = clock_at("2025-05-13T09:30")
    booking = BookingFactory(slot=slot)
    old = outbox.write_notice(booking, kind, now=now)
    cancel(booking, clock_at("2025-05-13T09:31"))
    call_list.drop_outdated_calls(clock.now())
    assert [(row.kind, row.state) for row in booking.notices.order_by("pk")] == [(old.kind, "dropped"), ("cancelled", "due")]


def test_failed_mail_is_telephoned_unless_later_news_follows(slot, clock_at, now):
    booking = BookingFactory(slot=slot, email="alice@mail.example")
    first = outbox.write_notice(booking, "confirmed", now=now)
    Notice.objects.filter(pk=first.pk).update(attempts=1)
    delivery.give_up_delivery(Notice.objects.get(pk=first.pk), OSError("no"), now)
    call_list.drop_outdated_calls(now)
    assert Notice.objects.to_call().count() == 1
    cancel(booking, clock_at("2025-05-13T09:31"))
    call_list.drop_outdated_calls(clock.now())
    assert not Notice.objects.to_call().exists()


def test_text_message_keeps_the_words_of_its_moment(slot, now, settings):
    settings.SMS_BACKEND = "somewhere.Sms"
    booking = BookingFactory(slot=slot)
    move_by_staff(booking, now)
    cancel(booking, now)
    moved, cancelled = booking.notices.order_by("pk")
    assert "11:00" in moved.body
    assert (moved.channel, cancelled.channel) == ("sms", "sms")


def test_identifiers_stay_when_the_address_changes(slot, now, settings, mailoutbox):
    booking = BookingFactory(slot=slot, email="alice@mail.example")
    notice = outbox.write_notice(booking, "confirmed", now=now)
    before = channels.message_id(notice)
    settings.BASE_URL = "https://week.example.org"
    site_identity.permanent_domain.cache_clear()
    send_all(now)
    [mail] = mailoutbox
    assert mail.extra_headers["Message-ID"] == before == f"<notice-{notice.pk}.{booking.uid}@testserver>"
    assert read(mail)[2]["UID"] == f"{booking.uid}@testserver"
