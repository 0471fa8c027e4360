import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backoffice.audit_log.models import AuditEntry
from events.bookings import services
from events.bookings.erasure import BLANK, erase_booking, erase_due_bookings, find_erasure_date
from events.models import Booking, BookingEvent, Notice, TimeSlot
from tests.events.bookings.conftest import at, book, book_class, fresh, make_slot, taken
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db


def test_personal_data_go_on_the_day_promised_and_counts_stay(slot, now):
    booking = book(slot, people=3, now=now)
    assert erase_due_bookings(real_now=at("06-16 23:59")) == 0
    assert erase_due_bookings(real_now=at("06-17 00:00")) == 1
    assert erase_due_bookings(real_now=at("06-18 00:00")) == 0
    booking = Booking.objects.get()
    assert {name: getattr(booking, name) for name in BLANK} == BLANK
    assert (booking.people, booking.state) == (3, "confirmed")


def test_erased_booking_cannot_be_found_by_a_blank_number(client, slot, now):
    booking = book(slot, now=now)
    erase_due_bookings(real_now=at("06-17 00:00"))
    answer = client.post("/bookings/", {"reference": booking.reference, "phone": ""})
    assert answer.status_code == 200
    assert client.get(f"/bookings/{booking.token}/").status_code == 200


def test_words_of_notices_and_reasons_of_the_history_go_too(slot, now):
    """They name the booker, and say why staff did what they did."""
    booking = book(slot, name="王女士", now=now)
    services.cancel_booking(booking_id=booking.pk, now=now, reason="王女士生病了")
    Notice.objects.update(last_error="550 王女士@example.org unknown")
    assert Notice.objects.exclude(body="").exists()
    assert BookingEvent.objects.exclude(reason="").exists()
    erase_due_bookings(real_now=at("06-17 00:00"))
    assert set(Notice.objects.values_list("subject", "body", "last_error")) == {("", "", "")}
    assert set(BookingEvent.objects.values_list("reason", flat=True)) == {""}
    assert BookingEvent.objects.count() == 2


def test_bookings_of_a_week_whose_day_has_not_come_keep_their_words(slot, now):
    services.cancel_booking(booking_id=book(slot, now=now).pk, now=now, reason="生病了")
    assert erase_due_bookings(real_now=at("06-16 23:59")) == 0
    assert Notice.objects.exclude(body="").exists()
    assert BookingEvent.objects.exclude(reason="").exists()


def test_calendar_feed_and_what_knows_the_request_again_end_too(client, slot, now):
    """The key is made of name and number, and the feed's address stands in somebody's calendar."""
    booking = book(slot, now=now, token="once")
    client.post(f"/bookings/{booking.token}/feed/")
    booking.refresh_from_db()
    assert booking.feed_token
    assert booking.submissions.exists()
    feed = f"/bookings/feed/{booking.feed_token}.ics"
    assert client.get(feed).status_code == 200
    erase_due_bookings(real_now=at("06-17 00:00"))
    booking.refresh_from_db()
    assert booking.feed_token is None
    assert not booking.submissions.exists()
    assert client.get(feed).status_code == 404


def test_school_grade_and_class_go_too(class_session, now):
    book_class(make_slot(class_session, capacity=60), now=now)
    erase_due_bookings(real_now=at("06-17 00:00"))
    booking = Booking.objects.get()
    assert {name: getattr(booking, name) for name in BLANK} == BLANK
    assert (booking.pupils, booking.adults) == (30, 2)


def test_booking_made_after_the_week_is_counted_from_its_own_day(slot, now):
    Booking.objects.filter(pk=book(slot, now=now).pk).update(created_at=at("05-25 23:30"))
    assert erase_due_bookings(real_now=at("06-23 23:59")) == 0
    assert erase_due_bookings(real_now=at("06-24 00:00")) == 1


def test_booking_of_a_time_to_come_is_cancelled_and_the_waiting_move_up(session, now):
    slot = make_slot(session, capacity=5)
    first, second = book(slot, people=5, now=now), book(slot, phone="13800000002", people=4, wait=True, now=now)
    assert second.state == "waitlisted"
    erased = erase_booking(booking_id=first.pk, now=now)
    assert (erased.state, erased.people, erased.erased_at) == ("cancelled", 5, now)
    assert fresh(first, second) == [("cancelled", 5), ("confirmed", 4)]
    assert taken(slot) == 4
    assert not Notice.objects.filter(booking=first, state="due").exists()
    assert Notice.objects.filter(booking=second, kind="promoted").exists()


def test_numbers_of_a_time_that_has_begun_stay(slot, now):
    booking = book(slot, people=3, now=now)
    erase_booking(booking_id=booking.pk, now=slot.starts_at)
    assert fresh(booking) == [("confirmed", 3)]
    assert erase_booking(booking_id=booking.pk, now=slot.ends_at).erased_at == slot.starts_at


def test_time_moved_behind_the_date_of_erasing_is_cancelled_with_it(slot, now):
    booking = book(slot, now=now)
    TimeSlot.objects.update(starts_at=at("07-01 09:00"), ends_at=at("07-01 10:00"))
    assert erase_due_bookings(real_now=at("06-17 00:00")) == 1
    assert fresh(booking) == [("cancelled", 1)]


