"""What a booker may change: numbers, time, contact; each until its deadline, never losing what is held."""

import pytest

from events.bookings import changes, errors, rules, services
from events.models import Booking, Notice
from tests.events.bookings.conftest import at, book, book_class, fresh, make_slot, taken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def resize(booking, people, *, now, under_14=0, **more):
    return changes.change_party(booking_id=booking.pk, people=people, under_14=under_14, now=now, **more)


def move(booking, slot, *, now, **more):
    return changes.move_booking(booking_id=booking.pk, to_slot_id=slot.pk, now=now, **more)


def contact(booking, **more):
    said = {name: getattr(booking, name) for name in ("contact_name", "phone", "email", "access_needs", "class_name", "arrival")}
    return changes.ContactDetails(**said | more)


def test_more_and_fewer(slot, now):
    booking = book(slot, people=2, now=now)
    assert (resize(booking, 5, now=now, under_14=3).people, taken(slot)) == (5, 5)
    assert (resize(booking, 1, now=now).people, taken(slot)) == (1, 1)
    assert [(e.from_people, e.to_people) for e in booking.events.all()] == [(None, 2), (2, 5), (5, 1)]
    assert Notice.objects.filter(kind="changed_by_booker").count() == 2
    assert booking.pk == resize(booking, 1, now=now).pk
    assert Notice.objects.filter(kind="changed_by_booker").count() == 2  # nothing changed, nobody is told


@pytest.mark.parametrize(
    ("people", "under_14", "error"),
    [(6, 0, errors.TooManyPeople), (2, 2, errors.NobodyOlder), (5, 4, errors.TooManyUnder14), (0, 0, errors.TooFewPeople)],
)
def test_limits_hold_for_changes_too(slot, now, people, under_14, error):
    booking = book(slot, people=2, now=now)
    with pytest.raises(error):
        resize(booking, people, now=now, under_14=under_14)
    assert fresh(booking) == [("confirmed", 2)]


def test_more_must_fit_and_overtakes_nobody(session, now):
    slot = make_slot(session, capacity=6)
    booking = book(slot, people=3, now=now)
    family = book(slot, "13800000002", 5, now=now, wait=True)
    assert resize(booking, 4, now=now).people == 4  # the five would not fit into the three left either
    book(slot, "13800000003", 2, now=now)
    with pytest.raises(errors.SlotFull):
        resize(booking, 5, now=now)
    assert fresh(family) == [("waitlisted", 5)]


@pytest.mark.parametrize(("moment", "late"), [("05-17 07:29", False), ("05-17 07:30", True)])
def test_individuals_change_until_two_hours_before(slot, now, moment, late):
    booking = book(slot, people=2, now=now)
    if late:
        with pytest.raises(errors.TooLateToChange):
            resize(booking, 1, now=at(moment))
    else:
        assert resize(booking, 1, now=at(moment)).people == 1
    assert services.cancel_booking(booking_id=booking.pk, now=at("05-17 09:29")).state == "cancelled"


@pytest.mark.parametrize(("moment", "late"), [("05-16 16:59", False), ("05-16 17:00", True)])
def test_classes_change_until_the_evening_before(class_session, moment, late):
    booking = book_class(make_slot(class_session, capacity=60), now=at("05-16 10:00"))
    services.approve_booking(booking_id=booking.pk, now=at("05-16 10:01"), actor=services.CLOCK)
    if late:
        with pytest.raises(errors.TooLateToChange):
            changes.change_party(booking_id=booking.pk, pupils=20, adults=2, now=at(moment))
    else:
        changes.change_party(booking_id=booking.pk, pupils=20, adults=2, now=at(moment))
        assert fresh(booking) == [("confirmed", 22)]  # fewer than approved need no new decision


def test_staff_who_change_a_class_decide_on_it(class_session, now):
    booking = book_class(make_slot(class_session, capacity=60), now=now)
    services.approve_booking(booking_id=booking.pk, now=now, actor=services.CLOCK)
    staff = services.staff_actor(UserFactory())
    changes.change_party(booking_id=booking.pk, pupils=40, adults=2, now=now, actor=staff)
    assert fresh(booking) == [("confirmed", 42)]
    assert Notice.objects.filter(kind="changed_by_staff").count() == 1


# Another slot


def test_move_takes_the_new_place_before_giving_the_old_back(session, now):
    old, new = make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:00", capacity=3)
    booking = book(old, people=3, now=now)
    waiting = book(new, "13800000002", 3, now=now)
    with pytest.raises(errors.SlotFull):
        move(booking, new, now=now)
    assert (fresh(booking), taken(old), taken(new)) == ([("confirmed", 3)], 3, 3)
    services.cancel_booking(booking_id=waiting.pk, now=now)
    sequence = booking.sequence
    move(booking, new, now=now)
    booking.refresh_from_db()
    assert (booking.slot_id, booking.sequence, taken(old), taken(new)) == (new.pk, sequence + 1, 0, 3)
    event = booking.events.last()
    assert (event.from_slot_id, event.to_slot_id) == (old.pk, new.pk)


