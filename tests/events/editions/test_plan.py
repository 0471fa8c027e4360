"""The preview says what stays behind, and why."""

import datetime as dt

from events.editions.plan import EditionPlan, TakeOver
from events.models import EventSession, TimeSlot

FIRST = dt.date(2026, 5, 11)


def left_out(source, **take) -> dict[str, int | None]:
    return {left.label: left.count for left in EditionPlan(source, FIRST, TakeOver(**take)).list_left_out()}


def test_what_stays_behind_is_counted(source):
    EventSession.objects.filter(slug="talk-magang").update(status="archived")
    EventSession.objects.filter(slug="first-aid-experience").update(slug="rehearsal-of-the-door-main")
    slot = TimeSlot.objects.filter(session__slug="robot-programming-experience").first()
    TimeSlot.objects.filter(pk=slot.pk).update(cancelled_at=slot.starts_at, cancel_reason="停电", places_taken=0)
    found = left_out(source)
    assert {name: found[name] for name in ("已取消的活动", "已归档的活动", "演练用的活动", "已取消的时段")} == {
        "已取消的活动": 1,
        "已归档的活动": 1,
        "演练用的活动": 1,
        "已取消的时段": 1,
    }
    assert (found["预约"], found["公告"], found["纪事段落"], found["报道中的参观"], found["主讲人"]) == (120, 1, 8, 8, 1)
    assert found["报道过的活动的摘要和介绍"] == 9
    assert "示例活动" not in found


def test_what_is_not_ticked_is_named(source):
    assert left_out(source, samples=False)["示例活动"] == 39
    assert left_out(source, sessions=False)["活动"] == 49
    assert left_out(source, slots=False)["时段"] == 93 - 1


def test_days_show_what_becomes_of_them(source):
    plan = EditionPlan(source, FIRST, TakeOver())
    assert [str(day.new) for day in plan.days] == [f"2026-05-{day}" for day in range(11, 18)]
    assert sum(day.slots for day in plan.days) == len(plan.slots) == 92
    assert plan.days[1].theme == "职普融通·职业体验"
    assert not any(day.is_other_weekday for day in plan.days)
    assert all(day.is_other_weekday for day in EditionPlan(source, dt.date(2026, 5, 12), TakeOver()).days)


def test_a_day_beside_the_edition_is_shown_too(source):
    slot = TimeSlot.objects.order_by("starts_at").first()
    day = dt.timedelta(days=2)
    TimeSlot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at - day, ends_at=slot.ends_at - day)
    assert str(EditionPlan(source, FIRST, TakeOver()).days[0].new) == "2026-05-09"
