"""The ordinary pages of slots and sessions show clashes before they save."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import EventSession, TimeSlot, Venue
from tests.admin_scene import form_data_of_page
from tests.events.admin.confirm_pages import add_clashing_slot, confirm_consequences, is_page


@pytest.fixture
def taken(scene):
    """The other school has the hall on Friday at half past nine, in a draft."""
    EventSession.objects.filter(pk=scene.other.session.pk).update(status="draft", title="秘密彩排")
    at = scene.other.slot.starts_at.replace(day=16)
    return TimeSlot.objects.create(session=scene.other.session, starts_at=at, ends_at=at + dt.timedelta(hours=1), capacity=5)


@pytest.fixture
def free(scene):
    """A slot of ours that nobody has booked, on Saturday."""
    at = scene.own.slot.starts_at.replace(day=17)
    return TimeSlot.objects.create(session=scene.own.session, starts_at=at, ends_at=at + dt.timedelta(hours=1), capacity=7)


def slot_url(slot):
    return reverse("admin:events_timeslot_change", args=[slot.pk])


def session_url(session):
    return reverse("admin:events_eventsession_change", args=[session.pk])


def save(client, url, **changes):
    return client.post(url, {**form_data_of_page(client, url), **changes})


def slots_url(session):
    return reverse("admin:events_eventsession_slots", args=[session.pk])


def found(response):
    return response.context["clashes"]


ON_FRIDAY = {"starts_at_0": "2025-05-16", "ends_at_0": "2025-05-16"}


def test_slot_that_clashes_is_shown_with_all_that_was_typed(client, free, taken):
    page = save(client, slot_url(free), **ON_FRIDAY, capacity="33")
    box = found(page)
    assert "秘密彩排" in box.rows[0][1][0]
    assert "09:30–10:30" in box.rows[0][1][0]
    assert page.context["adminform"].form["capacity"].value() == "33"
    free.refresh_from_db()
    assert (free.starts_at.day, free.capacity) == (17, 7)
    assert f'value="{box.digest}"' in page.content.decode()


def test_ticked_it_is_saved_anyway(client, free, taken):
    box = found(save(client, slot_url(free), **ON_FRIDAY))
    assert save(client, slot_url(free), **ON_FRIDAY, clashes_seen=box.digest).status_code == 302
    free.refresh_from_db()
    assert free.starts_at.day == 16


def test_tick_is_worth_what_was_shown_and_no_more(client, scene, free, taken):
    box = found(save(client, slot_url(free), **ON_FRIDAY))
    add_clashing_slot(scene, taken.starts_at)
    page = save(client, slot_url(free), **ON_FRIDAY, clashes_seen=box.digest)
    assert len(found(page).rows[0][1]) == 2
    assert not found(page).is_seen
    for digest in ("on", ""):
        assert save(client, slot_url(free), **ON_FRIDAY, clashes_seen=digest).status_code == 200


def test_tick_goes_on_to_the_page_about_bookers(client, scene, taken):
    url = slot_url(scene.own.slot)
    box = found(save(client, url, **ON_FRIDAY))
    page = save(client, url, **ON_FRIDAY, clashes_seen=box.digest)
    assert is_page(page, "rescheduling")
    confirm_consequences(client, url, page, **{"telling-reason": "停电"})
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at.day == 16


def test_tick_stays_while_something_else_is_mended(client, free, taken):
    box = found(save(client, slot_url(free), **ON_FRIDAY))
    page = save(client, slot_url(free), **ON_FRIDAY, clashes_seen=box.digest, kept_back="99")
    assert page.status_code == 200
    assert found(page).is_seen


@pytest.mark.parametrize("changes", [{"capacity": "9"}, {"starts_at_1": "11:00", "ends_at_1": "12:00"}])
def test_what_brings_no_clash_is_saved_at_once(client, scene, free, taken, changes):
    add_clashing_slot(scene, free.starts_at)
    assert save(client, slot_url(free), **changes).status_code == 302


def test_school_busy_elsewhere_does_not_ask(client, scene, free):
    yard = Venue.objects.create(slug="yard", name="操场")
    add_clashing_slot(scene, free.starts_at.replace(day=16), venue=yard, host_school=scene.own.school)
    assert save(client, slot_url(free), **ON_FRIDAY).status_code == 302


def new_row(session, day, hour, number=0):
    row = {"session": session.pk or "", "capacity": "5", "source": "editor"}
    row |= {"starts_at_0": day, "starts_at_1": f"{hour}:00", "ends_at_0": day, "ends_at_1": f"{hour + 1}:00"}
    return {f"slots-{number}-{name}": value for name, value in row.items()}


def test_rows_of_the_page_of_all_slots(client, scene, free, taken):
    session = scene.own.session
    more = {"slots-TOTAL_FORMS": "4", **new_row(session, "2025-05-16", 10, 2), **new_row(session, "2025-05-18", 10, 3)}
    page = save(client, slots_url(session), **more, **{"slots-0-kept_back": "1"})
    box = found(page)
    assert [str(slot).partition("–")[0] for slot, _lines in box.rows] == ["2025年5月16日 周五 10:00"]
    assert 'name="slots-0-kept_back" value="1"' in page.content.decode()
    assert session.slots.count() == 2
    assert save(client, slots_url(session), **more, clashes_seen=box.digest).status_code == 302
    assert session.slots.count() == 4


def test_two_new_rows_that_overlap(client, scene):
    session = scene.own.session
    more = {"slots-TOTAL_FORMS": "3", **new_row(session, "2025-05-18", 10, 1), **new_row(session, "2025-05-18", 10, 2)}
    assert len(found(save(client, slots_url(session), **more)).rows) == 2


def test_another_venue_asks_about_all_its_times(client, scene, free):
    yard = Venue.objects.create(slug="yard", name="操场")
    add_clashing_slot(scene, free.starts_at, venue=yard)
    page = save(client, session_url(scene.own.session), venue=yard.pk)
    assert [slot.pk for slot, _lines in found(page).rows] == [free.pk]
    assert EventSession.objects.get(pk=scene.own.session.pk).venue == scene.venue


def test_words_alone_are_saved_without_asking(client, scene, taken):
    """Both schools have had the hall at once all along."""
    assert save(client, session_url(scene.own.session), summary="亲手做一次").status_code == 302


def test_new_session_with_a_time_that_is_taken(client, scene, taken):
    url = reverse("admin:events_eventsession_add")
    data = {"week": scene.week.pk, "title": "新活动", "slug": "new", "kind": "visit", "venue": scene.venue.pk}
    data |= {"status": "draft", "source": "editor", "booking_mode": "none", "description": ""}
    data |= {"slots-TOTAL_FORMS": "1", "slots-INITIAL_FORMS": "0", **new_row(EventSession(), "2025-05-16", 10)}
    page = client.post(url, data)
    box = found(page)
    assert not EventSession.objects.filter(slug="new").exists()
    assert client.post(url, {**data, "clashes_seen": box.digest}).status_code == 302
    assert EventSession.objects.get(slug="new").slots.count() == 1


def test_school_editor_reads_no_draft_of_another_school(client, scene, free, taken):
    client.force_login(scene.bob)
    page = save(client, slot_url(free), **ON_FRIDAY)
    assert "另一项活动" in found(page).rows[0][1][0]
    assert "秘密彩排" not in page.content.decode()