def test_what_a_move_frees_goes_to_the_waiting(session, now):
    old, new = make_slot(session, capacity=3), make_slot(session, "05-17 14:00", "05-17 15:00")
    booking, waiting = book(old, people=3, now=now), book(old, "13800000002", 2, now=now)
    move(booking, new, now=now)
    assert fresh(booking, waiting) == [("confirmed", 3), ("confirmed", 2)]


def test_move_between_overlapping_times_of_the_session_is_no_clash(session, now):
    old, new = make_slot(session), make_slot(session, "05-17 10:00", "05-17 11:30")
    assert move(book(old, now=now), new, now=now).slot_id == new.pk


def test_move_into_another_booking_of_the_number_is_refused(session, now):
    old, new = make_slot(session), make_slot(session, "05-17 14:00", "05-17 15:30")
    booking = book(old, now=now)
    book(make_slot(session, "05-17 15:00", "05-17 16:00"), now=now)
    with pytest.raises(errors.PhoneAlreadyBooked):
        move(booking, new, now=now)


def test_visitors_stay_with_the_session_and_staff_need_not(session, now):
    booking = book(make_slot(session), now=now)
    session.pk, session.slug = None, "other"
    session._state.adding = True
    session.save()
    elsewhere = make_slot(session, "05-17 14:00", "05-17 15:00")
    with pytest.raises(errors.OtherSession):
        move(booking, elsewhere, now=now)
    assert move(booking, elsewhere, now=now, actor=services.staff_actor(UserFactory())).slot_id == elsewhere.pk


def test_leaving_the_line_for_a_time_with_places(session, now):
    full, free = make_slot(session, capacity=1), make_slot(session, "05-17 14:00", "05-17 15:00")
    book(full, now=now)
    waiting = book(full, "13800000002", now=now)
    assert move(waiting, free, now=now).state == "confirmed"


def test_a_pending_class_that_moves_wins_no_later_deadline(class_session, now):
    old = make_slot(class_session, "05-14 09:30", "05-14 11:00", capacity=60)
    new = make_slot(class_session, "05-17 14:00", "05-17 15:30", capacity=60)
    booking = book_class(old, now=now)
    before = booking.expires_at
    assert move(booking, new, now=at("05-13 10:00")).state == "pending"
    booking.refresh_from_db()
    assert (booking.slot_id, booking.expires_at) == (new.pk, before)


# Contact


def test_contact(slot, now):
    booking = book(slot, now=now)
    changes.change_contact(booking_id=booking.pk, contact=contact(booking, email="alice@example.org"), now=now)
    booking.refresh_from_db()
    assert booking.email == "alice@example.org"
    assert booking.events.last().reason


def test_a_new_number_holds_one_place_at_a_time_too(slot, now):
    booking = book(slot, now=now)
    book(slot, "13800000002", now=now)
    with pytest.raises(errors.PhoneAlreadyBooked):
        changes.change_contact(booking_id=booking.pk, contact=contact(booking, phone="13800000002"), now=now)
    booking.refresh_from_db()
    assert booking.phone == "13800000001"


@pytest.mark.parametrize("state", ["cancelled", "lapsed", "rejected", "held"])
def test_what_no_longer_lives_cannot_be_changed(slot, now, state):
    booking = book(slot, now=now)
    Booking.objects.filter(pk=booking.pk).update(state=state, expires_at=at("05-18 09:00"))
    for change in (lambda: resize(booking, 2, now=now), lambda: move(booking, make_slot(slot.session), now=now)):
        with pytest.raises(errors.NothingToDo):
            change()


# Staff, for a reason


def staff_book(slot, now, people=1, phone="13800000001", **more):
    return services.book_place(
        slot_id=slot.pk,
        party=rules.Party(people=people, phone=phone),
        details=services.BookerDetails(contact_name="Alice", phone=phone),
        now=now,
        actor=services.staff_actor(UserFactory()),
        **more,
    )


def test_staff_book_under_the_same_rules_unless_for_a_reason(slot):
    closed = at("05-17 09:10")
    with pytest.raises(errors.BookingClosed):
        staff_book(slot, closed)
    booking = staff_book(slot, closed, people=8, override="电话：轮椅团队")
    assert (booking.state, booking.booked_by_id is not None) == ("confirmed", True)
    assert (booking.events.get().reason, booking.events.get().actor) == ("电话：轮椅团队", "staff")


def test_no_reason_makes_room(session, now):
    slot = make_slot(session, capacity=2)
    staff_book(slot, now, people=2)
    assert staff_book(slot, now, phone="13800000002", override="领导").state == "waitlisted"
    assert taken(slot) == 2


def test_after_the_end_the_contact_stays(slot, now):
    booking = book(slot, now=now)
    with pytest.raises(errors.SlotPast):
        changes.change_contact(booking_id=booking.pk, contact=contact(booking, email="a@example.org"), now=slot.ends_at)
    booking.refresh_from_db()
    assert booking.email == ""
