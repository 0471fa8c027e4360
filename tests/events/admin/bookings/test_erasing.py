"""Staff erase one booking when its booker asks."""

import pytest

from backoffice.audit_log.models import AuditEntry
from events.models import Booking, TimeSlot


@pytest.fixture
def page(scene):
    return f"/admin/events/booking/{scene.own.booking.pk}/erase/"


def test_bureau_erases_a_live_booking_and_is_told_that_it_is_cancelled(scene, client, page):
    client.force_login(scene.alice)
    booking = f"/admin/events/booking/{scene.own.booking.pk}/change/"
    assert page in client.get(booking).content.decode()
    assert "预约同时取消" in client.get(page).content.decode()
    assert Booking.objects.get(pk=scene.own.booking.pk).erased_at is None
    answer = client.post(page, follow=True)
    assert "个人信息已删除，预约也已取消。" in answer.content.decode()
    assert page not in answer.content.decode()
    erased = Booking.objects.get(pk=scene.own.booking.pk)
    assert (erased.state, erased.contact_name, erased.phone, erased.erased_at) == ("cancelled", "", "", scene.now)
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).places_taken == 0
    assert erased.events.last().user == scene.alice
    entry = AuditEntry.objects.get(event="erased")
    assert (entry.user, entry.about_id) == (scene.alice, str(erased.pk))
    assert client.get(page).status_code == 302


def test_past_booking_keeps_its_state(scene, client, page, clock_at):
    client.force_login(scene.alice)
    clock_at("2025-05-20T09:00")
    assert "预约同时取消" not in client.get(page).content.decode()
    client.post(page)
    assert Booking.objects.get(pk=scene.own.booking.pk).state == "confirmed"


def test_booking_of_another_school_is_not_found(scene, client):
    client.force_login(scene.bob)
    assert client.post(f"/admin/events/booking/{scene.other.booking.pk}/erase/").status_code == 404
    assert Booking.objects.filter(erased_at=None).count() == 2
