import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.bookings import rescheduling
from events.models import Booking, BookingEvent, Notice, TimeSlot
from tests.admin_scene import book_slot
from tests.events.admin.confirm_pages import add_clashing_slot, confirm_consequences, is_page, messages_of, remove_permission

URL = "/admin/events/timeslot/shift-day/?day=2025-05-15"


def look(client, *slots, minutes=30):
    return client.post(URL, {"minutes": str(minutes), "slots": [slot.pk for slot in slots]})


def confirm(client, page, **changes):
    return confirm_consequences(client, URL, page, **{"telling-reason": "停电", **changes})


def start_of(slot) -> str:
    return f"{timezone.localtime(TimeSlot.objects.get(pk=slot.pk).starts_at):%H:%M}"


def another(scene, *, hours=0, **more):
    at = scene.own.slot.starts_at + dt.timedelta(hours=hours)
    fields = {"session": scene.own.session, "capacity": 10, "starts_at": at, "ends_at": at + dt.timedelta(hours=1)}
    return TimeSlot.objects.create(**fields | more)


def everything() -> tuple:
    counts = [model.objects.count() for model in (Booking, BookingEvent, Notice, TimeSlot.history.model)]
    return counts, list(TimeSlot.objects.order_by("pk").values_list("pk", "starts_at", "sequence", "places_taken"))


def test_page_of_a_day(client, scene):
    hall = another(scene, hours=3, is_all_day=True)
    another(scene, hours=4, cancelled_at=scene.now, cancel_reason="大风")
    page = client.get(URL)
    rows = page.context["form"].rows()
    assert [(slot.pk, can, ticked) for slot, can, ticked in rows] == [
        (scene.own.slot.pk, True, True),
        (scene.other.slot.pk, True, True),
        (hall.pk, True, False),
    ]
    assert [day.day for day in page.context["days"]] == [15]
    assert client.get(URL.partition("?")[0]).context["day"] == dt.date(2025, 5, 15)
    assert URL.partition("?")[0] in client.get(reverse("admin:events_timeslot_changelist")).content.decode()
    assert client.get(URL.replace("2025-05-15", "someday")).status_code == 404


def test_preview_shows_moves_bookers_and_keeps_nothing(client, scene):
    before = everything()
    page = look(client, scene.own.slot, scene.other.slot)
    assert is_page(page, "day_shift_confirm")
    assert everything() == before
    assert {row.booking.pk for row in page.context["rows"]} == {scene.own.booking.pk, scene.other.booking.pk}
    assert "10:00" in page.context["rows"][0].notice.body
    html = page.content.decode()
    assert "138****0001" in html
    assert "13800000001" not in html
    assert "推后30分钟" in html


def test_one_confirmation_does_all_and_tells_each_once(client, scene):
    second = another(scene, hours=2)
    erin = book_slot(second, scene.now, phone="13900000005")
    done = confirm(client, look(client, scene.own.slot, scene.other.slot, second))
    assert [start_of(slot) for slot in (scene.own.slot, scene.other.slot, second)] == ["10:00", "10:00", "12:00"]
    for booking in (scene.own.booking, scene.other.booking, erin):
        notice = booking.notices.get(kind="changed_by_staff")
        assert "停电" in notice.body
        assert booking.events.last().user == scene.alice
    assert {slot.sequence for slot in TimeSlot.objects.all()} == {1}
    assert {slot.history.first().history_user for slot in TimeSlot.objects.all()} == {scene.alice}
    assert "3个时段" in messages_of(done)


def test_confirmed_twice_moves_once(client, scene):
    page = look(client, scene.own.slot)
    confirm(client, page)
    again = confirm(client, page)
    assert start_of(scene.own.slot) == "10:00"
    assert scene.own.booking.notices.filter(kind="changed_by_staff").count() == 1
    assert "已经调整过了" in messages_of(again)


def test_reason_is_required_where_somebody_is_told(client, scene):
    page = confirm(client, look(client, scene.own.slot), **{"telling-reason": " "})
    assert page.context["errors"]
    assert start_of(scene.own.slot) == "09:30"
    words = confirm(client, page, button="_look")
    assert "停电" in words.context["rows"][0].notice.body
    assert start_of(scene.own.slot) == "09:30"


def test_nobody_booked_is_looked_over_too(client, scene):
    slot = another(scene, hours=3)
    page = look(client, slot, minutes=-30)
    assert is_page(page, "day_shift_confirm")
    assert page.context["rows"] == []
    assert start_of(slot) == "12:30"
    confirm(client, page, **{"telling-reason": ""})
    assert start_of(slot) == "12:00"


