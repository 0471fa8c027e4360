"""Alice of the bureau and Bob of one school look after notices; the words are the bureau's alone."""

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from backoffice.audit_log.models import AuditEntry
from events.bookings import erasure, services
from events.models import Notice, NoticeText, TimeSlot
from events.notices import texts
from tests.admin_scene import book_slot, build_scene, form_data_of_page

NOTICES, CALLS = "admin:events_notice_changelist", "admin:events_notice_calls"
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)


@pytest.fixture
def scene(db, clock_at):
    """Each school has one booking, whose booker left no mail address."""
    return build_scene(clock_at("2025-05-13T09:30"))


@pytest.fixture
def alice(client, scene):
    client.force_login(scene.alice)
    return client


@pytest.fixture
def bob(client, scene):
    client.force_login(scene.bob)
    return client


def notice_of(booking, **values):
    notice = booking.notices.get()
    Notice.objects.filter(pk=notice.pk).update(**values)
    notice.refresh_from_db()
    return notice


def act(client, url, action, *notices):
    data = {"action": action, "_selected_action": [notice.pk for notice in notices]}
    return client.post(reverse(url), data, follow=True)


def mailed(booking, **values):
    booking.email = "carol@mail.example"
    booking.save()
    return notice_of(booking, channel="mail", **values)


def test_list_shows_words_and_masks_whom_they_went_to(alice, scene):
    notice = mailed(scene.own.booking)
    for url in (reverse(NOTICES), reverse("admin:events_notice_change", args=[notice.pk])):
        html = alice.get(url).content.decode()
        assert "c***@mail.example" in html
        assert "carol@" not in html
        assert "13800000001" not in html
        assert not INLINE.search(html)
    assert notice.subject in html
    assert "<br>" in html
    assert "&lt;br&gt;" not in html
    assert scene.own.booking.token not in html


def test_notices_cannot_be_written_here(alice, scene):
    notice = notice_of(scene.own.booking)
    alice.post(reverse("admin:events_notice_change", args=[notice.pk]), {"subject": "Hello"})
    assert notice_of(scene.own.booking).subject == notice.subject
    assert alice.get(reverse("admin:events_notice_add")).status_code == 403


def test_failed_notice_is_due_again(alice, scene):
    notice = mailed(scene.own.booking, state="failed", attempts=11, failed_at=timezone.now(), last_error="450")
    act(alice, NOTICES, "send_again", notice)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.last_error) == ("due", 0, "")
    assert LogEntry.objects.filter(object_id=notice.pk, user=scene.alice).exists()


def test_sent_notice_is_sent_again_as_another(alice, scene):
    notice = mailed(scene.own.booking, state="sent", sent_at=timezone.now())
    act(alice, NOTICES, "send_again", notice)
    again = Notice.objects.get(event_key=f"{notice.event_key}:again:1")
    assert (again.state, again.body) == ("due", notice.body)
    notice.refresh_from_db()
    assert notice.state == "sent"


@pytest.mark.parametrize("values", [{"state": "due"}, {"state": "dropped"}, {"state": "failed", "body": ""}])
def test_others_are_left_as_they_are(alice, scene, values):
    notice = mailed(scene.own.booking, **values)
    response = act(alice, NOTICES, "send_again", notice)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Notice.objects.count() == 2
    notice.refresh_from_db()
    assert notice.state == values["state"]


def test_call_list_stands_on_the_first_page_with_its_number(alice, scene):
    html = alice.get(reverse("admin:index")).content.decode()
    assert re.search(rf'href="{reverse(CALLS)}"[^>]*>[^<]*[(（]2[)）]<', html)


def test_call_list_is_masked_and_in_the_order_of_slots(alice, scene):
    mailed(scene.other.booking)
    response = alice.get(reverse(CALLS))
    html = response.content.decode()
    assert list(response.context["cl"].queryset) == [scene.own.booking.notices.get()]
    assert "138****0001" in html
    assert "13800000001" not in html
    assert not INLINE.search(html)


def test_numbers_are_shown_whole_on_record(alice, scene):
    notice = notice_of(scene.own.booking)
    html = act(alice, CALLS, "show_numbers", notice).content.decode()
    assert "13800000001" in html
    assert notice.subject in html
    assert scene.own.booking.token not in html
    assert not INLINE.search(html)
    entry = AuditEntry.objects.get(event="phone_seen")
    assert (entry.user, entry.about) == (scene.alice, scene.own.booking.spaced_reference)
    assert "13800000001" not in entry.detail


def test_ticked_off(alice, scene):
    notice = notice_of(scene.own.booking)
    act(alice, CALLS, "called", notice)
    notice.refresh_from_db()
    assert notice.state == "sent"
    assert notice.sent_at
    assert LogEntry.objects.filter(object_id=notice.pk, user=scene.alice).count() == 1
    act(alice, CALLS, "called", notice)
    assert LogEntry.objects.filter(object_id=notice.pk).count() == 1


@pytest.fixture
def second_call(scene):
    """Another booking of the same person, on the next day, with something to tell."""
    slot = TimeSlot.objects.create(
        session=scene.own.session,
        starts_at=scene.own.slot.starts_at + dt.timedelta(days=1),
        ends_at=scene.own.slot.ends_at + dt.timedelta(days=1),
        capacity=10,
    )
    return book_slot(slot, scene.now, phone=scene.own.booking.phone)


