"""What devices fetch and send: the list, live scans, and what was queued without a network."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from content import clock
from events.bookings.checkin_codes import checkin_code
from events.checkin.device_list import hash_code
from events.models import Arrival, CheckIn, SlotAttendance
from tests.events.checkin.conftest import at, make_booking, make_class, make_door_staff, make_slot

URL = "/desk/scans.json"


@pytest.fixture(params=["the whole way", "live"])
def dora(client, place, request):
    """Once her session has begun, her scans are answered together with others (`events.checkin.live_scans`)."""
    client.force_login(place.dora)
    if request.param == "live":
        client.get("/desk/counts.json")
    return client


def send(client, *scans):
    return client.post(URL, json.dumps({"scans": scans}), content_type="application/json")


def make_scan(slot, booking=None, **more) -> dict:
    code = {"code": checkin_code(booking.reference)} if booking else {}
    return {"id": uuid.uuid4().hex, "at": at("09:20").isoformat(), "desk": [slot.pk], **code, **more}


def queue(slot, booking=None, time="09:20", *, result="welcome", let_in=True, **more) -> dict:
    moment = at(time).isoformat()
    return make_scan(slot, booking, at=moment, queued=True, let_in=let_in, result=result, **more)


def results(response) -> list[dict]:
    assert response.status_code == 200
    return response.json()["results"]


def test_a_scan_welcomes_and_counts(dora, place):
    booking = make_booking(place.slot, 3, contact_name="王小红", access_needs="轮椅")
    response = send(dora, make_scan(place.slot, booking))
    [result] = results(response)
    assert (result["result"], result["title"], result["verdict"], result["people"]) == ("welcome", "请进", "admitted", 3)
    assert (result["name"], result["needs"], result["stored"], result["conflict"]) == ("王小红", "轮椅", True, False)
    assert response.json()["slots"] == {str(place.slot.pk): {"capacity": 30, "arrived": 3, "expected": 0, "walk_ins": 27}}


def test_the_same_scan_again_changes_nothing_and_says_the_same(dora, place):
    scan = make_scan(place.slot, make_booking(place.slot))
    first, again = (results(send(dora, scan))[0] for _time in range(2))
    assert again == first
    assert Arrival.objects.count() == 1
    assert SlotAttendance.objects.get().people_in == 3


def test_a_second_scan_says_when_and_where_they_came_in(dora, place, monkeypatch):
    booking = make_booking(place.slot)
    session = dora.session
    session["desk_device"] = "一号门"
    session.save()
    send(dora, make_scan(place.slot, booking))
    monkeypatch.setattr(clock, "now", lambda: at("09:24"))
    [result] = results(send(dora, make_scan(place.slot, booking)))
    assert (result["result"], result["verdict"]) == ("already_in", "duplicate")
    assert result["first"] == {"at": "2025-05-13T09:20:00+08:00", "device": "一号门"}
    assert result["sentence"] == "09:20在“一号门”签到，3人"


def test_the_english_address_speaks_english(dora, place):
    body = json.dumps({"scans": [make_scan(place.slot, make_booking(place.slot))]})
    response = dora.post(f"/en{URL}", body, content_type="application/json")
    assert results(response)[0]["title"] == "Welcome"


def test_what_cannot_be_understood_does_not_hold_up_the_rest(dora, place):
    booking = make_booking(place.slot)
    good = make_scan(place.slot, booking)
    bad = [
        make_scan(place.slot, booking, people="three"),
        make_scan(place.slot, booking, queued=True, at="yesterday"),
        make_scan(place.slot, booking, queued=True, at="2025-05-13T09:20:00"),
        make_scan(place.slot, booking, deed="wave"),
        make_scan(place.slot, booking, desk="all"),
        {**good, "id": ""},
    ]
    found = results(send(dora, *bad, good))
    assert [bool(result.get("error")) for result in found] == [True] * 6 + [False]
    assert all(result["stored"] for result in found)
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"scans": 3}', b'{"scans": [1]}', b'{"scans": null}', b"\xff"])
def test_a_request_of_another_form_is_refused(dora, body):
    assert dora.post(URL, body, content_type="application/json").status_code == 400


def test_too_many_deeds_are_refused(dora, place):
    assert send(dora, *[{"id": str(number)} for number in range(501)]).status_code == 413


def test_characters_that_no_column_holds_break_nothing(dora, place):
    scan = make_scan(place.slot, code="AB\0CD\ud800", device="门\0", id="x\0y")
    assert results(send(dora, scan))[0]["result"] == "unknown"


def test_nobody_else_gets_in(client, place):
    assert send(client, make_scan(place.slot)).status_code == 401
    assert client.get("/desk/list.json").status_code == 401
    carol = type(place.dora).objects.create_user("carol", is_staff=True)
    client.force_login(carol)
    assert send(client, make_scan(place.slot)).status_code == 403
    assert client.get("/desk/list.json").status_code == 403
    assert client.get("/desk/counts.json").status_code == 403


def test_a_request_from_another_site_is_refused(place):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(place.dora)
    assert send(client, make_scan(place.slot, make_booking(place.slot))).status_code == 403
    assert not Arrival.objects.exists()


# What was queued


def test_queued_scans_are_recorded_once_in_any_order_with_their_own_time(dora, place, monkeypatch):
    bookings = [make_booking(place.slot, 1) for _number in range(20)]
    scans = [queue(place.slot, booking, f"09:{20 + number}") for number, booking in enumerate(bookings)]
    monkeypatch.setattr(clock, "now", lambda: at("15:00"))
    shuffled = scans[::2][::-1] + scans[1::2]
    assert {result["result"] for result in results(send(dora, *shuffled))} == {"welcome"}
    assert {result["verdict"] for result in results(send(dora, *scans))} == {"admitted"}
    assert Arrival.objects.count() == 20
    for number, booking in enumerate(bookings):
        assert CheckIn.objects.get(booking=booking).arrived_at == at(f"09:{20 + number}")
    assert SlotAttendance.objects.get().people_in == 20
    assert not Arrival.objects.filter(has_conflict=True).exists()
    assert set(Arrival.objects.values_list("is_queued", "received_at")) == {(True, at("15:00"))}


def test_a_scan_from_the_future_is_taken_for_one_of_now(dora, place):
    booking = make_booking(place.slot)
    send(dora, queue(place.slot, booking, "12:00"))
    assert CheckIn.objects.get(booking=booking).arrived_at == at("09:20")


def test_who_was_let_in_though_cancelled_stays_in_and_is_shown(dora, place, monkeypatch):
    booking = make_booking(place.slot, state="cancelled")
    monkeypatch.setattr(clock, "now", lambda: at("12:00"))
    [result] = results(send(dora, queue(place.slot, booking)))
    assert (result["result"], result["verdict"], result["conflict"]) == ("cancelled", "admitted", True)
    assert SlotAttendance.objects.get().people_in == 3


def test_who_was_let_in_at_two_doors_is_counted_once_at_the_earlier_time(dora, place, monkeypatch):
    booking = make_booking(place.slot)
    monkeypatch.setattr(clock, "now", lambda: at("12:00"))
    send(dora, queue(place.slot, booking, "09:25", device="二号门"))
    [result] = results(send(dora, queue(place.slot, booking, "09:21", device="一号门")))
    assert (result["result"], result["verdict"], result["conflict"]) == ("already_in", "duplicate", True)
    check_in = CheckIn.objects.get()
    assert (check_in.arrived_at, check_in.device, check_in.people) == (at("09:21"), "一号门", 3)
    assert SlotAttendance.objects.get().people_in == 3


def test_who_was_let_in_with_an_unknown_code_is_counted_and_shown(dora, place):
    scans = [
        queue(place.slot, result="not_listed", ref="ABCD2345", people=2),
        queue(place.slot, result="not_listed", code="ABCD2345.AAAAAAAAAAAAAAAAAAAA", people=4),
        queue(place.slot, result="not_listed", code="https://example.org/", let_in=False),
    ]
    found = results(send(dora, *scans))
    assert [(one["result"], one["verdict"], one["conflict"]) for one in found] == [
        ("unknown", "admitted", True),
        ("tampered", "admitted", True),
        ("unknown", "refused", False),
    ]
    attendance = SlotAttendance.objects.get()
    assert (attendance.people_in, attendance.walk_ins) == (6, 6)


def test_a_provisional_entry_that_was_booked_after_the_list_is_welcome(dora, place):
    booking = make_booking(place.slot)
    [result] = results(send(dora, queue(place.slot, booking, result="not_listed")))
    assert (result["result"], result["verdict"], result["conflict"]) == ("welcome", "admitted", False)
    assert Arrival.objects.get().device_result == "not_listed"


def test_whom_the_device_refused_is_not_let_in_later(dora, place):
    booking = make_booking(place.slot)
    [result] = results(send(dora, queue(place.slot, booking, result="not_listed", let_in=False)))
    assert (result["result"], result["verdict"]) == ("welcome", "refused")
    assert not CheckIn.objects.exists()
    assert results(send(dora, make_scan(place.slot, booking)))[0]["verdict"] == "admitted"


def test_more_than_the_room_holds_were_let_in_without_a_network(dora, place):
    slot = make_slot(place.own, capacity=10)
    [result] = results(send(dora, queue(slot, deed="walk_in", entry="counted", people=13)))
    assert (result["result"], result["verdict"], result["conflict"]) == ("no_places", "admitted", True)
    attendance = SlotAttendance.objects.get(slot=slot)
    assert (attendance.people_in, attendance.room, attendance.over) == (13, 10, 3)
    assert results(send(dora, make_scan(slot, deed="walk_in", entry="counted", people=1)))[0]["verdict"] == "refused"


def test_queued_scans_are_judged_by_the_numbers_of_their_time(dora, place, monkeypatch):
    """At 09:50 there were two places for the late; that the slot filled up later is no contradiction."""
    slot = make_slot(place.own, capacity=10)
    late, walk_ins = make_booking(slot, 2), queue(slot, time="09:55", deed="walk_in", entry="counted", people=8)
    monkeypatch.setattr(clock, "now", lambda: at("10:30"))
    send(dora, walk_ins)
    [result] = results(send(dora, queue(slot, late, "09:50")))
    assert (result["result"], result["late"], result["conflict"]) == ("welcome", True, False)
    [result] = results(send(dora, queue(slot, make_booking(slot, 1), "09:58")))
    assert (result["result"], result["verdict"], result["conflict"]) == ("too_late", "admitted", True)


def test_a_correction_that_comes_before_its_scan_waits_for_it(dora, place):
    scan = queue(place.slot, make_class(place.slot))
    correction = queue(place.slot, deed="correct", about=scan["id"], pupils=9, adults=1)
    assert results(send(dora, correction))[0]["stored"] is False
    found = results(send(dora, correction, scan))
    assert [one["verdict"] for one in found] == ["corrected", "admitted"]
    check_in = CheckIn.objects.get()
    assert (check_in.people, check_in.pupils, check_in.adults) == (10, 9, 1)
    assert SlotAttendance.objects.get().people_in == 10


def test_undoing_takes_out_and_they_may_come_again(dora, place):
    booking = make_booking(place.slot)
    scan = make_scan(place.slot, booking)
    undo = make_scan(place.slot, deed="undo", about=scan["id"], reason="扫错")
    assert [one["verdict"] for one in results(send(dora, scan, undo))] == ["admitted", "undone"]
    assert not CheckIn.objects.exists()
    assert not SlotAttendance.objects.filter(people_in__gt=0).exists()
    assert results(send(dora, make_scan(place.slot, booking)))[0]["result"] == "welcome"
    assert results(send(dora, make_scan(place.slot, deed="undo", about=scan["id"], reason="again")))[0]["verdict"] == "undone"


# Schools


def test_nobody_marks_the_list_of_another_school(client, place):
    booking = make_booking(place.slot, contact_name="王小红")
    theirs = make_slot(place.other)
    client.force_login(place.erik)
    for scan in (
        make_scan(theirs, booking),
        make_scan(place.slot, booking),
        make_scan(theirs, ref=booking.reference),
        make_scan(theirs) | {"booking": booking.pk},
        make_scan(theirs, deed="walk_in", people=1) | {"booking": booking.pk},
    ):
        text = send(client, scan).content.decode()
        assert "王小红" not in text
    assert not CheckIn.objects.exists()
    assert not Arrival.objects.filter(slot=place.slot).exists()
    assert not Arrival.objects.filter(booking=booking).exists()


def test_a_scan_of_another_school_is_neither_told_nor_undone(client, place):
    booking = make_booking(place.slot, contact_name="王小红")
    client.force_login(place.dora)
    scan = make_scan(place.slot, booking)
    send(client, scan)
    client.force_login(place.erik)
    again, undo = send(client, scan), send(client, make_scan(make_slot(place.other), deed="undo", about=scan["id"], reason="x"))
    for response in (again, undo):
        assert results(response)[0]["error"]
        assert "王小红" not in response.content.decode()
    assert CheckIn.objects.count() == 1


def test_nobody_reads_the_list_of_another_school(client, place):
    make_booking(place.slot, contact_name="王小红")
    client.force_login(place.erik)
    data = client.get("/desk/list.json").json()
    assert (data["slots"], data["tickets"]) == ([], [])
    assert client.get("/desk/counts.json").json()["slots"] == {}


# The list


def test_the_list_has_hashes_and_no_phones(dora, place):
    booking = make_booking(
        place.slot, contact_name="王小红", phone="13812345678", access_needs="轮椅", under_14=1, guardian_consented=True
    )
    text = dora.get("/desk/list.json").content.decode()
    for secret in ("王小红", "13812345678", "5678", "轮椅", booking.reference, booking.token, checkin_code(booking.reference)):
        assert secret not in text
    data = json.loads(text)
    [ticket] = data["tickets"]
    assert ticket["code"] == hash_code(data["salt"], checkin_code(booking.reference))
    assert ticket["ref"] == hash_code(data["salt"], booking.reference)
    assert (ticket["name"], ticket["people"], ticket["needs"], ticket["slot"]) == ("王**", 3, True, place.slot.pk)
    assert len(ticket["code"]) == 22


def test_the_list_has_the_slots_of_the_week_and_their_numbers(dora, place):
    make_booking(place.slot, 3)
    send(dora, make_scan(place.slot, make_booking(place.slot, 2)))
    make_slot(place.own, starts_at=at("09:30") + dt.timedelta(days=2), ends_at=at("11:00") + dt.timedelta(days=2))
    data = dora.get("/desk/list.json").json()
    first, other_day = data["slots"]
    assert (first["arrived"], first["expected"], first["capacity"]) == (2, 3, 30)
    assert (first["admits_from"], first["kept_until"]) == ("2025-05-13T09:15:00+08:00", "2025-05-13T09:45:00+08:00")
    assert other_day["day"] == "2025-05-15"
    assert (data["day"], data["wipe_at"], data["utc_offset_minutes"]) == ("2025-05-13", "2025-05-14T00:00:00+08:00", 480)
    assert data["texts"]["welcome"]["title"] == "请进"
    assert [ticket["in"] and ticket["in"]["at"] for ticket in data["tickets"]] == [None, "2025-05-13T09:20:00+08:00"]


def test_the_list_names_the_class(dora, place):
    make_class(place.slot, school_name="第一中学", grade=8, class_name="八年级1班")
    make_class(place.slot, school_name="第一中学", grade=7, class_name="3班")
    assert [ticket["class"] for ticket in dora.get("/desk/list.json").json()["tickets"]] == [
        "第一中学 八年级1班",
        "第一中学 七年级（初一）3班",
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_grow(dora, place, count, django_assert_max_num_queries):
    bookings = [make_booking(place.slot, 1) for _number in range(count)]
    send(dora, make_scan(place.slot))
    with django_assert_max_num_queries(19):
        send(dora, *[queue(place.slot, booking) for booking in bookings])
    with django_assert_max_num_queries(15):
        dora.get("/desk/list.json")


def test_addresses_are_as_documented():
    names = {"desk_list": "list", "desk_counts": "counts", "desk_scans": "scans"}
    assert {name: reverse(name) for name in names} == {name: f"/desk/{word}.json" for name, word in names.items()}


def test_door_staff_of_two_schools_see_both(client, place):
    from schools.models import Editorship

    make_slot(place.other)
    both = make_door_staff("frida", place.own)
    Editorship.objects.create(user=both, school=place.other)
    client.force_login(both)
    assert len(client.get("/desk/list.json").json()["slots"]) == 2
