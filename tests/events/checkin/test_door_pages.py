"""The pages of the door as Dora uses them, with nothing but forms and links."""

import re

import pytest
from django.urls import get_resolver, reverse

from content import clock
from events.bookings.checkin_codes import checkin_code
from events.checkin import services
from events.checkin.deeds import Deed
from events.models import Arrival, CheckIn, SlotAttendance
from schools.models import School
from tests.events.checkin.conftest import add_walk_ins, at, make_booking, make_class, make_slot
from tests.test_english_pages import unmarked

DOOR = "/desk/door/"


@pytest.fixture
def dora(client, place):
    client.force_login(place.dora)
    client.post("/desk/choose/", {"slots": [place.slot.pk], "device": "一号门"})
    return client


def said(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def verdict(client, response) -> str:
    """Follow a deed to its page and return the text of the verdict."""
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition('class="verdict')[2].partition("</div>")[0]))


def check_in(client, booking, **more):
    return client.post("/desk/check-in/", {"booking": booking.pk, "nonce": f"n{booking.pk}", **more})


def test_nobody_walks_in_once_it_is_over(dora, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:59"))
    assert "现场名额 30" in said(dora.get(DOOR))
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    assert "现场名额 0" in said(dora.get(DOOR))


def test_choosing_keeps_slots_and_device_for_the_session(client, place):
    client.force_login(place.dora)
    assert client.get(DOOR).url == "/desk/"
    foreign = make_slot(place.other)
    assert client.post("/desk/choose/", {"slots": [place.slot.pk, foreign.pk, "x"], "device": "一号门\0"}).url == DOOR
    assert client.session["desk_slots"] == [place.slot.pk]
    assert client.session["desk_device"] == "一号门"
    assert client.post("/desk/choose/", {"slots": [foreign.pk]}).url == "/desk/"


def test_the_door_shows_who_is_in_who_is_to_come_and_places_for_walk_ins(dora, place):
    make_booking(place.slot, 5, contact_name="张三")
    check_in(dora, make_booking(place.slot, 3, contact_name="王小红"))
    text = said(dora.get(DOOR))
    assert "张三" in text
    assert re.search(r"在场 3 未到 5 现场名额 22", text)
    assert re.search(r"在场 3 未到 5 现场名额 22", said(dora.get("/desk/numbers/")))
    assert dora.get("/desk/counts.json").json()["slots"][str(place.slot.pk)] == {
        "capacity": 30, "arrived": 3, "expected": 5, "walk_ins": 22,
    }  # fmt: skip


def test_checking_in_says_welcome_and_a_second_time_when_and_where(dora, place):
    booking = make_booking(place.slot, 3, contact_name="王小红")
    first = check_in(dora, booking)
    assert "请进 王小红" in verdict(dora, first)
    again = check_in(dora, booking, nonce="another")
    assert "已经签过到" in verdict(dora, again)
    assert "09:20在“一号门”签到" in verdict(dora, again)
    arrival = Arrival.objects.get(verdict="admitted")
    assert (arrival.device, arrival.entry, arrival.recorded_by, arrival.is_queued) == ("一号门", "picked", place.dora, False)


def test_a_double_click_checks_in_once(dora, place):
    booking = make_booking(place.slot)
    assert check_in(dora, booking).url == check_in(dora, booking).url
    assert Arrival.objects.count() == 1


def test_a_code_typed_or_read_by_a_scanner_of_its_own_checks_in(dora, place):
    for booking, code in (
        (make_booking(place.slot), checkin_code),
        (make_booking(place.slot), lambda reference: f"{reference[:4]}-{reference[4:]}".lower()),
    ):
        response = dora.post("/desk/check-in/", {"code": code(booking.reference), "nonce": booking.reference})
        assert "请进" in verdict(dora, response)
    assert "查不到" in verdict(dora, dora.post("/desk/check-in/", {"code": "ABCD2345"}))


def test_the_wrong_slot_says_where_it_should_be_and_may_come_in_as_walk_ins(dora, place):
    other = make_slot(place.own, "14:00", "15:00")
    booking = make_booking(other, 2)
    text = verdict(dora, check_in(dora, booking))
    assert "不是这个时段" in text
    assert "14:00" in text
    response = dora.post("/desk/walk-in/", {"booking": booking.pk, "slot": place.slot.pk, "people": 2, "nonce": "w"})
    assert "请进" in verdict(dora, response)
    assert CheckIn.objects.get(booking=booking).slot == place.slot


def test_walk_ins_are_counted_while_there_are_places(dora, place):
    make_booking(place.slot, 26)
    walk_in = {"slot": place.slot.pk, "people": 3}
    assert "现场入场3人" in verdict(dora, dora.post("/desk/walk-in/", {**walk_in, "nonce": "1"}))
    assert "没有名额了" in verdict(dora, dora.post("/desk/walk-in/", {**walk_in, "nonce": "2"}))
    assert SlotAttendance.objects.get().people_in == 3


def test_a_class_comes_with_fewer_and_is_corrected_later(dora, place):
    booking = make_class(place.slot, pupils=25, adults=2)
    text = verdict(dora, check_in(dora, booking, pupils=24, adults=1))
    assert "一行25人" in text
    assert "这么多学生需要2位带队成人" in text
    arrival = Arrival.objects.get()
    response = dora.post(f"/desk/arrivals/{arrival.pk}/correct/", {"pupils": 24, "adults": 2, "nonce": "c"})
    assert "已改人数 " in verdict(dora, response)
    assert "需要2位" not in verdict(dora, response)
    check = CheckIn.objects.get()
    assert (check.people, check.pupils, check.adults, SlotAttendance.objects.get().people_in) == (26, 24, 2, 26)
    assert sum(Arrival.objects.values_list("pupils", flat=True)) == 24


def test_more_than_fit_are_not_written_down_by_a_correction(dora, place):
    add_walk_ins(place.slot, 18)
    booking = make_class(place.slot, pupils=11, adults=1)
    check_in(dora, booking)
    response = dora.post(f"/desk/arrivals/{Arrival.objects.get().pk}/correct/", {"pupils": 12, "adults": 1, "nonce": "c"})
    assert "没有名额了" in verdict(dora, response)
    assert (CheckIn.objects.get().people, SlotAttendance.objects.get().people_in) == (12, 30)


def test_walk_ins_are_corrected_and_undone(dora, place):
    dora.post("/desk/walk-in/", {"slot": place.slot.pk, "people": 5, "nonce": "1"})
    arrival = Arrival.objects.get()
    response = dora.post(f"/desk/arrivals/{arrival.pk}/correct/", {"people": 3, "nonce": "2"})
    assert "一行3人" in verdict(dora, response)
    assert SlotAttendance.objects.get().people_in == 3
    assert "已撤销" in verdict(dora, dora.post(f"/desk/arrivals/{arrival.pk}/undo/", {"reason": "数错", "nonce": "3"}))
    attendance = SlotAttendance.objects.get()
    assert (attendance.people_in, attendance.walk_ins) == (0, 0)
    dora.post(f"/desk/arrivals/{arrival.pk}/undo/", {"reason": "again", "nonce": "4"})
    assert SlotAttendance.objects.get().people_in == 0


def test_undoing_needs_a_reason_and_keeps_it(dora, place):
    booking = make_booking(place.slot)
    check_in(dora, booking)
    arrival = Arrival.objects.get()
    assert "请说明为什么撤销" in said(dora.post(f"/desk/arrivals/{arrival.pk}/undo/", {"nonce": "u"}, follow=True))
    assert CheckIn.objects.exists()
    dora.post(f"/desk/arrivals/{arrival.pk}/undo/", {"reason": "扫错人", "nonce": "u"})
    assert not CheckIn.objects.exists()
    text = said(dora.get("/desk/arrivals/"))
    assert "扫错人" in text
    assert "一号门" in text
    assert "请进" in verdict(dora, check_in(dora, booking, nonce="again"))


def test_contradictions_are_shown_until_they_are_settled(dora, place):
    booking = make_booking(place.slot, state="cancelled", contact_name="王小红")
    deed = Deed(at=at("09:20"), desk=(place.slot.pk,), code=checkin_code(booking.reference), is_queued=True, let_in=True)
    services.record_deed(deed, door=place.door, now=at("09:20"))
    assert "1项矛盾待处理" in said(dora.get(DOOR))
    arrival = Arrival.objects.get()
    settle = f"/desk/arrivals/{arrival.pk}/settle/"
    assert "王小红" in said(dora.get("/desk/arrivals/")).partition("全部记录")[0]
    dora.post(settle, {"reason": "", "nonce": "s1"})
    assert "1项矛盾待处理" in said(dora.get(DOOR))
    for nonce in ("s2", "s3"):
        dora.post(settle, {"reason": "电话问过，改天取消的", "nonce": nonce})
    assert "矛盾待处理" not in said(dora.get(DOOR))
    assert Arrival.objects.filter(verdict="settled").count() == 1
    assert "电话问过" in said(dora.get("/desk/arrivals/"))


# Finding


def found_names(client, query) -> list[str]:
    response = client.post("/desk/find/", {"q": query})
    assert response.status_code == 200
    return sorted(booking.contact_name for booking in response.context["found"])


@pytest.fixture
def guests(place):
    school = School.objects.create(
        slug="yici", name="榆次区第四中学", status="published", group="visiting", level="middle", aliases=["榆次四中"]
    )
    return {
        "family": make_booking(place.slot, contact_name="王小红", phone="13812345678"),
        "other": make_booking(make_slot(place.own, "14:00", "15:00"), contact_name="张三", phone="13900005678"),
        "class": make_class(place.slot, contact_name="李老师", school=school, school_name="", grade=8, class_name="八年级3班"),
        "typed": make_class(place.slot, contact_name="赵老师", school_name="晋中第一中学", grade=7, class_name="2班"),
        "foreign": make_booking(make_slot(place.other), contact_name="外校", phone="13700005678"),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("13812345678", ["王小红"]),
        ("138 1234 5678", ["王小红"]),
        ("１３８１２３４５６７８", ["王小红"]),
        ("5678", ["张三", "王小红"]),
        ("0000", []),
        ("榆次四中", ["李老师"]),
        ("yuci", ["李老师"]),
        ("ycq", ["李老师"]),
        ("八年级 榆次", ["李老师"]),
        ("第一中学 七年级", ["赵老师"]),
        ("yizhong 2班", ["赵老师"]),
        ("王小红", []),
        ("", []),
        ("%", []),
    ],
)
def test_finding(dora, guests, query, names):
    assert found_names(dora, query) == sorted(names)