def test_a_person_is_one_row_and_is_told_all_at_once(alice, scene, second_call):
    rows = list(alice.get(reverse(CALLS)).context["cl"].queryset)
    first = notice_of(scene.own.booking)
    assert {row.pk for row in rows} == {first.pk, notice_of(scene.other.booking).pk}
    assert next(row for row in rows if row == first).count_of_person == 2
    assert list(alice.get(reverse(CALLS), {"q": second_call.reference}).context["cl"].queryset) == [first]
    html = act(alice, CALLS, "show_numbers", first).content.decode()
    assert html.count(">13800000001</a>") == 1
    assert notice_of(second_call).subject in html
    act(alice, CALLS, "called", first)
    assert {notice_of(booking).state for booking in (scene.own.booking, second_call)} == {"sent"}


def test_who_was_not_reached_stays_listed_with_a_note(alice, scene, second_call):
    first = notice_of(scene.own.booking)
    data = {"action": "not_reached", "_selected_action": first.pk, "note": "晚上\x0b再打"}
    alice.post(reverse(CALLS), data)
    assert {notice_of(booking).call_note for booking in (scene.own.booking, second_call)} == {"晚上 再打"}
    assert "晚上 再打" in alice.get(reverse(CALLS)).content.decode()
    assert first in alice.get(reverse(CALLS)).context["cl"].queryset
    erasure.erase_booking(booking_id=scene.own.booking.pk, now=scene.now, actor=services.staff_actor(scene.alice))
    assert not scene.own.booking.notices.exclude(call_note="").exists()


@pytest.mark.usefixtures("without_public_cache")
def test_lists_do_not_ask_more_for_more_rows(alice, scene, django_assert_max_num_queries):
    for name in (NOTICES, CALLS):
        with django_assert_max_num_queries(16):
            alice.get(reverse(name))


def test_bob_sees_his_own_schools_notices_alone(bob, scene):
    own, other = notice_of(scene.own.booking), notice_of(scene.other.booking)
    for name in (NOTICES, CALLS):
        assert list(bob.get(reverse(name)).context["cl"].queryset) == [own]
    act(bob, CALLS, "called", own, other)
    assert notice_of(scene.own.booking).state == "sent"
    assert notice_of(scene.other.booking).state == "due"
    assert bob.get(reverse("admin:events_notice_change", args=[other.pk])).status_code == 302
    assert "13800000002" not in act(bob, CALLS, "show_numbers", other).content.decode()


def test_who_may_only_look_neither_sends_nor_sees_numbers(bob, scene):
    scene.bob.groups.get().permissions.remove(Permission.objects.get(codename="change_notice"))
    notice = notice_of(scene.own.booking)
    assert "13800000001" not in act(bob, CALLS, "show_numbers", notice).content.decode()
    act(bob, CALLS, "called", notice)
    assert notice_of(scene.own.booking).state == "due"


def text_form(**more):
    return {"kind": "confirmed", "language": "zh-hans", "subject": "约好了：{session}", "body": "{name}您好\n{address}", **more}


def test_words_are_saved(alice):
    assert alice.post(reverse("admin:events_noticetext_add"), text_form()).status_code == 302
    text = NoticeText.objects.get()
    assert text.history.count() == 1
    html = alice.get(reverse("admin:events_noticetext_change", args=[text.pk])).content.decode()
    assert "约好了：亲子RC模型组装" in html  # the preview
    assert "{expires}" in html
    assert not INLINE.search(html)


def test_words_with_a_wrong_placeholder_are_refused(alice):
    response = alice.post(reverse("admin:events_noticetext_add"), text_form(body="{name.phone}您好"))
    [sentence] = response.context["adminform"].form.errors["body"]
    assert "{name.phone}" in sentence
    assert "{reference}" in sentence
    assert not NoticeText.objects.exists()


def test_preview_saves_nothing(alice):
    html = alice.post(reverse("admin:events_noticetext_preview"), text_form()).content.decode()
    assert "约好了：亲子RC模型组装" in html
    assert "王女士您好" in html
    assert not INLINE.search(html)
    assert not NoticeText.objects.exists()


@pytest.mark.parametrize("kind", dict(NoticeText.KINDS))
@pytest.mark.parametrize("language", NoticeText.Language.values)
def test_preview_of(alice, kind, language):
    words = texts.default_text(kind, language)
    data = {"kind": kind, "language": language, "subject": words.subject, "body": words.body}
    shown = alice.post(reverse("admin:events_noticetext_preview"), data).context["text"]
    assert "{" not in shown.subject + shown.body


def test_preview_says_what_is_wrong(alice):
    response = alice.post(reverse("admin:events_noticetext_preview"), text_form(subject="{wen}"))
    assert "{wen}" in response.content.decode()
    assert response.context["text"] is None


def test_new_words_begin_with_the_portals(alice):
    url = reverse("admin:events_noticetext_changelist")
    default_texts = alice.get(url).context["default_texts"]
    assert len(default_texts) == 2 * len(NoticeText.KINDS)
    data = form_data_of_page(alice, default_texts[0]["url"])
    assert alice.post(reverse("admin:events_noticetext_add"), data).status_code == 302
    assert len(alice.get(url).context["default_texts"]) == len(default_texts) - 1


def test_words_are_the_bureaus_alone(bob, scene):
    text = NoticeText.objects.create(kind="confirmed", subject="约好了", body="{address}")
    for name, args in {"changelist": [], "add": [], "change": [text.pk]}.items():
        assert bob.get(reverse(f"admin:events_noticetext_{name}", args=args)).status_code == 403
    assert bob.post(reverse("admin:events_noticetext_preview"), text_form()).status_code == 403
    assert reverse("admin:events_noticetext_changelist") not in bob.get(reverse("admin:index")).content.decode()
