import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import AUDITOR
from backoffice.audit_log.models import AuditEntry
from events.models import Booking, TimeSlot
from tests.admin_scene import book_slot, form_data_of_page

BOOKINGS = "admin:events_booking_changelist"


@pytest.fixture
def client(client, scene):
    client.force_login(scene.alice)
    return client


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def act(client, booking, action, **more):
    data = {"action": action, "_selected_action": booking.pk, **more}
    return client.post(reverse(BOOKINGS), data, follow=True)


def pending(booking):
    Booking.objects.filter(pk=booking.pk).update(
        kind="class", state="pending", pupils=1, adults=1, expires_at=dt.datetime(2025, 5, 14, 9, tzinfo=dt.UTC)
    )


def test_numbers_are_masked(client, scene):
    for url in (reverse(BOOKINGS), reverse("admin:events_booking_change", args=[scene.own.booking.pk])):
        html = client.get(url).content.decode()
        assert "138****0001" in html
        assert "13800000001" not in html


@pytest.mark.parametrize("asked", ["reference", "contact_name", "phone", "spaced_reference"])
def test_booking_is_found_by(client, scene, asked):
    found = client.get(reverse(BOOKINGS), {"q": getattr(scene.own.booking, asked)}, follow=True).context["cl"].queryset
    assert scene.own.booking in found


def test_part_of_a_number_finds_nothing(client):
    assert not client.get(reverse(BOOKINGS), {"q": "1380000"}).context["cl"].queryset


def test_bookings_of_a_day(client, scene):
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(
        starts_at=scene.now + dt.timedelta(days=3), ends_at=scene.now + dt.timedelta(days=3, hours=1)
    )
    for day, count in {"2025-05-15": 1, "2025-05-16": 1, "nonsense": 2}.items():
        assert client.get(reverse(BOOKINGS), {"day": day}).context["cl"].queryset.count() == count


def test_state_cannot_be_posted(client, scene):
    booking = scene.own.booking
    client.post(reverse("admin:events_booking_change", args=[booking.pk]), {"state": "cancelled", "people": "9"})
    booking.refresh_from_db()
    assert (booking.state, booking.people) == ("confirmed", 2)
    assert client.get(reverse("admin:events_booking_add")).status_code == 403
    assert client.get(reverse("admin:events_booking_delete", args=[booking.pk])).status_code == 403


def test_approve(client, scene):
    pending(scene.own.booking)
    assert scene.own.booking.spaced_reference in said(act(client, scene.own.booking, "approve", from_booking="1"))
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.state == "confirmed"
    assert scene.own.booking.events.last().user == scene.alice


def test_approving_twice_says_why_not(client, scene):
    response = act(client, scene.own.booking, "approve")
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


@pytest.mark.parametrize(("action", "state"), [("reject", "rejected"), ("cancel", "cancelled")])
def test_reason_is_asked_and_told(client, scene, action, state):
    booking = scene.own.booking
    if action == "reject":
        pending(booking)
    on_its_page = {"from_booking": "1"}
    assert act(client, booking, action, **on_its_page).templates[0].name == "admin/events/booking/ask_reason.html"
    assert act(client, booking, action, decided="1", reason=" ", **on_its_page).context["form"].errors
    act(client, booking, action, decided="1", reason="场地检修", **on_its_page)
    booking.refresh_from_db()
    assert booking.state == state
    assert booking.events.last().reason == "场地检修"
    assert booking.notices.filter(kind=state).exists()
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).places_taken == 0


def test_audit_log_shows_who_decided_about_what_and_from_where(client, scene):
    booking = scene.own.booking
    act(client, booking, "cancel", decided="1", reason="场地检修", from_booking="1")
    html = client.get(reverse("admin:backoffice_auditentry_changelist")).content.decode()
    entry = AuditEntry.objects.get(event="booking_cancelled")
    assert (entry.user, entry.address) == (scene.alice, "127.0.0.1")
    assert reverse("admin:events_booking_change", args=[booking.pk]) in html
    assert [word for word in ("取消预约", booking.spaced_reference, str(booking.slot)) if word not in html] == []


def slot_form(client, slot, **changes):
    url = reverse("admin:events_timeslot_change", args=[slot.pk])
    return client.post(url, {**form_data_of_page(client, url), **changes})


def test_saving_a_slot_leaves_its_count_alone(client, scene):
    assert slot_form(client, scene.own.slot, capacity="20").status_code == 302
    slot = TimeSlot.objects.get(pk=scene.own.slot.pk)
    assert (slot.capacity, slot.bookable, slot.places_taken) == (20, 16, 2)


