"""Every reason to refuse, through the service: the sentence comes, and nothing is written."""

import datetime as dt

import pytest
from django.utils import translation

from events.bookings import errors, queries, rules, services
from events.models import Booking, BookingEvent, EventSession, Notice, TimeSlot
from tests.events.bookings.conftest import at, book, make_slot

pytestmark = pytest.mark.django_db


def places(slot, now):
    return queries.availability_by_slot(TimeSlot.objects.filter(pk=slot.pk), now)[slot.pk]


def refused(error, slot, now, **more):
    with pytest.raises(error) as refusal:
        book(slot, now=now, **more)
    assert refusal.value.sentence
    slot.refresh_from_db()
    assert slot.places_taken == 0
    assert not Booking.objects.exists()
    return refusal.value


def test_booking_takes_places_and_leaves_history_and_notice(slot, now):
    booking = book(slot, people=3, under_14=1, now=now)
    slot.refresh_from_db()
    assert (booking.state, slot.places_taken) == ("confirmed", 3)
    assert booking.guardian_consented
    assert [(e.from_state, e.to_state, e.to_people) for e in BookingEvent.objects.all()] == [("", "confirmed", 3)]
    assert Notice.objects.get().kind == "confirmed"
    assert set(booking.reference).isdisjoint("01OIL")


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        ("05-10 07:59", errors.NotOpenYet),
        ("05-10 08:00", None),
        ("05-17 08:59", None),
        ("05-17 09:00", errors.BookingClosed),
        ("05-17 11:00", errors.SlotPast),
    ],
)
def test_window_of_individuals(slot, moment, error):
    if error:
        refused(error, slot, at(moment))
    else:
        assert book(slot, now=at(moment)).state == "confirmed"


def test_window_given_by_the_session(session, slot, now):
    session.opens_at = at("05-13 10:00")
    session.save()
    refused(errors.NotOpenYet, slot, now)
    assert places(slot, now).state == "soon"
    assert places(slot, at("05-13 10:00")).state == "open"


@pytest.mark.parametrize(
    ("people", "under_14", "error", "field"),
    [
        (5, 3, None, ""),
        (6, 0, errors.TooManyPeople, "people"),
        (5, 4, errors.TooManyUnder14, "under_14"),
        (2, 2, errors.NobodyOlder, "under_14"),
        (1, 0, None, ""),
    ],
)
def test_sizes_of_individuals(slot, now, people, under_14, error, field):
    if error:
        assert refused(error, slot, now, people=people, under_14=under_14).field == field
    else:
        assert book(slot, people=people, under_14=under_14, now=now)


def test_places_run_out(slot, now):
    book(slot, "13800000001", 5, now=now)
    book(slot, "13800000002", 4, now=now)
    with pytest.raises(errors.NotEnoughPlaces, match="1"):
        book(slot, "13800000003", 2, now=now)
    book(slot, "13800000004", 1, now=now)
    assert places(slot, now).state == "waitlist"
    assert book(slot, "13800000005", 1, now=now).state == "waitlisted"
    last_hour = at("05-17 08:30")
    assert places(slot, last_hour).state == "closed"  # somebody waits: what comes free goes to the door
    services.cancel_booking(booking_id=Booking.objects.get(state="waitlisted").pk, now=last_hour)
    assert places(slot, last_hour).state == "full"
    with pytest.raises(errors.SlotFull):
        book(slot, "13800000006", 1, now=last_hour)


def test_kept_back_places_are_not_bookable(session, now):
    slot = make_slot(session, capacity=57, kept_back=None)
    assert slot.bookable == 57 - 57 * 20 // 100
    assert places(slot, now).left == 46
    assert places(slot, now).capacity == 57


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [("10:30", "11:30", False), ("09:30", "11:30", False), ("11:00", "12:00", True), ("09:00", "10:00", True)],
)
def test_one_place_at_a_time(session, now, start, end, fits):
    held = make_slot(session, "05-16 10:00", "05-16 11:00")
    other = make_slot(session, f"05-16 {start}", f"05-16 {end}")
    book(held, now=now)
    if fits:
        assert book(other, now=now)
    else:
        with pytest.raises(errors.PhoneAlreadyBooked):
            book(other, now=now)
    assert book(other, "13900000002", now=now)


def test_waiting_counts_as_holding(slot, now):
    booking = book(slot, now=now)
    Booking.objects.filter(pk=booking.pk).update(state="waitlisted", queued_at=now)
    with pytest.raises(errors.PhoneAlreadyBooked):
        book(slot, people=2, now=now)


def test_cancel_gives_places_back_once(slot, now):
    booking = book(slot, people=3, now=now)
    for _again in range(2):
        services.cancel_booking(booking_id=booking.pk, now=now)
    slot.refresh_from_db()
    assert slot.places_taken == 0
    assert BookingEvent.objects.filter(to_state="cancelled").count() == 1
    assert Notice.objects.filter(kind="cancelled").count() == 1


