import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from events.bookings import services
from events.models import Booking, EventSession, Notice, TimeSlot
from schools.models import Editorship
from tests.admin_scene import book_slot

BOOK = "admin:events_booking_book"


def at(scene, **more):
    slot = scene.own.slot
    return TimeSlot.objects.create(
        session=slot.session,
        starts_at=slot.starts_at + dt.timedelta(**more),
        ends_at=slot.ends_at + dt.timedelta(**more),
        capacity=10,
        kept_back=0,
    )


def call(client, slot, **changes):
    data = {"slot": slot.pk, "contact_name": "王女士", "phone": "13900000001", "people": "2", "consent": "on"}
    return client.post(f"{reverse(BOOK)}?slot={slot.pk}", data | changes, follow=True)


def call_for_class(client, slot, **changes):
    data = {"school_name": "第一中学", "grade": "8", "pupils": "20", "adults": "1"}
    return call(client, slot, **(data | changes))


def page_of(booking, name="change"):
    return reverse(f"admin:events_booking_{name}", args=[booking.pk])


def change(client, booking, name, **data):
    return client.post(page_of(booking, name), data, follow=True)


def for_classes(session):
    EventSession.objects.filter(pk=session.pk).update(booking_mode="class")
    TimeSlot.objects.filter(session=session).update(capacity=60, bookable=60)


def text(response) -> str:
    return response.content.decode()


def test_times_to_choose_from(client, scene):
    html = text(client.get(reverse(BOOK)))
    assert "甲校体验" in html
    assert "乙校体验" in html
    assert f"?slot={scene.own.slot.pk}" in html


@pytest.mark.usefixtures("without_public_cache")
def test_choosing_costs_the_same_however_many_times(client, scene, django_assert_max_num_queries):
    for hours in range(1, 5):
        at(scene, hours=hours)
    with django_assert_max_num_queries(12):
        client.get(reverse(BOOK))


def test_booked_for_a_caller(client, scene):
    page = call(client, scene.own.slot)
    booking = Booking.objects.get(phone="13900000001")
    assert (booking.state, booking.people, booking.booked_by) == ("confirmed", 2, scene.alice)
    assert booking.consented_at == scene.now
    assert booking.events.get().user == scene.alice
    assert booking.notices.filter(kind="confirmed").exists()
    assert booking.spaced_reference in text(page)
    assert f"http://testserver{reverse('ticket', args=[booking.token])}" in text(page)


def test_sent_twice_is_one_booking(client, scene):
    call(client, scene.own.slot, submission="once")
    call(client, scene.own.slot, submission="once")
    assert Booking.objects.filter(phone="13900000001").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"consent": ""}, "consent"),
        ({"people": "6"}, "people"),
        ({"people": "2", "under_14": "2"}, "under_14"),
        ({"set_aside": "on"}, "why"),
        ({"phone": "13800000001"}, "phone"),
    ],
)
def test_refused_beside_its_field(client, scene, changes, field):
    page = call(client, scene.own.slot, **changes)
    assert field in page.context["form"].errors
    assert 'class="errorlist"' in text(page)
    assert Booking.objects.count() == 2


def test_limits_are_set_aside_with_a_reason(client, scene):
    call(client, scene.own.slot, people="6", set_aside="on", why="同一家人")
    booking = Booking.objects.get(phone="13900000001")
    assert (booking.people, booking.events.get().reason) == (6, "同一家人")


def test_room_is_never_set_aside(client, scene):
    page = call(client, scene.own.slot, people="9", set_aside="on", why="领导来")
    assert "people" in page.context["form"].errors
    assert Booking.objects.count() == 2


def test_full_time_is_refused_unless_the_caller_waits(client, scene):
    book_slot(scene.own.slot, scene.now, phone="13900000009", people=5)
    book_slot(scene.own.slot, scene.now, phone="13900000008", people=1)
    page = call(client, scene.own.slot)
    assert "slot" in page.context["form"].errors
    assert Booking.objects.count() == 4
    page = call(client, scene.own.slot, wait="on")
    assert Booking.objects.get(phone="13900000001").state == "waitlisted"
    assert Booking.objects.get(phone="13900000001").spaced_reference in text(page)


def test_class_is_booked_for_a_teacher(client, scene):
    for_classes(scene.own.session)
    page = call_for_class(client, scene.own.slot)
    booking = Booking.objects.get(phone="13900000001")
    assert (booking.state, booking.people, booking.kind) == ("pending", 21, "class")
    assert booking.spaced_reference in text(page)


