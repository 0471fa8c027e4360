"""Who has been checked in can no longer cancel or change; staff correct it."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from events.bookings import changes, erasure, errors, services
from events.bookings.checkin_codes import checkin_code
from events.bookings.transitions import staff_actor
from events.checkin.deeds import Deed
from events.checkin.services import record_deed
from events.models import Arrival, CheckIn
from tests.events.checkin.conftest import at, make_booking, make_class, make_slot

NOW = at("09:20")
CONTACT = changes.ContactDetails(contact_name="Alice", phone="13800000009")


def check_in(place, booking):
    code = checkin_code(booking.reference)
    deed = Deed(at=NOW, desk=(booking.slot_id,), code=code)
    return record_deed(deed, door=place.door, now=NOW)


@pytest.fixture
def booking(place):
    booking = make_booking(place.slot, phone="13800000001")
    assert check_in(place, booking).verdict == "admitted"
    return booking


DEEDS = {
    "cancel": lambda booking, **more: services.cancel_booking(booking_id=booking.pk, now=NOW, **more),
    "party": lambda booking, **more: changes.change_party(booking_id=booking.pk, people=1, now=NOW, **more),
    "contact": lambda booking, **more: changes.change_contact(booking_id=booking.pk, contact=CONTACT, now=NOW, **more),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_visitor_who_is_in_is_refused(booking, deed):
    with pytest.raises(errors.CheckedIn):
        deed(booking)


def test_a_visitor_who_is_in_cannot_move(place, booking):
    other = make_slot(place.own, "14:00", "15:00", session=booking.slot.session)
    with pytest.raises(errors.CheckedIn):
        changes.move_booking(booking_id=booking.pk, to_slot_id=other.pk, now=NOW)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_staff_correct_it(place, booking, deed):
    override = {} if deed is not DEEDS["party"] else {"override": "来了一人"}
    deed(booking, actor=staff_actor(place.dora), **override)


def test_the_ticket_offers_neither_cancelling_nor_changing(client, booking):
    page = client.get(reverse("ticket", args=[booking.token]))
    assert page.context["can_cancel"] is False
    assert "你们已经签到" in client.get(reverse("ticket_change", args=[booking.token])).content.decode()
    response = client.post(reverse("ticket_cancel", args=[booking.token]))
    assert any("你们已经签到" in str(message) for message in get_messages(response.wsgi_request))
    booking.refresh_from_db()
    assert booking.state == "confirmed"


def test_once_undone_the_booking_is_the_bookers_again(place, booking):
    admitted = Arrival.objects.get()
    undo = Deed(at=NOW, kind="undo", about=admitted.nonce, reason="扫错", desk=(booking.slot_id,))
    assert record_deed(undo, door=place.door, now=NOW).verdict == "undone"
    assert services.cancel_booking(booking_id=booking.pk, now=NOW).state == "cancelled"


def test_erasing_a_checked_in_booking_keeps_that_they_came(place, booking):
    erased = erasure.erase_booking(booking_id=booking.pk, now=NOW)
    assert (erased.state, erased.contact_name) == ("confirmed", "")
    assert CheckIn.objects.filter(booking=booking).exists()


def test_erasing_blanks_the_reasons_of_the_door(place, booking):
    undo = Deed(at=NOW, kind="undo", about=Arrival.objects.get().nonce, reason="王女士弄错了", desk=(booking.slot_id,))
    record_deed(undo, door=place.door, now=NOW)
    erasure.erase_booking(booking_id=booking.pk, now=NOW)
    assert set(Arrival.objects.values_list("reason", flat=True)) == {""}


def test_a_class_that_is_in_asks_for_no_change(place):
    booking = make_class(place.slot)
    check_in(place, booking)
    with pytest.raises(errors.CheckedIn):
        changes.change_party(booking_id=booking.pk, pupils=12, adults=1, now=NOW)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one transaction after the other")
@pytest.mark.django_db(transaction=True)
def test_cancelling_and_checking_in_at_once_is_one_or_the_other(place):
    """A control shows what happens without the lock: the booking is cancelled and in."""
    for _round in range(5):
        booking = make_booking(place.slot, 1)
        barrier, outcomes = threading.Barrier(2), {}

        def cancel(booking=booking, barrier=barrier, outcomes=outcomes):
            barrier.wait(10)
            try:
                outcomes["cancelled"] = services.cancel_booking(booking_id=booking.pk, now=NOW).state == "cancelled"
            except errors.CheckedIn:
                outcomes["cancelled"] = False
            connection.close()

        def enter(booking=booking, barrier=barrier, outcomes=outcomes):
            barrier.wait(10)
            outcomes["in"] = check_in(place, booking).verdict == "admitted"
            connection.close()

        threads = [threading.Thread(target=work) for work in (cancel, enter)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert outcomes["cancelled"] != outcomes["in"]
