"""Lists stand on the edition that is shown; others are chosen beside them, and what names a record is found in any."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import ActivityWeek, Announcement, EventSession, Message, Notice, TimeSlot
from tests.factories import AnnouncementFactory, BookingFactory

LISTS = {
    "eventsession": "week__id__exact",
    "timeslot": "session__week__id__exact",
    "booking": "slot__session__week__id__exact",
    "notice": "booking__slot__session__week__id__exact",
    "announcement": "week__id__exact",
}


@pytest.fixture
def other(scene) -> ActivityWeek:
    """An earlier edition with a session of Bob's school, a booking and an announcement."""
    week = ActivityWeek.objects.create(
        slug="week-2024", name="2024活动周", starts_on="2024-05-13", ends_on="2024-05-19", status="published"
    )
    week.refresh_from_db()
    session = EventSession.objects.create(
        slug="earlier", week=week, venue=scene.venue, host_school=scene.own.school, title="去年体验", kind="visit"
    )
    start = dt.datetime(2024, 5, 14, 1, tzinfo=dt.UTC)
    slot = TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    booking = BookingFactory(slot=slot, counted=False, created_at=start - dt.timedelta(days=1), phone="13900000009")
    moments = {"due_at": start, "created_at": start}
    Notice.objects.create(booking=booking, kind="confirmed", channel="call", state="due", event_key="x", **moments)
    AnnouncementFactory(week=week)
    AnnouncementFactory(week=scene.week)
    AnnouncementFactory(week=None)
    return week


def listed(client, name, query="") -> set[int]:
    answer = client.get(f"{reverse(f'admin:events_{name}_changelist')}?{query}")
    assert answer.status_code == 200
    return {row.pk for row in answer.context["cl"].result_list}


def rows_of(model, path, week) -> set[int]:
    return set(model.objects.filter(**{path.removesuffix("__id__exact"): week}).values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["alice", "bob"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_stands_on_the_edition_shown(client, scene, other, name, who):
    if (name, who) == ("announcement", "bob"):
        return  # no list of his
    client.force_login(getattr(scene, who))
    parameter = LISTS[name]
    shown, earlier = (listed(client, name, query) for query in ("", f"{parameter}={other.pk}"))
    every = listed(client, name, f"{parameter}=every")
    model = (
        next(model for model in (EventSession, TimeSlot, Notice, Announcement) if model._meta.model_name == name)
        if (name != "booking")
        else type(scene.own.booking)
    )
    assert earlier == rows_of(model, parameter, other) != set()
    assert not shown & earlier
    assert shown | earlier == every
    assert listed(client, name, f"{parameter}={scene.week.pk}") == shown - set(
        Announcement.objects.filter(week=None).values_list("pk", flat=True) if name == "announcement" else ()
    )


def test_the_side_says_which_edition_it_is(client, scene, other):
    address = reverse("admin:events_eventsession_changelist")

    def chosen(query=""):
        changelist = client.get(f"{address}?{query}").context["cl"]
        spec = next(spec for spec in changelist.filter_specs if str(spec.title) == "届次")
        return [choice["display"] for choice in spec.choices(changelist) if choice["selected"]]

    assert chosen() == ["活动周（当前展示）"]
    assert chosen("week__id__exact=every") == ["全部届次"]
    assert chosen(f"week__id__exact={other.pk}") == ["2024活动周"]
    assert chosen(f"venue__id__exact={scene.venue.pk}") == ["全部届次"]


def test_with_one_edition_there_is_no_filter(client, scene):
    changelist = client.get(reverse("admin:events_eventsession_changelist")).context["cl"]
    assert "届次" not in [str(spec.title) for spec in changelist.filter_specs]


def test_without_an_edition_shown_all_are_listed(client, scene, other):
    ActivityWeek.objects.update(is_current=False)
    assert len(listed(client, "eventsession")) == 3


def test_links_that_name_a_record_find_it_in_any_edition(client, scene, other):
    session = EventSession.objects.get(slug="earlier")
    slot = session.slots.get()
    booking = slot.bookings.get()
    assert listed(client, "booking", f"slot__session__id__exact={session.pk}") == {booking.pk}
    assert listed(client, "booking", f"slot__id__exact={slot.pk}") == {booking.pk}
    assert listed(client, "booking", f"places={slot.pk}") == {booking.pk}
    assert len(listed(client, "eventsession", f"venue__id__exact={scene.venue.pk}")) == 3


def test_a_reference_is_found_in_any_edition(client, scene, other):
    booking = TimeSlot.objects.get(session__slug="earlier").bookings.get()
    assert listed(client, "booking", f"q={booking.reference}") == {booking.pk}
    assert listed(client, "notice", f"q={booking.reference}")
    assert listed(client, "eventsession", "q=体验") == {scene.own.session.pk, scene.other.session.pk}


def test_filters_of_bookings_offer_what_the_edition_has(client, scene, other):
    html = client.get(reverse("admin:events_booking_changelist")).content.decode()
    assert "day=2025-05-15" in html
    assert "day=2024-05-14" not in html
    html = client.get(f"{reverse('admin:events_booking_changelist')}?{LISTS['booking']}={other.pk}").content.decode()
    assert "day=2024-05-14" in html


def test_the_call_list_stands_on_the_edition_too(client, scene, other):
    address = reverse("admin:events_notice_calls")
    of_edition, of_every = (
        {notice.event_key for notice in client.get(f"{address}?{query}").context["cl"].result_list}
        for query in ("", f"{LISTS['notice']}=every")
    )
    assert of_every - of_edition == {"x"}


def test_what_depends_on_a_record_is_listed_in_every_edition(client, scene, other):
    """The refusal to delete a school counts all sessions, and leads to just these."""
    page = client.get(reverse("admin:schools_school_delete", args=[scene.own.school.pk])).content.decode()
    assert "week__id__exact=every" in page
    query = f"host_school__id__exact={scene.own.school.pk}&week__id__exact=every"
    assert len(listed(client, "eventsession", query)) == 2


def test_messages_are_of_the_edition_they_were_addressed_to(client, scene, other):
    slot = TimeSlot.objects.get(session__slug="earlier")
    made = {"states": ["confirmed"], "kinds": ["individual"], "created_at": scene.now}
    by_slot, by_day, by_session, slot_gone, shown = (
        Message.objects.create(subject=subject, **made, **address)
        for subject, address in {
            "slot": {"slot": slot},
            "day": {"day": "2024-05-14"},
            "session": {},
            "gone": {},
            "shown": {"day": "2025-05-14"},
        }.items()
    )
    by_session.sessions.set([slot.session, scene.own.session])
    parameter, earlier = "sessions__week__id__exact", {by_slot.pk, by_day.pk, by_session.pk, slot_gone.pk}
    assert listed(client, "message") == {shown.pk, by_session.pk, slot_gone.pk}
    assert listed(client, "message", f"{parameter}={other.pk}") == earlier
    assert listed(client, "message", f"{parameter}=every") == {*earlier, shown.pk}
    assert listed(client, "message", f"{parameter}=x") == {*earlier, shown.pk}


@pytest.mark.parametrize("value", ["x", "0", "9" * 30, "every,1", "1,2", "%00"])
def test_odd_editions_are_no_error(client, scene, other, value):
    answer = client.get(f"{reverse('admin:events_booking_changelist')}?{LISTS['booking']}={value}")
    assert answer.status_code in (200, 302, 404)