def test_session_for_both_asks_who_comes(client, scene):
    EventSession.objects.filter(pk=scene.own.session.pk).update(booking_mode="both")
    TimeSlot.objects.filter(session=scene.own.session).update(capacity=60, bookable=60)
    url = f"{reverse(BOOK)}?slot={scene.own.slot.pk}"
    page = client.get(url)
    assert "people" in page.context["form"].fields
    as_class = f"{reverse(BOOK)}?{page.context['other']}"
    assert "pupils" in client.get(as_class).context["form"].fields
    data = {"slot": scene.own.slot.pk, "contact_name": "王老师", "phone": "13900000001", "consent": "on"}
    data |= {"school_name": "第一中学", "grade": "8", "pupils": "20", "adults": "1"}
    client.post(as_class, data)
    assert Booking.objects.get(kind="class").state == "pending"
    page = client.get(page_of(Booking.objects.get(kind="class"), "move"))
    assert page.context["form"].fields["slot"].choices == [("", "—")]


@pytest.mark.parametrize("asked", ["slot=nonsense", "slot=999999999999999999999", "session=0"])
def test_unknown_time(client, asked):
    assert client.get(f"{reverse(BOOK)}?{asked}").status_code == 404


def test_editor_books_for_the_own_school_only(client, scene):
    client.force_login(scene.bob)
    html = text(client.get(reverse(BOOK)))
    assert "甲校体验" in html
    assert "乙校体验" not in html
    assert call(client, scene.own.slot).status_code == 200
    assert Booking.objects.filter(booked_by=scene.bob).count() == 1
    assert call(client, scene.other.slot, phone="13900000002").status_code == 404
    own = f"{reverse(BOOK)}?slot={scene.own.slot.pk}"
    data = {"slot": scene.other.slot.pk, "contact_name": "王", "phone": "13900000002", "people": "1", "consent": "on"}
    assert "slot" in client.post(own, data).context["form"].errors


@pytest.mark.parametrize("name", ["phone_confirmation", "move", "numbers", "contact"])
def test_bookings_of_others_are_not_found(client, scene, name):
    client.force_login(scene.bob)
    assert client.get(page_of(scene.own.booking, name)).status_code == 200
    assert client.get(page_of(scene.other.booking, name)).status_code == 404
    assert client.post(page_of(scene.other.booking, name), {}).status_code == 404


@pytest.mark.parametrize("name", ["phone_confirmation", "move", "numbers", "contact"])
def test_who_may_only_look_changes_nothing(client, scene, name):
    door = User.objects.create_user("door", is_staff=True)
    Editorship.objects.create(user=door, school=scene.own.school)
    door.user_permissions.set(Permission.objects.filter(codename__in=["view_booking", "view_eventsession", "view_timeslot"]))
    client.force_login(door)
    assert client.get(page_of(scene.own.booking, name)).status_code == 403
    assert client.get(reverse(BOOK)).status_code == 403
    html = text(client.get(page_of(scene.own.booking)))
    assert page_of(scene.own.booking, name) not in html
    assert reverse(BOOK) not in text(client.get(reverse("admin:events_booking_changelist")))
    session = reverse("admin:events_eventsession_change", args=[scene.own.session.pk])
    assert reverse(BOOK) not in text(client.get(session))


def test_move_is_shown_first_and_then_done(client, scene):
    later, booking = at(scene, hours=3), scene.own.booking
    page = change(client, booking, "move", slot=later.pk)
    html = text(page)
    assert str(booking.slot) in html
    assert str(later) in html
    booking.refresh_from_db()
    assert booking.slot_id == scene.own.slot.pk
    assert not booking.notices.filter(kind="changed_by_staff").exists()
    change(client, booking, "move", slot=later.pk, _confirm="1")
    booking.refresh_from_db()
    assert booking.slot_id == later.pk
    assert booking.notices.filter(kind="changed_by_staff").count() == 1
    assert booking.events.last().user == scene.alice


def test_moved_to_another_session_booked_alike(client, scene):
    change(client, scene.own.booking, "move", slot=scene.other.slot.pk, _confirm="1")
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.slot_id == scene.other.slot.pk
    for_classes(scene.own.session)
    page = change(client, scene.own.booking, "move", slot=scene.own.slot.pk, _confirm="1")
    assert "slot" in page.context["form"].errors


def test_move_within_the_own_schools_only(client, scene):
    client.force_login(scene.bob)
    page = change(client, scene.own.booking, "move", slot=scene.other.slot.pk, _confirm="1")
    assert "slot" in page.context["form"].errors


