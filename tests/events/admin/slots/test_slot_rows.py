"""Days × times become rows of a new session's page, by the script and by the button, before anything is saved."""

import pytest
from django.urls import reverse

from events.models import ActivityWeek, EventSession, TimeSlot
from tests.admin_scene import form_data_of_page
from tests.events.admin.confirm_pages import remove_permission

ADD, ROWS = reverse("admin:events_eventsession_add"), reverse("admin:events_eventsession_slot_rows")
DAYS = ["2025-05-16", "2025-05-17", "2025-05-18"]
SERIES = {"plan-first": "09:00", "plan-length": "40", "plan-pause": "20", "plan-count": "4", "plan-capacity": "20"}
BOX = {"plan-days": DAYS, **SERIES}


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def filled(client, **more) -> dict:
    return form_data_of_page(client, ADD) | more


def rows_of(page) -> list[tuple]:
    (inline,) = page.context["inline_admin_formsets"]
    names = ("starts_at", "ends_at", "capacity")
    return [tuple(form[name].value() for name in names) for form in inline.formset.forms]


def test_the_button_adds_twelve_rows_and_they_are_saved(bob, scene):
    page = bob.post(ADD, filled(bob, **BOX, title="针灸体验", kind="experience", venue=scene.venue.pk, _add_slots="1"))
    rows = rows_of(page)
    assert len(rows) == 12
    assert rows[0] == (["2025-05-16", "09:00"], ["2025-05-16", "09:40"], "20")
    assert rows[-1] == (["2025-05-18", "12:00"], ["2025-05-18", "12:40"], "20")
    assert "12个时段" in page.context["slot_box_note"]
    assert not page.context["slot_box"].is_bound
    saved = bob.post(ADD, sent_by(page))
    assert saved.status_code == 302
    assert EventSession.objects.get(slug="zhenjiu-tiyan").slots.filter(capacity=20).count() == 12


def sent_by(page) -> dict:
    """Return what a browser sends from a page that came back."""
    form = page.context["adminform"].form
    data = {name: values for name, values in form.data.lists() if not name.startswith(("plan-", "_"))}
    return data


def test_blank_rows_are_filled_before_new_ones_come(bob):
    first = {"slots-1-starts_at_0": "2025-05-12", "slots-1-starts_at_1": "08:00"}
    page = bob.post(ADD, filled(bob, **BOX, **first, _add_slots="1"))
    rows = rows_of(page)
    assert len(rows) == 13
    assert rows[1][0] == ["2025-05-12", "08:00"]
    assert rows[2][0] == ["2025-05-16", "10:00"]


def test_days_that_are_ticked_become_rows_although_save_was_pressed(bob, scene):
    page = bob.post(ADD, filled(bob, **BOX, title="针灸体验", kind="experience", venue=scene.venue.pk, _save="1"))
    assert len(rows_of(page)) == 12
    assert TimeSlot.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "target"),
    [({"plan-first": ""}, "id_plan-first"), ({"plan-days": []}, "id_plan-days"), ({"plan-count": "9"}, "")],
)
def test_what_is_wrong_stands_in_the_box_and_on_top(bob, changes, target):
    data = BOX | changes
    page = bob.post(ADD, filled(bob, **data, _add_slots="1"))
    assert [error.target for error in page.context["page_errors"]] == [target]
    assert page.context["slot_box"].errors
    assert len(rows_of(page)) == 3
    answer = bob.post(ROWS, filled(bob, **data)).json()
    assert answer["rows"] == []
    assert "errorlist" in answer["box"]


def test_the_script_gets_the_same_rows(bob):
    answer = bob.post(ROWS, filled(bob, **BOX)).json()
    assert len(answer["rows"]) == 12
    assert answer["rows"][1] == {
        **{"starts_at_0": "2025-05-16", "starts_at_1": "10:00", "ends_at_0": "2025-05-16", "ends_at_1": "10:40"},
        **{"capacity": "20", "kept_back": "", "is_all_day": ""},
    }
    assert "12个时段" in answer["box"]
    assert "checked" not in answer["box"]


def test_lines_are_understood_as_well(bob):
    answer = bob.post(ROWS, filled(bob, **{"plan-days": DAYS, "plan-times": "9:00-9:40\n14：00—14：40"})).json()
    assert len(answer["rows"]) == 6


def test_days_are_those_of_the_week_that_was_chosen(bob, scene):
    other = ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    data = filled(bob, **BOX | {"plan-days": ["2026-05-12"]}, week=other.pk)
    assert len(bob.post(ROWS, data).json()["rows"]) == 4


def test_who_may_add_none_gets_none(bob, client, scene):
    assert bob.get(ROWS).status_code == 405
    remove_permission(scene.bob, "add_timeslot")
    assert bob.post(ROWS, BOX).status_code == 403
    assert bob.get(ADD).context["slot_box"] is None


def test_without_a_week_there_is_no_box(bob):
    ActivityWeek.objects.update(is_current=False)
    ActivityWeek.objects.create(slug="next", name="下一届", starts_on="2026-05-11", ends_on="2026-05-17")
    page = bob.get(ADD)
    assert page.context["slot_box"] is None
    assert bob.post(ROWS, BOX).json()["rows"] == []
