"""The papers of the door: who is expected on a day, and the pack of a host school."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import BUREAU, SCHOOL
from backoffice.audit_log.models import AuditEntry
from events.checkin.deeds import Deed
from events.checkin.services import record_deed
from schools.models import Editorship
from tests.events.checkin.conftest import at, make_booking, make_class, make_slot
from tests.page_text import html_without_breaks

EXPECTED, PACK = "/desk/expected/", "/desk/pack/"


@pytest.fixture
def dora(client, place):
    client.force_login(place.dora)
    return client


def make_staff(name, role, school=None) -> User:
    user = User.objects.create_user(name, password=f"Secret-of-{name}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    if school:
        Editorship.objects.create(user=user, school=school)
    return user


def read_pack(client, place, school=None, **more):
    return client.get(PACK, {"day": "2025-05-13", "school": (school or place.own).slug, **more})


def test_expected_names_the_parties_as_the_door_needs_them(dora, place):
    booking = make_booking(place.slot, 3, contact_name="王小明", phone="13812345678", access_needs="轮椅")
    make_class(place.slot)
    page = html_without_breaks(dora.get(EXPECTED))
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "王**" in row)
    assert booking.reference[4:] in row
    assert booking.reference not in page
    assert "138****5678" in row
    assert "13812345678" not in page
    assert "小明" not in page
    assert "轮椅" not in page  # that there are needs, not which
    assert "<td>是</td>" in row
    assert "11+1" in page
    assert page.index("第一中学") < page.index("王**")


def test_only_confirmed_bookings_are_expected(dora, place):
    for state in ("waitlisted", "pending", "cancelled"):
        make_booking(place.slot, 2, state=state, contact_name="陈某", expires_at=at("18:00"), counted=False)
    assert "陈**" not in dora.get(EXPECTED).content.decode()


def test_who_is_in_already_has_the_time(dora, place):
    booking = make_booking(place.slot, 3)
    record_deed(Deed(nonce="n", at=at("09:25"), desk=(place.slot.pk,), booking_id=booking.pk), door=place.door, now=at("09:25"))
    assert ">09:25<" in dora.get(EXPECTED).content.decode().replace("\n", "").replace(" ", "")


def test_another_day_and_one_slot_alone(dora, place):
    other = make_slot(place.own, "14:00", "15:00", session__title="下午的活动")
    assert "下午的活动" in html_without_breaks(dora.get(EXPECTED))
    assert "下午的活动" not in html_without_breaks(dora.get(EXPECTED, {"slot": place.slot.pk}))
    assert "这一天没有你负责学校的活动" in dora.get(EXPECTED, {"day": "2025-05-14"}).content.decode()
    assert dora.get(EXPECTED, {"day": "never", "slot": "x"}).status_code == 200
    assert other.day.isoformat() == "2025-05-13"


@pytest.mark.parametrize("address", [EXPECTED, PACK])
def test_nobody_reads_the_list_of_another_school(client, place, address):
    make_class(make_slot(place.other, session__title="别校的活动"), school_name="第二中学")
    client.force_login(place.dora)
    page = client.get(address, {"day": "2025-05-13"}).content.decode()
    assert "别校的活动" not in page
    assert "第二中学" not in page
    assert read_pack(client, place, place.other).status_code == 404


@pytest.mark.parametrize("address", [EXPECTED, PACK, "/en/desk/expected/"])
def test_it_asks_for_a_log_in_and_the_permission_and_is_never_kept(client, place, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/desk/log-in/" in answer.url
    client.force_login(User.objects.create_user("charlie", password="Secret-of-charlie"))
    assert client.get(address).status_code == 403
    client.force_login(place.dora)
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_pack_has_arrivals_contacts_rosters_and_posters(dora, place):
    make_class(place.slot, contact_name="李老师", phone="13911112222", arrival="大巴 09:10", access_needs="一名学生用轮椅")
    page = html_without_breaks(read_pack(dora, place))
    for word in ("分时段到场", "李老师", "139****2222", "大巴 09:10", "一名学生用轮椅", "data:image/png;base64,"):
        assert word in page, word
    assert f"/events/{place.slot.session.slug}/" in page
    assert page.count('class="door-poster"') == 1


def test_without_classes_and_needs_the_pack_has_no_empty_table_of_contacts(dora, place):
    make_booking(place.slot, 3)
    assert "h-contacts" not in read_pack(dora, place).content.decode()
    make_booking(place.slot, 2, access_needs="轮椅")
    assert "h-contacts" in read_pack(dora, place).content.decode()


def test_the_poster_of_a_session_that_is_not_public_has_no_code(dora, place):
    place.slot.session.status = "draft"
    place.slot.session.save()
    assert "data:image/png" not in read_pack(dora, place).content.decode()


def test_what_is_made_up_wears_its_mark(dora, place):
    place.slot.sample_fields = ["starts_at"]
    place.slot.save()
    assert "示例：时间" in dora.get(EXPECTED).content.decode()
    page = read_pack(dora, place).content.decode()
    assert page.count("示例：时间") == 3  # arrivals, roster, poster


def test_the_bureau_chooses_a_school(client, place):
    make_slot(place.other)
    client.force_login(make_staff("bea", BUREAU))
    page = client.get(PACK, {"day": "2025-05-13"}).content.decode()
    assert f"school={place.own.slug}" in page
    assert f"school={place.other.slug}" in page
    assert read_pack(client, place, place.other).status_code == 200


def test_a_school_editor_sees_whole_numbers_and_that_is_recorded(client, place):
    booking = make_class(place.slot, phone="13911112222")
    client.force_login(make_staff("alice", SCHOOL, place.own))
    assert "13911112222" not in read_pack(client, place).content.decode()
    assert not AuditEntry.objects.filter(event=AuditEntry.Event.PHONE_SEEN).exists()
    answer = client.post(f"{PACK}?day=2025-05-13&school={place.own.slug}")
    assert "13911112222" in answer.content.decode()
    [entry] = AuditEntry.objects.filter(event=AuditEntry.Event.PHONE_SEEN)
    assert entry.about_id == str(booking.pk)


def test_door_staff_see_masked_numbers_only(dora, place):
    make_class(place.slot, phone="13911112222")
    assert dora.post(f"{PACK}?day=2025-05-13&school={place.own.slug}").status_code == 403
    assert not AuditEntry.objects.filter(event=AuditEntry.Event.PHONE_SEEN).exists()


def test_queries_do_not_grow(dora, place):
    def count_queries() -> list[int]:
        counts = []
        for read in (lambda: dora.get(EXPECTED), lambda: read_pack(dora, place)):
            with CaptureQueriesContext(connection) as queries:
                read()
            counts.append(len(queries))
        return counts

    make_class(place.slot)
    count_queries()  # what a process reads once
    before = count_queries()
    for number in range(5):
        make_class(make_slot(place.own, f"1{number}:00", f"1{number}:30"))
    count_queries()
    assert count_queries() == before
