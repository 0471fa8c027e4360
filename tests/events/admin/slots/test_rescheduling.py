import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from events.bookings import locks, rescheduling, rules, services
from events.models import Booking, BookingEvent, EventSession, Notice, TimeSlot, Venue
from tests.admin_scene import book_slot, form_data_of_page

PAGE = "admin/events/rescheduling.html"
LATER = {"starts_at_0": "2025-05-16", "ends_at_0": "2025-05-16"}


def slot_url(slot) -> str:
    return reverse("admin:events_timeslot_change", args=[slot.pk])


def session_url(session) -> str:
    return reverse("admin:events_eventsession_change", args=[session.pk])


def slots_url(session) -> str:
    return reverse("admin:events_eventsession_slots", args=[session.pk])


def save(client, url, **changes):
    return client.post(url, {**form_data_of_page(client, url), **changes})


def save_in_spite_of_clashes(client, url, **changes):
    """Ticks what the page says about taken venues."""
    clashes = save(client, url, **changes).context["clashes"]
    return save(client, url, clashes_seen=clashes.digest, **changes)


def is_preview(response) -> bool:
    return PAGE in [template.name for template in response.templates]


def confirm(client, url, page, *, button="_confirm", **changes):
    """What the browser sends from the preview."""
    form, sent = page.context["form"], {}
    for name, value in page.context["sent"]:
        sent.setdefault(name, []).append(value)
    sent |= {"telling-shown": form.initial["shown"], "telling-digest": form.initial["digest"]}
    sent |= {"telling-reason": form.initial["reason"], button: "1"}
    return client.post(url, {**sent, **changes}, follow=True)


def everything() -> tuple:
    counts = [
        model.objects.count() for model in (Booking, BookingEvent, Notice, TimeSlot.history.model, EventSession.history.model)
    ]
    slots = list(TimeSlot.objects.order_by("pk").values_list("pk", "starts_at", "capacity", "places_taken", "sequence"))
    return counts, slots, list(Booking.objects.order_by("pk").values_list("pk", "state", "slot", "changed_at"))


def fill(scene, people):
    return [
        book_slot(scene.own.slot, scene.now, phone=f"1390000000{number}", people=count) for number, count in enumerate(people)
    ]


def states(*bookings) -> list[str]:
    found = dict(Booking.objects.values_list("pk", "state"))
    return [found[booking.pk] for booking in bookings]


def test_preview_says_whom_a_new_time_touches_and_keeps_nothing(client, scene):
    before = everything()
    page = save(client, slot_url(scene.own.slot), **LATER)
    html = page.content.decode()
    assert is_preview(page)
    assert everything() == before
    assert scene.own.booking.spaced_reference in html
    assert "138****0001" in html
    assert "13800000001" not in html
    assert [row.keeps_place for row in page.context["rows"]] == [True]
    assert "5月16日" in page.context["rows"][0].notice.body


def test_confirming_does_all_of_it(client, scene):
    url = slot_url(scene.own.slot)
    page = save(client, url, **LATER)
    assert confirm(client, url, page, **{"telling-reason": "教室停电"}).redirect_chain
    slot = TimeSlot.objects.get(pk=scene.own.slot.pk)
    assert (slot.starts_at.day, slot.sequence) == (16, 1)
    notice = scene.own.booking.notices.get(kind="changed_by_staff")
    assert "教室停电" in notice.body
    event = scene.own.booking.events.last()
    assert (event.user, event.reason) == (scene.alice, "教室停电")
    assert slot.history.first().history_user == scene.alice


def test_reason_is_required(client, scene):
    url = slot_url(scene.own.slot)
    page = confirm(client, url, save(client, url, **LATER), **{"telling-reason": " "})
    assert is_preview(page)
    assert page.context["errors"]
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at == scene.own.slot.starts_at


