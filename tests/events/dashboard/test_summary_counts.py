"""Each number of the first page is the length of the list it leads to, or the people in it."""

import datetime as dt
from types import SimpleNamespace

import pytest

from accounts.models import User
from events.dashboard import summary_counts
from events.dashboard.board import Board
from events.models import Booking, TimeSlot
from schools.models import School

OF_PEOPLE = {"已到 / 应到", "全周已到 / 应到", "已约 / 可约"}


def summary_counts_of(user, now):
    board = Board(User.objects.get(pk=user.pk), now)
    return [
        *summary_counts.count_day(board),
        *summary_counts.count_open_tasks(board, SimpleNamespace(user=board.user)),
    ]


def numbers(user, now) -> dict[str, int | tuple[int, int]]:
    return {
        count.label: (count.number, count.total) if count.total_url else count.number for count in summary_counts_of(user, now)
    }


@pytest.mark.parametrize("moment", ["2025-05-13T09:30", "2025-05-08T10:00", "2025-06-01T10:00"])
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_each_number_is_what_its_list_shows(client, scene, clock_at, who, moment):
    School.objects.filter(pk=scene.own.school.pk).update(status="review")
    now, user = clock_at(moment), getattr(scene, who)
    client.force_login(user)
    found = summary_counts_of(user, now)
    assert len(found) == (12 if who == "alice" else 11)
    for count in found:
        listed = client.get(count.url).context["cl"]
        if count.label in OF_PEOPLE:
            assert sum(row.people for row in listed.queryset) == count.number, count
            whole = client.get(count.total_url).context["cl"].queryset
            assert sum(getattr(row, "people", None) or getattr(row, "bookable", 0) for row in whole) == count.total, count
        else:
            assert listed.result_count == count.number, count


def test_alice_counts_everything(scene):
    assert numbers(scene.alice, scene.now) == {
        "时段": 2,
        "已约 / 可约": (26, 400),
        "已到 / 应到": (4, 4),
        "全周已到 / 应到": (4, 4),
        "今天新预约": 6,
        "待审核团队": 2,
        "候补中": 2,
        "发送失败的通知": 1,
        "待电话通知": 1,
        "待审修改": 0,
        "将到、未公开": 1,
    }


def test_bob_counts_his_own_school_only(scene):
    found = numbers(scene.bob, scene.now)
    assert found["已约 / 可约"] == (13, 200)
    assert found["全周已到 / 应到"] == (2, 2)
    assert [found[name] for name in ("时段", "今天新预约", "待审核团队", "候补中", "将到、未公开")] == [1, 3, 1, 1, 1]
    assert "待审修改" not in found


def test_bob_is_not_called_to_what_others_decide(scene):
    School.objects.filter(pk=scene.own.school.pk).update(status="review")
    calls = {count.label: count.warns for count in summary_counts_of(scene.bob, scene.now)}
    assert calls["待审核团队"]
    assert not calls["待审核：学校"]
    assert {count.label: count.warns for count in summary_counts_of(scene.alice, scene.now)}["待审核：学校"]


def test_who_waits_for_a_time_that_has_begun_waits_no_more(client, scene):
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(starts_at=scene.now - dt.timedelta(minutes=1))
    client.force_login(scene.alice)
    assert numbers(scene.alice, scene.now)["候补中"] == 1
    assert client.get("/admin/events/booking/?waiting=1").context["cl"].result_count == 1


def test_hold_past_its_time_takes_no_place(scene):
    Booking.objects.filter(state="pending").update(expires_at=scene.now - dt.timedelta(minutes=1))
    found = numbers(scene.alice, scene.now)
    assert (found["待审核团队"], found["已约 / 可约"]) == (0, (4, 400))
