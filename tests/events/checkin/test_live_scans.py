"""Scans that are answered together: the same answers as each alone, and whoever is not plainly allowed goes the whole way."""

import datetime as dt
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.utils import timezone
from qsessions.models import Session

from accounts.plain_sessions import SentSession
from content import database_threads
from content.group_commit import GroupCommit
from content.models import SiteSettings
from events.bookings.checkin_codes import checkin_code
from events.checkin import hot_queries, json_views, live_scans, services
from events.checkin.deed_json import parse_deeds
from events.models import Arrival, CheckIn, EventSession, SlotAttendance, TimeSlot
from schools.models import Editorship
from tests.events.checkin.conftest import at, make_booking, make_class, make_slot
from tests.events.checkin.test_json_views import make_scan, queue, results, send

URL = "/desk/scans.json"
BROWSER = "A phone"


@pytest.fixture
def whole_way(monkeypatch):
    """How many requests got to the view behind all middleware."""
    asked = []
    monkeypatch.setattr(json_views, "parse_deeds", lambda *arguments: asked.append(1) or parse_deeds(*arguments))
    return asked


def log_in(user, **more) -> Client:
    client = Client(headers={"user-agent": BROWSER}, **more)
    client.force_login(user)
    client.get("/desk/counts.json")
    return client


@pytest.fixture
def dora(place):
    return log_in(place.dora)


def change_session(client, **values):
    """Change what is stored, as another request of this browser would."""
    row = Session.objects.get(session_key=client.cookies["sessionid"].value)
    row.session_data = Session.get_session_store_class()().encode({**row.get_decoded(), **values})
    Session.objects.filter(pk=row.pk).update(session_data=row.session_data)


# One request


def test_a_plain_scan_does_not_go_the_whole_way(dora, place, whole_way):
    [result] = results(send(dora, make_scan(place.slot, make_booking(place.slot))))
    assert (result["result"], result["verdict"]) == ("welcome", "admitted")
    assert whole_way == []


def test_the_answer_and_its_headers_are_those_of_the_whole_way(dora, place, whole_way):
    scan = make_scan(place.slot, make_booking(place.slot))
    for address in (URL, f"/en{URL}"):
        live = dora.post(address, json.dumps({"scans": [scan]}), "application/json")
        whole = dora.post(address, json.dumps({"scans": [scan]}), "application/json", headers={"user-agent": "Another"})
        assert live.json() == whole.json()
        left_out = {"X-Request-ID", "Server-Timing", "Expires", "Vary", "Content-Length"}
        assert {name: live[name] for name in {*live.headers} - left_out} == {
            name: whole[name] for name in {*whole.headers} - left_out
        }
        assert "Cookie" in live["Vary"]
        dora.get("/desk/counts.json")  # with the first browser again
    assert len(whole_way) == 2


def end_session(client, user):
    Session.objects.all().delete()


def let_session_run_out(client, user):
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))


def deactivate(client, user):
    user.is_active = False
    user.save()


def end_account(client, user):
    user.expires_at = timezone.now() - dt.timedelta(seconds=1)
    user.save()


def set_another_password(client, user):
    user.set_password("Another-Secret-9")
    user.save()


def take_role_away(client, user):
    user.groups.clear()


def take_permission_from_role(client, user):
    user.groups.get().permissions.remove(Permission.objects.get(codename="use_desk"))


def take_out_of_staff(client, user):
    user.is_staff = False
    user.save()


def let_password_run_out(client, user):
    user.password_changed_at = timezone.now() - dt.timedelta(days=400)
    user.save()


def demand_another_password(client, user):
    user.password_changed_at = None
    user.save()


def demand_second_factor(client, user):
    user.user_permissions.add(Permission.objects.get(codename="publish_records"))
    site = SiteSettings.load()
    site.second_factor_required = True
    site.save()


def work_too_long(client, user):
    change_session(client, began=int(timezone.now().timestamp()) - 13 * 3600)


def forge_session(client, user):
    Session.objects.update(session_data="e30:1abc:forged")


