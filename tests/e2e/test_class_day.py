"""An approver's day with ten classes: all are seen and decided on one page, two rejected with reasons, in seven acts."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import APPROVER
from events.models import Booking
from tests.admin_scene import build_scene
from tests.e2e.counted_hands import CountedHands
from tests.factories.events import ClassBookingFactory, EventSessionFactory, TimeSlotFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 7
THUMB = 44  # CSS pixels
SCHOOLS = ("晋中市榆次区示例初级中学校（晋中学院附属第二实验学校东校区）", "第一中学", "平遥县示例镇初级中学", "太谷示例学校")
NEEDS = (
    "一名学生坐轮椅，请走无台阶的入口；两名学生对花粉和乳胶过敏，请不要安排插花和戴手套的环节；一名学生听力不好，请安排在前排。"
)
SIDEWAYS = """() => [...document.querySelectorAll("body *")]
  .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth + 1)
  .map((part) => `${part.tagName}.${part.className}`)"""


def make_ten_classes(scene) -> list[Booking]:
    """Three slots of Thursday, two of them of a session with a long title; some classes write nothing, some a lot."""
    long_title = "推光漆器髹饰技艺传承人现场教学与亲子手工漆画创作体验活动暨学生优秀作品展示交流会"
    own = {"week": scene.week, "host_school": scene.own.school, "booking_mode": "class"}
    lacquer = EventSessionFactory(slug="lacquer", title=long_title, **own)
    day = dt.datetime(2025, 5, 15, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    slots = [
        TimeSlotFactory(session=session, starts_at=day.replace(hour=hour), capacity=200)
        for session, hour in ((scene.own.session, 9), (lacquer, 9), (lacquer, 14))
    ]
    return [
        ClassBookingFactory(
            slot=slots[number % 3],
            school_name=SCHOOLS[number % 4],
            class_name=f"八年级{number + 1}班",
            pupils=38 + number,
            adults=3,
            arrival="两辆大巴，约08:40从榆次出发，走太行路，到西门下车" if number % 2 else "",
            access_needs=NEEDS if number % 3 == 0 else "",
        )
        for number in range(10)
    ]


@pytest.fixture
def classes(transactional_db, clock_at):
    scene = build_scene(clock_at("2025-05-13T09:30"))
    erin = User.objects.create_user("erin", password="secret-of-erin", is_staff=True)
    erin.groups.add(Group.objects.get(name=APPROVER))
    return make_ten_classes(scene)


@pytest.fixture
def erin(page, classes):
    page.goto("/admin/")
    page.fill("#id_username", "erin")
    page.fill("#id_password", "secret-of-erin")
    with page.expect_event("load"):
        page.press("#id_password", "Enter")
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_ten_classes_in_seven_acts(erin, classes, width):
    erin.set_viewport_size({"width": width, "height": 780})
    erin.goto("/admin/")
    hands, (busy, other) = CountedHands(erin), (classes[1], classes[6])
    with erin.expect_event("load"):
        hands.press("text=审核团队预约：10")
    assert erin.evaluate("document.documentElement.scrollWidth") <= width
    assert erin.evaluate(SIDEWAYS) == []
    assert erin.locator("[value=approve]:checked").count() == 10
    assert erin.locator(".why:visible").count() == 0
    hands.tick(f"[name=choice-{busy.pk}][value=reject]")
    hands.choose(f"[name=usual-{busy.pk}]", "busy")
    hands.tick(f"[name=choice-{other.pk}][value=reject]")
    hands.type(f"[name=own-{other.pk}]", "漆艺只收九年级，请改约面塑。")
    with erin.expect_event("load"):
        hands.press("[name=_decide]")
    print(f"\nten classes at {width}: {hands.tally.entries} entries, {hands.tally.clicks} clicks")
    states = dict(Booking.objects.filter(kind="class").values_list("pk", "state"))
    assert [states.pop(booking.pk) for booking in (busy, other)] == ["rejected", "rejected"]
    assert set(states.values()) == {"confirmed"}
    assert hands.tally.total <= MOST


def test_what_is_pressed_is_as_high_as_a_thumb(erin, classes):
    erin.goto("/admin/events/booking/decide/")
    erin.check(f"[name=choice-{classes[0].pk}][value=reject]")
    for selector in (".choices label", ".why select", ".why input", ".deeds button", "[name=_decide]", "tbody th a"):
        assert erin.locator(f"#content {selector} >> visible=true").first.bounding_box()["height"] >= THUMB, selector


def test_what_is_left_open_waits_on_the_page_that_comes_next(erin, classes):
    """And what was sent is not offered there as a draft."""
    erin.goto("/admin/events/booking/decide/")
    erin.check(f"[name=choice-{classes[0].pk}][value=leave]")
    erin.check(f"[name=choice-{classes[1].pk}][value=reject]")
    erin.fill(f"[name=own-{classes[1].pk}]", "场地不够")
    with erin.expect_event("load"):
        erin.click("[name=_decide]")
    assert erin.locator(".class-day tbody tr:not(.of-slot)").count() == 1
    erin.wait_for_load_state("networkidle")
    assert erin.locator(".form-draft").count() == 0


def test_a_reason_is_asked_for_by_name_and_nothing_is_lost(erin, classes):
    erin.goto("/admin/events/booking/decide/")
    kept, missing = classes[1], classes[6]
    for booking in (kept, missing):
        erin.check(f"[name=choice-{booking.pk}][value=reject]")
    erin.fill(f"[name=own-{kept.pk}]", "场地不够")
    erin.click("[name=_decide]")
    erin.click(f".errornote a:has-text('{missing.grade_and_class}')")
    assert erin.input_value(f"[name=own-{kept.pk}]") == "场地不够"
    assert erin.locator("[value=reject]:checked").count() == 2
    assert Booking.objects.filter(state="pending").count() == 10


def test_the_long_names_stay_within_the_first_page(erin, classes):
    erin.goto("/admin/")
    assert erin.evaluate(SIDEWAYS) == []
