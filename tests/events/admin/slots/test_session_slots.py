"""The slots of a session are rows of a page of their own; the session's page shows the next of them."""

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

from events.models import EventSession, TimeSlot
from tests.admin_scene import book_slot, form_data_of_page
from tests.events.admin.confirm_pages import add_clashing_slot, confirm_consequences, is_page, messages_of, remove_permission


def slots_url(session, query="") -> str:
    return reverse("admin:events_eventsession_slots", args=[session.pk]) + query


def session_url(session) -> str:
    return reverse("admin:events_eventsession_change", args=[session.pk])


def save(client, url, **changes):
    data = form_data_of_page(client, url) | changes
    assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return client.post(url, data)


def rows_of(response):
    (rows,) = response.context["inline_admin_formsets"]
    return rows.formset


def add_slots(session, count, *, days=1):
    """After the one the session has, each on a day of its own, so that none clashes."""
    first = session.slots.order_by("pk").first().starts_at
    for number in range(count):
        start = first + dt.timedelta(days=days + number)
        TimeSlot.objects.create(session=session, starts_at=start, ends_at=start + dt.timedelta(hours=1), capacity=10)


@pytest.fixture
def many(scene):
    add_slots(scene.own.session, 199)
    return scene.own.session


def test_a_session_of_two_hundred_slots_saves_whatever_is_edited(client, scene, many):
    assert save(client, session_url(many), summary="亲手做一次").status_code == 302
    assert save(client, session_url(many), walk_in_percent="50").status_code == 302
    assert set(many.slots.values_list("bookable", flat=True)) == {5}
    assert EventSession.objects.get(pk=many.pk).summary == "亲手做一次"
    last = slots_url(many, "?p=8")
    assert save(client, last, **{"slots-24-capacity": "20"}).status_code == 302
    assert many.slots.order_by("starts_at").last().capacity == 20


def test_a_cancelled_session_of_two_hundred_slots_tells_its_bookers(client, scene, many):
    url = reverse("admin:events_eventsession_cancel", args=[many.pk])
    page = client.get(url)
    assert is_page(page, "cancel_many")
    confirm_consequences(client, url, page, **{"telling-reason": "大风"})
    assert scene.own.booking.notices.filter(kind="cancelled").exists()


def test_rows_come_a_page_at_a_time_and_keep_to_it(client, many):
    first = client.get(slots_url(many))
    assert len(rows_of(first).initial_forms) == 25
    assert first.context["page"].paginator.num_pages == 8
    second = slots_url(many, "?p=2")
    number_26 = many.slots.order_by("starts_at")[25]
    assert save(client, second, **{"slots-0-capacity": "33"}).headers["Location"] == second
    number_26.refresh_from_db()
    assert number_26.capacity == 33
    assert many.slots.filter(capacity=33).count() == 1


def test_the_page_opens_where_the_next_slot_stands(client, many, clock_at):
    clock_at("2025-07-01T09:30")
    page = client.get(slots_url(many)).context["page"]
    assert page.number == 2
    assert page.object_list[0] == many.slots.order_by("starts_at")[25].pk


@pytest.mark.usefixtures("without_public_cache")
def test_queries_do_not_grow_with_the_slots(client, scene, django_assert_num_queries, django_assert_max_num_queries):
    session = scene.own.session
    for url in (slots_url(session), session_url(session)):
        add_slots(session, 3, days=1 + session.slots.count())
        client.get(url)
        with django_assert_max_num_queries(60) as few:
            client.get(url)
        add_slots(session, 30, days=1 + session.slots.count())
        with django_assert_num_queries(len(few)):
            client.get(url)


def test_the_session_shows_the_next_of_them_and_leads_there(client, many, clock_at):
    shown = client.get(session_url(many))
    html = shown.content.decode()
    assert f'href="{slots_url(many)}"' in html
    assert "slots-TOTAL_FORMS" not in html
    assert (shown.context["slot_list"]["count"], len(shown.context["slot_list"]["rows"])) == (200, 25)
    assert shown.context["slot_list"]["rows"][0].slot == many.slots.order_by("starts_at").first()
    clock_at("2025-07-01T09:30")
    rows = client.get(session_url(many)).context["slot_list"]["rows"]
    assert rows[0].slot.starts_at.date() == dt.date(2025, 7, 1)
    clock_at("2026-07-01T09:30")
    assert not client.get(session_url(many)).context["slot_list"]["are_upcoming"]


def test_a_session_without_slots_says_so(client, scene):
    TimeSlot.objects.filter(pk=scene.own.slot.pk).update(session=scene.other.session)
    assert "还没有时段" in client.get(session_url(scene.own.session)).content.decode()
    assert client.get(slots_url(scene.own.session)).status_code == 200