@pytest.mark.parametrize("changes", [{"capacity": ""}, {"capacity": "-1"}, {"kept_back": "11"}])
def test_room_that_cannot_be_is_a_form_error(client, scene, changes):
    response = slot_form(client, scene.own.slot, **changes)
    assert response.status_code == 200
    assert response.context["errors"]


def test_booked_slot_cannot_be_deleted(client, scene):
    url = reverse("admin:events_timeslot_delete", args=[scene.own.slot.pk])
    assert client.get(url).context["protected"]
    client.post(url, {"post": "yes"})
    assert TimeSlot.objects.filter(pk=scene.own.slot.pk).exists()


def session_form(client, session, **changes):
    url = reverse("admin:events_eventsession_change", args=[session.pk])
    return client.post(url, {**form_data_of_page(client, url), **changes})


def test_bookable_follows_the_share_of_the_session(client, scene):
    assert session_form(client, scene.own.session, walk_in_percent="50").status_code == 302
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).bookable == 5


def test_new_session_without_a_week_is_a_form_error(client, scene):
    data = {"slots-TOTAL_FORMS": "1", "slots-INITIAL_FORMS": "0", "slots-0-capacity": "5", "title": "无周"}
    data |= {"slots-0-starts_at_0": "2025-05-15", "slots-0-starts_at_1": "09:00"}
    data |= {"slots-0-ends_at_0": "2025-05-15", "slots-0-ends_at_1": "10:00"}
    response = client.post(reverse("admin:events_eventsession_add"), data)
    assert response.status_code == 200
    assert "week" in response.context["adminform"].form.errors
    assert client.post(reverse("admin:events_timeslot_add"), {"capacity": "5"}).status_code == 200


def week_form(client, week, **changes):
    url = reverse("admin:events_activityweek_change", args=[week.pk])
    return client.post(url, {**form_data_of_page(client, url), **changes})


def test_bookable_follows_the_share_of_the_week(client, scene):
    assert week_form(client, scene.week, walk_in_percent="30").status_code == 302
    assert {slot.bookable for slot in TimeSlot.objects.all()} == {7}


def test_week_share_that_leaves_too_little_is_refused(client, scene):
    book_slot(scene.own.slot, scene.now, phone="13800000009", people=3)
    response = week_form(client, scene.week, walk_in_percent="60")
    assert "甲校体验" in str(response.context["errors"])
    assert {slot.bookable for slot in TimeSlot.objects.all()} == {8}


@pytest.fixture
def dora(scene):
    """She audits: she sees every booking and no whole contact."""
    dora = User.objects.create_user("dora", is_staff=True)
    dora.groups.add(Group.objects.get(name=AUDITOR))
    return dora


def test_the_contact_is_shown_as_far_as_the_role_may_see(client, scene, dora):
    Booking.objects.filter(pk=scene.own.booking.pk).update(contact_name="王小明", email="xiaoming@example.org")
    pages = (reverse(BOOKINGS), reverse("admin:events_booking_change", args=[scene.own.booking.pk]))
    for url in pages:
        assert "王小明" in client.get(url).content.decode()
    client.force_login(dora)
    for url in pages:
        html = client.get(url).content.decode()
        assert "王**" in html
        assert "王小明" not in html
        assert "xiaoming@" not in html


def test_bookings_are_sorted_by_their_slot(client, scene):
    later = TimeSlot.objects.create(
        session=scene.own.session,
        starts_at=scene.own.slot.starts_at + dt.timedelta(days=1),
        ends_at=scene.own.slot.ends_at + dt.timedelta(days=1),
        capacity=10,
    )
    book_slot(later, scene.now, phone="13800000009")
    column = 1 + client.get(reverse(BOOKINGS)).context["cl"].list_display.index("slot") - 1
    for order, sign in ((1, ""), (-1, "-")):
        rows = client.get(reverse(BOOKINGS), {"o": f"{sign}{column}"}).context["cl"].result_list
        starts = [row.slot.starts_at for row in rows]
        assert starts == sorted(starts, reverse=order < 0)


def test_the_page_begins_with_what_matters(client, scene):
    url = reverse("admin:events_booking_change", args=[scene.own.booking.pk])
    summary = client.get(url).content.decode().partition("booking-summary")[2].partition("</dl>")[0]
    for part in ("预约成功", "甲校体验", "09:30", "报告厅", "Carol", "138****0001"):
        assert part in summary, part
