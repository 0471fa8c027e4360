"""Several sessions or times cancelled together: one page shows whom it touches, one confirmation does all of it."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Booking, EventSession, Notice, TimeSlot
from tests.admin_scene import book_slot
from tests.events.admin.confirm_pages import confirm_consequences, confirmation_fields, remove_permission
from tests.factories.events import TimeSlotFactory
from tests.test_admin_csp import assert_clean

SLOTS, SESSIONS = reverse("admin:events_timeslot_changelist"), reverse("admin:events_eventsession_changelist")
WHY = {"telling-reason": "大风，改日再来"}


def select(client, url, *rows):
    return client.post(url, {"action": "cancel_selected", "_selected_action": [row.pk for row in rows]}, follow=True)


def said(response) -> str:
    return " ".join(map(str, response.context["messages"]))


def cancelled(model) -> int:
    return model.objects.filter(cancelled_at__isnull=False).count()


def touched(page) -> set[Booking]:
    return {row.booking for row in page.context["rows"]}


def over(slot, scene):
    TimeSlot.objects.filter(pk=slot.pk).update(
        starts_at=scene.now - dt.timedelta(hours=3), ends_at=scene.now - dt.timedelta(hours=2)
    )


@pytest.mark.parametrize(("url", "name", "model"), [(SLOTS, "slot", TimeSlot), (SESSIONS, "session", EventSession)])
def test_shown_first_then_done_together(client, scene, url, name, model):
    rows = [getattr(scene.own, name), getattr(scene.other, name)]
    page = select(client, url, *rows)
    assert_clean(page, url)
    assert touched(page) == {scene.own.booking, scene.other.booking}
    html = page.content.decode()
    assert "甲校体验" in html
    assert "乙校体验" in html
    assert (cancelled(model), Notice.objects.filter(kind="cancelled").count()) == (0, 0)
    assert confirm_consequences(client, url, page).context["errors"]  # no reason
    assert "2" in said(confirm_consequences(client, url, page, **WHY))
    assert cancelled(model) == 2
    assert {row.cancel_reason for row in model.objects.all()} == {WHY["telling-reason"]}
    assert set(Booking.objects.values_list("state", flat=True)) == {"cancelled"}
    assert all(WHY["telling-reason"] in notice.body for notice in Notice.objects.filter(kind="cancelled"))
    confirm_consequences(client, url, page, **WHY)  # twice
    assert Notice.objects.filter(kind="cancelled").count() == 2


def test_reason_is_asked_though_nobody_has_booked(client, scene):
    slot = TimeSlotFactory(session=scene.own.session)
    page = select(client, SLOTS, slot)
    assert not page.context["rows"]
    assert confirm_consequences(client, SLOTS, page).context["errors"]
    confirm_consequences(client, SLOTS, page, **WHY)
    slot.refresh_from_db()
    assert slot.cancel_reason == WHY["telling-reason"]


def test_page_is_shown_again_when_somebody_booked_meanwhile(client, scene):
    page = select(client, SLOTS, scene.own.slot)
    grace = book_slot(scene.own.slot, scene.now, phone="13900000007")
    page = confirm_consequences(client, SLOTS, page, **WHY)
    assert page.context["is_stale"]
    assert grace in touched(page)
    assert cancelled(TimeSlot) == 0


def test_words_with_the_reason(client, scene):
    page = select(client, SLOTS, scene.own.slot)
    page = confirm_consequences(client, SLOTS, page, button="_look", **WHY)
    [row] = page.context["rows"]
    assert WHY["telling-reason"] in row.notice.body
    assert scene.own.booking.token not in page.content.decode()
    assert cancelled(TimeSlot) == 0


def test_what_is_past_or_cancelled_is_refused_by_name(client, scene):
    over(scene.own.slot, scene)
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(cancelled_at=scene.now, cancel_reason="停电")
    for url, name in ((SLOTS, "slot"), (SESSIONS, "session")):
        words = said(select(client, url, getattr(scene.own, name), getattr(scene.other, name)))
        assert "甲校体验" in words
        assert "乙校体验" in words
    assert Notice.objects.filter(kind="cancelled").count() == 0
    assert cancelled(EventSession) == 0


def test_of_a_session_that_has_begun_the_times_to_come(client, scene):
    """Who was there this morning is not told that it is off."""
    grace = book_slot(TimeSlotFactory(session=scene.own.session), scene.now, phone="13900000007")
    over(scene.own.slot, scene)
    page = select(client, SESSIONS, scene.own.session)
    assert touched(page) == {grace}
    assert page.context["found"].notes
    confirm_consequences(client, SESSIONS, page, **WHY)
    assert (cancelled(EventSession), cancelled(TimeSlot)) == (0, 1)
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.state == "confirmed"


def test_bob_cancels_his_own_alone(client, scene):
    client.force_login(scene.bob)
    page = select(client, SLOTS, scene.own.slot, scene.other.slot)
    assert touched(page) == {scene.own.booking}
    assert "乙校" not in page.content.decode()
    forged = confirmation_fields(page) | {"_selected_action": [scene.other.slot.pk]}
    form = page.context["form"]
    forged |= {f"telling-{name}": form.initial[name] for name in ("shown", "digest")} | WHY
    client.post(SLOTS, {**forged, "_confirm": "1"})
    scene.other.slot.refresh_from_db()
    assert scene.other.slot.cancelled_at is None
    confirm_consequences(client, SLOTS, page, **WHY)
    assert cancelled(TimeSlot) == 1


def cancel_url(row) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_cancel", args=[row.pk])


def change_url(row) -> str:
    return reverse(f"admin:events_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("name", ["slot", "session"])
def test_a_button_asks_for_the_reason_and_cancels(client, scene, name):
    row = getattr(scene.own, name)
    html = client.get(change_url(row)).content.decode()
    assert f'href="{cancel_url(row)}"' in html
    assert "cancelled_at" not in html
    page = client.get(cancel_url(row))
    assert_clean(page, cancel_url(row))
    assert touched(page) == {scene.own.booking}
    assert confirm_consequences(client, cancel_url(row), page).context["errors"]  # no reason
    done = confirm_consequences(client, cancel_url(row), page, **WHY)
    assert done.redirect_chain[-1][0] == change_url(row)
    assert "已取消" in said(done)
    row.refresh_from_db()
    assert row.cancel_reason == WHY["telling-reason"]
    assert scene.own.booking.notices.filter(kind="cancelled").exists()
    html = done.content.decode()
    assert f'href="{cancel_url(row)}"' not in html
    assert "cancelled_at_0" in html  # to be mended or taken back
    assert "取消" in said(client.get(cancel_url(row), follow=True))


def test_the_button_of_another_school_is_not_found(client, scene):
    client.force_login(scene.bob)
    assert client.get(cancel_url(scene.other.session)).status_code == 404
    assert client.post(cancel_url(scene.other.slot)).status_code == 404
    assert cancelled(TimeSlot) == cancelled(EventSession) == 0


def test_who_only_reads_is_refused(client, scene):
    remove_permission(scene.bob, "change_eventsession")
    client.force_login(scene.bob)
    assert cancel_url(scene.own.session) not in client.get(change_url(scene.own.session)).content.decode()
    assert client.get(cancel_url(scene.own.session)).status_code == 403
