"""The pages of the door as they are read: in the sun, in the dark, with forced colours; nothing axe objects to."""

import pytest

from events.bookings.checkin_codes import checkin_code
from events.checkin.deeds import Deed, Door
from events.checkin.services import record_deed
from events.models import Arrival
from tests.chromium import WCAG_22_AA
from tests.e2e.test_every_page import AXE, BEYOND, BY_SIGHT, IS_WIDE, OBJECTIONS, WEAR, WIDEST
from tests.events.checkin.conftest import at, make_booking, make_class

pytestmark = pytest.mark.django_db(transaction=True)

DISPLAYS = {
    "light": {"bsTheme": "light"},
    "dark": {"bsTheme": "dark"},
    "high contrast": {"bsTheme": "light", "a11y": "on", "text": "large"},
}
IN_THE_SUN = ["color-contrast-enhanced"]  # 7:1


@pytest.fixture
def pages(door):
    """The addresses of the door, with somebody in, somebody expected, and a contradiction."""
    family, late = make_booking(door, 3, contact_name="王小红", access_needs="轮椅"), make_booking(door, 2, state="cancelled")
    make_class(door, pupils=24, adults=2)
    staff = Door(user=door.staff, device="一号门")
    record_deed(Deed(at=at("09:16"), desk=(door.pk,), code=checkin_code(family.reference)), door=staff, now=at("09:16"))
    queued = Deed(at=at("09:17"), desk=(door.pk,), code=checkin_code(late.reference), is_queued=True, let_in=True)
    record_deed(queued, door=staff, now=at("09:18"))
    first = Arrival.objects.order_by("pk").first().pk
    school = door.session.host_school.slug
    return [
        *("/desk/", "/desk/door/", f"/desk/door/?arrival={first}", f"/desk/{door.pk}/", "/desk/arrivals/", "/desk/scan/"),
        *("/desk/expected/?day=2025-05-13", "/desk/pack/", f"/desk/pack/?school={school}&day=2025-05-13"),
        *("/desk/account/", "/desk/password/", "/events/now/", "/events/now/?kiosk=1", "/desk/log-in/"),
    ]


@pytest.fixture
def still_phone(open_phone):
    phone = open_phone(bypass_csp=True, reduced_motion="reduce")
    phone.page.add_init_script(AXE)
    return phone


def list_objections(page) -> dict:
    found = {}
    for name, display in DISPLAYS.items():
        page.evaluate(WEAR, display)
        only, more = (WCAG_22_AA, BEYOND) if name == "light" else (BY_SIGHT, [])
        if objections := page.evaluate(OBJECTIONS, [only, more]):
            found[name] = objections
        if name == "high contrast" and (objections := page.evaluate(OBJECTIONS, [IN_THE_SUN, []])):
            found["in the sun"] = objections
    if page.evaluate(IS_WIDE):
        found["too wide"] = page.evaluate(WIDEST)
    return found


def test_axe_objects_to_no_page_of_the_door(pages, still_phone):
    found = {}
    for address in pages:
        if address == "/desk/log-in/":
            still_phone.context.clear_cookies()
        still_phone.page.goto(address)
        if address == "/desk/scan/":
            still_phone.wait_until_ready()
        if objections := list_objections(still_phone.page):
            found[address] = objections
    assert found == {}, "\n".join(f"{address}: {what}" for address, what in found.items())


def test_axe_objects_to_no_verdict(door, still_phone):
    tickets = {
        "welcome": make_booking(door, 3, contact_name="王小红", access_needs="轮椅"),
        "cancelled": make_booking(door, 2, state="cancelled"),
    }
    a_class, found = make_class(door, pupils=45, adults=1), {}
    still_phone.open_door()
    for result, booking in {**tickets, "already_in": tickets["welcome"]}.items():
        still_phone.type_code(booking.reference)
        still_phone.verdict(result)
        found[result] = list_objections(still_phone.page)
    still_phone.type_code(a_class.reference)
    still_phone.page.locator(".scan-class").wait_for()
    found["class"] = list_objections(still_phone.page)
    assert found == dict.fromkeys(found, {})


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_forced_colours_leave_each_verdict_a_frame_of_its_own(door, still_phone, colour_scheme):
    """They take the grounds away by which verdicts are told apart at arm's length."""
    booking, cancelled = make_booking(door, 3), make_booking(door, 2, state="cancelled")
    still_phone.page.emulate_media(forced_colors="active", color_scheme=colour_scheme)
    still_phone.open_door()
    frames = {}
    for result, ticket in [("welcome", booking), ("already_in", booking), ("cancelled", cancelled)]:
        still_phone.type_code(ticket.reference)
        still_phone.verdict(result)
        frames[result] = still_phone.page.locator(".verdict").evaluate("it => getComputedStyle(it).border")
    assert len({*frames.values()}) == 3, frames
    assert not any(frame.startswith("0px") for frame in frames.values())