@pytest.mark.parametrize(
    ("happens", "status"),
    [
        (end_session, 401),
        (let_session_run_out, 401),
        (forge_session, 401),
        (deactivate, 401),
        (end_account, 401),
        (set_another_password, 401),
        (take_role_away, 403),
        (take_permission_from_role, 403),
        (take_out_of_staff, 403),
        (let_password_run_out, 302),
        (demand_another_password, 302),
        (demand_second_factor, 302),
        (work_too_long, 302),
    ],
)
def test_what_ends_ends_at_once(dora, place, happens, status):
    booking = make_booking(place.slot)
    send(dora, make_scan(place.slot, make_booking(place.slot)))
    happens(dora, place.dora)
    assert send(dora, make_scan(place.slot, booking)).status_code == status
    assert not CheckIn.objects.filter(booking=booking).exists()


def test_whoever_lost_the_school_lets_nobody_in_there_any_more(dora, place):
    booking = make_booking(place.slot)
    Editorship.objects.all().delete()
    [result] = results(send(dora, make_scan(place.slot, booking)))
    assert result["error"]
    assert not CheckIn.objects.exists()


def test_a_session_that_is_due_is_extended(dora, place, whole_way):
    change_session(dora, seen=int(timezone.now().timestamp()) - 120)
    send(dora, make_scan(place.slot, make_booking(place.slot)))
    assert len(whole_way) == 1
    send(dora, make_scan(place.slot, make_booking(place.slot)))
    assert len(whole_way) == 1


def test_a_new_address_is_written_down(dora, place, whole_way):
    scan = json.dumps({"scans": [make_scan(place.slot, make_booking(place.slot))]})
    dora.post(URL, scan, "application/json", REMOTE_ADDR="192.0.2.7")
    assert Session.objects.get().ip == "192.0.2.7"
    assert len(whole_way) == 1


def test_without_the_token_against_other_sites_nothing_happens(place):
    client = log_in(place.dora, enforce_csrf_checks=True)
    body = json.dumps({"scans": [make_scan(place.slot, make_booking(place.slot))]})
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    for headers in ({}, {"X-CSRFToken": "c" * 32}, {"X-CSRFToken": "b" * 32, "Origin": "https://elsewhere.example"}):
        assert client.post(URL, body, "application/json", headers=headers).status_code == 403
    assert not Arrival.objects.exists()
    assert client.post(URL, body, "application/json", headers={"X-CSRFToken": "b" * 32}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b'{"scans": [1]}', b'{"scans": []}', b'{"scans": [{"id": ""}]}'])
def test_what_is_not_of_the_form_goes_the_whole_way(dora, body, whole_way):
    assert dora.post(URL, body, "application/json").status_code in (200, 400)
    assert len(whole_way) == 1


def test_a_large_request_goes_the_whole_way(dora, place, whole_way, monkeypatch):
    monkeypatch.setattr(live_scans, "MOST_BYTES", 10)
    send(dora, make_scan(place.slot, make_booking(place.slot)))
    assert len(whole_way) == 1


def test_another_host_is_refused(dora, place):
    body = json.dumps({"scans": [make_scan(place.slot)]})
    assert dora.post(URL, body, "application/json", headers={"host": "elsewhere.example"}).status_code == 400


# Several together


def build_sent(client, *scans, language="zh-hans") -> live_scans.SentScans:
    session = SentSession(client.cookies["sessionid"].value, "127.0.0.1", BROWSER)
    deeds = parse_deeds(json.dumps({"scans": scans}).encode(), at("09:20"))
    return live_scans.SentScans(session=session, deeds=deeds, language=language, now=at("09:20"))


