"""What search engines read about sessions, schools and where a page stands."""

import datetime as dt

import pytest
from django.urls import reverse

from content.models import SiteSettings
from tests.factories import EventSessionFactory, SchoolFactory, TimeSlotFactory
from tests.factories.events import SHANGHAI
from tests.schema_org_validator import find_schema_faults, structured_data

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(clock_at):
    return clock_at("2025-05-14T09:00")


@pytest.fixture(autouse=True)
def city(db):
    """An address needs the name of the city, which the bureau fills in."""
    SiteSettings.objects.create(city_name="柳溪")


def read(client, session):
    event, crumbs = structured_data(client.get(reverse("session_detail", args=[session.slug])).content.decode())
    assert find_schema_faults(event) == []
    assert find_schema_faults(crumbs) == []
    assert [item["position"] for item in crumbs["itemListElement"]] == [1, 2, 3]
    return event


def test_the_checker_sees_what_is_wrong():
    wrong = {"@type": "Event", "name": "体验", "startDate": "2025-05-13T09:00:00Z", "venue": "广场", "eventStatus": "Moved"}
    assert len(find_schema_faults(wrong)) == 6


def test_one_time_is_the_event_itself(client):
    slot = TimeSlotFactory(session__host_school=SchoolFactory(), session__presenter_name="Alice")
    event = read(client, slot.session)
    assert event["startDate"] == "2025-05-17T09:30:00+08:00"
    assert event["offers"]["availability"].endswith("InStock")
    assert event["offers"]["url"].endswith(f"?slot={slot.pk}")
    assert (event["maximumAttendeeCapacity"], event["remainingAttendeeCapacity"]) == (10, 10)
    assert event["image"][0].startswith("http://testserver/events/")
    assert event["isAccessibleForFree"] is True


def test_each_of_several_times_is_an_event_within(client):
    session = EventSessionFactory()
    for hour in range(8, 22):
        TimeSlotFactory(session=session, starts_at=dt.datetime(2025, 5, 17, hour, tzinfo=SHANGHAI), capacity=hour)
    event = read(client, session)
    assert len(event["subEvent"]) == 14
    assert event["subEvent"][0]["startDate"] == event["startDate"] == "2025-05-17T08:00:00+08:00"
    assert event["endDate"] == "2025-05-17T22:00:00+08:00"


def test_cancelled_full_and_moved_times_say_so(client):
    session = EventSessionFactory()
    TimeSlotFactory(session=session, cancelled_at=dt.datetime(2025, 5, 13, tzinfo=SHANGHAI), cancel_reason="停电")
    TimeSlotFactory(session=session, places_taken=10)
    moved = TimeSlotFactory(session=session)
    moved.starts_at, moved.sequence = moved.starts_at + dt.timedelta(minutes=30), 1
    moved.save()
    cancelled, full, later = read(client, session)["subEvent"]
    assert cancelled["eventStatus"].endswith("EventCancelled")
    assert "offers" not in cancelled
    assert full["offers"]["availability"].endswith("SoldOut")
    assert later["eventStatus"].endswith("EventRescheduled")
    assert later["previousStartDate"] == "2025-05-17T09:30:00+08:00"


@pytest.mark.parametrize(
    "made_up",
    [
        {"session__source": "sample"},
        {"source": "sample"},
        {"sample_fields": ["day"]},
        {"sample_fields": ["starts_at"]},
        {"sample_fields": ["ends_at"]},
        {"sample_fields": ["*"]},
    ],
)
def test_a_made_up_day_or_hour_is_no_event(client, made_up):
    session = TimeSlotFactory(**made_up).session
    page = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    assert [data["@type"] for data in structured_data(page)] == ["BreadcrumbList"]
    TimeSlotFactory(session=session)  # a true one beside it
    page = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    is_whole = session.source == "sample"
    assert ["startDate" in data for data in structured_data(page)] == ([False] if is_whole else [True, False])
    assert not is_whole or "subEvent" not in page


def test_other_made_up_facts_are_left_out_or_named(client):
    session = TimeSlotFactory(
        sample_fields=["capacity"],
        session__title="香囊",
        session__host_school=SchoolFactory(),
        session__sample_fields=["venue", "host_school", "audiences"],
    ).session
    event = read(client, session)
    assert (event["name"], event["description"]) == ("示例 · 香囊", "示例：地点、承办、面向对象")
    assert not {"organizer", "audience", "maximumAttendeeCapacity"} & set(event)


def test_no_text_can_end_the_element(client):
    session = TimeSlotFactory(session__title="</script><script>alert(1)</script>").session
    page = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    assert "<script>alert" not in page
    assert structured_data(page)[0]["name"] == session.title


def test_schools_and_colleges_are_described(client):
    school = SchoolFactory(aliases=["职校"], website="https://school.example/")
    described, crumbs = structured_data(client.get(reverse("school_detail", args=[school.slug])).content.decode())
    assert find_schema_faults(described) == find_schema_faults(crumbs) == []
    assert described["sameAs"] == "https://school.example/"


def test_questions_do_not_grow_with_the_times(client, django_assert_max_num_queries):
    session = TimeSlotFactory(sequence=1).session
    TimeSlotFactory.create_batch(13, session=session, sequence=1)
    with django_assert_max_num_queries(27):
        read(client, session)
