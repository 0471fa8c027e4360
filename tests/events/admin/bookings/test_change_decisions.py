"""What classes ask to be changed, decided on by staff beside new bookings; and pages of staff that have become old."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from events.bookings import change_decisions, changes, erasure, services
from events.bookings.change_requests import describe_change
from events.dashboard.board import Board
from events.dashboard.links import bookings_of_slot_url, bookings_on_day_url
from events.models import Booking, BookingChange, TimeSlot
from tests.events.admin.confirm_pages import remove_permission
from tests.factories.events import ClassBookingFactory, TimeSlotFactory
from tests.spreadsheets.sheet_files import export_file
from tests.test_admin_csp import assert_clean

URL, LIST = reverse("admin:events_booking_decide"), reverse("admin:events_booking_changelist")


@pytest.fixture
def slots(scene):
    scene.own.session.booking_mode = "class"
    scene.own.session.save()
    return [
        TimeSlotFactory(session=scene.own.session, capacity=100),
        TimeSlotFactory(session=scene.own.session, capacity=60, starts_at=dt.datetime(2025, 5, 17, 6, tzinfo=dt.UTC)),
    ]


def approved(slot, number=1):
    return ClassBookingFactory(slot=slot, state="confirmed", expires_at=None, pupils=20, class_name=f"八年级{number}班")


@pytest.fixture
def more(slots, scene):
    booking = approved(slots[0], 1)
    changes.change_party(booking_id=booking.pk, pupils=30, adults=2, now=scene.now)
    return booking.change_requests.get()


@pytest.fixture
def other_time(slots, scene):
    booking = approved(slots[0], 2)
    changes.move_booking(booking_id=booking.pk, to_slot_id=slots[1].pk, now=scene.now)
    return booking.change_requests.get()


def decide(client, choices: dict, **data):
    for change, choice in choices.items():
        data.setdefault("request", []).append(change.pk)
        data[f"choice-request-{change.pk}"] = choice
    return client.post(URL, data, follow=True)


def states(*changes):
    found = dict(BookingChange.objects.values_list("pk", "state"))
    return [found[change.pk] for change in changes]


def said(response) -> str:
    return " ".join(map(str, response.context["messages"]))


def test_requests_stand_beside_new_bookings_with_old_and_new(client, scene, slots, more, other_time):
    new = ClassBookingFactory(slot=slots[0], class_name="八年级3班")
    page = client.get(URL)
    assert_clean(page, URL)
    assert {row.case.change or row.booking for row in page.context["rows"]} == {new, more, other_time}
    html = page.content.decode()
    assert "21 → 32" in html
    assert "14:00" in html
    assert "30" in html
    assert "2" in html
    for name, number in (("request", more.pk), ("request", other_time.pk), ("booking", new.pk)):
        assert f'name="{name}" value="{number}"' in html
    assert client.get(URL, {"slot": slots[1].pk}).context["rows"][0].case.change == other_time
    assert len(client.get(URL, {"session": scene.own.session.pk}).context["rows"]) == 3


def test_each_as_chosen_together_with_a_new_booking(client, slots, more, other_time):
    new = ClassBookingFactory(slot=slots[0], class_name="八年级3班")
    new_choice = {"booking": [new.pk], f"choice-{new.pk}": "approve"}
    response = decide(client, {more: "approve", other_time: "reject"}, reason="场地不够", **new_choice)
    assert states(more, other_time) == ["approved", "rejected"]
    assert Booking.objects.get(pk=more.booking_id).people == 32
    assert Booking.objects.get(pk=new.pk).state == "confirmed"
    assert Booking.objects.get(pk=other_time.booking_id).slot == slots[0]
    assert BookingChange.objects.get(pk=other_time.pk).reason == "场地不够"
    assert len(response.context["messages"]) == 3


def test_rejecting_needs_a_reason_and_all_at_one_click(client, more, other_time):
    page = decide(client, {more: "reject"}, reason=" ")
    assert list(page.context["form"].errors) == [f"own-request-{more.pk}"]
    page = decide(client, {more: "", other_time: ""}, _all="reject", reason="场地不够")
    assert [row.field.value() for row in page.context["rows"]] == ["reject", "reject"]
    assert states(more, other_time) == ["pending", "pending"]


def test_a_request_that_was_replaced_meanwhile_is_not_approved_by_the_old_page(client, scene, more):
    changes.change_party(booking_id=more.booking_id, pupils=40, adults=2, now=scene.now)
    newer = BookingChange.objects.get(booking=more.booking, state="pending")
    response = decide(client, {more: "approve"})
    assert states(more, newer) == ["replaced", "pending"]
    assert more.booking.spaced_reference in said(response)
    client.post(URL, {"booking": [more.booking_id], f"choice-{more.booking_id}": "approve"})
    assert states(newer) == ["pending"]


def test_from_the_list_the_request_of_each_booking(client, more, other_time):
    data = {"action": "approve", "_selected_action": [more.booking_id, other_time.booking_id]}
    page = client.post(LIST, data)
    assert {row.case.change for row in page.context["rows"]} == {more, other_time}


def test_bob_decides_for_his_own_school_only(client, scene, more):
    client.force_login(scene.bob)
    scene.other.session.booking_mode = "class"
    scene.other.session.save()
    foreign = approved(TimeSlotFactory(session=scene.other.session, capacity=60))
    changes.change_party(booking_id=foreign.pk, pupils=30, adults=2, now=scene.now)
    foreign = foreign.change_requests.get()
    assert [row.case.change for row in client.get(URL).context["rows"]] == [more]
    assert decide(client, {foreign: "approve"}).status_code == 404
    data = {"action": "approve", "from_booking": "1", "_selected_action": [more.booking_id], "request": [foreign.pk]}
    assert client.post(LIST, data).status_code == 404
    assert states(foreign) == ["pending"]
    remove_permission(scene.bob, "decide_classes")
    assert decide(client, {more: "approve"}).status_code == 403


def test_from_the_page_of_the_booking(client, more, other_time):
    url = reverse("admin:events_booking_change", args=[more.booking_id])
    page = client.get(url)
    assert_clean(page, url)
    assert "21 → 32" in page.content.decode()
    data = {"from_booking": "1", "_selected_action": [more.booking_id], "request": [more.pk]}
    assert client.post(LIST, {"action": "approve", **data}).url == url
    data = {"from_booking": "1", "_selected_action": [other_time.booking_id], "request": [other_time.pk], "action": "reject"}
    asked = client.post(LIST, data)
    assert asked.context["title"] == "退回改约"
    html = asked.content.decode()
    assert f'name="request" value="{other_time.pk}"' in html
    assert describe_change(other_time) in html
    client.post(LIST, {**data, "decided": "1", "reason": "场地不够"})
    assert states(more, other_time) == ["approved", "rejected"]


def test_history_of_the_booking_tells_of_every_request(client, scene, more):
    change_decisions.reject_change(change_id=more.pk, now=scene.now, actor=services.staff_actor(scene.alice), reason="场地不够")
    changes.change_party(booking_id=more.booking_id, pupils=25, adults=2, now=scene.now)
    newer = BookingChange.objects.get(booking=more.booking, state="pending")
    change_decisions.approve_change(change_id=newer.pk, now=scene.now, actor=services.staff_actor(scene.alice))
    entries = client.get(reverse("admin:events_booking_change", args=[more.booking_id])).context["booking_history"]
    told = [" ".join(entry.sentences) for entry in entries]
    assert [("21 → 32" in words, "21 → 27" in words) for words in told] == [(True, False)] * 2 + [(False, True)] * 2
    assert "场地不够" in told[1]
    assert "alice" in told[3]


def test_list_and_dashboard_count_requests_too(client, scene, slots, more, other_time):
    soon = ClassBookingFactory(slot=slots[0], class_name="八年级3班", expires_at=scene.now + dt.timedelta(hours=1))
    late = ClassBookingFactory(slot=slots[0], class_name="八年级4班", expires_at=more.expires_at + dt.timedelta(hours=1))
    page = client.get(LIST, {"awaiting": "1"})
    listed = list(page.context["cl"].queryset)
    assert (listed[0], listed[-1], len(listed)) == (soon, late, 4)
    assert "21 → 32" in page.content.decode()
    assert page.context["waiting_count"] == 4
    pending = Board(scene.alice, scene.now).pending()
    assert [case.change for case in pending] == [None, more, other_time, None]
    home = client.get(reverse("admin:index")).content.decode()
    assert "21 → 32" in home


def test_links_of_places_lead_to_those_who_hold_them(client, scene, slots, more, other_time):
    for slot, holders in ((slots[0], {more.booking, other_time.booking}), (slots[1], {other_time.booking})):
        assert set(client.get(bookings_of_slot_url(slot)).context["cl"].queryset) == holders
        taken = TimeSlot.objects.get(pk=slot.pk).places_taken
        assert taken == (21 + 11 + 21 if slot == slots[0] else 21)
    assert len(client.get(bookings_on_day_url(slots[0].day)).context["cl"].queryset) == 2
    for odd in ("x", "9" * 30, ""):
        assert client.get(LIST, {"places": odd}).status_code == 200


def test_exports_name_what_is_asked_for(scene, more):
    assert "21 → 32" in export_file(Booking, scene.alice, "csv0").decode()


def test_reasons_are_erased(scene, more):
    change_decisions.reject_change(change_id=more.pk, now=scene.now, actor=services.staff_actor(scene.alice), reason="王老师")
    erasure.erase_due_bookings(real_now=scene.now + dt.timedelta(days=100))
    assert BookingChange.objects.get(pk=more.pk).reason == ""


# Pages of staff that have become old


def fields_of(client, url):
    html = client.get(url).content.decode()
    form = re.search(r'<form method="post" novalidate>.*?</form>', html, re.S)[0]
    tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form, re.S)]
    kept = {tag["name"]: tag.get("value", "") for tag in tags if "name" in tag and tag.get("type") not in ("checkbox", "submit")}
    return kept, html


def test_an_old_page_of_staff_undoes_nothing_and_shows_no_whole_number(client, scene):
    booking = scene.own.booking
    url = reverse("admin:events_booking_contact", args=[booking.pk])
    sent, html = fields_of(client, url)
    assert booking.phone not in html
    assert sent["initial-phone"] == booking.masked_phone
    changes.change_party(booking_id=booking.pk, people=1, now=scene.now)
    client.post(url, sent | {"contact_name": "李雷"})
    response = client.post(url, sent | {"email": "a@example.org"}, follow=True)
    booking.refresh_from_db()
    assert (booking.contact_name, booking.email, booking.people) == ("李雷", "a@example.org", 1)
    assert "李雷" in said(response)
    assert "138****" not in said(response)  # that stayed as the page showed it


def test_two_members_of_staff_and_one_number(client, scene):
    booking = scene.own.booking
    url = reverse("admin:events_booking_contact", args=[booking.pk])
    sent, _html = fields_of(client, url)
    client.post(url, sent | {"phone": "13900000001"})
    page = client.post(url, sent | {"phone": "13900000002"})
    booking.refresh_from_db()
    assert booking.phone == "13900000001"
    assert "139****0001" in str(page.context["form"].errors["phone"])
    assert "13900000001" not in page.content.decode()


def test_an_old_page_of_numbers_and_of_moving(client, scene, more, slots):
    booking = more.booking
    urls = [reverse(f"admin:events_booking_{name}", args=[booking.pk]) for name in ("numbers", "move")]
    numbers, move = (fields_of(client, url)[0] for url in urls)
    changes.change_party(booking_id=booking.pk, pupils=35, adults=2, now=scene.now)  # the booker asks for something else
    assert client.post(urls[0], numbers | {"pupils": "22"}).context["form"].non_field_errors()
    confirm = client.post(urls[1], move | {"slot": slots[1].pk})
    assert confirm.context["form"].non_field_errors()
    move = fields_of(client, urls[1])[0]
    html = client.post(urls[1], move | {"slot": slots[1].pk}).content.decode()
    assert f'name="initial-slot" value="{slots[0].pk}"' in html
    assert booking.change_requests.filter(state="pending").exists()
