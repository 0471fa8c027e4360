"""Requests at once, and staff who save while people book, on PostgreSQL; each guard with a control that is switched off."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.bookings import advisory_locks, errors, locks, plans, rescheduling, services
from events.models import Booking, Notice, Submission, TimeSlot
from tests.events.bookings.booking_invariants import check_invariants
from tests.events.bookings.conftest import at, book, form_data, fresh, make_slot, taken
from tests.events.bookings.test_concurrency import crowd
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs parallel writers"),
]

URL = reverse("session_book", args=["rc-cars"])
DETAILS = services.BookerDetails(contact_name="Carol", phone="13900000001", school_name="第一中学", grade=8)


def together(*works):
    """Run these at once and return what each returned or raised."""
    start = threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            return work()
        except errors.BookingError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def slow_submissions(monkeypatch):
    """Give the others time between looking for the request and recording it."""
    for module in (services, plans):
        find = module.find_submission

        def find_slowly(*args, find=find):
            found = find(*args)
            time.sleep(0.05)
            return found

        monkeypatch.setattr(module, "find_submission", find_slowly)


def eight_with_one_token(session):
    slots = [make_slot(session, "05-16 10:00", "05-16 11:00"), make_slot(session, "05-17 10:00", "05-17 11:00")]
    requests = [form_data(slots[number % 2], phone=f"1380000000{number}", submission="one") for number in range(8)]
    return crowd(lambda number: Client().post(URL, requests[number]), 8, workers=8)


def test_eight_requests_with_one_token_are_eight_bookings(session, now, slow_submissions):
    """Eight phones and two slots: the same as one after the other."""
    answers = eight_with_one_token(session)
    assert [answer.status_code for answer in answers] == [302] * 8
    assert len({answer.url for answer in answers}) == 8
    assert Booking.objects.count() == Submission.objects.count() == 8
    check_invariants(now)


def repeat_eight_times(slot):
    return together(*[
        lambda: services.book_place(
            slot_id=slot.pk, party=services.rules.Party(people=1, phone="13800000001"),
            details=services.BookerDetails(contact_name="Alice", phone="13800000001"), token="one", now=at("05-13 09:30"),
        )
    ] * 8)  # fmt: skip


def test_the_same_request_eight_times_is_one_booking(slot, now, slow_submissions):
    answers = repeat_eight_times(slot)
    assert len({booking.pk for booking in answers}) == 1
    assert taken(slot) == 1


@pytest.fixture
def day(class_session):
    return [make_slot(class_session, f"05-17 {hour}:00", f"05-17 {hour}:50", capacity=500) for hour in (10, 13, 15, 17)]


def hold(slots, pupils=30):
    return lambda: plans.hold_plan(
        slot_ids=[slot.pk for slot in slots], pupils=pupils, adults=3, now=at("05-13 09:30"), token="one"
    )


def test_plans_with_one_token_at_once(day, now, slow_submissions):
    held = together(*[hold(day[:2])] * 8)
    assert len({bookings[0].plan for bookings in held}) == 1
    held = together(*[hold([day[number % 4]], pupils=30 + number) for number in range(8)])
    assert len({bookings[0].plan for bookings in held}) == 8
    assert Submission.objects.count() == 9
    check_invariants(now)


def test_a_plan_is_booked_once_by_eight(day, now, slow_submissions):
    plan = hold(day[:2])()[0].plan
    same = together(*[lambda: plans.book_plan(plan=plan, details=DETAILS, now=now, token="two")] * 8)
    assert len({bookings[0].pk for bookings in same}) == 1
    other = hold(day[2:])()[0].plan
    details = [services.BookerDetails(**vars(DETAILS) | {"class_name": str(number)}) for number in range(8)]
    answers = together(*[
        lambda one=one: plans.book_plan(plan=other, details=one, now=now, token="three") for one in details
    ])  # fmt: skip
    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert sum(isinstance(answer, errors.PlanBooked) for answer in answers) == 7


def one_class_at_two_times(session):
    """Slots of two sessions, which share no row lock."""
    first = make_slot(session, "05-16 10:00", "05-16 11:00", capacity=500)
    session.pk, session.slug = None, "lacquer"
    session._state.adding = True
    session.save()
    second = make_slot(session, "05-16 10:30", "05-16 11:30", capacity=500)
    party = services.rules.Party(kind="class", people=32, pupils=30, adults=2, phone="13900000001")

    def send(slot, number):
        details = services.BookerDetails(**vars(DETAILS) | {"phone": f"1390000000{number}", "class_name": "3班"})
        party_of_one = services.rules.Party(**vars(party) | {"phone": details.phone})
        return services.book_place(slot_id=slot.pk, party=party_of_one, details=details, now=at("05-13 09:30"))

    return together(*[lambda number=number: send((first, second)[number % 2], number) for number in range(8)])


@pytest.fixture
def slow_rules(monkeypatch):
    check = services.rules.check_rules

    def check_and_dawdle(*args, **kwargs):
        check(*args, **kwargs)
        time.sleep(0.05)

    monkeypatch.setattr(services.rules, "check_rules", check_and_dawdle)


def test_one_class_cannot_take_two_overlapping_times_at_once(class_session, now, slow_rules):
    answers = one_class_at_two_times(class_session)
    assert sum(isinstance(answer, Booking) for answer in answers) == 1
    assert sum(isinstance(answer, errors.ClassAlreadyBooked) for answer in answers) == 7


def test_without_the_lock_of_the_class_it_can(class_session, now, slow_rules, monkeypatch):
    list_statements = advisory_locks.list_lock_statements
    monkeypatch.setattr(locks, "list_lock_statements", lambda **names: list_statements(**names | {"classes": []}))
    answers = one_class_at_two_times(class_session)
    assert sum(isinstance(answer, Booking) for answer in answers) > 1


def test_without_the_lock_of_the_token_one_request_is_granted_twice(class_session, now, monkeypatch, slow_submissions):
    """The control: plans of slots that share no row; the database refuses the second record of the request."""
    list_statements = advisory_locks.list_lock_statements
    monkeypatch.setattr(locks, "list_lock_statements", lambda **names: list_statements(**names | {"tokens": [], "slots": []}))
    day = [make_slot(class_session, "05-17 10:00", "05-17 10:50", capacity=500)]

    def hold_or_fail():
        try:
            return hold(day)()
        except Exception as problem:
            return type(problem).__name__

    assert "IntegrityError" in together(*[hold_or_fail] * 8)


def test_nobody_overtakes(session, now):
    """Fifteen rounds of two cancels, three waiting and a newcomer at once: the newcomer never gets a place before them."""
    for number in range(15):
        slot = make_slot(session, f"05-17 {number + 6:02}:00", f"05-17 {number + 6:02}:50", capacity=2)
        inside = [book(slot, f"138{number:02}00000{one}", now=now) for one in range(2)]
        waiting = [book(slot, f"138{number:02}00001{one}", now=now) for one in range(3)]
        cancels = [lambda one=one: services.cancel_booking(booking_id=one.pk, now=now) for one in inside]
        *_done, newcomer = together(*cancels, lambda number=number, slot=slot: book(slot, f"138{number:02}000020", now=now))
        assert newcomer.state == "waitlisted"
        assert fresh(*waiting) == [("confirmed", 1), ("confirmed", 1), ("waitlisted", 1)]
    check_invariants(now)


# Staff who save while people book


class Bookers:
    """Eight people who book one after the other without a pause, until the block ends."""

    def __init__(self, slot, now):
        self.slot, self.now, self.stopped, self.problems = slot, now, threading.Event(), []

    def __enter__(self):
        self.threads = [threading.Thread(target=self.book, args=[number]) for number in range(8)]
        for thread in self.threads:
            thread.start()
        while Booking.objects.count() < 8:
            time.sleep(0.01)
        return self

    def __exit__(self, *_problem):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def book(self, number):
        try:
            for turn in range(100_000):
                if self.stopped.is_set():
                    return
                book(self.slot, f"138{number}{turn:07}", now=self.now)
        except Exception as problem:
            self.problems.append(problem)
        finally:
            connections.close_all()


def change_capacity(slot, capacity, now):
    changed = TimeSlot.objects.select_related("session__week").get(pk=slot.pk)
    changed.capacity = capacity
    rescheduling.apply_rescheduling(now=now, actor=services.staff_actor(UserFactory()), reason="hall", slots=[changed])


def test_staff_save_while_people_book(session, now):
    slot = make_slot(session, capacity=900)
    with Bookers(slot, now) as bookers:
        for capacity in (800, 700, 600):
            change_capacity(slot, capacity, now)
    assert not bookers.problems
    assert TimeSlot.objects.get(pk=slot.pk).capacity == 600
    check_invariants(now)


def count_late_bookers(slot, now, *, rounds=5):
    """Return how often somebody has come between finding the bookers and holding the slot."""
    me, take, found, late = threading.get_ident(), locks.take_advisory_locks, [], 0

    def find_slowly(**names):
        if threading.get_ident() == me:
            found.append(set(names.get("phones", ())))
            time.sleep(0.1)
        take(**names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "take_advisory_locks", find_slowly)
        for _round in range(rounds):
            with transaction.atomic():
                locks.lock_bookers([slot.pk], now)
                late += set(Booking.objects.live().values_list("phone", flat=True)) != found[-1]
            time.sleep(0.05)
    return late


def test_behind_the_gate_nobody_comes_or_goes(session, now):
    slot = make_slot(session, capacity=5000)
    with Bookers(slot, now):
        assert count_late_bookers(slot, now) == 0


def test_without_the_gate_the_bookers_found_are_never_all(session, now, monkeypatch):
    """The control: beginning anew whenever somebody has come, as it was done before, would not end."""
    list_statements = advisory_locks.list_lock_statements
    monkeypatch.setattr(locks, "list_lock_statements", lambda **names: list_statements(**names | {"gates": []}))
    slot = make_slot(session, capacity=5000)
    with Bookers(slot, now):
        assert count_late_bookers(slot, now) > 0


def refill(session, count, day, now):
    """Fill a slot of one place, let `count` wait, and make room for all; return how many statements that took."""
    slot = make_slot(session, f"05-{day} 10:00", f"05-{day} 11:00", capacity=1)
    book(slot, f"137{day}000000", now=now)
    waits = {"state": "waitlisted", "queued_at": now, "people": 1, "contact_name": "王女士"}
    times = {"created_at": now, "changed_at": now, "consented_at": now}
    Booking.objects.bulk_create(Booking(slot=slot, phone=f"136{day}{number:06}", **waits, **times) for number in range(count))
    with CaptureQueriesContext(connection) as counted:
        change_capacity(slot, count + 1, now)
    assert Booking.objects.filter(slot=slot, state="confirmed").count() == taken(slot) == count + 1
    assert Notice.objects.filter(booking__slot=slot, kind="promoted").count() == count
    return len(counted)


def test_many_waiting_move_up_in_a_bounded_number_of_statements(session, now):
    few, many = refill(session, 3, 15, now), refill(session, 1600, 16, now)
    assert many <= few + 20  # rows are written some hundreds at a time


def lower(session, count, day, now):
    """Fill a slot with `count` and make it smaller by half; return how many statements that took."""
    slot = make_slot(session, f"05-{day} 10:00", f"05-{day} 11:00", capacity=count)
    for number in range(count):
        book(slot, f"137{day}{number:06}", now=now)
    with CaptureQueriesContext(connection) as counted:
        change_capacity(slot, count // 2, now)
    assert Booking.objects.filter(slot=slot, state="waitlisted").count() == count - count // 2
    return len(counted)


def test_a_smaller_room_is_saved_in_a_bounded_number_of_statements(session, now):
    assert lower(session, 40, 16, now) <= lower(session, 4, 15, now) + 2


def test_all_locks_but_the_rows_are_taken_in_one_statement_in_the_written_order(session, now):
    """And all of them end with the transaction: a pooler stands between."""
    slot = make_slot(session)
    with CaptureQueriesContext(connection) as counted:
        book(slot, now=now, token="one")
    [statement] = [query["sql"] for query in counted if "advisory" in query["sql"]]
    assert "pg_advisory_xact_lock_shared" in statement
    assert "pg_advisory_lock" not in statement
    keys = [
        *advisory_locks.lock_keys("gate", [slot.pk]),
        *advisory_locks.lock_keys("token", ["one"]),
        *advisory_locks.lock_keys("phone", ["13800000001"], advisory_locks.find_bucket),
    ]
    positions = [statement.index(str(key)) for key in keys]
    assert positions == sorted(positions)
