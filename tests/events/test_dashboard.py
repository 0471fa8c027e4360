"""The first page of the back office: each number is the length of the list it leads to."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from edu_week.roles import APPROVER, AUDITOR, SCHOOL, SYSTEM
from events.dashboard import Board
from events.models import Arrival, Booking, EventSession, Notice, TimeSlot
from schools.models import User
from tests.admin_scene import add_school, build
from tests.factories import BookingFactory, ClassBookingFactory

INDEX = "admin:index"


@pytest.fixture
def scene(db, clock_at):
    """Today each school has a slot with one arrival; a class waits for its decision, a family for a place."""
    scene = build(clock_at("2025-05-13T09:30"))
    TimeSlot.objects.update(
        starts_at=scene.now + dt.timedelta(hours=3), ends_at=scene.now + dt.timedelta(hours=4), capacity=200, bookable=200
    )
    for number, part in enumerate((scene.own, scene.other)):
        part.slot.refresh_from_db()
        ClassBookingFactory(slot=part.slot, state="pending", created_at=scene.now, expires_at=scene.now + dt.timedelta(hours=5))
        BookingFactory(slot=part.slot, state="waitlisted", queued_at=scene.now, created_at=scene.now, phone=f"1390000000{number}")
        Arrival.objects.create(
            slot=part.slot,
            booking=part.booking,
            verdict="admitted",
            people=2,
            nonce=f"n{number}",
            arrived_at=scene.now,
            recorded_by=scene.alice,
        )
    Notice.objects.filter(booking=scene.own.booking).update(state="failed")
    draft = EventSession.objects.create(
        slug="draft", week=scene.week, venue=scene.venue, host_school=scene.own.school, title="未发布", kind="visit"
    )
    TimeSlot.objects.create(session=draft, starts_at=scene.now + dt.timedelta(days=1), ends_at=scene.now + dt.timedelta(days=2))
    return scene


def numbers(user, now) -> dict[str, tuple[int, str]]:
    return {tally.label: (tally.number, tally.url) for tally in Board(user, now).tallies()}


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_each_number_is_the_length_of_its_list(client, scene, who):
    user = getattr(scene, who)
    client.force_login(user)
    found = numbers(User.objects.get(pk=user.pk), scene.now)
    assert len(found) >= 8 - (who == "bob")
    for label, (number, url) in found.items():
        listed = client.get(url).context["cl"]
        count = sum(row.people for row in listed.queryset) if "arrival" in url else listed.result_count
        assert count == number, label


def test_bob_counts_his_own_school_only(scene):
    alice, bob = (list(dict(numbers(user, scene.now)).values()) for user in (scene.alice, scene.bob))
    assert [number for number, _url in alice][:3] == [2, 2, 6]
    assert [number for number, _url in bob][:3] == [1, 1, 3]


def test_bobs_page_shows_nothing_of_another_school(client, scene):
    client.force_login(scene.bob)
    html = client.get(reverse(INDEX)).content.decode()
    assert scene.own.session.title in html
    assert scene.other.session.title not in html


def test_slots_say_how_full_they_are(scene):
    row = next(row for row in Board(scene.alice, scene.now).slots() if row.slot.pk == scene.own.slot.pk)
    scene.own.slot.refresh_from_db()
    assert (row.taken, row.places.waiting, row.slot.arrived) == (scene.own.slot.places_taken, 1, 2)
    assert 0 <= row.percent <= 100


def test_bars_count_bookings_by_the_day_in_shanghai(scene):
    late = dt.datetime(2025, 5, 12, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    Booking.objects.filter(pk=scene.own.booking.pk).update(created_at=late)
    bars = Board(scene.alice, scene.now).bars()
    assert [bar.total for bar in bars[-2:]] == [1, 5]
    assert bars[-1].classes == 2
    assert bars[-1].height == 100


@pytest.mark.parametrize("moment", ["2025-05-01T09:00", "2025-06-20T09:00"])
def test_outside_the_week_its_first_or_last_day_is_shown(client, scene, clock_at, moment):
    now = clock_at(moment)
    board = Board(scene.alice, now)
    assert board.day in (scene.week.starts_on, scene.week.ends_on) or str(board.day) in ("2025-05-12", "2025-05-18")
    client.force_login(scene.alice)
    assert client.get(reverse(INDEX)).status_code == 200


def test_without_any_week_the_page_still_stands(client, db, clock_at):
    clock_at("2025-05-13T09:30")
    client.force_login(User.objects.create_superuser("alice"))
    assert client.get(reverse(INDEX)).status_code == 200


@pytest.mark.parametrize(("role", "sees"), [(SYSTEM, False), (APPROVER, True), (AUDITOR, True), (SCHOOL, True)])
def test_each_role_sees_the_numbers_it_may(client, scene, role, sees):
    user = User.objects.create_user("person", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    html = client.get(reverse(INDEX)).content.decode()
    assert ("per-day" in html) is sees


def test_queries_do_not_grow(client, scene, django_assert_num_queries, django_assert_max_num_queries):
    client.force_login(scene.alice)
    client.get(reverse(INDEX))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse(INDEX))
    for name in ("丙校", "丁校"):
        part = add_school(scene, name)
        TimeSlot.objects.filter(pk=part.slot.pk).update(
            starts_at=scene.now + dt.timedelta(hours=3), ends_at=scene.now + dt.timedelta(hours=4)
        )
    with django_assert_num_queries(len(few)):
        client.get(reverse(INDEX))
