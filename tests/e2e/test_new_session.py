"""A school's secretary makes a new session of twelve slots with a picture and a text: fewer than forty entries and clicks."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.models import EventSession, TimeSlot
from tests.admin_scene import build_scene
from tests.e2e.counted_hands import CountedHands
from tests.e2e.test_back_office import at_a_desk, choose_no_minors, photograph  # noqa: F401 (at_a_desk is a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/admin/events/eventsession/add/"
DAYS = ("2025-05-16", "2025-05-17", "2025-05-18")
MOST = 40


@pytest.fixture
def secretary(at_a_desk, clock_at):  # noqa: F811
    build_scene(clock_at("2025-05-13T09:30"))
    page, errors = at_a_desk("bob"), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    assert errors == []


def add_picture(hands):
    with hands.page.expect_popup() as opened:
        hands.press("#add_id_picture")
    window = opened.value
    more = hands.on(window)
    more.attach("input[name=image]", photograph())
    more.type("[name=alt_text]", "织机上的布")
    choose_no_minors(window)
    hands.tally.entries += 1
    with window.expect_event("close"):
        more.press("[name=_save]")
    expect(hands.page.locator("#id_picture")).not_to_have_value("", timeout=15_000)


def fill_slot_box(hands):
    for day in DAYS:
        hands.tick(f"[name=plan-days][value='{day}']")
    for name, value in (("first", "09:00"), ("length", "40"), ("pause", "20"), ("count", "4"), ("capacity", "20")):
        hands.type(f"[name=plan-{name}]", value)
    hands.press("[name=_add_slots]")
    hands.page.wait_for_selector(".slot-box__note")


def test_twelve_slots_a_picture_and_a_text_in_fewer_than_forty(secretary):
    hands = CountedHands(secretary)
    hands.press(f"a[href='{ADD}'] >> visible=true")
    hands.type("[name=title]", "纺机实训线开放体验")
    hands.choose("[name=kind]", "experience")
    expect(secretary.locator("[name=slug]")).not_to_have_value("", timeout=15_000)
    hands.choose("[name=booking_mode]", "individual")
    fill_slot_box(hands)
    hands.find("venue", "报告厅")
    hands.tick("[name=audiences][value=family]")
    add_picture(hands)
    hands.type("[name=summary]", "亲手开一次纺机。")
    hands.write("description", "二十分钟讲解，二十分钟动手。")
    hands.press("[name=_review]")
    secretary.wait_for_url("**/change/**")
    print(f"\nnew session: {hands.tally.entries} entries, {hands.tally.clicks} clicks")
    session = EventSession.objects.latest("pk")
    assert session.slug == "fangjishixunxian-kaifang-tiyan"
    assert (session.status, session.picture.alt_text, session.host_school.name) == ("review", "织机上的布", "甲校")
    assert session.slots.filter(capacity=20).count() == 12
    assert hands.tally.total < MOST


def test_the_end_follows_the_start_and_rows_are_repeated(secretary):
    secretary.goto(ADD)
    row = "[name=slots-0-{}]".format
    secretary.fill(row("starts_at_0"), "2025-05-16")
    secretary.fill(row("starts_at_1"), "09:00")
    secretary.press(row("starts_at_1"), "Tab")
    assert secretary.input_value(row("ends_at_1")) == "10:00"
    secretary.fill(row("ends_at_1"), "09:40")
    secretary.press(row("ends_at_1"), "Tab")
    secretary.fill(row("starts_at_1"), "09:30")
    secretary.press(row("starts_at_1"), "Tab")
    assert secretary.input_value(row("ends_at_1")) == "10:10"
    secretary.fill(row("capacity"), "15")
    secretary.click("#slots-0 .slot-again button >> nth=0")
    secretary.click("#slots-1 .slot-again button >> nth=1")
    secretary.click("#slots-2 .slot-again button >> nth=0")  # the fourth row is a new one
    found = [[secretary.input_value(f"[name=slots-{n}-{name}]") for name in NAMES] for n in range(4)]
    assert found == [
        ["2025-05-16", "09:30", "2025-05-16", "10:10", "15"],
        ["2025-05-16", "10:30", "2025-05-16", "11:10", "15"],
        ["2025-05-17", "10:30", "2025-05-17", "11:10", "15"],
        ["2025-05-17", "11:30", "2025-05-17", "12:10", "15"],
    ]
    assert secretary.input_value("[name=slots-TOTAL_FORMS]") == "4"


NAMES = ("starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1", "capacity")


def test_errors_take_the_focus_and_lead_into_their_fields(secretary):
    secretary.goto(ADD)
    secretary.fill("[name=slots-1-starts_at_0]", "2025-05-16")
    secretary.fill("[name=title]", "x")
    secretary.click("[name=_save]")
    secretary.wait_for_selector(".error-summary")
    expect(secretary.locator(".error-summary")).to_be_focused()
    link = secretary.locator(".error-summary a", has_text="第2个时段：结束")
    link.click()
    assert secretary.evaluate("document.activeElement.name") == "slots-1-ends_at_0"


def test_an_address_name_written_by_hand_stays_and_is_checked(secretary):
    secretary.goto(ADD)
    taken = EventSession.objects.first().slug
    secretary.fill("[name=title]", "针灸体验")
    expect(secretary.locator("[name=slug]")).to_have_value("zhenjiu-tiyan")
    secretary.fill("[name=slug]", taken)
    secretary.wait_for_selector(".address-name__problem")
    assert "占用" in secretary.locator(".address-name__note").inner_text()
    with secretary.expect_response("**/address-name/**"):
        secretary.fill("[name=slug]", "acupuncture")
    expect(secretary.locator(".address-name__problem")).to_have_count(0)
    with secretary.expect_response("**/address-name/**"):  # the check of it; a proposal would have been asked for before
        secretary.fill("[name=title]", "针灸体验课")
        secretary.type("[name=slug]", "x")
    assert secretary.input_value("[name=slug]").replace("x", "") == "acupuncture"


def test_what_is_missing_goes_as_it_is_typed(secretary):
    secretary.goto(ADD)
    gap = secretary.locator(".gaps [data-control=title]")
    assert gap.is_visible()
    secretary.fill("[name=title]", "针灸体验")
    gap.wait_for(state="hidden")
    secretary.fill("[name=title]", "")
    gap.wait_for(state="visible")


def test_a_session_is_cancelled_by_a_button(secretary):
    slot = TimeSlot.objects.filter(session__host_school__name="甲校").get()
    secretary.goto(reverse("admin:events_eventsession_change", args=[slot.session_id]))
    secretary.click("text=取消活动…")
    secretary.fill("[name=telling-reason]", "大风，改日再来")
    secretary.click("[name=_confirm]")
    secretary.wait_for_url("**/change/")
    slot.session.refresh_from_db()
    assert slot.session.cancel_reason == "大风，改日再来"