def test_each_gets_its_own_answer_in_its_own_language(dora, place):
    erik = log_in(place.erik)
    theirs = make_slot(place.other)
    own, others = make_booking(place.slot, contact_name="王小红"), make_booking(theirs, 2)
    outsider = build_sent(dora, make_scan(place.slot, make_booking(place.slot)))
    outsider = live_scans.SentScans(session=SentSession("none", None, ""), deeds=outsider.deeds, language="en", now=at("09:20"))
    first, nobody, second, third = live_scans.answer_together(
        [
            build_sent(dora, make_scan(place.slot, own)),
            outsider,
            build_sent(erik, make_scan(theirs, others), language="en"),
            build_sent(erik, make_scan(theirs, own)),  # a ticket of the other school
        ]
    )
    assert nobody is None
    assert [first["results"][0][name] for name in ("title", "people", "name")] == ["请进", 3, "王小红"]
    assert [second["results"][0][name] for name in ("title", "people")] == ["Welcome", 2]
    assert third["results"][0]["result"] == "other_session"
    assert "王小红" not in json.dumps([second, third], ensure_ascii=False)
    assert {*first["slots"]} == {place.slot.pk}
    assert {*second["slots"]} == {*third["slots"]} == {theirs.pk}
    assert {*Arrival.objects.values_list("recorded_by__username", "slot", "verdict")} == {
        ("dora", place.slot.pk, "admitted"),
        ("erik", theirs.pk, "admitted"),
        ("erik", theirs.pk, "refused"),
    }


def test_one_ticket_twice_in_a_group_is_one_welcome(dora, place):
    booking = make_booking(place.slot)
    answers = live_scans.answer_together([build_sent(dora, make_scan(place.slot, booking)) for _phone in range(3)])
    assert [one["results"][0]["result"] for one in answers] == ["welcome", "already_in", "already_in"]
    assert SlotAttendance.objects.get().people_in == 3


def test_one_scan_twice_in_a_group_is_one_row(dora, place):
    sent = build_sent(dora, make_scan(place.slot, make_booking(place.slot)))
    answers = live_scans.answer_together([sent, sent])
    assert [one["results"][0]["verdict"] for one in answers] == ["admitted"] * 2
    assert Arrival.objects.count() == 1


def test_the_number_of_a_scan_that_another_school_uses_says_nothing_of_it(dora, place):
    erik, theirs = log_in(place.erik), make_slot(place.other)
    scan = make_scan(place.slot, make_booking(place.slot, contact_name="王小红"))
    same = make_scan(theirs, make_booking(theirs)) | {"id": scan["id"]}
    mine, other = live_scans.answer_together([build_sent(dora, scan), build_sent(erik, same)])
    assert mine["results"][0]["verdict"] == "admitted"
    assert "error" in other["results"][0]
    assert "王小红" not in json.dumps(other, ensure_ascii=False)
    assert Arrival.objects.count() == 1


def test_walk_ins_of_a_group_never_exceed_the_room(dora, place):
    slot = make_slot(place.own, capacity=5)
    scans = [make_scan(slot, deed="walk_in", entry="counted", people=2) for _phone in range(4)]
    answers = live_scans.answer_together([build_sent(dora, scan) for scan in scans])
    assert Counter(one["results"][0]["verdict"] for one in answers) == {"admitted": 2, "refused": 2}
    assert SlotAttendance.objects.get(slot=slot).people_in == 4


def test_live_and_queued_scans_in_a_group_keep_their_own_time(dora, place):
    late, early = make_booking(place.slot), make_booking(place.slot)
    answers = live_scans.answer_together(
        [build_sent(dora, make_scan(place.slot, late)), build_sent(dora, queue(place.slot, early, "09:18"))]
    )
    assert [one["results"][0]["first"]["at"][11:16] for one in answers] == ["09:20", "09:18"]


def test_if_one_of_them_fails_the_others_are_recorded_alone(dora, place, monkeypatch):
    record, good, bad = services.record_one, make_booking(place.slot), make_class(place.slot)

    def fail(ledger, deed):
        if deed.code == checkin_code(bad.reference):
            raise ZeroDivisionError
        return record(ledger, deed)

    monkeypatch.setattr(services, "record_one", fail)
    first, second = live_scans.answer_together(
        [build_sent(dora, make_scan(place.slot, bad)), build_sent(dora, make_scan(place.slot, good))]
    )
    assert isinstance(first, ZeroDivisionError)
    assert second["results"][0]["verdict"] == "admitted"
    assert [row.booking for row in Arrival.objects.all()] == [good]


