"""Classes decided on together: each in its row, one reason for all that are rejected."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import APPROVER
from events.models import Booking
from tests.events.admin.confirm_pages import remove_permission
from tests.factories.events import ClassBookingFactory, TimeSlotFactory
from tests.test_admin_csp import assert_clean

URL, LIST = reverse("admin:events_booking_decide"), reverse("admin:events_booking_changelist")


@pytest.fixture
def classes(scene):
    """Three of one's own slot."""
    slot = TimeSlotFactory(session=scene.own.session, capacity=60)
    return [ClassBookingFactory(slot=slot, class_name=f"八年级{number}班") for number in (1, 2, 3)]


def states(*bookings) -> list[str]:
    found = dict(Booking.objects.values_list("pk", "state"))
    return [found[booking.pk] for booking in bookings]


def select(client, action, *bookings):
    return client.post(LIST, {"action": action, "_selected_action": [booking.pk for booking in bookings]}, follow=True)


def decide(client, choices: dict, **more):
    data = {f"choice-{booking.pk}": choice for booking, choice in choices.items()}
    return client.post(URL, {"booking": [booking.pk for booking in choices], **data, **more}, follow=True)


def said(response) -> str:
    return " ".join(map(str, response.context["messages"]))


def test_row_of_each_class_before_anything_is_decided(client, classes):
    page = select(client, "approve", *classes)
    assert_clean(page, LIST)
    html = page.content.decode()
    for part in ("第一中学", "八年级2班", "11", "甲校体验", "27", "16日"):  # school, class, people, session, left, deadline
        assert part in html
    assert [row["field"].value() for row in page.context["rows"]] == ["approve"] * 3
    assert set(states(*classes)) == {"pending"}


def test_each_as_chosen(client, classes):
    one, two, three = classes
    response = decide(client, {one: "approve", two: "reject", three: "leave"}, reason="场地不够")
    assert states(*classes) == ["confirmed", "rejected", "pending"]
    assert two.events.last().reason == "场地不够"
    assert one.spaced_reference in said(response)
    assert [booking.notices.count() for booking in classes] == [1, 1, 0]


def test_rejecting_needs_a_reason_and_the_choices_are_kept(client, classes):
    one, two, _three = classes
    page = decide(client, {one: "approve", two: "reject"}, reason=" ")
    assert page.context["form"].errors["reason"]
    assert [row["field"].value() for row in page.context["rows"]] == ["approve", "reject"]
    assert set(states(*classes)) == {"pending"}


def test_choice_is_asked_for(client, classes):
    page = client.post(URL, {"booking": [classes[0].pk]})
    assert page.context["form"].errors
    assert_clean(page, URL)


def test_all_at_one_click(client, classes):
    page = client.post(URL, {"booking": [booking.pk for booking in classes], "_all": "reject", "reason": "场地不够"})
    assert [row["field"].value() for row in page.context["rows"]] == ["reject"] * 3
    assert page.context["form"]["reason"].value() == "场地不够"
    assert set(states(*classes)) == {"pending"}


def test_what_failed_is_named_and_stops_no_other(client, scene, classes):
    one, two, _three = classes
    page = select(client, "approve", one, scene.own.booking)
    assert scene.own.booking.spaced_reference in said(page)  # confirmed already
    assert [row["booking"] for row in page.context["rows"]] == [one]
    Booking.objects.filter(pk=one.pk).update(state="cancelled")
    response = decide(client, {one: "approve", two: "approve"})
    assert one.spaced_reference in said(response)
    assert states(one, two) == ["cancelled", "confirmed"]


@pytest.mark.parametrize("name", ["slot", "session"])
def test_all_that_wait_of(client, scene, classes, name):
    ClassBookingFactory(slot=TimeSlotFactory(session__week=scene.week, session__slug="another", capacity=60))
    lapsed = ClassBookingFactory(slot=classes[0].slot, class_name="八年级9班", expires_at=scene.now - dt.timedelta(minutes=1))
    row = classes[0].slot if name == "slot" else scene.own.session
    model = "timeslot" if name == "slot" else "eventsession"
    html = client.get(reverse(f"admin:events_{model}_change", args=[row.pk])).content.decode()
    assert f"{URL}?{name}={row.pk}" in html
    page = client.get(URL, {name: row.pk})
    assert {found["booking"] for found in page.context["rows"]} == set(classes)
    assert lapsed.state == "pending"
    other = reverse(f"admin:events_{model}_change", args=[getattr(scene.other, name).pk])
    assert URL not in client.get(other).content.decode()  # nobody waits there


def test_bob_decides_on_his_own_schools_classes(client, scene, classes):
    foreign = ClassBookingFactory(slot=TimeSlotFactory(session=scene.other.session, capacity=60))
    client.force_login(scene.bob)
    assert {found["booking"] for found in client.get(URL).context["rows"]} == set(classes)
    assert decide(client, {foreign: "approve", classes[0]: "approve"}).status_code == 404
    for name in ("slot", "session"):
        number = foreign.slot.pk if name == "slot" else scene.other.session.pk
        for guessed in (number, 987654, "x"):
            assert client.get(URL, {name: guessed}).status_code == 404
    select(client, "approve", foreign)
    assert states(foreign, classes[0]) == ["pending", "pending"]


def test_who_may_not_decide_gets_nowhere(client, scene, classes):
    client.force_login(scene.bob)
    remove_permission(scene.bob, "decide_classes")
    assert client.get(URL).status_code == 403
    assert decide(client, {classes[0]: "approve"}).status_code == 403


def test_approver_finds_the_classes_from_the_session(client, scene, classes):
    erin = User.objects.create_user("erin", password="secret-of-erin", is_staff=True)
    erin.groups.add(Group.objects.get(name=APPROVER))
    client.force_login(erin)
    html = client.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk])).content.decode()
    assert f"{URL}?session={scene.own.session.pk}" in html
    decide(client, {classes[0]: "approve"})
    assert states(classes[0]) == ["confirmed"]


@pytest.mark.usefixtures("without_public_cache")
def test_queries_do_not_grow_with_classes(client, classes, django_assert_max_num_queries):
    slot = classes[0].slot
    for number in range(20):
        ClassBookingFactory(slot=TimeSlotFactory(session=slot.session, capacity=60), class_name=str(number))
    with django_assert_max_num_queries(13):
        assert len(client.get(URL).context["rows"]) == 23