def test_words_can_be_read_with_the_reason(client, scene):
    url = slot_url(scene.own.slot)
    page = confirm(client, url, save(client, url, **LATER), button="_look", **{"telling-reason": "教室停电"})
    assert is_preview(page)
    assert "教室停电" in page.context["rows"][0].notice.body
    assert not scene.own.booking.notices.filter(kind="changed_by_staff").exists()
    confirm(client, url, page)
    assert scene.own.booking.notices.filter(kind="changed_by_staff").exists()


def test_changed_meanwhile_is_shown_again(client, scene):
    url = slot_url(scene.own.slot)
    page = save(client, url, **LATER)
    dave = book_slot(scene.own.slot, scene.now, phone="13900000009", people=1)
    again = confirm(client, url, page, **{"telling-reason": "教室停电"})
    assert is_preview(again)
    assert again.context["is_stale"]
    assert dave.pk in [row.booking.pk for row in again.context["rows"]]
    assert again.context["form"].initial["reason"] == "教室停电"
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at == scene.own.slot.starts_at
    confirm(client, url, again)
    assert dave.notices.filter(kind="changed_by_staff").exists()


def test_smaller_room_sends_the_last_back_to_the_waiting_list(client, scene):
    erin, frank = fill(scene, [3, 2])
    url = slot_url(scene.own.slot)
    page = save(client, url, capacity="6", kept_back="0")
    assert [row.booking.pk for row in page.context["rows"] if row.loses_place] == [frank.pk]
    confirm(client, url, page, **{"telling-reason": "换小教室"})
    assert states(scene.own.booking, erin, frank) == ["confirmed", "confirmed", "waitlisted"]
    slot = TimeSlot.objects.get(pk=scene.own.slot.pk)
    assert (slot.bookable, slot.places_taken) == (6, 5)


def test_sent_back_and_moved_is_told_once(client, scene):
    url = slot_url(scene.own.slot)
    page = save(client, url, **LATER, capacity="1", kept_back="0")
    assert [row.loses_place for row in page.context["rows"]] == [True]
    confirm(client, url, page, **{"telling-reason": "停电"})
    assert states(scene.own.booking) == ["waitlisted"]
    notice = scene.own.booking.notices.get(kind="changed_by_staff")
    assert "5月16日" in notice.body


@pytest.mark.parametrize("changes", [{"capacity": "1"}, {"kept_back": "9"}])
def test_room_for_nobody_is_shown_first(client, scene, changes):
    page = save(client, slot_url(scene.own.slot), **changes)
    assert is_preview(page)
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).capacity == 10


def test_larger_room_lets_the_waiting_up_at_once(client, scene):
    fill(scene, [5, 1])
    waiting = book_slot(scene.own.slot, scene.now, phone="13900000008", people=4)
    assert waiting.state == "waitlisted"
    response = save(client, slot_url(scene.own.slot), capacity="20")
    assert response.status_code == 302
    assert states(waiting) == ["confirmed"]
    assert waiting.notices.filter(kind="promoted").exists()


def test_nothing_touched_is_saved_as_ever(client, scene):
    services.cancel_booking(booking_id=scene.own.booking.pk, now=scene.now)
    assert save(client, slot_url(scene.own.slot), **LATER).status_code == 302
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at.day == 16


def test_booking_that_would_overlap_is_cancelled(client, scene):
    friday = TimeSlot.objects.create(
        session=scene.other.session,
        starts_at=scene.own.slot.starts_at.replace(day=16),
        ends_at=scene.own.slot.ends_at.replace(day=16),
        capacity=10,
    )
    book_slot(friday, scene.now, phone=scene.own.booking.phone)
    page = save_in_spite_of_clashes(client, slot_url(scene.own.slot), **LATER)
    assert [row.loses_place for row in page.context["rows"]] == [True]


