"""Alice writes to a whole day, Bob to his own school's bookers: preview, count, confirm."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.audit_log.models import AuditEntry
from events.admin.messages.compose_form import MessageForm
from events.models import ActivityWeek, Message, Notice, TimeSlot
from tests.admin_scene import book_slot
from tests.events.admin.confirm_pages import confirmation_fields, remove_permission
from tests.factories.events import BookingFactory, TimeSlotFactory
from tests.test_admin_csp import assert_clean

URL = reverse("admin:events_notice_message")
LIST = reverse("admin:events_message_changelist")


def words(**more) -> dict:
    said = {"subject": "雨天安排", "body": "{name}，请走东门。", "states": ["confirmed"], "kinds": ["individual", "class"]}
    return {**said, "key": str(uuid.uuid4()), "_preview": "1", **more}


def look(client, **more):
    return client.post(URL, words(**more))


def confirm(client, page, **more):
    digest = page.context["message_preview"].digest
    return client.post(URL, {**confirmation_fields(page), "digest": digest, "_send": "1", **more}, follow=True)


def said(response) -> str:
    return " ".join(map(str, response.context["messages"]))


def told(booking) -> int:
    return booking.notices.filter(kind="message").count()


def test_day_is_written_to_once(client, scene):
    page = look(client, day="2025-05-15")
    assert_clean(page, URL)
    assert page.context["message_preview"].bookers == 2
    assert not Message.objects.exists()
    html = page.content.decode()
    assert "138****0001" in html
    assert "13800000001" not in html
    assert scene.own.booking.token not in html
    response = confirm(client, page)
    assert response.redirect_chain[-1][0] == LIST
    assert_clean(response, LIST)
    assert (told(scene.own.booking), told(scene.other.booking)) == (1, 1)
    entry = AuditEntry.objects.get(event="message_sent")
    assert (entry.user, entry.about) == (scene.alice, "雨天安排")
    assert "2" in entry.detail
    confirm(client, page)  # a double click, or the page reloaded
    assert (told(scene.own.booking), Message.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(event="message_sent").count() == 1


@pytest.mark.parametrize("name", ["session", "slot"])
def test_button_leads_to_the_words_for(client, scene, name):
    row = getattr(scene.own, name)
    model = "eventsession" if name == "session" else "timeslot"
    html = client.get(reverse(f"admin:events_{model}_change", args=[row.pk])).content.decode()
    assert f"{URL}?{name}={row.pk}" in html
    page = client.get(URL, {name: row.pk})
    assert_clean(page, URL)
    assert "甲校体验" in page.content.decode()
    page = look(client, **{"sessions" if name == "session" else "slot": row.pk})
    confirm(client, page)
    assert (told(scene.own.booking), told(scene.other.booking)) == (1, 0)


def test_day_and_session_together_narrow(client, scene):
    slot, day = scene.own.slot, dt.timedelta(days=1)
    later = TimeSlotFactory(session=slot.session, starts_at=slot.starts_at + day)
    booking = book_slot(later, scene.now, phone="13900000009")
    page = look(client, day="2025-05-16", sessions=slot.session.pk)
    assert [notice.booking for notice in page.context["message_preview"].notices] == [booking]


def test_list_of_bookings_hands_its_day_over(client, scene):
    html = client.get(reverse("admin:events_booking_changelist"), {"day": "2025-05-15"}).content.decode()
    assert f"{URL}?day=2025-05-15" in html
    assert client.get(URL, {"day": "2025-05-15"}).context["form"]["day"].value() == "2025-05-15"


def test_set_that_changed_is_shown_again(client, scene):
    page = look(client, sessions=scene.own.session.pk)
    book_slot(scene.own.slot, scene.now, phone="13900000009")
    page = confirm(client, page)
    assert page.context["is_stale"]
    assert page.context["message_preview"].bookers == 2
    assert not Message.objects.exists()
    confirm(client, page)
    assert Notice.objects.filter(kind="message").count() == 2


@pytest.mark.parametrize(
    ("field", "text"),
    [("body", "{nme}，请走东门"), ("subject", "改到{venue"), ("body", "原因：{reason}"), ("body", "证号110101199003071234")],
)
def test_wrong_words_are_named_beside_the_field_and_kept(client, scene, field, text):
    page = look(client, day="2025-05-15", **{field: text})
    assert list(page.context["form"].errors) == [field]
    assert text in page.content.decode()
    assert not Notice.objects.filter(kind="message").exists()


def test_english_is_whole_or_not_at_all(client):
    assert list(look(client, day="2025-05-15", subject_en="Rain").context["form"].errors) == ["body_en"]
    assert list(look(client, day="2025-05-15", body_en="Rain").context["form"].errors) == ["subject_en"]


def test_somebody_must_be_chosen(client, scene):
    assert list(look(client).context["form"].errors) == ["day"]
    page = look(client, day="2025-05-15", states=["waitlisted"])
    assert 'name="_send"' not in page.content.decode()
    confirm(client, page)
    assert not Message.objects.exists()


def test_words_are_kept_on_the_way_back(client):
    page = client.post(URL, {**words(day="2025-05-15"), "_edit": "1"})
    assert page.templates[0].name == "admin/events/notice/message_compose.html"
    assert page.context["form"]["body"].value() == "{name}，请走东门。"


def test_example_of_each_channel(client, scene, settings):
    settings.SMS_BACKEND = "tests.events.notices.test_bulk_messages.Provider"
    BookingFactory(slot=scene.own.slot, email="dave@mail.example")
    page = look(client, sessions=scene.own.session.pk)
    assert {notice.channel for notice in page.context["examples"]} == {"mail", "sms"}
    html = page.content.decode()
    assert "d***@mail.example" in html
    assert "dave@" not in html


def test_bob_writes_to_his_own_bookers_alone(client, scene):
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(
        starts_at=scene.now + dt.timedelta(days=4), ends_at=scene.now + dt.timedelta(days=4, hours=1)
    )
    client.force_login(scene.bob)
    form = client.get(URL).context["form"]
    assert [value for value, _label in form.fields["day"].choices] == ["", "2025-05-15"]
    assert list(form.fields["sessions"].queryset) == [scene.own.session]
    assert list(look(client, day="2025-05-17").context["form"].errors) == ["day"]
    TimeSlot.objects.filter(pk=scene.other.slot.pk).update(starts_at=scene.own.slot.starts_at, ends_at=scene.own.slot.ends_at)
    page = look(client, day="2025-05-15")
    assert "乙校" not in page.content.decode()
    confirm(client, page)
    assert (told(scene.own.booking), told(scene.other.booking)) == (1, 0)


@pytest.mark.parametrize("name", ["session", "slot"])
def test_guessed_numbers_of_another_school_are_unknown(client, scene, name):
    client.force_login(scene.bob)
    number = getattr(scene.other, name).pk
    unknown = client.get(URL, {name: "987654"})
    for response in (
        client.get(URL, {name: number}),
        look(client, **{"sessions" if name == "session" else "slot": number}),
        client.get(URL, {name: "x"}),
    ):
        assert response.status_code == unknown.status_code == 404
        assert "乙校" not in response.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("codename", ["change_notice", "view_booking"])
def test_who_may_not_write_gets_nowhere(client, scene, codename):
    client.force_login(scene.bob)
    remove_permission(scene.bob, codename)
    assert client.get(URL).status_code == 403
    assert look(client, day="2025-05-15").status_code == 403
    assert URL not in client.get(reverse("admin:events_notice_changelist")).content.decode()


def row(response, message) -> Message:
    return next(found for found in response.context["cl"].result_list if found == message)


def test_sent_messages_and_how_far_they_have_come(client, scene):
    mailed = BookingFactory(slot=scene.own.slot, email="dave@mail.example")
    confirm(client, look(client, day="2025-05-15"))
    message = Message.objects.get()
    response = client.get(LIST)
    assert row(response, message).counts == {"calls": 2, "waiting": 1}
    html = response.content.decode().replace("&amp;", "&")
    for name, found in {"channel__in=mail%2Csms": [mailed], "calls/?": [scene.own.booking, scene.other.booking]}.items():
        [address] = {part.split('"')[0] for part in html.split('href="') if name in part.split('"')[0]}
        assert {notice.booking for notice in client.get(address).context["cl"].queryset} == set(found)
    assert_clean(client.get(reverse("admin:events_message_change", args=[message.pk])), LIST)


def test_bob_sees_what_reached_his_own_bookers(client, scene):
    confirm(client, look(client, sessions=[scene.own.session.pk, scene.other.session.pk]))
    confirm(client, look(client, sessions=scene.other.session.pk, subject="只给乙校"))
    client.force_login(scene.bob)
    response = client.get(LIST)
    [message] = response.context["cl"].result_list
    assert message.counts == {"calls": 1}
    hidden = Message.objects.get(subject="只给乙校")
    for url in (LIST, reverse("admin:events_message_change", args=[message.pk])):
        assert "乙校" not in client.get(url).content.decode()
    assert client.get(reverse("admin:events_message_change", args=[hidden.pk])).status_code == 302


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_list_does_not_ask_more_for_more_messages(client, scene):
    confirm(client, look(client, day="2025-05-15"))
    client.get(LIST)
    few = queries_of(client, LIST)
    for _number in range(5):
        confirm(client, look(client, sessions=scene.own.session.pk))
    assert queries_of(client, LIST) <= few


def test_booking_says_in_its_history_what_it_was_told(client, scene):
    confirm(client, look(client, day="2025-05-15"))
    page = client.get(reverse("admin:events_booking_change", args=[scene.own.booking.pk]))
    assert any(notice.kind == "message" for chapter in page.context["booking_history"] for notice in chapter.notices)


def test_sessions_of_another_edition_are_told_apart(scene):
    """They often have the titles of this year's."""

    def list_labels():
        return [label for _key, label in MessageForm(user=scene.bob).fields["sessions"].choices]

    before = list_labels()
    ActivityWeek.objects.filter(pk=scene.own.session.week_id).update(is_current=False, name="2024活动周")
    assert before
    assert list_labels() == [f"{label} · 2024活动周" for label in before]
