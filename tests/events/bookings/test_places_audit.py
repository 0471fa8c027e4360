"""`audit_places` finds whatever is not as it must be, and puts right what has one right answer."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events.bookings import services
from events.bookings.places_audit import audit_places, fix_places
from events.models import Booking, BookingChange, BookingEvent, TimeSlot
from tests.events.bookings.conftest import book, book_class, make_slot

pytestmark = pytest.mark.django_db


def sentences(now):
    return [finding.sentence for finding in audit_places(now)]


@pytest.fixture
def booked(session, now):
    """A week in which everything is right: taken, waiting, cancelled."""
    slot = make_slot(session, capacity=3)
    for number in range(4):
        book(slot, f"1380000000{number}", now=now)
    services.cancel_booking(booking_id=Booking.objects.earliest("pk").pk, now=now)
    return slot


def test_what_the_services_write_is_right(booked, class_session, now):
    book_class(make_slot(class_session, "05-16 10:00", "05-16 11:00", capacity=40), now=now)
    assert sentences(now) == []


def test_a_wrong_count_is_found_and_written_anew(booked, now):
    TimeSlot.objects.filter(pk=booked.pk).update(places_taken=1)
    findings = audit_places(now)
    assert [finding.slot_id for finding in findings] == [booked.pk]
    assert fix_places(findings, now) == 1
    assert TimeSlot.objects.get(pk=booked.pk).places_taken == 3
    assert sentences(now) == []


def test_bookable_places_follow_the_rule_again(booked, now):
    TimeSlot.objects.filter(pk=booked.pk).update(capacity=9, bookable=5)
    assert fix_places(audit_places(now), now) == 1
    assert TimeSlot.objects.get(pk=booked.pk).bookable == 9


def test_more_people_than_places_stay_for_somebody_to_decide(booked, now):
    Booking.objects.filter(state="confirmed").update(people=2)
    BookingEvent.objects.update(to_people=2)
    findings = audit_places(now)
    assert fix_places(findings, now) == 0
    assert sentences(now) == [finding.sentence for finding in findings]


@pytest.mark.parametrize(
    ("break_it", "word"),
    [
        (lambda: TimeSlot.objects.update(starts_at="2025-05-17T01:30Z", ends_at="2025-05-17T03:00Z"), "same time"),
        (lambda: TimeSlot.objects.update(cancelled_at="2025-05-13T01:00Z", cancel_reason="hall"), "cancelled"),
        (lambda: BookingEvent.objects.filter(to_state="confirmed").update(to_people=7), "history"),
        (lambda: Booking.objects.filter(state="confirmed").update(split="one"), "halves"),
    ],
)
def test_what_has_no_one_answer_is_found(booked, now, break_it, word):
    book(make_slot(booked.session, "05-17 14:00", "05-17 15:30"), "13800000001", now=now)
    break_it()
    assert any(word in sentence for sentence in sentences(now))


def test_a_request_that_holds_too_much_is_found(class_session, now):
    booking = book_class(make_slot(class_session, capacity=60), now=now)
    services.approve_booking(booking_id=booking.pk, now=now, actor=services.CLOCK)
    BookingChange.objects.create(
        booking=booking, slot=booking.slot, people=40, pupils=38, adults=2, places=9, expires_at=now, created_at=now
    )
    assert len([sentence for sentence in sentences(now) if "request holds 9 places for 8" in sentence]) == 1


def test_the_command_ends_with_an_error_until_it_is_right(booked, now):
    call_command("audit_places", stdout=(out := StringIO()))
    assert "right" in out.getvalue()
    TimeSlot.objects.update(places_taken=1)
    with pytest.raises(CommandError, match="1 findings"):
        call_command("audit_places", stdout=StringIO())
    call_command("audit_places", "--fix", stdout=(out := StringIO()))
    assert "1 slots written anew" in out.getvalue()
