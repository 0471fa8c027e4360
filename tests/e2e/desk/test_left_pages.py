"""A page that is closed or reloaded while the server is still being asked: nobody has been told to come in."""

import pytest

from events.bookings.checkin_codes import checkin_code
from events.models import Arrival, CheckIn, SlotAttendance
from tests.events.checkin.conftest import make_booking

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_FOREVER = "AbortSignal.timeout = () => new AbortController().signal"


def leave_while_asking(phone, booking, *, is_heard):
    """Scan, and reload before there is an answer; `is_heard`: the server has the question."""
    phone.page.evaluate(WAIT_FOREVER)
    asked = []

    def hold_answer(route):
        if is_heard:
            route.fetch()
        asked.append(route)

    phone.page.route("**/scans.json", hold_answer, times=1)
    phone.type_code(checkin_code(booking.reference))
    phone.page.locator('.verdict[data-final="false"]').wait_for()
    for _try in range(100):
        if asked:
            break
        phone.page.wait_for_timeout(50)
    assert len(asked) == 1
    assert CheckIn.objects.exists() is is_heard
    phone.page.reload()
    asked[0].abort()
    phone.wait_until_ready()


def assert_may_come_again(phone, booking):
    assert "再扫一次" in phone.verdict("not_finished")
    phone.wait_until_unsent(0)
    assert not CheckIn.objects.exists()
    assert sum(row.people_in for row in SlotAttendance.objects.all()) == 0
    assert "请进" not in phone.page.text_content("#scan-history")
    phone.type_code(checkin_code(booking.reference))
    phone.verdict("welcome")
    assert CheckIn.objects.get().people == 3
    assert SlotAttendance.objects.get().people_in == 3
    assert not Arrival.objects.filter(has_conflict=True).exists()


def test_who_was_let_in_for_a_page_that_was_left_is_not_in(door, phone):
    booking = make_booking(door, 3)
    phone.open_door()
    leave_while_asking(phone, booking, is_heard=True)
    assert_may_come_again(phone, booking)
    assert [row.verdict for row in Arrival.objects.order_by("pk")] == ["admitted", "undone", "admitted"]


def test_a_question_that_the_server_never_heard_lets_nobody_in(door, phone):
    booking = make_booking(door, 3)
    phone.open_door()
    leave_while_asking(phone, booking, is_heard=False)
    assert_may_come_again(phone, booking)
    assert [row.verdict for row in Arrival.objects.order_by("pk")] == ["refused", "admitted"]


def test_a_page_that_was_left_is_settled_when_the_server_answers_again(door, phone):
    """Meanwhile the phone decides by the list of before, and who came again is in once."""
    booking = make_booking(door, 3)
    phone.open_door()
    phone.page.route("**/scans.json", lambda route: route.abort())  # after the question
    leave_while_asking(phone, booking, is_heard=True)
    phone.verdict("not_finished")
    phone.type_code(checkin_code(booking.reference))
    phone.verdict("welcome")
    assert phone.unsent() == 2
    phone.page.unroute("**/scans.json")
    phone.page.reload()
    phone.wait_until_unsent(0)
    assert CheckIn.objects.get().people == 3
    assert SlotAttendance.objects.get().people_in == 3
