"""What the rush through several machines would find, tried on made-up answers."""

import pytest

from deploy.rush import Visitor, find_faults, read_ticket, read_token


def visitor(number=1, **more):
    return Visitor(number, "rc-cars", 7, **more)


def booking(number=1, ticket="a", **more):
    return {"token": ticket, "phone": visitor(number).phone, "slot": 7, "people": 1, "takes_places": True, **more}


def slot(taken, bookable=2):
    return {"pk": 7, "bookable": bookable, "places_taken": taken}


def test_nothing_is_wrong_with_a_rush_that_went_well():
    visitors = [visitor(1, ticket="a"), visitor(2, ticket="b"), visitor(3, is_refused=True)]
    assert find_faults(visitors, [booking(1), booking(2, "b", takes_places=False)], [slot(1)]) == []


@pytest.mark.parametrize("kept", [[], [booking(2, "a")], [booking(1, "a", slot=8)]], ids=["none", "other phone", "other slot"])
def test_a_lost_booking_is_found(kept):
    faults = find_faults([visitor(1, ticket="a")], kept, [])
    assert "the acknowledged booking of visitor 1 is lost" in faults


def test_two_bookings_of_one_phone_are_found():
    faults = find_faults([visitor(1, ticket="a")], [booking(1), booking(1, "b")], [slot(2)])
    assert faults == [f"{visitor(1).phone} has 2 bookings"]


def test_an_oversold_slot_and_a_wrong_count_are_found():
    bookings = [booking(number, str(number)) for number in range(3)]
    assert find_faults([], bookings, [slot(3)]) == ["slot 7 is oversold: 3 of 2"]
    assert find_faults([], bookings[:1], [slot(2)]) == ["slot 7 counts 2, its bookings 1"]


def test_whoever_had_no_answer_or_two_tickets_is_named():
    faults = find_faults([visitor(1, troubles=[502]), visitor(2, is_refused=True, troubles=["another ticket"])], [], [])
    assert faults == ["visitor 1 had no answer: [502]", "visitor 2 got another ticket"]


def test_token_and_ticket_are_read_from_answers():
    assert read_token('<input type="hidden" name="submission" value="abc" id="id_submission">') == "abc"
    assert read_token('<input value="abc" type="hidden" name="submission">') == "abc"
    assert read_token("<p>busy</p>") == ""
    assert read_ticket("/bookings/abc-_1/") == "abc-_1"
    assert read_ticket("/events/rc-cars/") == ""