def test_another_venue_is_told_from_the_session_page(client, scene):
    yard = Venue.objects.create(slug="yard", name="实训楼", status="published")
    url, before = session_url(scene.own.session), everything()
    page = save(client, url, venue=yard.pk)
    assert is_preview(page)
    assert everything() == before
    assert "实训楼" in page.context["rows"][0].notice.body
    confirm(client, url, page, **{"telling-reason": "报告厅检修"})
    session = EventSession.objects.get(pk=scene.own.session.pk)
    assert session.venue == yard
    assert session.history.first().history_user == scene.alice
    assert scene.own.booking.notices.filter(kind="changed_by_staff").count() == 1


def test_share_of_the_session_sends_back_whoever_no_longer_fits(client, scene):
    url = session_url(scene.own.session)
    page = save(client, url, walk_in_percent="90")
    assert [row.loses_place for row in page.context["rows"]] == [True]
    confirm(client, url, page, **{"telling-reason": "留给现场"})
    assert states(scene.own.booking) == ["waitlisted"]
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).bookable == 1


def test_several_slots_of_a_session_are_one_preview(client, scene):
    second = TimeSlot.objects.create(
        session=scene.own.session,
        starts_at=scene.own.slot.starts_at.replace(hour=12),
        ends_at=scene.own.slot.ends_at.replace(hour=13),
        capacity=10,
    )
    grace = book_slot(second, scene.now, phone="13900000007")
    url = slots_url(scene.own.session)
    changes = {"slots-0-starts_at_0": "2025-05-16", "slots-0-ends_at_0": "2025-05-16", "slots-1-capacity": "1"}
    changes |= {"slots-TOTAL_FORMS": "3", "slots-2-capacity": "5", "slots-2-session": scene.own.session.pk}
    changes |= {"slots-2-starts_at_0": "2025-05-17", "slots-2-starts_at_1": "09:00"}
    changes |= {"slots-2-ends_at_0": "2025-05-17", "slots-2-ends_at_1": "10:00", "slots-2-source": "editor"}
    before = everything()
    page = save(client, url, **changes)
    assert {row.booking.pk for row in page.context["rows"]} == {scene.own.booking.pk, grace.pk}
    assert everything() == before
    confirm(client, url, page, **{"telling-reason": "停电"})
    assert sorted(scene.own.session.slots.values_list("starts_at__day", "capacity")) == [(15, 1), (16, 10), (17, 5)]
    assert states(grace, scene.own.booking) == ["waitlisted", "confirmed"]


def test_words_of_the_session_are_saved_without_asking(client, scene):
    assert save(client, session_url(scene.own.session), summary="亲手做一次").status_code == 302
    assert EventSession.objects.get(pk=scene.own.session.pk).summary == "亲手做一次"
    assert TimeSlot.history.filter(id=scene.own.slot.pk).count() == 1


def test_booked_slot_keeps_a_number_of_places(client, scene):
    response = save(client, slot_url(scene.own.slot), capacity="")
    assert "capacity" in response.context["adminform"].form.errors


@pytest.mark.parametrize("mode", ["none", "class"])
def test_booked_session_keeps_its_way_of_booking(client, scene, mode):
    response = save(client, session_url(scene.own.session), booking_mode=mode)
    assert "booking_mode" in response.context["adminform"].form.errors


def test_booked_session_may_take_classes_too(client, scene):
    assert save(client, session_url(scene.own.session), booking_mode="both").status_code == 302
    assert EventSession.objects.get(pk=scene.own.session.pk).booking_mode == "both"


def test_booked_slot_goes_to_sessions_booked_alike_only(client, scene):
    EventSession.objects.filter(pk=scene.other.session.pk).update(booking_mode="class")
    response = save(client, slot_url(scene.own.slot), session=scene.other.session.pk)
    assert "session" in response.context["adminform"].form.errors


def test_booked_slot_cannot_be_deleted_from_the_page_of_all_slots(client, scene):
    response = save(client, slots_url(scene.own.session), **{"slots-0-DELETE": "on"})
    assert response.context["errors"]
    assert TimeSlot.objects.filter(pk=scene.own.slot.pk).exists()


