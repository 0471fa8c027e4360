"""How full a slot is shown: decided here once, sent, and only shown by pages and scripts."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from events.bookings import queries
from events.bookings.look import PartyPlaces, fullness_level
from events.models import EventSession, TimeSlot
from tests.events.bookings.conftest import at, book, book_class, make_slot

ROOT = Path(__file__).parents[3]


FAMILY, CLASS = PartyPlaces(1, 5, is_class=False), PartyPlaces(11, 63, is_class=True)


@pytest.mark.parametrize(
    ("left", "bookable", "for_family", "for_class"),
    [
        (24, 24, "free", "free"),
        (6, 24, "free", "too_few"),
        (5, 24, "few", "too_few"),
        (11, 24, "free", "few"),
        (0, 24, "full", "full"),
        (-3, 24, "full", "full"),
        (5, 5, "free", "too_few"),
        (30, 200, "free", "few"),
        (64, 200, "free", "free"),
    ],
)
def test_few_and_enough_depend_on_whom_it_is_shown_to(left, bookable, for_family, for_class):
    assert fullness_level(left, bookable, FAMILY) == for_family
    assert fullness_level(left, bookable, CLASS) == for_class


def look_of(slot, now) -> str:
    return queries.slot_availability(queries.with_places(TimeSlot.objects.filter(pk=slot.pk), now).get(), now).look


@pytest.mark.django_db
def test_a_slot_nobody_has_booked_looks_so_whatever_is_kept_back(client, session, now):
    slot = make_slot(session, capacity=5, kept_back=1)
    assert look_of(slot, now) == "open"
    html = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    assert 'viewBox="0 0 4 8"' in html
    assert '<rect class="seat-meter__fill" width="4"' in html
    assert "可约4席" in html
    assert "每个时段另为没有预约的人留1个名额。" in html
    book(slot, people=1, now=now)
    assert look_of(slot, now) == "few"


@pytest.mark.django_db
def test_six_places_are_plenty_for_a_family_and_none_for_a_class(client, session, now):
    EventSession.objects.update(booking_mode="both")
    session.refresh_from_db()
    slot = make_slot(session, capacity=40)
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=34)
    read = queries.with_places(TimeSlot.objects.filter(pk=slot.pk), now).get()
    alone, with_class = queries.slot_availability(read, now), queries.slot_availability(read, now, for_class=True)
    assert (alone.look, alone.is_bookable, alone.is_open_to_classes) == ("open", True, False)
    assert (with_class.look, with_class.is_bookable) == ("too_few", False)
    page = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    assert "seat-meter--few" not in page.partition("live-seats")[0]
    assert "as=class" not in page
    form = client.get(f"{reverse('session_book', args=[session.slug])}?as=class").content.decode()
    assert "余6席，不够一个班" in form
    plan = client.get(f"{reverse('plan_times')}?day=2025-05-17").content.decode()
    assert re.search(rf'id="slot-{slot.pk}"[^>]*disabled', plan)
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=29)
    assert "as=class" in client.get(reverse("session_detail", args=[session.slug])).content.decode()


@pytest.mark.django_db
def test_for_a_class_booking_ends_earlier_than_for_a_family(session, now):
    EventSession.objects.update(booking_mode="both")
    session.refresh_from_db()
    slot, eve = make_slot(session, capacity=40), at("05-16 12:00")
    read = queries.with_places(TimeSlot.objects.filter(pk=slot.pk), eve).get()
    assert queries.slot_availability(read, eve).look == "open"
    assert not queries.slot_availability(read, eve).is_open_to_classes
    assert queries.slot_availability(read, eve, for_class=True).look == "closed"


@pytest.mark.django_db
def test_each_moment_has_its_look(session, slot, now):
    moments = {
        at("05-01 09:00"): "soon",
        now: "open",
        at("05-17 09:10"): "onsite",
        at("05-17 10:00"): "live",
        at("05-17 11:00"): "past",
    }
    assert {moment: look_of(slot, moment) for moment in moments} == moments
    book(slot, people=5, now=now)
    assert look_of(slot, now) == "few"
    book(slot, "13800000002", people=5, now=now)
    assert look_of(slot, now) == "waitlist"
    assert look_of(slot, at("05-17 08:45")) == "full"
    TimeSlot.objects.filter(pk=slot.pk).update(cancelled_at=now, cancel_reason="停电")
    assert look_of(slot, now) == "cancelled"


@pytest.mark.django_db
def test_without_booking_it_is_free(session, slot, now):
    session.booking_mode = "none"
    session.save()
    assert look_of(slot, now) == "free"


@pytest.mark.django_db
def test_places_that_no_class_fits_into_with_its_adults_are_too_few(class_session, now):
    """Ten pupils, the fewest, come with one adult: eleven places."""
    slot = make_slot(class_session, capacity=42)
    book_class(slot, pupils=29, adults=2, now=now)
    assert look_of(slot, now) == "few"
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=32)
    assert look_of(slot, now) == "too_few"


@pytest.mark.django_db
def test_availability_sends_the_look_and_the_bookable_places(client, session, now):
    slot = make_slot(session, capacity=20, kept_back=4)
    book(slot, people=4, now=now)
    answer = client.get(reverse("availability_json"), {"session": session.slug}).json()["slots"][str(slot.pk)]
    assert answer == {"capacity": 20, "bookable": 16, "left": 12, "waiting": 0, "state": "open", "look": "open"}
    in_api = client.get(f"/api/v1/sessions/{session.slug}").json()["slots"][0]["availability"]
    assert in_api == answer


@pytest.mark.django_db
@pytest.mark.parametrize("taken", [0, 9, 11, 16])
def test_page_and_script_show_the_same_look(client, session, now, taken):
    """The page's bar has the colour the script would give it: the template of that look names it."""
    slot = make_slot(session, capacity=20, kept_back=4)
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=taken)
    html = client.get(reverse("session_detail", args=[session.slug])).content.decode()
    sent = client.get(reverse("availability_json"), {"session": session.slug}).json()["slots"][str(slot.pk)]
    colour = re.search(rf'<template\s+data-status="{sent["look"]}"\s+data-colour="(\w+)"', html).group(1)
    assert f'class="seat-meter seat-meter--{colour}"' in html
    assert f'viewBox="0 0 {sent["bookable"]} 8"' in html
    assert re.search(rf'<rect class="seat-meter__fill" width="{sent["left"]}"', html)


def test_the_script_has_no_formula_of_its_own():
    script = (ROOT / "static" / "js" / "live-seats.js").read_text(encoding="utf-8")
    assert "slot.look" in script
    assert not re.search(r"left\s*[<>/*]|[/*]\s*(slot\.)?(left|capacity|bookable)|capacity|Math\.", script)
