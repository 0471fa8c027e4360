"""No address of the back office contains a whole mobile number for longer than its redirect."""

import pytest
from django.core import signing
from django.urls import reverse

from backoffice import number_search
from backoffice.number_search import find_whole_number, read_number_search, sign_number_search
from events.bookings.erasure import erase_booking
from events.models import Arrival, Booking, Notice
from tests.admin_scene import book_slot

pytestmark = pytest.mark.django_db
LISTS = ["events_booking_changelist", "events_notice_changelist", "events_notice_calls", "events_arrival_changelist"]
NUMBER = "13800000001"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800000001", NUMBER),
        ("138 0000 0001", NUMBER),
        ("138-0000-0001", NUMBER),
        ("+86 13800000001", NUMBER),
        ("8613800000001", NUMBER),
        ("１３８０００００００１", NUMBER),
        ("王女士 13800000001 上午", NUMBER),
        ("0354-3011111", ""),
        ("1380000", ""),
        ("138****0001", ""),
        ("91380000000123", ""),
        ("", ""),
    ],
)
def test_what_counts_as_a_whole_number(text, number):
    assert find_whole_number(text) == number


@pytest.fixture
def lists(scene, client):
    """Alice with a notice, an arrival and a call for each booking; `lists(name, **query)` opens one and says where it ended."""
    for number, booking in enumerate(Booking.objects.order_by("pk")):
        values = {"verdict": "admitted", "people": 1, "arrived_at": scene.now, "recorded_by": scene.alice}
        Arrival.objects.create(slot=booking.slot, booking=booking, nonce=str(number), **values)
    client.force_login(scene.alice)

    def open_list(name, **query):
        return client.get(reverse(f"admin:{name}"), query, follow=True)

    return open_list


def list_references(answer) -> set[str]:
    return {(row if isinstance(row, Booking) else row.booking).reference for row in answer.context["cl"].result_list}


@pytest.mark.parametrize("typed", [NUMBER, "138 0000 0001", "１３８０００００００１", "王 138-0000-0001"])
@pytest.mark.parametrize("name", LISTS)
def test_a_search_for_a_number_is_redirected_and_finds_the_same(lists, scene, name, typed):
    answer = lists(name, q=typed, o="1")
    [(address, status)] = answer.redirect_chain
    assert (status, answer.status_code) == (302, 200)
    assert not find_whole_number(address)
    assert "o=1" in address
    assert list_references(answer) == {scene.own.booking.reference}
    html = answer.content.decode()
    assert 'value="138****0001"' in html
    assert not find_whole_number(html)


@pytest.mark.parametrize("query", [{"phone": NUMBER}, {"phone__exact": NUMBER}, {NUMBER: "1"}, {"state__exact": NUMBER}])
def test_a_filter_with_a_number_too(lists, scene, query):
    answer = lists("events_booking_changelist", **query, kind__exact="individual")
    [(address, _status)] = answer.redirect_chain
    assert not find_whole_number(address)
    assert "kind__exact=individual" in address
    assert list_references(answer) == {scene.own.booking.reference}


@pytest.mark.parametrize("path", ["accounts/user/", "backoffice/auditentry/", "schools/school/", "content/picture/", ""])
def test_on_every_page_of_the_back_office(lists, client, path):
    answer = client.get(f"/admin/{path}", {"q": NUMBER}, follow=True)
    assert not find_whole_number(answer.redirect_chain[0][0])
    assert answer.status_code == 200


def test_an_unknown_number_finds_nothing(lists):
    assert list_references(lists("events_booking_changelist", q="13999999999")) == set()


def test_the_masked_number_may_be_searched_for(lists, scene):
    for name in LISTS:
        answer = lists(name, q="138****0001")
        assert not answer.redirect_chain
        assert list_references(answer) == {scene.own.booking.reference}, name


def test_the_address_is_good_for_an_hour(lists, scene, monkeypatch):
    address = sign_number_search(NUMBER)
    assert list_references(lists("events_booking_changelist", q=address)) == {scene.own.booking.reference}
    monkeypatch.setattr(number_search, "VALID_SECONDS", -1)
    answer = lists("events_booking_changelist", q=address)
    assert list_references(answer) == set()
    assert "请重新输入手机号" in answer.content.decode()


def test_what_is_not_signed_is_an_ordinary_search(lists):
    forged = number_search.PREFIX + signing.dumps({"shown": "", "ids": [1]}, salt="another")
    assert read_number_search(forged) is None
    assert list_references(lists("events_booking_changelist", q=forged)) == set()


def test_whose_bookings_they_are_is_still_asked(scene, client):
    """The signed keys open nothing by themselves."""
    client.force_login(scene.bob)
    address = sign_number_search(scene.other.booking.phone)
    answer = client.get(reverse("admin:events_booking_changelist"), {"q": address})
    assert list_references(answer) == set()


def test_a_later_booking_or_an_erased_one(lists, scene):
    address = sign_number_search(NUMBER)
    book_slot(scene.other.slot, scene.now, phone="13800000077")
    erase_booking(booking_id=scene.own.booking.pk, now=scene.now)
    answer = lists("events_booking_changelist", q=address)
    assert list_references(answer) == {scene.own.booking.reference}
    assert Notice.objects.filter(booking=scene.own.booking).exclude(body="").count() == 0
    assert "—" in answer.content.decode()