def test_finding_by_reference_and_by_code(dora, guests):
    reference = guests["family"].reference
    for query in (reference, f"{reference[:4]}-{reference[4:]}".lower(), checkin_code(reference)):
        assert found_names(dora, query) == ["王小红"]
    assert found_names(dora, checkin_code(reference)[:-1] + "1") == []
    assert found_names(dora, guests["foreign"].reference) == []
    assert found_names(dora, "13700005678") == []


def test_a_number_stands_whole_on_no_page_and_in_no_address(dora, guests):
    response = dora.post("/desk/find/", {"q": "5678"})
    for page in (response, dora.get(DOOR), dora.get(f"/desk/{guests['family'].slot_id}/")):
        html = page.content.decode()
        assert "13812345678" not in html
        assert "138****5678" in html
    assert dora.get("/desk/find/?q=13812345678").status_code == 405


# Who may


ADDRESSES = [
    "choose",
    "check-in",
    "walk-in",
    "find",
    "arrivals/{arrival}/correct",
    "arrivals/{arrival}/undo",
    "arrivals/{arrival}/settle",
]


def test_nobody_of_another_school_reads_or_marks(client, place):
    booking = make_booking(place.slot, contact_name="王小红")
    outcome = services.record_deed(
        Deed(at=at("09:20"), desk=(place.slot.pk,), booking_id=booking.pk), door=place.door, now=at("09:20")
    )
    theirs = make_slot(place.other)
    waiting = make_booking(place.slot, contact_name="张小明")
    client.force_login(place.erik)
    client.post("/desk/choose/", {"slots": [theirs.pk, place.slot.pk]})
    pk = outcome.arrival.pk
    for address in ("/desk/", DOOR, f"{DOOR}?arrival={pk}", "/desk/arrivals/", "/desk/list.json", "/desk/counts.json"):
        html = client.get(address).content.decode()
        assert "王小红" not in html
        assert "张小明" not in html
        assert place.slot.session.title not in html
    for name in ("correct", "undo", "settle"):
        assert client.post(f"/desk/arrivals/{pk}/{name}/", {"reason": "x", "people": 1}).status_code == 404
    assert client.get(f"/desk/{place.slot.pk}/").status_code == 404
    for data in ({"booking": waiting.pk}, {"code": waiting.reference}, {"code": checkin_code(waiting.reference)}):
        assert "张小明" not in client.post("/desk/check-in/", data, follow=True).content.decode()
    client.post("/desk/walk-in/", {"slot": place.slot.pk, "people": 2})
    assert Arrival.objects.exclude(slot=theirs).count() == 1
    assert SlotAttendance.objects.get(slot=place.slot).people_in == 3


