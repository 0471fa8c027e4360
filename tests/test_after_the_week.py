"""What pages offer and promise while the week lasts they no longer do once it is over."""

import pytest

from events.models import Booking, EventSession
from tests.example_week import load_example_week
from tests.factories import EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db

DURING, AFTER = "2025-05-13T09:30", "2025-05-22T10:00"


def read(client, address) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode().replace("<wbr>", "")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/events/?audience=class", 'href="/events/plan/'),
        ("/events/plan/", "勾选同一天的几项活动"),
        ("/events/plan/", "第1步"),
        ("/events/", "余席每20秒更新"),
        ("/events/", "加入日历"),
        ("/events/now/", "现在有哪些活动"),
        ("/events/now/", "自动更新"),
        ("/bookings/", "到现场报手机号后4位"),
        ("/bookings/", "还没预约？"),
        ("/about/", "预约时写明，学校会提前准备"),
        ("/", "老师，带一个班来"),
    ],
)
def test_an_offer_ends_with_the_week(client, clock_at, address, words):
    clock_at(DURING)
    load_example_week()
    assert words in read(client, address)
    clock_at(AFTER)
    assert words not in read(client, address)


def test_how_to_come_is_told_as_past(client, clock_at):
    clock_at(DURING)
    load_example_week()
    assert "本届活动周已经结束" not in read(client, "/about/")
    clock_at(AFTER)
    assert "本届活动周已经结束，不再接受预约。" in read(client, "/about/")


def test_no_class_is_led_to_a_plan_once_its_last_booking_has_closed(client, clock_at):
    moment = clock_at("2025-05-17T11:00")
    session = EventSessionFactory(booking_mode="class")
    session.audiences.set(["class"])
    TimeSlotFactory(session=session, starts_at=moment.replace(day=18), ends_at=moment.replace(day=18, hour=12), capacity=60)
    assert 'href="/events/plan/' in read(client, "/events/?audience=class")
    clock_at("2025-05-17T12:30")
    assert 'href="/events/plan/' not in read(client, "/events/?audience=class")


def test_a_ticket_that_waited_in_vain_says_so_and_asks_to_bring_nothing(client, clock_at):
    clock_at(DURING)
    load_example_week()
    waiting = Booking.objects.filter(state="waitlisted", kind="individual").first()
    EventSession.objects.filter(pk=waiting.slot.session_id).update(what_to_bring="深色衣服")
    assert "深色衣服" in read(client, f"/bookings/{waiting.token}/")
    clock_at(AFTER)
    page = read(client, f"/bookings/{waiting.token}/")
    assert "到开始时也没有名额轮到你。" in page
    assert "深色衣服" not in page


def test_no_everyday_word_leads_to_what_can_still_be_booked(client, clock_at):
    clock_at(DURING)
    load_example_week()
    bookable = "/events/?day=all&open=1"
    assert bookable in [shortcut.url for shortcut in client.get("/search/?q=报名").context["shortcuts"]]
    clock_at(AFTER)
    assert bookable not in [shortcut.url for shortcut in client.get("/search/?q=报名").context["shortcuts"]]