def test_booked_meanwhile_is_shown_again(client, scene):
    page = look(client, scene.own.slot)
    dave = book_slot(scene.own.slot, scene.now, phone="13900000009", people=1)
    again = confirm(client, page)
    assert again.context["is_stale"]
    assert dave.pk in [row.booking.pk for row in again.context["rows"]]
    assert start_of(scene.own.slot) == "09:30"
    confirm(client, again)
    assert start_of(scene.own.slot) == "10:00"


def test_moved_meanwhile_is_shown_again(client, scene):
    slot = another(scene, hours=3)
    page = look(client, slot)
    later = dt.timedelta(minutes=10)
    TimeSlot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + later, ends_at=slot.ends_at + later)
    assert confirm(client, page).context["is_stale"]
    assert start_of(slot) == "12:40"


def test_clash_with_what_stays_is_shown_and_a_new_one_again(client, scene):
    page = look(client, scene.own.slot)
    assert [len(move.warnings) for move in page.context["moves"]] == [1]
    assert "乙校体验" in page.context["moves"][0].warnings[0]
    add_clashing_slot(scene, scene.own.slot.starts_at + dt.timedelta(hours=1))
    again = confirm(client, page)
    assert again.context["is_stale"]
    assert [len(move.warnings) for move in again.context["moves"]] == [2]


def test_what_moves_together_does_not_clash_anew(client, scene):
    page = look(client, scene.own.slot, scene.other.slot)
    assert [move.warnings for move in page.context["moves"]] == [[], []]


@pytest.mark.parametrize("minutes", ["0", "241", "-241", "", "soon"])
def test_minutes_that_cannot_be(client, scene, minutes):
    page = look(client, scene.own.slot, minutes=minutes)
    assert "minutes" in page.context["form"].errors
    assert is_page(page, "day_shift")


def test_past_midnight_is_refused_with_a_sentence(client, scene):
    late = another(scene, hours=12)  # 21:30
    page = look(client, late, minutes=120)
    assert "半夜12点" in str(page.context["form"].errors["minutes"])
    assert is_page(look(client, late, minutes=90), "day_shift_confirm")


def test_into_the_past_is_refused(client, scene, clock_at):
    clock_at("2025-05-15T09:10")
    page = look(client, scene.own.slot, minutes=-20)
    assert "已经过去" in str(page.context["form"].errors["minutes"])


def test_begun_stays(client, scene, clock_at):
    page = look(client, scene.own.slot)
    clock_at("2025-05-15T09:31")
    assert [can for _slot, can, _ticked in client.get(URL).context["form"].rows()] == [False, False]
    refused = confirm(client, page)
    assert "已经开始" in str(refused.context["form"].errors["slots"])
    assert start_of(scene.own.slot) == "09:30"


def test_error_in_the_middle_changes_nothing(client, scene, monkeypatch):
    page, before = look(client, scene.own.slot, scene.other.slot), everything()

    def failing(change):
        write(change)
        if change.reason == "停电":
            raise RuntimeError("power cut")

    write = rescheduling.RescheduledBookings.write
    monkeypatch.setattr(rescheduling.RescheduledBookings, "write", failing)
    with pytest.raises(RuntimeError):
        confirm(client, page)
    assert everything() == before


def test_school_editor_moves_the_own_ones_only(client, scene):
    client.force_login(scene.bob)
    assert [slot.pk for slot, _can, _ticked in client.get(URL).context["form"].rows()] == [scene.own.slot.pk]
    refused = look(client, scene.own.slot, scene.other.slot)
    assert "slots" in refused.context["form"].errors
    assert "乙校" not in refused.content.decode()
    confirm(client, look(client, scene.own.slot))
    assert (start_of(scene.own.slot), start_of(scene.other.slot)) == ("10:00", "09:30")


def test_who_may_only_look_moves_nothing(client, scene):
    remove_permission(scene.bob, "change_timeslot")
    client.force_login(scene.bob)
    assert client.get(URL).status_code == 403
    assert "shift-day" not in client.get(reverse("admin:events_timeslot_changelist")).content.decode()


def test_page_costs_the_same_for_two_times_and_for_twenty(client, scene):
    costs = []
    client.get(URL)  # the first page of a log-in costs more
    for count in (2, 18):
        slots = [another(scene, hours=2) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        costs.append(len(queries))
        assert len(look(client, *slots).context["moves"]) == count
    assert costs[0] == costs[1] < 20