def test_outsiders_are_led_to_the_log_in_or_refused(client, place):
    gets = ["/desk/", DOOR, "/desk/numbers/", "/desk/arrivals/", f"/desk/{place.slot.pk}/"]
    posts = [f"/desk/{address.format(arrival=1)}/" for address in ADDRESSES]
    for send, addresses in ((client.get, gets), (client.post, posts)):
        for address in addresses:
            assert send(address).url.startswith("/desk/log-in/"), address
    carol = type(place.dora).objects.create_user("carol", is_staff=True)
    client.force_login(carol)
    for send, addresses in ((client.get, gets), (client.post, posts)):
        for address in addresses:
            assert send(address).status_code == 403, address


def every_get_address(place, booking) -> list[str]:
    """Every address below /desk/ with what it takes, as a link could hold it."""
    values = {"slot_id": place.slot.pk, "arrival_id": 1, "name": "x"}
    slot_id, code = place.slot.pk, checkin_code(booking.reference)
    query = f"?booking={booking.pk}&code={code}&nonce=x&q={booking.reference}&slot={slot_id}&slots={slot_id}"
    query += "&people=1&pupils=1&adults=1&arrival=1&reason=x"
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("desk")}
    addresses = []
    for name in sorted(names - {"desk_decoder"}):
        [(pattern, parameters), *_more] = get_resolver().reverse_dict.getlist(name)[0][0]
        addresses.append(reverse(name, kwargs={parameter: values[parameter] for parameter in parameters}) + query)
    return addresses


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_nothing_but_a_post_checks_anybody_in(dora, place, method):
    booking = make_booking(place.slot)
    addresses = every_get_address(place, booking)
    assert len(addresses) > 15
    for address in addresses:
        getattr(dora, method)(address)
        getattr(dora, method)(reverse("ticket", args=[booking.token]))
    dora.force_login(place.dora)
    assert not Arrival.objects.exists()
    assert not CheckIn.objects.exists()


