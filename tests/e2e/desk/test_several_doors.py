"""Several phones at one door, and how quickly one decides."""

import math
import sys
import time

import pytest

from events.bookings.checkin_codes import checkin_code
from events.models import Arrival, CheckIn, SlotAttendance
from tests.e2e.desk.test_without_network import cut, mend
from tests.events.checkin.conftest import make_booking

pytestmark = pytest.mark.django_db(transaction=True)

FINAL = '.verdict[data-final="true"]'
SUBMIT_AT = "at => setTimeout(() => document.getElementById('scan-find').requestSubmit(), at - Date.now())"
SCAN_ALL = """async codes => {
    const form = document.getElementById("scan-find");
    for (const code of codes) {
        const before = performance.getEntriesByName("door final").length;
        form.elements.q.value = code;
        form.requestSubmit();
        while (performance.getEntriesByName("door final").length === before) await new Promise((go) => setTimeout(go, 5));
    }
}"""


def test_two_phones_and_one_ticket_at_the_same_instant(door, open_phone):
    code = checkin_code(make_booking(door, 3).reference)
    phones = [open_phone("一号门"), open_phone("二号门")]
    for phone in phones:
        phone.open_door()
        phone.page.fill("#q", code)
    at = time.time() * 1000 + 500
    for phone in phones:
        phone.page.evaluate(SUBMIT_AT, at)
    for phone in phones:
        phone.page.locator(FINAL).wait_for()
    results = [phone.page.locator(FINAL).get_attribute("data-result") for phone in phones]
    assert sorted(results) == ["already_in", "welcome"]
    first = ("一号门", "二号门")[results.index("welcome")]
    assert first in phones[results.index("already_in")].page.inner_text(FINAL)
    assert CheckIn.objects.get().people == 3
    assert not Arrival.objects.filter(has_conflict=True).exists()


def test_two_phones_without_a_network_let_one_ticket_in_twice_and_say_so_later(door, open_phone, line):
    booking = make_booking(door, 3)
    phones = [open_phone("一号门"), open_phone("二号门")]
    for phone in phones:
        phone.open_door()
    for phone in phones:
        cut(phone, line)
        phone.type_code(booking.reference)
        phone.verdict("welcome")
    for phone in phones:
        mend(phone, line)
        phone.wait_until_unsent(0)
    assert CheckIn.objects.get().people == 3
    assert [row.verdict for row in Arrival.objects.order_by("pk")] == ["admitted", "duplicate"]
    assert "已放行" in phones[1].page.locator("#scan-conflicts li").inner_text()


def test_a_scan_whose_answer_was_lost_counts_once(door, phone):
    booking = make_booking(door, 3)
    phone.open_door()
    phone.page.route("**/scans.json", lambda route: (route.fetch(), route.abort()), times=1)
    phone.type_code(booking.reference)
    phone.verdict("welcome")
    phone.wait_until_unsent(0)
    assert CheckIn.objects.get().people == 3
    assert Arrival.objects.get().verdict == "admitted"


def test_who_was_let_in_after_a_lost_refusal_is_in(door, phone):
    """The server had refused, but nobody at the door heard of it."""
    booking = make_booking(door, 3)
    phone.open_door()
    booking.state = "cancelled"
    booking.save()
    phone.page.route("**/scans.json", lambda route: (route.fetch(), route.abort()), times=1)
    phone.type_code(booking.reference)
    phone.verdict("welcome")
    phone.wait_until_unsent(0)
    phone.page.locator("#scan-conflicts li").wait_for()
    assert CheckIn.objects.get().people == 3
    assert [(row.verdict, row.has_conflict) for row in Arrival.objects.order_by("pk")] == [("refused", False), ("admitted", True)]


def lose_answer(phone):
    phone.page.route("**/scans.json", lambda route: (route.fetch(), route.abort()), times=1)


def assert_nobody_is_in(booking):
    assert not CheckIn.objects.exists()
    assert SlotAttendance.objects.get().people_in == 0
    admitted, undone = Arrival.objects.order_by("pk")
    assert (admitted.booking, admitted.verdict, undone.verdict, undone.about) == (booking, "admitted", "undone", admitted)
    assert "没有入场" in undone.reason
    assert not Arrival.objects.filter(has_conflict=True).exists()


def test_who_was_sent_away_after_a_lost_welcome_is_not_in(door, phone):
    """The server had let them in, but nobody at the door heard of it: the list there was of before."""
    booking = make_booking(door, 3, state="cancelled")
    phone.open_door()
    booking.state = "confirmed"
    booking.save()
    lose_answer(phone)
    phone.type_code(checkin_code(booking.reference))
    phone.verdict("cancelled")
    phone.wait_until_rows(2)
    phone.wait_until_unsent(0)
    assert_nobody_is_in(booking)
    assert "请进" not in phone.page.text_content("#scan-history")
    phone.type_code(checkin_code(booking.reference))  # and they may come again
    phone.verdict("welcome")
    assert CheckIn.objects.get().people == 3


def test_who_is_not_on_the_list_and_goes_away_is_not_in(door, phone):
    phone.open_door()
    booking = make_booking(door, 3)  # after the list was fetched
    lose_answer(phone)
    phone.type_code(checkin_code(booking.reference))
    phone.verdict("not_listed")
    phone.wait_until_rows(2)
    phone.wait_until_unsent(0)
    assert_nobody_is_in(booking)


def test_who_is_not_on_the_list_and_is_let_in_all_the_same_is_in_once(door, phone, line):
    phone.open_door()
    booking = make_booking(door, 3)

    def lose_network(route):
        route.fetch()
        line.is_cut = True
        route.abort()

    phone.page.route("**/scans.json", lose_network, times=1)
    phone.type_code(checkin_code(booking.reference))
    phone.verdict("not_listed")
    phone.page.click("text=先放行")
    phone.wait_until_unsent(2)
    mend(phone, line)
    phone.wait_until_unsent(0)
    assert CheckIn.objects.get().people == 3
    assert not Arrival.objects.filter(verdict="undone").exists()


def test_decisions_take_moments(door, phone, line):
    """The target is 100 ms at p99; the bound leaves room for a busy machine, the number is printed."""
    codes = [checkin_code(make_booking(door, 1).reference) for _number in range(60)]
    phone.open_door()
    cut(phone, line)
    phone.page.evaluate(SCAN_ALL, codes * 2)
    taken = sorted(phone.measures("door decision"))
    assert len(taken) >= 120
    p50, p99 = taken[len(taken) // 2], taken[math.ceil(len(taken) * 0.99) - 1]
    sys.stdout.write(f"decision on the device: p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(taken)}\n")
    assert p99 < 500