def test_cancel_after_the_start_is_refused(slot, now):
    booking = book(slot, now=now)
    with pytest.raises(errors.TooLateToCancel):
        services.cancel_booking(booking_id=booking.pk, now=slot.starts_at)


def test_newcomer_does_not_overtake_who_waits_and_fits(session, now):
    slot = make_slot(session, capacity=5)
    first = book(slot, people=5, now=now)
    family = book(slot, "13900000002", 4, now=now)
    Booking.objects.filter(pk=first.pk).update(state="cancelled")  # its places come free while nobody looks
    TimeSlot.objects.update(places_taken=0)
    assert places(slot, now).state == "waitlist"
    newcomer = book(slot, "13900000003", 2, now=now, wait=True)
    family.refresh_from_db()
    assert (family.state, newcomer.state) == ("confirmed", "waitlisted")
    assert book(slot, "13900000004", 1, now=now).state == "confirmed"  # fits where the two do not


def test_last_hour_is_for_the_door_when_somebody_waits(session, now):
    session.closes_at = at("05-17 09:30")
    session.save()
    slot = make_slot(session)
    waiting = book(slot, people=5, now=now)
    Booking.objects.filter(pk=waiting.pk).update(state="waitlisted", queued_at=now)
    with pytest.raises(errors.KeptForWalkIns):
        book(slot, "13900000002", now=at("05-17 08:30"))


def test_class_is_pending_and_lapses_by_the_clock(session, now):
    EventSession.objects.update(booking_mode="class")
    slot = make_slot(EventSession.objects.get(), capacity=60, kept_back=None)
    assert slot.bookable == 60  # classes: nothing kept back by default
    teacher = {"kind": "class", "people": 42, "pupils": 40, "adults": 2}
    booking = book(slot, now=now, **teacher)
    assert (booking.state, booking.expires_at) == ("pending", now + dt.timedelta(hours=48))
    assert places(slot, now).left == 18
    later = booking.expires_at
    assert places(slot, later).left == 60  # freed by the clock, before anybody settles it
    book(slot, "13900000002", now=later, **teacher)
    booking.refresh_from_db()
    slot.refresh_from_db()
    assert (booking.state, slot.places_taken) == ("lapsed", 42)
    assert booking.events.last().actor == "clock"


@pytest.mark.parametrize(("pupils", "adults", "missing"), [(41, 2, 1), (60, 1, 2), (20, 1, 0), (21, 1, 1)])
def test_class_needs_an_adult_for_every_twenty(session, now, pupils, adults, missing):
    EventSession.objects.update(booking_mode="class")
    slot = make_slot(EventSession.objects.get(), capacity=100)
    party = {"kind": "class", "people": pupils + adults, "pupils": pupils, "adults": adults}
    if missing:
        with pytest.raises(errors.TooFewAdults, match=str(missing)):
            book(slot, now=now, **party)
    else:
        assert book(slot, now=now, **party)


def test_class_window_closes_the_day_before_at_noon(session):
    EventSession.objects.update(booking_mode="class")
    slot = make_slot(EventSession.objects.get(), capacity=100)
    party = {"kind": "class", "people": 21, "pupils": 20, "adults": 1}
    assert book(slot, now=at("05-16 11:59"), **party)
    with pytest.raises(errors.BookingClosed) as refused:
        book(slot, "13900000002", now=at("05-16 12:00"), **party)
    assert "现场" not in refused.value.sentence


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((1, 1, 15), "15 pupils need 1 adult; 1 is missing."),
        ((1, 3, 45), "45 pupils need 3 adults; 1 is missing."),
        ((2, 3, 45), "45 pupils need 3 adults; 2 are missing."),
    ],
)
def test_each_number_of_adults_has_its_verb(numbers, sentence):
    with translation.override("en"):
        assert errors.TooFewAdults(*numbers).sentence == sentence


def test_cancelled_session_says_why(session, slot, now):
    session.cancelled_at, session.cancel_reason = now, "场地检修，请改看展览。"
    session.save()
    with pytest.raises(errors.SlotCancelled, match="场地检修，请改看展览。请另选时段。"):
        book(slot, now=now)
    assert places(slot, now).state == "cancelled"


def test_no_booking_needed(session, slot, now):
    session.booking_mode = "none"
    session.save()
    with pytest.raises(errors.NoBookingNeeded):
        book(slot, now=now)
    answer = places(slot, now).as_json()
    assert answer == {
        "capacity": None,
        "bookable": None,
        "left": None,
        "waiting": 0,
        "state": "closed",
        "look": "free",
    }


def test_button_and_deed_ask_the_same_list(slot, now):
    assert rules.why_not(queries.build_attempt(queries.with_places(TimeSlot.objects.all(), now).get(), now)) is None
    assert places(slot, now).refusal == ""


def test_saving_a_slot_leaves_the_count_alone(slot, now):
    stale = TimeSlot.objects.get(pk=slot.pk)
    book(slot, people=4, now=now)
    stale.capacity = 12
    stale.save()
    stale.refresh_from_db()
    assert (stale.places_taken, stale.bookable) == (4, 12)