def test_a_post_from_another_site_does_nothing(place):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(place.dora)
    booking = make_booking(place.slot)
    assert client.post("/desk/check-in/", {"booking": booking.pk}).status_code == 403
    assert not Arrival.objects.exists()


def test_the_pages_speak_english(dora, place):
    make_class(place.slot)
    check_in(dora, make_booking(place.slot))
    make_booking(place.slot)
    pages = [
        f"/en{DOOR}?arrival={Arrival.objects.get().pk}",
        "/en/desk/",
        "/en/desk/arrivals/",
        f"/en/desk/{place.slot.pk}/",
        "/en/desk/account/",
    ]
    for address in pages:
        assert unmarked(dora.get(address).content.decode()) == [], address


@pytest.mark.parametrize("count", [1, 8])
def test_the_number_of_queries_does_not_grow(dora, place, count, django_assert_max_num_queries, monkeypatch):
    for number in range(count):
        make_class(place.slot, pupils=1, class_name=f"八年级{number}班")
        check_in(dora, make_booking(place.slot, 1))
    for address, most in ((DOOR, 15), ("/desk/", 12), ("/desk/arrivals/", 13), ("/desk/numbers/", 12)):
        with django_assert_max_num_queries(most):
            dora.get(address)


def test_the_late_are_told_that_they_take_walk_in_places(dora, place, monkeypatch):
    booking = make_booking(place.slot)
    monkeypatch.setattr(clock, "now", lambda: at("09:50"))
    assert "迟到" in verdict(dora, check_in(dora, booking))


def test_who_went_in_against_the_rules_is_not_shown_as_welcome(dora, place):
    cancelled = make_booking(place.slot, 2, state="cancelled")
    code = checkin_code(cancelled.reference)
    queued = Deed(nonce="q", at=at("09:17"), desk=(place.slot.pk,), code=code, is_queued=True, let_in=True)
    outcome = services.record_deed(queued, door=place.door, now=at("09:18"))
    assert outcome.has_conflict
    page = dora.get(f"{DOOR}?arrival={outcome.arrival.pk}").content.decode()
    assert 'class="verdict verdict--dup"' in page
    assert "已取消" in said(dora.get(f"{DOOR}?arrival={outcome.arrival.pk}"))
