import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import EventSession, TimeSlot, Venue
from tests.events.admin.confirm_pages import add_clashing_slot, confirm_plan, is_page, messages_of, remove_permission

DAYS = ["2025-05-16", "2025-05-17", "2025-05-18"]
TWELVE = {"days": DAYS, "first": "09:00", "length": "80", "pause": "10", "count": "4", "capacity": "20", "kept_back": "3"}


def url_of(session) -> str:
    return reverse("admin:events_eventsession_many_slots", args=[session.pk])


def look(client, session, **data):
    return client.post(url_of(session), {**TWELVE, **data})


def made(session):
    return session.slots.filter(starts_at__day__gt=15)


def draft(scene, **more):
    """Of the other school in the same hall on Friday morning."""
    more = {"status": "draft", "host_school": scene.other.school, "title": "秘密彩排"} | more
    return add_clashing_slot(scene, scene.own.slot.starts_at.replace(day=16), **more)


def test_page_offers_the_days_with_their_themes_and_the_usual_room(client, scene):
    scene.week.days.update(theme="产教融合")
    page = client.get(url_of(scene.own.session))
    html = page.content.decode()
    assert "5月13日 周二 · 产教融合" in html
    assert len(page.context["form"].fields["days"].choices) == 7
    assert page.context["form"]["capacity"].value() == 10
    assert (
        url_of(scene.own.session)
        in client.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk])).content.decode()
    )


def test_twelve_slots_in_two_steps(client, scene):
    session = scene.own.session
    page = look(client, session)
    assert is_page(page, "slot_plan")
    assert made(session).count() == 0
    assert len(page.context["plan"].rows) == 12
    done = confirm_plan(client, url_of(session), page)
    assert done.redirect_chain[-1][0] == reverse("admin:events_eventsession_change", args=[session.pk])
    assert "12" in messages_of(done)
    slots = list(made(session))
    assert {(slot.capacity, slot.bookable, slot.places_taken, slot.source) for slot in slots} == {(20, 17, 0, "editor")}
    assert [str(slot) for slot in slots[:2]] == ["2025年5月16日 周五 09:00–10:20", "2025年5月16日 周五 10:30–11:50"]
    assert {slot.history.get().history_user for slot in slots} == {scene.alice}
    assert len({slot.uid for slot in slots}) == 12


def test_lines_and_series_together(client, scene):
    data = {"days": DAYS[:1], "times": "8:00-8:30\n09:00–10:20", "count": "1"}
    page = look(client, scene.own.session, **data)
    assert [str(row.slot).split()[-1] for row in page.context["plan"].rows] == ["08:00–08:30", "09:00–10:20"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"days": []}, "days"),
        ({"days": ["2025-06-01"]}, "days"),
        ({"times": "10:00–09:00"}, "times"),
        ({"first": "", "length": "", "pause": "", "count": ""}, "times"),
        ({"length": ""}, "length"),
        ({"count": "20"}, "count"),
        ({"kept_back": "21"}, "kept_back"),
        ({"capacity": ""}, "kept_back"),
        ({"first": "00:00", "length": "5", "pause": "0", "count": "90"}, "__all__"),
    ],
)
def test_refused_beside_its_field_and_kept(client, scene, data, field):
    page = look(client, scene.own.session, **data)
    assert field in page.context["form"].errors
    assert is_page(page, "many_slots")
    assert page.context["form"]["pause"].value() == {**TWELVE, **data}["pause"]


def test_back_to_the_form_with_everything_typed(client, scene):
    page = look(client, scene.own.session)
    again = confirm_plan(client, url_of(scene.own.session), page, button="_again")
    assert is_page(again, "many_slots")
    assert again.context["form"]["days"].value() == DAYS
    assert made(scene.own.session).count() == 0


def test_unticked_rows_are_left_out_and_none_is_said(client, scene):
    page = look(client, scene.own.session)
    nothing = confirm_plan(client, url_of(scene.own.session), page, keep=[])
    assert nothing.context["is_nothing"]
    confirm_plan(client, url_of(scene.own.session), page, keep=[page.context["plan"].rows[3].key])
    assert [str(slot).split()[-1] for slot in made(scene.own.session)] == ["13:30–14:50"]


def test_again_makes_nothing_twice(client, scene):
    session = scene.own.session
    page = look(client, session)
    confirm_plan(client, url_of(session), page)
    twice = confirm_plan(client, url_of(session), page)  # a double click
    assert made(session).count() == 12
    assert "已经有了" in messages_of(twice)
    more = look(client, session, count="5", length="60")
    rows = more.context["plan"].rows
    assert (len(rows), sum(row.exists for row in rows)) == (15, 0)
    session.slots.filter(starts_at__day=16).delete()
    rows = look(client, session).context["plan"].rows
    assert [row.exists for row in rows] == [False] * 4 + [True] * 8
    assert "已经有这个时段。" in rows[-1].notes


