"""Classes decided on together: each in its row, rejected with a reason of its own or one for all."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.roles import APPROVER
from events.admin.bookings import decisions
from events.admin.bookings.decision_form import OWN_WORDS_LENGTH, REASON_LENGTH, USUAL_REASONS
from events.bookings import services
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
    assert [row.field.value() for row in page.context["rows"]] == ["approve"] * 3
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
    assert list(page.context["form"].errors) == [f"own-{two.pk}"]
    assert f'<a href="#choice-{two.pk}">第一中学' in page.content.decode()
    assert [row.field.value() for row in page.context["rows"]] == ["approve", "reject"]
    assert set(states(*classes)) == {"pending"}


def test_choice_is_asked_for(client, classes):
    page = client.post(URL, {"booking": [classes[0].pk]})
    assert page.context["form"].errors
    assert_clean(page, URL)


def test_all_at_one_click(client, classes):
    page = client.post(URL, {"booking": [booking.pk for booking in classes], "_all": "reject", "reason": "场地不够"})
    assert [row.field.value() for row in page.context["rows"]] == ["reject"] * 3
    assert page.context["form"]["reason"].value() == "场地不够"
    assert set(states(*classes)) == {"pending"}


def test_what_failed_is_named_and_stops_no_other(client, scene, classes):
    one, two, _three = classes
    page = select(client, "approve", one, scene.own.booking)
    assert scene.own.booking.spaced_reference in said(page)  # confirmed already
    assert [row.booking for row in page.context["rows"]] == [one]
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
    assert {found.booking for found in page.context["rows"]} == set(classes)
    assert lapsed.state == "pending"
    other = reverse(f"admin:events_{model}_change", args=[getattr(scene.other, name).pk])
    assert URL not in client.get(other).content.decode()  # nobody waits there


def test_bob_decides_on_his_own_schools_classes(client, scene, classes):
    foreign = ClassBookingFactory(slot=TimeSlotFactory(session=scene.other.session, capacity=60))
    client.force_login(scene.bob)
    assert {found.booking for found in client.get(URL).context["rows"]} == set(classes)
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
    with django_assert_max_num_queries(15):
        assert len(client.get(URL).context["rows"]) == 23


def test_a_row_has_its_own_reason_before_the_one_for_the_others(client, classes):
    one, two, three = classes
    Booking.objects.filter(pk=one.pk).update(language="en")
    texts = {f"usual-{one.pk}": "busy", f"own-{one.pk}": "Friday is free.", f"own-{two.pk}": "场地不够"}
    decide(client, dict.fromkeys(classes, "reject"), reason="当天停电", **texts)
    said_to = [booking.events.last().reason for booking in classes]
    assert said_to[0] == "The place is needed for something else. Please choose another time slot. Friday is free."
    assert said_to[1:] == ["场地不够", "当天停电"]


def test_a_usual_reason_leaves_room_for_own_words():
    for language in ("zh-hans", "en"):
        with override(language):
            assert max(len(str(text)) for text in USUAL_REASONS.values()) + 1 + OWN_WORDS_LENGTH <= REASON_LENGTH


@pytest.mark.parametrize("choice", ["approve", "leave"])
def test_a_reason_beside_another_choice_is_asked_about_and_kept(client, classes, choice):
    one, two, _three = classes
    page = decide(client, {one: choice, two: "approve"}, **{f"own-{one.pk}": "场地不够", f"usual-{one.pk}": "busy"})
    assert list(page.context["form"].errors) == [f"choice-{one.pk}"]
    row = page.context["rows"][0]
    assert (row.booking, row.usual.value(), row.own.value()) == (one, "busy", "场地不够")
    assert set(states(one, two)) == {"pending"}


def test_all_at_one_click_keeps_what_was_typed(client, classes):
    one, two, _three = classes
    typed = {f"own-{one.pk}": "场地不够", f"usual-{two.pk}": "full"}
    page = decide(client, dict.fromkeys(classes, "leave"), _all="reject", **typed)
    rows = {row.booking: row for row in page.context["rows"]}
    assert (rows[one].own.value(), rows[two].usual.value()) == ("场地不够", "full")


def test_a_class_in_two_places_at_once_begins_undecided(client, scene, classes):
    twice = ClassBookingFactory(
        slot=TimeSlotFactory(session=scene.other.session, capacity=60), class_name=classes[0].class_name, state="confirmed"
    )
    page = client.get(URL)
    assert_clean(page, URL)
    rows = {row.booking: row for row in page.context["rows"]}
    assert [rows[booking].field.value() for booking in classes] == ["leave", "approve", "approve"]
    assert rows[classes[0]].overlaps == [twice]
    address = reverse("admin:events_booking_change", args=[twice.pk])
    assert address in page.content.decode()
    page = select(client, "approve", *classes)
    assert [row.field.value() for row in page.context["rows"]] == ["leave", "approve", "approve"]
    client.force_login(scene.bob)  # that session is not his school's
    html = client.get(URL).content.decode()
    assert "乙校体验" in html
    assert address not in html
    assert twice.spaced_reference not in html


def test_what_one_needs_to_decide_stands_in_the_row(client, classes):
    Booking.objects.filter(pk=classes[0].pk).update(arrival="大巴，西门下车", access_needs="一名学生坐轮椅")
    html = client.get(URL).content.decode()
    for part in ("大巴，西门下车", "一名学生坐轮椅", "5月17日 周六", "09:30–10:30", "提交", "学生10名", "27 / 60"):
        assert part in html


@pytest.mark.parametrize("query", [{"day": "2025-05-18"}, {"day": "2025-05-17"}, {"day": "x"}, {}])
def test_days(client, scene, classes, query):
    sunday = dt.datetime(2025, 5, 18, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    slot = TimeSlotFactory(session=scene.own.session, starts_at=sunday, capacity=60)
    later = ClassBookingFactory(slot=slot, class_name="八年级8班")
    page = client.get(URL, query)
    expected = {"2025-05-18": {later}, "2025-05-17": set(classes)}.get(query.get("day"), {later, *classes})
    assert {row.booking for row in page.context["rows"]} == expected
    links = [(link.query, link.count) for link in page.context["day_links"]]
    assert links == [("", 4), ("day=2025-05-17", 3), ("day=2025-05-18", 1)]


def test_after_saving_the_day_is_shown_again(client, classes):
    data = {"booking": [classes[0].pk], f"choice-{classes[0].pk}": "approve"}
    response = client.post(f"{URL}?day=2025-05-17", data, follow=True)
    assert response.redirect_chain == [(f"{URL}?day=2025-05-17", 302)]
    assert {row.booking for row in response.context["rows"]} == set(classes[1:])
    page = client.get(URL, {"day": "2025-05-19"})
    assert not page.context["rows"]
    assert f'href="{URL}?day=2025-05-17"' in page.content.decode()


def test_decided_meanwhile_by_somebody_else(client, scene, classes):
    """While a form with an error comes back, and when a good one is sent: it is reported, the others go on."""
    one, two, three = classes
    services.approve_booking(booking_id=one.pk, now=scene.now, actor=services.staff_actor(scene.bob))
    page = decide(client, {one: "reject", two: "reject", three: "approve"})
    assert one.spaced_reference in said(page)
    assert {row.booking for row in page.context["rows"]} == {two, three}
    response = decide(client, {one: "reject", two: "reject", three: "approve"}, reason="场地不够")
    assert one.spaced_reference in said(response)
    assert states(one, two, three) == ["confirmed", "rejected", "confirmed"]


def test_no_more_rows_than_a_form_takes(client, classes, monkeypatch):
    monkeypatch.setattr(decisions, "MOST_ROWS", 2)
    page = client.get(URL)
    assert (len(page.context["rows"]), page.context["waiting_count"]) == (2, 3)
    assert "这里先列出前2个" in page.content.decode()


def test_links_with_the_number_that_wait(client, scene, classes):
    for address in (reverse("admin:index"), LIST):
        assert "审核团队预约：3" in client.get(address).content.decode()
    client.force_login(scene.bob)
    remove_permission(scene.bob, "decide_classes")
    for address in (reverse("admin:index"), LIST):
        assert URL not in client.get(address).content.decode()