def test_move_refused_beside_its_field(client, scene):
    full = at(scene, hours=3)
    book_slot(full, scene.now, phone="13900000009", people=5)
    book_slot(full, scene.now, phone="13900000008", people=5)
    page = change(client, scene.own.booking, "move", slot=full.pk)
    assert "slot" in page.context["form"].errors


def test_move_after_the_deadline_needs_a_reason(client, scene, clock_at):
    later = at(scene, hours=3)
    clock_at("2025-05-15T08:50")
    page = change(client, scene.own.booking, "move", slot=later.pk)
    assert page.context["form"].non_field_errors()
    page = change(client, scene.own.booking, "move", slot=later.pk, set_aside="on", why="路上堵车", _confirm="1")
    scene.own.booking.refresh_from_db()
    assert scene.own.booking.slot_id == later.pk
    assert scene.own.booking.events.last().reason == "路上堵车"


def test_numbers(client, scene):
    change(client, scene.own.booking, "numbers", people="4", under_14="1", guardian="on")
    scene.own.booking.refresh_from_db()
    assert (scene.own.booking.people, scene.own.booking.under_14) == (4, 1)
    assert scene.own.booking.notices.filter(kind="changed_by_staff").exists()
    page = change(client, scene.own.booking, "numbers", people="12")
    assert "people" in page.context["form"].errors


def test_numbers_of_a_class(client, scene):
    for_classes(scene.own.session)
    call_for_class(client, scene.own.slot)
    booking = Booking.objects.get(kind="class")
    change(client, booking, "numbers", pupils="18", adults="2")
    booking.refresh_from_db()
    assert (booking.people, booking.pupils) == (20, 18)


def test_contact_without_showing_the_number(client, scene):
    booking = scene.own.booking
    html = text(client.get(page_of(booking, "contact")))
    assert "138****0001" in html
    assert booking.phone not in html
    change(client, booking, "contact", contact_name="李先生", phone="")
    booking.refresh_from_db()
    assert (booking.contact_name, booking.phone) == ("李先生", "13800000001")
    change(client, booking, "contact", contact_name="李先生", phone="139 0000 0001")
    booking.refresh_from_db()
    assert booking.phone == "13900000001"


@pytest.mark.parametrize(("page", "sent"), [("numbers", {"people": "x"}), ("move", {"slot": "x"}), ("contact", {})])
def test_page_of_a_booking_that_has_ended_says_so_before_anything_else(client, scene, page, sent):
    services.cancel_booking(booking_id=scene.own.booking.pk, now=scene.now)
    answer = client.post(page_of(scene.own.booking, page), sent, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["这次预约的状态已经是“已取消”。"]


@pytest.mark.parametrize("name", ["eventsession", "timeslot"])
def test_links_from_where_the_bookings_are(client, scene, name):
    row = scene.own.session if name == "eventsession" else scene.own.slot
    html = text(client.get(reverse(f"admin:events_{name}_change", args=[row.pk])))
    lookup = "slot__session__id__exact" if name == "eventsession" else "slot__id__exact"
    listed = f"{reverse('admin:events_booking_changelist')}?{lookup}={row.pk}"
    assert listed in html
    assert f"{reverse(BOOK)}?" in html
    assert list(client.get(listed).context["cl"].queryset) == [scene.own.booking]
    assert client.get(reverse(f"admin:events_{name}_add")).status_code == 200


def test_read_out_to_the_caller_leaves_nothing_to_telephone(client, scene):
    call(client, scene.own.slot)
    booking = Booking.objects.latest("pk")
    assert Notice.objects.to_call().filter(booking=booking).exists()
    assert "已读给来电人" in text(client.get(page_of(booking, "phone_confirmation")))
    assert client.post(page_of(booking, "phone_confirmation")).status_code == 302
    assert not Notice.objects.to_call().filter(booking=booking).exists()
    assert Notice.objects.to_call().filter(booking=scene.own.booking).exists()


def test_only_what_can_be_booked_is_offered_unless_all_is_asked_for(client, scene):
    far = at(scene, hours=24 * 9)
    assert f"?slot={far.pk}" not in text(client.get(reverse(BOOK)))
    assert f"?slot={far.pk}" in text(client.get(reverse(BOOK), {"all": "1"}))


@pytest.mark.parametrize(("words", "found"), [("甲校", True), ("jiaxiao", True), ("乙校", False), ("没有", False)])
def test_slots_are_found_by_the_words_of_their_session(client, scene, words, found):
    html = text(client.get(reverse(BOOK), {"q": words}))
    assert (f"?slot={scene.own.slot.pk}" in html) == found
