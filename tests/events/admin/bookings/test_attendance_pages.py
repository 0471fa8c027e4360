"""Who came: the numbers by day, school and session, their shares, what visitors answered, and the workbook."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import BUREAU, DOOR
from events.bookings.feedback import give_feedback
from tests.events.checkin.conftest import make_booking, make_class, make_slot, place  # noqa: F401 (a fixture)
from tests.events.checkin.test_attendance import after, make_staff  # noqa: F401 (a fixture)

PAGE, XLSX = "admin:events_arrival_attendance", "admin:events_arrival_attendance_xlsx"


@pytest.fixture
def client():
    """Nobody's, unlike that of the other tests in this folder."""
    return Client()


def test_a_school_sees_its_own_alone(client, after):  # noqa: F811
    client.force_login(after.alice)
    page = client.get(reverse(PAGE)).content.decode()
    assert after.slot.session.title in page
    assert "别校的活动" not in page
    book = load_workbook(io.BytesIO(client.get(reverse(XLSX)).content))
    assert "别校的活动" not in str([[cell.value for cell in row] for sheet in book for row in sheet])
    client.force_login(after.bea)
    assert "别校的活动" in client.get(reverse(PAGE)).content.decode()


@pytest.mark.parametrize("name", [PAGE, XLSX])
def test_the_door_alone_may_not_see_it(client, after, name):  # noqa: F811
    client.force_login(make_staff("carl", DOOR, after.own))
    assert client.get(reverse(name)).status_code in (302, 403)


def test_the_workbook_has_the_numbers_of_the_page(client, after):  # noqa: F811
    client.force_login(after.alice)
    answer = client.get(reverse(XLSX))
    assert "no-store" in answer["Cache-Control"]
    book = load_workbook(io.BytesIO(answer.content))
    days = [[cell.value for cell in row] for row in book.worksheets[0]]
    assert days[1] == ["2025-05-13", 2, 1, 17, 4, 2, 2, 50, 1, 50, 2, 8]


def test_where_no_door_was_counted_nobody_is_said_to_have_stayed_away(client, after):  # noqa: F811
    client.force_login(after.alice)
    book = load_workbook(io.BytesIO(client.get(reverse(XLSX)).content))
    uncounted = [row for row in book.worksheets[2].iter_rows(min_row=2, values_only=True) if row[2] == 0]
    assert [row[1:4] for row in uncounted] == [(1, 0, 5)]
    assert set(uncounted[0][4:]) == {None}
    page = client.get(reverse(PAGE)).content.decode()
    assert page.count(">—</td>") == 4


def test_feedback_of_few_is_hidden(client, after):  # noqa: F811
    session = after.slot.session
    for number in range(6):
        booking = make_booking(after.slot, 1)
        give_feedback(booking=booking, liked="very" if number < 5 else "not", interest="more")
    client.force_login(after.alice)
    page = client.get(reverse(PAGE)).content.decode()
    assert page.count("不足5次") == 5
    assert session.title in page


def test_visiting_schools_are_for_the_bureau(client, after):  # noqa: F811
    make_class(make_slot(after.own, "16:00", "17:00", capacity=60), pupils=33, adults=2)
    client.force_login(after.bea)
    assert "其他学校" in client.get(reverse(PAGE)).content.decode()
    client.force_login(after.alice)
    assert "其他学校" not in client.get(reverse(PAGE)).content.decode()


def test_nothing_at_all(client, db):
    client.force_login(make_staff("bea", BUREAU))
    assert client.get(reverse(PAGE)).status_code == 200
    assert client.get(reverse(XLSX)).status_code == 200
