"""What a session lacks for people to come; the panel beside it shows it (tests/backoffice/record_page/test_side_panel.py)."""

from types import SimpleNamespace

from events.admin.programme.session_gaps import list_slot_gaps
from events.models import TimeSlot


def gaps(scene, session):
    return [gap.sentence for gap in list_slot_gaps(None, SimpleNamespace(user=scene.alice), session)]


def test_slots_with_places_lack_nothing(scene):
    assert gaps(scene, scene.own.session) == []
    assert gaps(scene, None) == ["时段"]


def test_places_matter_only_where_booking_is_on(scene):
    start = scene.own.slot.ends_at
    TimeSlot.objects.create(session=scene.own.session, starts_at=start, ends_at=start.replace(hour=start.hour + 1))
    assert gaps(scene, scene.own.session) == ["有1个时段没有填场地容量，无法预约"]
    scene.own.session.booking_mode = "none"
    assert gaps(scene, scene.own.session) == []


def test_cancelled_slots_do_not_count(scene):
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(cancelled_at=scene.now, cancel_reason="大风")
    assert gaps(scene, scene.own.session) == ["时段"]