def test_cancelled_time_is_not_made_anew(client, scene):
    page = look(client, scene.own.session)
    confirm_plan(client, url_of(scene.own.session), page)
    made(scene.own.session).update(cancelled_at=scene.now, cancel_reason="大风")
    row = look(client, scene.own.session).context["plan"].rows[0]
    assert row.exists
    assert "已取消" in row.notes[0]


def test_past_times_are_not_ticked(client, scene):
    rows = look(client, scene.own.session, days=["2025-05-13"], first="08:00").context["plan"].rows
    assert [row.is_ticked for row in rows] == [False, False, True, True]


def test_clashes_stand_beside_their_rows(client, scene):
    draft(scene)
    part = Venue.objects.create(slug="corner", name="报告厅一角", parent=scene.venue)
    draft(scene, venue=part, title="墙报", status="published")
    rows = look(client, scene.own.session).context["plan"].rows
    assert [len(row.warnings) for row in rows[:3]] == [2, 0, 0]  # 09:30–10:30 and, touching it, 10:30
    assert any("秘密彩排" in line for line in rows[0].warnings)
    assert any("墙报" in line for line in rows[0].warnings)


def test_own_school_elsewhere_is_a_note(client, scene):
    yard = Venue.objects.create(slug="yard", name="操场")
    draft(scene, venue=yard, host_school=scene.own.school)
    row = look(client, scene.own.session).context["plan"].rows[0]
    assert (len(row.warnings), len(row.notes)) == (0, 1)


def test_school_editor_reads_no_draft_of_another_school(client, scene):
    draft(scene)
    client.force_login(scene.bob)
    page = look(client, scene.own.session)
    assert "秘密彩排" not in page.content.decode()
    assert "另一项活动" in page.context["plan"].rows[0].warnings[0]
    EventSession.objects.filter(title="秘密彩排").update(status="published")
    assert "秘密彩排" in look(client, scene.own.session).content.decode()


def test_new_clash_since_the_preview_is_shown_first(client, scene):
    page = look(client, scene.own.session)
    draft(scene)
    again = confirm_plan(client, url_of(scene.own.session), page)
    assert again.context["is_stale"]
    assert made(scene.own.session).count() == 0
    confirm_plan(client, url_of(scene.own.session), again)
    assert made(scene.own.session).count() == 12


def test_error_in_the_middle_saves_nothing(client, scene, monkeypatch):
    page, save, calls = look(client, scene.own.session), TimeSlot.save, []

    def failing(slot, **kwargs):
        calls.append(slot)
        if len(calls) == 7:
            raise RuntimeError("power cut")
        save(slot, **kwargs)

    monkeypatch.setattr(TimeSlot, "save", failing)
    with pytest.raises(RuntimeError):
        confirm_plan(client, url_of(scene.own.session), page)
    assert len(calls) == 7
    assert made(scene.own.session).count() == 0
    assert TimeSlot.history.filter(starts_at__day__gt=15).count() == 0


def test_preview_costs_the_same_for_seven_slots_and_for_ninety_eight(client, scene):
    for hour in range(4):
        add_clashing_slot(scene, scene.own.slot.starts_at.replace(day=16, hour=hour))
    days, costs = [f"2025-05-{day}" for day in range(12, 19)], []
    client.get(url_of(scene.own.session))  # the first page of a log-in costs more
    for count in (1, 14):
        with CaptureQueriesContext(connection) as queries:
            page = look(client, scene.own.session, days=days, length="45", count=str(count))
        assert len(page.context["plan"].rows) == 7 * count
        costs.append(len(queries))
    assert costs[0] == costs[1] < 25


@pytest.mark.parametrize("name", ["many_slots", "copy"])
def test_session_of_another_school_is_not_found(client, scene, name):
    client.force_login(scene.bob)
    url = reverse(f"admin:events_eventsession_{name}", args=[scene.other.session.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, TWELVE).status_code == 404
    assert client.get(reverse(f"admin:events_eventsession_{name}", args=[scene.own.session.pk])).status_code == 200


@pytest.mark.parametrize("missing", ["add_timeslot", "change_eventsession"])
@pytest.mark.parametrize("name", ["many_slots", "copy"])
def test_who_may_not_add_slots_has_no_page(client, scene, missing, name):
    remove_permission(scene.bob, missing)
    client.force_login(scene.bob)
    url = reverse(f"admin:events_eventsession_{name}", args=[scene.own.session.pk])
    assert client.get(url).status_code == 403
    session_page = client.get(reverse("admin:events_eventsession_change", args=[scene.own.session.pk]))
    assert url not in session_page.content.decode()