def test_what_the_database_refuses_of_a_group_is_tried_alone(dora, place, monkeypatch):
    together = services.record_together

    def refuse(batches, *, now):
        if len(batches) > 1:
            raise IntegrityError
        return together(batches, now=now)

    monkeypatch.setattr(services, "record_together", refuse)
    sent = [build_sent(dora, make_scan(place.slot, make_booking(place.slot))) for _phone in range(3)]
    assert [one["results"][0]["verdict"] for one in live_scans.answer_together(sent)] == ["admitted"] * 3


def test_a_database_that_is_gone_is_not_asked_again_for_each(dora, place, monkeypatch):
    asked = []

    def lose(batches, *, now):
        asked.append(batches)
        raise OperationalError

    monkeypatch.setattr(services, "record_together", lose)
    sent = [build_sent(dora, make_scan(place.slot)) for _phone in range(3)]
    with pytest.raises(OperationalError):
        live_scans.answer_together(sent)
    assert len(asked) == 1


@pytest.mark.parametrize("phones", [1, 2, 8])
def test_a_group_asks_no_more_than_one_scan(dora, place, phones, django_assert_num_queries):
    make_group = lambda: [build_sent(dora, make_scan(place.slot, make_booking(place.slot, 1))) for _phone in range(phones)]  # noqa: E731
    live_scans.answer_together(make_group())
    sent = make_group()
    # session with account, permissions, settings, schools; the transaction; on PostgreSQL the lock; bookings, changes, known
    # rows, slots, numbers; arrivals, check-ins, numbers
    with django_assert_num_queries(4 + 2 + (connection.vendor == "postgresql") + 5 + 3):
        live_scans.answer_together(sent)


# What is kept in memory, where transactions are real


@pytest.mark.django_db(transaction=True)
def test_a_change_of_slot_or_session_counts_with_the_next_scan(place):
    dora = log_in(place.dora)
    scan = lambda: results(send(dora, make_scan(place.slot, make_booking(place.slot))))[0]["result"]  # noqa: E731
    assert scan() == "welcome"
    assert place.slot.pk in hot_queries.known_slots.slots
    TimeSlot.objects.filter(pk=place.slot.pk).update(starts_at=at("10:00"))
    assert scan() == "too_early"
    TimeSlot.objects.filter(pk=place.slot.pk).update(starts_at=at("09:30"))
    assert scan() == "welcome"
    EventSession.objects.filter(pk=place.slot.session_id).update(cancelled_at=at("09:00"), cancel_reason="停电")
    assert scan() == "cancelled"


def answer_and_close(sent):
    """Leave no session of the database behind in a thread of the pool."""
    try:
        return live_scans.answer_together(sent)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite takes one transaction after the other")
def test_many_phones_at_once_in_the_threads_of_a_server(place, monkeypatch):
    """Two groups of a server, as two processes have: each ticket is shown by two phones, and walk-ins come in between."""
    dora, pool = log_in(place.dora), database_threads.DatabaseThreads(4, 1000)
    monkeypatch.setattr(database_threads, "pool", pool)
    slot = make_slot(place.own, capacity=50)
    bookings = [make_booking(slot, 1) for _number in range(20)]
    groups = [GroupCommit(answer_and_close, most=5, line=1000) for _process in range(2)]
    scans = [make_scan(slot, booking) for booking in bookings for _phone in range(2)]
    scans += [make_scan(slot, deed="walk_in", entry="counted", people=2) for _number in range(20)]
    sent = [build_sent(dora, scan) for scan in scans]
    barrier = threading.Barrier(20)

    def submit(number):
        if number < 20:
            barrier.wait(30)
        return groups[number % 2].submit(sent[number])["results"][0]["verdict"]

    try:
        with ThreadPoolExecutor(20) as phones:
            verdicts = Counter(phones.map(submit, range(len(sent))))
    finally:
        pool.end()
    assert verdicts == {"admitted": 20 + 15, "duplicate": 20, "refused": 5}
    assert CheckIn.objects.count() == 20
    assert SlotAttendance.objects.get(slot=slot).people_in == 50 == sum(Arrival.objects.values_list("people", flat=True))
