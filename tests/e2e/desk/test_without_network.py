"""A door whose network goes away: it goes on by itself, keeps what it did, and sends it in later."""

import json
import re

import pytest

from events.bookings.checkin_codes import checkin_code
from events.models import Arrival, CheckIn, SlotAttendance
from tests.events.checkin.conftest import make_booking

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_worker(phone):
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _try in range(100):
        if phone.page.evaluate("caches.match('/desk/scan/', {ignoreVary: true}).then(Boolean)"):
            return
        phone.page.wait_for_timeout(100)
    pytest.fail("the page was not stored")


def cut(phone, line):
    line.is_cut = True
    phone.context.set_offline(True)
    phone.page.locator("#scan-link[data-state=offline]").wait_for()


def mend(phone, line):
    line.is_cut = False
    phone.context.set_offline(False)


def test_twenty_scans_without_a_network_arrive_once_each(door, phone, line, in_the_hall):
    bookings = [make_booking(door, 2) for _number in range(20)]
    phone.open_door()
    wait_for_worker(phone)
    cut(phone, line)
    for number, booking in enumerate(bookings):
        phone.type_code(checkin_code(booking.reference)) if number % 2 else phone.type_code(booking.reference)
        phone.wait_until_unsent(number + 1)
        assert "请进" in phone.verdict("welcome")
    assert "20" in phone.page.inner_text("#scan-link")
    phone.page.reload()
    phone.wait_until_ready()
    assert phone.unsent() == 20
    assert CheckIn.objects.count() == 0

    in_the_hall(90)  # hours later
    sent = []
    phone.page.on("request", lambda request: sent.append(request.post_data) if request.url.endswith("scans.json") else None)
    mend(phone, line)
    phone.wait_until_unsent(0)
    scans = [scan for body in sent for scan in json.loads(body)["scans"]]
    assert len(scans) == 20
    send_again(phone, list(reversed(scans)))
    assert_all_are_in_once(door, bookings)


def send_again(phone, scans):
    answer = phone.context.request.post(
        "/desk/scans.json",
        data=json.dumps({"scans": scans}),
        headers={
            "Content-Type": "application/json",
            "X-CSRFToken": {cookie["name"]: cookie["value"] for cookie in phone.context.cookies()}["csrftoken"],
            "Origin": phone.page.evaluate("location.origin"),
        },
    )
    assert {result["result"] for result in answer.json()["results"]} == {"welcome"}


def assert_all_are_in_once(door, bookings):
    assert sorted(CheckIn.objects.values_list("booking", flat=True)) == sorted(booking.pk for booking in bookings)
    assert SlotAttendance.objects.get(slot=door).people_in == 40
    rows = list(Arrival.objects.order_by("arrived_at"))
    assert [row.booking_id for row in rows] == [booking.pk for booking in bookings]  # in the order of the scans
    assert {(row.is_queued, row.has_conflict, row.device) for row in rows} == {(True, False, "一号门")}
    assert all((row.received_at - row.arrived_at).total_seconds() > 80 * 60 for row in rows)


def test_who_is_not_on_the_list_may_be_let_in_and_is_judged_later(door, phone, line):
    phone.open_door()
    cut(phone, line)
    booking = make_booking(door, 3)  # after the list was fetched
    phone.type_code(booking.reference)
    assert re.search(r"不在这部手机的名单里（\d\d:\d\d），请人工核对", phone.verdict("not_listed"))
    phone.page.click("text=先放行")
    phone.page.locator('.verdict[data-result="not_listed"]', has_text="请进").wait_for()
    phone.wait_until_unsent(1)
    mend(phone, line)
    phone.wait_until_unsent(0)
    assert CheckIn.objects.get().booking == booking


def test_a_contradiction_is_shown_and_nobody_is_called_refused_who_is_in(door, phone, line):
    booking = make_booking(door, 3)
    phone.open_door()
    cut(phone, line)
    booking.state = "cancelled"
    booking.save()
    phone.type_code(booking.reference)
    phone.verdict("welcome")
    mend(phone, line)
    phone.wait_until_unsent(0)
    told = phone.page.locator("#scan-conflicts li").inner_text()
    assert "已放行" in told
    assert "已取消" in told
    assert Arrival.objects.get().has_conflict
    assert CheckIn.objects.get().people == 3


def test_the_page_says_since_when_there_is_no_network(door, phone, line):
    phone.open_door()
    assert "09:20" in phone.page.inner_text("#scan-link")
    cut(phone, line)
    assert re.search(r"09:2\d.*断网|断网.*09:2\d", phone.page.inner_text("#scan-link"))


def test_no_cache_holds_a_name_and_logging_out_wipes_the_list(door, phone):
    make_booking(door, 3, contact_name="王小红")
    phone.open_door()
    wait_for_worker(phone)
    phone.page.click("#scan-slots [data-to-come] summary")
    phone.page.locator("#scan-slots .roster", has_text="王**").wait_for()
    stored = phone.page.evaluate(STORED)
    assert len(stored) > 10
    assert [url for url, text in stored.items() if "王" in text or "list.json" in url or "dora" in text] == []
    assert count_kept(phone) == {"list": 1, "keys": 2}
    phone.page.goto("/desk/account/")
    phone.page.click("button:has-text('退出')")
    phone.page.wait_for_url("**/desk/log-in/")
    for _try in range(50):
        if count_kept(phone) == {"list": 0, "keys": 0}:
            return
        phone.page.wait_for_timeout(100)
    pytest.fail("the list is still there")


STORED = """async () => {
    const texts = {};
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts[request.url] = await (await cache.match(request)).text();
    }
    return texts;
}"""
COUNT = """() => new Promise((resolve, reject) => {
    const request = indexedDB.open("edu-week-desk", 1);
    request.onerror = reject;
    request.onsuccess = () => {
        const stores = request.result.transaction(["list", "keys"]);
        const list = stores.objectStore("list").count(), keys = stores.objectStore("keys").count();
        stores.oncomplete = () => resolve({list: list.result, keys: keys.result});
    };
})"""


def count_kept(phone):
    return phone.page.evaluate(COUNT)