def new_row(number, day="2025-05-18", hour=10, **more):
    row = {"capacity": "5", "source": "editor", "starts_at_0": day, "starts_at_1": f"{hour}:00"}
    row |= {"ends_at_0": day, "ends_at_1": f"{hour + 1}:00", **more}
    return {f"slots-{number}-{name}": value for name, value in row.items()}


def test_blank_rows_take_new_slots_without_a_script(client, scene):
    url = slots_url(scene.own.session)
    assert len(rows_of(client.get(url)).extra_forms) == 3
    assert save(client, url, **new_row(1), **new_row(2, hour=14)).status_code == 302
    assert scene.own.session.slots.count() == 3


def test_a_row_leads_to_the_page_that_cancels_its_slot_and_back(client, scene):
    url = slots_url(scene.own.session)
    cancel = reverse("admin:events_timeslot_cancel", args=[scene.own.slot.pk]) + "?from=session"
    assert f'href="{cancel}"' in client.get(url).content.decode()
    page = client.get(cancel)
    assert page.context["back"] == url
    assert messages_of(confirm_consequences(client, cancel, page, **{"telling-reason": "大风"}))
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).is_cancelled
    assert scene.own.booking.notices.filter(kind="cancelled").exists()
    assert "已取消：大风" in client.get(url).content.decode()


def test_the_session_itself_gets_no_version_from_its_slots(client, scene):
    before = scene.own.session.history.count()
    assert save(client, slots_url(scene.own.session), **{"slots-0-kept_back": "1"}).status_code == 302
    assert scene.own.session.history.count() == before
    assert TimeSlot.history.filter(id=scene.own.slot.pk).first().kept_back == 1


def test_a_school_editor_saves_slots_of_a_public_session_at_once(client, scene):
    client.force_login(scene.bob)
    assert save(client, slots_url(scene.own.session), **{"slots-0-capacity": "30"}).status_code == 302
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).capacity == 30


def test_clash_and_bookers_are_both_asked_about(client, scene):
    add_clashing_slot(scene, scene.own.slot.starts_at.replace(day=16))
    url, moved = slots_url(scene.own.session), {"slots-0-starts_at_0": "2025-05-16", "slots-0-ends_at_0": "2025-05-16"}
    clashes = save(client, url, **moved).context["clashes"]
    page = save(client, url, **moved, clashes_seen=clashes.digest)
    assert is_page(page, "rescheduling")
    confirm_consequences(client, url, page, **{"telling-reason": "停电"})
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).starts_at.day == 16


def test_a_booking_that_comes_meanwhile_is_shown_again(client, scene):
    url, moved = slots_url(scene.own.session), {"slots-0-starts_at_0": "2025-05-16", "slots-0-ends_at_0": "2025-05-16"}
    page = save(client, url, **moved)
    dave = book_slot(scene.own.slot, scene.now, phone="13900000009", people=1)
    again = confirm_consequences(client, url, page, **{"telling-reason": "停电"})
    assert again.context["is_stale"]
    assert dave.pk in [row.booking.pk for row in again.context["rows"]]


def test_who_may_only_look_finds_nothing_to_type(client, scene):
    client.force_login(scene.bob)
    remove_permission(scene.bob, "change_timeslot")
    remove_permission(scene.bob, "add_timeslot")
    page = client.get(slots_url(scene.own.session))
    assert page.status_code == 200
    assert 'name="slots-0-capacity"' not in page.content.decode()
    client.post(
        slots_url(scene.own.session), form_data_of_page(client, slots_url(scene.own.session)) | {"slots-0-capacity": "30"}
    )
    assert TimeSlot.objects.get(pk=scene.own.slot.pk).capacity == 10


def test_a_slot_of_another_session_cannot_be_sent_along(client, scene):
    data = form_data_of_page(client, slots_url(scene.own.session))
    client.post(slots_url(scene.own.session), data | {"slots-0-id": scene.other.slot.pk, "slots-0-capacity": "77"})
    assert TimeSlot.objects.get(pk=scene.other.slot.pk).capacity == 10


def test_a_few_slots_are_typed_with_a_new_session(client, scene):
    url = reverse("admin:events_eventsession_add")
    assert len(rows_of(client.get(url)).extra_forms) == 3
    data = {"week": scene.week.pk, "title": "新活动", "slug": "new", "kind": "visit", "venue": scene.venue.pk}
    data |= {"status": "draft", "source": "editor", "booking_mode": "none", "description": ""}
    blank = {"slots-TOTAL_FORMS": "3", "slots-INITIAL_FORMS": "0", "slots-2-source": "editor"}
    data |= blank | new_row(0) | new_row(1, hour=14)
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["errors"]
    assert EventSession.objects.get(slug="new").slots.count() == 2
