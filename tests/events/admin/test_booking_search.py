"""What the search of the lists of bookings, notices and arrivals finds, and how often it reads every booking for that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.admin import booking_search as search
from events.admin.booking_search import search_bookings, search_by_booking
from events.models import Arrival, Booking, Notice
from tests.admin_scene import build_scene
from tests.factories import BookingFactory, ClassBookingFactory


@pytest.fixture
def scene(db, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    scene.own.slot.capacity = 200
    scene.own.slot.save()
    return scene


@pytest.fixture
def named(scene):
    """Beside those of the scene."""
    own = {"slot": scene.own.slot}
    return {
        "phone": BookingFactory(**own, phone="13900000007", contact_name="王小明"),
        "english": BookingFactory(**own, phone="13900000008", contact_name="Anna Smith"),
        "class": ClassBookingFactory(**own, school=None, school_name="Riverside 中学", contact_name="赵老师", class_name="三班"),
        "school": ClassBookingFactory(**own, school=scene.other.school, contact_name="钱老师", class_name="四班"),
    }


def found(term: str) -> set[Booking]:
    return set(search_bookings(Booking.objects.all(), term))


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda reference: f" {reference[:4]}-{reference[4:]} "])
def test_a_reference_is_found_however_it_is_typed(named, change):
    assert found(change(named["phone"].reference)) == {named["phone"]}


def test_part_of_a_reference_is_found(named):
    assert named["english"] in found(named["english"].reference[1:7])


def test_a_whole_mobile_number_is_found_in_groups_too(named):
    assert found("13900000007") == found("139 0000 0007") == {named["phone"]}


def test_a_number_that_nobody_gave_finds_nothing_and_reads_no_names(named):
    with CaptureQueriesContext(connection) as queries:
        assert found("13999999999") == set()
    assert not any("contact_name" in query["sql"].partition("WHERE")[2] for query in queries)


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("小明", ["phone"]),
        ("anna", ["english"]),
        ("Anna Smith", ["english"]),
        ("smith 小明", []),
        ("riverside 赵", ["class"]),
        ('"Riverside 中学"', ["class"]),
        ("riverside", ["class"]),
    ],
)
def test_every_word_is_part_of_a_name(named, term, names):
    assert found(term) == {named[name] for name in names}


def test_a_school_is_found_by_its_name_and_its_pinyin(scene, named):
    assert named["school"] in found(scene.other.school.name)
    assert named["school"] in found("YIXIAO")


def test_many_are_found_too(named, monkeypatch):
    few = found("老师")
    monkeypatch.setattr(search, "MOST_KEYS", 1)
    assert found("老师") == few >= {named["class"], named["school"]}


@pytest.mark.parametrize("most", [search.MOST_KEYS, 0])
def test_notices_are_found_by_their_booking(scene, monkeypatch, most):
    monkeypatch.setattr(search, "MOST_KEYS", most)
    booking, notices = scene.own.booking, Notice.objects.all()
    for term in (booking.reference, booking.reference[:6].lower(), booking.phone):
        assert {notice.booking for notice in search_by_booking(notices, term)} == {booking}
    assert not search_by_booking(notices, "没有")


def test_arrivals_are_found_by_their_reason_too(client, scene):
    common = {"slot": scene.own.slot, "arrived_at": scene.now, "recorded_by": scene.alice}
    Arrival.objects.create(**common, booking=scene.own.booking, verdict="admitted", people=1, nonce="a")
    Arrival.objects.create(**common, verdict="refused", reason="来得太早", nonce="b")
    client.force_login(scene.alice)
    nonces = lambda term: [row.nonce for row in client.get("/admin/events/arrival/", {"q": term}).context["cl"].result_list]  # noqa: E731
    assert nonces(scene.own.booking.reference) == ["a"]
    assert nonces("太早") == ["b"]


def test_a_name_is_looked_for_once_in_a_list(client, scene, named):
    client.force_login(scene.alice)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/admin/events/booking/", {"q": "小明"})
    assert list(answer.context["cl"].result_list) == [named["phone"]]
    assert sum("%小明%" in query["sql"] for query in queries) == 1
