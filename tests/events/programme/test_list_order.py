"""A list of the whole week begins with what is next, and each audience reads what it can book."""

import pytest
from django.urls import reverse

from events.models import TimeSlot
from events.programme import queries
from tests.edu_week.home.home_records import make_session, make_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(clock_at):
    clock_at("2025-05-14T09:30")
    week = make_week()
    make(week, "yesterday", "05-13T09:00", "05-13T10:00")
    make(week, "this-morning", "05-14T08:00", "05-14T09:00")
    make(week, "this-afternoon", "05-14T14:00", "05-14T15:00", places_taken=60)
    make(week, "tomorrow-free", "05-15T08:00", "05-15T18:00", "none")
    make(week, "tomorrow", "05-15T10:00", "05-15T11:00")
    make(week, "friday", "05-16T10:00", "05-16T11:00")
    return week


def make(week, slug, start, end, mode="both", *, audiences=("class", "family"), places_taken=0):
    session = make_session(week, slug, slug, start, end, booking_mode=mode)
    session.audiences.set(audiences)
    TimeSlot.objects.filter(session=session).update(capacity=60, bookable=60, places_taken=places_taken)
    return session


def listed(client, **query) -> list[str]:
    days = client.get(reverse("programme"), query).context["days"]
    return [row.session.slug for day in days for _part, rows in day["parts"] for row in rows]


def test_for_an_audience_the_next_that_can_be_booked_is_first_and_what_is_over_last(client, week):
    assert listed(client, audience="class") == [
        *("tomorrow", "tomorrow-free", "friday"),
        *("this-afternoon", "this-morning", "yesterday"),
    ]


def test_the_days_after_the_first_that_can_be_booked_stand_in_their_order(client, week):
    make(week, "saturday-full", "05-17T10:00", "05-17T11:00", places_taken=60)
    make(week, "sunday", "05-18T10:00", "05-18T11:00")
    found = listed(client, audience="class")
    assert found[2:5] == ["friday", "saturday-full", "sunday"]
    assert found[5:] == ["this-afternoon", "this-morning", "yesterday"]


def test_the_whole_week_keeps_its_order_but_for_what_is_over(client, week):
    assert listed(client, day="all") == [
        *("this-afternoon", "this-morning", "tomorrow-free", "tomorrow", "friday", "yesterday"),
    ]


def test_after_the_week_the_days_stand_in_their_order(client, week, clock_at):
    clock_at("2025-05-20T09:30")
    assert listed(client, audience="family")[0] == "yesterday"


def test_a_day_keeps_the_order_of_its_hours(client, week):
    assert listed(client, day="2025-05-14") == ["this-morning", "this-afternoon"]


def test_what_only_classes_book_is_offered_to_no_family_and_the_reverse(client, week):
    make(week, "class-only", "05-16T14:00", "05-16T15:00", "class", audiences=("class", "family", "public", "teacher"))
    make(week, "single-only", "05-16T14:00", "05-16T15:00", "individual", audiences=("class", "family"))
    for audience in ("family", "public"):
        assert "class-only" not in listed(client, audience=audience)
    assert "class-only" in listed(client, audience="class")
    assert "class-only" in listed(client, audience="teacher")
    assert "single-only" not in listed(client, audience="class")
    assert "single-only" in listed(client, audience="family")
    choices = client.get(reverse("programme"), {"day": "2025-05-16"}).context["choices"]["audience"]
    numbers = {choice["value"]: choice["count"] for choice in choices}
    assert (numbers["class"], numbers["family"]) == (2, 2)


def test_a_class_reads_that_booking_for_classes_has_closed(client, week, clock_at):
    clock_at("2025-05-14T12:30")  # half an hour after the last moment for tomorrow's classes
    page = client.get(reverse("programme"), {"audience": "class"}).context
    looks = {row.session.slug: row.best.look for day in page["days"] for _, rows in day["parts"] for row in rows}
    assert (looks["tomorrow"], looks["friday"], page["open_count"]) == ("closed", "open", 1)
    page = client.get(reverse("programme"), {"audience": "family"}).context
    looks = {row.session.slug: row.best.look for day in page["days"] for _, rows in day["parts"] for row in rows}
    assert (looks["tomorrow"], page["open_count"]) == ("open", 2)


def test_a_class_reads_first_that_it_can_plan_a_day(client, week):
    html = client.get(reverse("programme"), {"audience": "class"}).content.decode()
    assert html.index(reverse("plan_times")) < html.index("session-list")
    assert reverse("plan_times") not in client.get(reverse("programme"), {"audience": "family"}).content.decode()
    day = client.get(reverse("programme"), {"audience": "class", "day": "2025-05-16"})
    assert day.context["plan_url"] == f"{reverse('plan_times')}?day=2025-05-16"


@pytest.mark.parametrize(
    ("mode", "offered"),
    [("individual", {"single", "for-both"}), ("class", {"classes", "for-both"}), ("both", {"single", "classes", "for-both"})],
)
def test_beside_a_session_stands_only_what_its_readers_can_book(clock_at, mode, offered):
    clock_at("2025-05-13T09:30")
    week = make_week()
    for slug, way in (("single", "individual"), ("classes", "class"), ("for-both", "both")):
        make(week, slug, "05-15T10:00", "05-15T11:00", way)
    own = make(week, "own", "05-15T14:00", "05-15T15:00", mode)
    _places, similar = queries.list_places_and_similar(own, clock_at("2025-05-13T09:30"))
    assert {row.session.slug for row in similar} == offered
