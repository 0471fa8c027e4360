"""How full a slot is shown: decided here once, sent, and only shown by pages and scripts."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from events.bookings import queries
from events.bookings.look import fullness_level
from events.models import TimeSlot
from tests.events.bookings.conftest import at, book, book_class, make_slot

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("left", "bookable", "expected"),
    [(24, 24, "free"), (6, 24, "free"), (5, 24, "few"), (1, 24, "few"), (0, 24, "full"), (-3, 24, "full")],
)
def test_five_places_are_few_and_none_is_full(left, bookable, expected):
    assert fullness_level(left, bookable) == expected


@pytest.mark.parametrize(("left", "expected"), [(31, "free"), (30, "few")])
def test_few_is_also_a_share_of_what_can_be_booked(left, expected):
    assert fullness_level(left, 200) == expected


def look_of(slot, now) -> str:
    return queries.slot_availability(queries.with_places(TimeSlot.objects.filter(pk=slot.pk), now).get(), now).look


@pytest.mark.django_db
def test_few_is_counted_of_the_bookable_places_not_of_the_room(session, now):
    """Of a room for 60 where 40 can be booked, 6 places left are 15 in a hundred: few. Of the room it would be 10."""
    slot = make_slot(session, capacity=60, kept_back=20)
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=34)
    assert look_of(slot, now) == "few"
    TimeSlot.objects.filter(pk=slot.pk).update(places_taken=33)
    assert look_of(slot, now) == "open"


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
    assert look_of(slot, now) == "open"
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