def test_editor_of_another_school_gets_nowhere(client, scene):
    client.force_login(scene.bob)
    url = slot_url(scene.own.slot)
    assert is_preview(save(client, url, **LATER))
    sent = form_data_of_page(client, url) | LATER
    for url in (slot_url(scene.other.slot), session_url(scene.other.session), slots_url(scene.other.session)):
        assert client.post(url, sent).status_code in (302, 403, 404)
    assert TimeSlot.objects.get(pk=scene.other.slot.pk).starts_at == scene.other.slot.starts_at


@pytest.fixture
def locked(monkeypatch):
    """The slots locked with their bookers, in turn, and before each preview."""
    lock_bookers, preview, done = locks.lock_bookers, rescheduling.preview_rescheduling, []

    def lock(slot_ids, now):
        done.append(sorted(slot_ids))
        return lock_bookers(slot_ids, now)

    def look(**change):
        done.append("preview")
        return preview(**change)

    monkeypatch.setattr(locks, "lock_bookers", lock)
    monkeypatch.setattr(rescheduling, "preview_rescheduling", look)
    return done


def test_every_way_locks_bookers_before_its_preview_with_the_one_function(client, scene, locked):
    """It begins anew where somebody booked meanwhile, so that phones always come before slots."""
    slot = scene.own.slot
    save(client, slot_url(slot), **LATER)
    assert locked == [[slot.pk], [slot.pk], "preview"]
    locked.clear()
    client.post(reverse("admin:events_timeslot_changelist"), {"action": "cancel_selected", "_selected_action": [slot.pk]})
    assert locked == [[slot.pk], "preview"]
    locked.clear()
    shift = {"minutes": "30", "slots": [slot.pk]}
    client.post(reverse("admin:events_timeslot_shift_day") + "?day=2025-05-15", shift)
    assert locked == [[slot.pk], [slot.pk], "preview"]


def test_there_is_one_function_that_locks_bookers():
    root = Path(locks.__file__).resolve().parents[1]
    assert [file.name for file in root.rglob("*.py") if "def lock_bookers" in file.read_text()] == ["locks.py"]


def test_old_version_cannot_be_posted_back(client, scene):
    version = TimeSlot.history.filter(id=scene.own.slot.pk).first()
    url = reverse("admin:events_timeslot_simple_history", args=[scene.own.slot.pk, version.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 403


def test_page_stays_the_same_while_its_reader_thinks(client, scene, clock_at):
    """A class that moves up is told until when its places are kept, which goes with the time."""
    services.cancel_booking(booking_id=scene.own.booking.pk, now=scene.now)
    EventSession.objects.filter(pk=scene.own.session.pk).update(booking_mode="class")
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(capacity=60, bookable=60)
    own, day = scene.own.slot, dt.timedelta(days=3)
    later = TimeSlot.objects.create(
        session=own.session, starts_at=own.starts_at + day, ends_at=own.ends_at + day, capacity=10, kept_back=0
    )
    moved, waiting = (
        services.book_place(
            slot_id=slot.pk,
            party=rules.Party(kind="class", people=21, pupils=20, adults=1, phone=phone),
            details=services.BookerDetails(contact_name="王老师", phone=phone, school_name="第一中学"),
            now=scene.now,
            wait=True,
        )
        for slot, phone in ((own, "13900000001"), (later, "13900000002"))
    )
    assert states(moved, waiting) == ["pending", "waitlisted"]
    url = slots_url(scene.own.session)
    changes = {"slots-0-starts_at_1": "09:00", "slots-1-capacity": "60", "slots-1-kept_back": "0"}
    page = save_in_spite_of_clashes(client, url, **changes)
    assert [(row.booking.pk, row.is_promoted) for row in page.context["rows"]] == [(moved.pk, False), (waiting.pk, True)]
    clock_at("2025-05-13T09:42")
    confirm(client, url, page, **{"telling-reason": "停电"})
    assert states(moved, waiting) == ["pending", "pending"]
