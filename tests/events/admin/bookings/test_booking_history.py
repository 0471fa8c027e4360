import datetime as dt

from django.urls import reverse

from events.bookings import changes, services
from events.models import Booking
from tests.admin_scene import book_slot

LIST = "admin:events_booking_changelist"


def pending(booking, *, hours=24, now):
    Booking.objects.filter(pk=booking.pk).update(
        kind="class", state="pending", pupils=1, adults=1, expires_at=now + dt.timedelta(hours=hours)
    )


def act(client, bookings, action, **more):
    data = {"action": action, "_selected_action": [booking.pk for booking in bookings], **more}
    return client.post(reverse(LIST), data, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def story(client, booking) -> list:
    return client.get(reverse("admin:events_booking_change", args=[booking.pk])).context["booking_history"]


def test_story_in_sentences(client, scene):
    booking = scene.own.booking
    later = scene.now + dt.timedelta(minutes=5)
    changes.change_party(booking_id=booking.pk, people=3, now=later, actor=services.staff_actor(scene.alice))
    services.cancel_booking(booking_id=booking.pk, now=later + dt.timedelta(minutes=5), reason="有事")
    entries = story(client, booking)
    assert [len(entry.notices) for entry in entries] == [1, 1, 1]
    html = client.get(reverse("admin:events_booking_change", args=[booking.pk])).content.decode()
    for entry in entries:
        for sentence in entry.sentences:
            assert sentence in html
    assert "2" in entries[1].sentences[0]
    assert "3" in entries[1].sentences[0]
    assert "有事" in entries[2].sentences[-1]


def test_story_names_who_moved_it_where(client, scene):
    booking = scene.own.booking
    changes.move_booking(
        booking_id=booking.pk,
        to_slot_id=scene.other.slot.pk,
        now=scene.now,
        actor=services.staff_actor(scene.alice),
        override="调课",
    )
    sentences = " ".join(story(client, booking)[1].sentences)
    for word in ("alice", "甲校体验", "乙校体验", "调课"):
        assert word in sentences


def test_story_of_a_class_promoted_and_lapsed(client, scene):
    booking = scene.own.booking
    for state, before in (("waitlisted", "confirmed"), ("pending", "waitlisted"), ("lapsed", "pending"), ("confirmed", "held")):
        booking.events.create(at=scene.now, actor="clock", from_state=before, to_state=state, to_people=2)
    booking.events.create(at=scene.now, actor="staff", from_state="confirmed", to_state="confirmed", to_people=2, reason="联系人")
    assert all(entry.sentences for entry in story(client, booking))


def test_awaiting_approval_the_earliest_deadline_first(client, scene):
    dave = book_slot(scene.own.slot, scene.now, phone="13900000001", people=2)
    for booking, hours in ((scene.own.booking, 30), (dave, 5), (scene.other.booking, -1)):
        pending(booking, hours=hours, now=scene.now)
    page = client.get(reverse(LIST), {"awaiting": "1"})
    assert list(page.context["cl"].result_list) == [dave, scene.own.booking]
    assert "deadline" in page.context["cl"].list_display
    assert "?awaiting=1" in client.get(reverse(LIST)).content.decode()


def test_decided_on_its_page_goes_back_there(client, scene):
    pending(scene.own.booking, now=scene.now)
    page = reverse("admin:events_booking_change", args=[scene.own.booking.pk])
    asked = act(client, [scene.own.booking], "reject", from_booking="1")
    assert 'name="from_booking"' in asked.content.decode()
    response = act(client, [scene.own.booking], "reject", from_booking="1", decided="1", reason="场地不够")
    assert response.redirect_chain[-1][0] == page


def test_other_schools_cannot_be_decided_on(client, scene):
    pending(scene.other.booking, now=scene.now)
    client.force_login(scene.bob)
    act(client, [scene.other.booking], "approve")
    scene.other.booking.refresh_from_db()
    assert scene.other.booking.state == "pending"