def test_booker_erases_on_the_ticket_and_is_told_that_it_is_cancelled(client, slot, now):
    booking = book(slot, name="王女士", now=now)
    page = f"/bookings/{booking.token}/erase/"
    assert page in client.get(f"/bookings/{booking.token}/").content.decode()
    assert "取消" in client.get(page).content.decode()
    refused = client.post(page, {"phone": "13899999999"}).content.decode()
    assert "不是这条预约的手机号" in refused
    assert Booking.objects.get().erased_at is None
    answer = client.post(page, {"phone": "138 0000 0001"}, follow=True)
    text = answer.content.decode()
    assert "个人信息已删除" in text
    assert "预约也已取消" in text
    assert "王女士" not in text
    assert page not in text
    assert Booking.objects.get().erased_at == now
    assert client.get(page).status_code == 302


@pytest.fixture
def command(settings, slot, now, monkeypatch):
    """`command(*words)` runs it a year after the week, while the rehearsal clock stands in it."""
    book(slot, now=now)
    settings.PORTAL_CLOCK = now
    monkeypatch.setattr(timezone, "now", lambda: at("05-13 09:30") + dt.timedelta(days=365))

    def run(*words):
        out = io.StringIO()
        call_command("erase_contacts", *words, stdout=out)
        return out.getvalue()

    return run


def test_a_dry_run_only_says_how_many_and_a_second_run_finds_nothing(command):
    answer = command("--week", "week", "--dry-run")
    assert "week: date of erasing 2025-06-17; 1 due, 0 erased in all, 0 not due yet" in answer
    assert "1 bookings would be erased" in answer
    assert Booking.objects.get().erased_at is None
    assert "1 erased now, 1 erased in all" in command("--week", "week")
    assert "0 bookings were erased" in command("--week", "week")


def test_one_by_reference_for_example_after_a_restore(command, slot):
    reference = Booking.objects.get().reference
    with pytest.raises(CommandError, match="--week"):
        command("--reference", reference)
    with pytest.raises(CommandError, match="no booking"):
        command("--week", "week", "--reference", "AAAA-AAAA")
    spaced = f"{reference[:4]}-{reference[4:].lower()}"
    assert "to be erased" in command("--week", "week", "--reference", spaced, "--dry-run")
    assert Booking.objects.get().erased_at is None
    assert f"{reference}: erased" in command("--week", "week", "--reference", spaced)
    assert Booking.objects.get().phone == ""
    assert "erased already" in command("--week", "week", "--reference", spaced)
    assert AuditEntry.objects.get(event="erased").about == spaced.upper()


def test_by_hand_a_rehearsal_names_the_week_and_reads_the_real_date(command):
    with pytest.raises(CommandError, match="--week"):
        command()
    with pytest.raises(CommandError, match="Known: week"):
        command("--week", "unknown")
    assert Booking.objects.get().erased_at is None
    answer = command("--week", "week")
    assert "2026-05-13" in answer
    assert "1 bookings were erased" in answer
    assert Booking.objects.get().erased_at


def test_a_clock_past_the_date_erases_nothing(settings, slot, clock_at):
    book(slot, now=at("05-13 09:30"))
    clock_at("2035-01-01T00:00")
    assert erase_due_bookings(real_now=at("05-14 00:00")) == 0


@pytest.mark.parametrize(
    ("real", "is_rehearsal", "words"),
    [
        ("06-16 23:59", False, "预约人的联系方式将于2025年6月17日删除。"),
        ("06-17 00:00", False, "预约人的联系方式已于2025年6月17日删除。"),
        ("06-16 23:59", True, "预约人的联系方式将于2025年6月17日删除。"),
        ("06-17 00:00", True, "由工作人员手动删除；按实际日期，应于2025年6月17日删除。"),
    ],
)
def test_pages_say_by_the_real_date_what_becomes_of_the_data(
    client, slot, clock_at, monkeypatch, settings, real, is_rehearsal, words
):
    clock_at("2025-05-20T09:00")
    monkeypatch.setattr(timezone, "now", lambda: at(real))
    settings.PORTAL_CLOCK = at("05-20 09:00") if is_rehearsal else None
    for path in ("/", "/privacy/"):
        assert words in html_without_breaks(client.get(path)), path


@pytest.mark.parametrize(("made", "due"), [("05-10 09:00", dt.date(2025, 6, 17)), ("06-05 23:00", dt.date(2025, 7, 5))])
def test_a_ticket_tells_the_day_on_which_it_is_then_erased(slot, made, due):
    booking = book(slot, now=at("05-10 09:00"))
    Booking.objects.update(created_at=at(made))
    booking.refresh_from_db()
    day = dt.timedelta(days=1)
    assert find_erasure_date(booking, at("06-16 09:00")) == due
    moment = dt.datetime.combine(due, dt.time(9), at(made).tzinfo)
    assert erase_due_bookings(real_now=moment - day) == 0
    assert erase_due_bookings(real_now=moment) == 1
    booking.refresh_from_db()
    assert find_erasure_date(booking, moment) is None


def test_in_a_rehearsal_a_ticket_promises_no_day(slot, settings):
    booking = book(slot, now=at("05-10 09:00"))
    settings.PORTAL_CLOCK = at("05-20 09:00")
    assert find_erasure_date(booking, at("05-21 09:00")) is None
