"""The class sheet: pupils' names are typed and pasted in the browser, printed, and never leave it."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe

from events.models import Booking, EventSession, TimeSlot
from tests.chromium import WCAG_22_AA

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "欧阳小雨"
PASTED = ["阿依古丽·买买提", "令狐冲虚", "Bob O'Brien", "𠮷田花子"]
NAMES = [TYPED, *PASTED]


@pytest.fixture
def booking(week):  # noqa: F811
    """A confirmed class of twelve, with a second booking of the same plan."""
    slots = TimeSlot.objects.filter(session__booking_mode="class", starts_at__gt=week, capacity__gte=20)[:2]
    made = [
        Booking.objects.create(
            slot=slot,
            kind="class",
            state="confirmed",
            people=14,
            pupils=12,
            adults=2,
            contact_name="李老师",
            phone="13800000001",
            school_name="榆次一中",
            grade=8,
            plan="plan",
            consented_at=week,
            created_at=week,
            changed_at=week,
        )
        for slot in slots
    ]
    return made[0]


def watch(context):
    """Everything that leaves the browser from now on, as text."""
    sent = []

    def note(request):
        body = request.post_data_buffer or b""
        sent.append(f"{request.method} {unquote(request.url)} {request.headers} {body.decode(errors='replace')}")

    context.on("request", note)
    return sent


def kept(page):
    """All that a page of this site could find again later."""
    return page.evaluate(
        """async () => JSON.stringify([
            {...localStorage}, {...sessionStorage}, document.cookie, name, history.state,
            await (indexedDB.databases?.() ?? []), await (self.caches?.keys() ?? []),
        ])"""
    )


def assert_no_name_in(texts):
    for text in texts:
        plain = unicodedata.normalize("NFC", text.encode().decode("unicode_escape") if "\\u" in text else text)
        assert [name for name in NAMES if name in plain or unquote(plain).find(name) >= 0] == []


def sides(pdf):
    assert pdf.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def rows(page):
    return page.locator("[data-roster] input").evaluate_all("fields => fields.map(field => field.value)")


def test_names_never_leave_the_browser(context, page, booking):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/bookings/{booking.token}/sheet/")
    page.wait_for_load_state("networkidle")
    sent = watch(context)

    fields = page.locator("[data-roster] input")
    assert fields.count() == 12
    assert fields.evaluate_all("all => all.every(field => !field.name && !field.form && field.autocomplete === 'off')")
    fields.nth(0).click()
    page.keyboard.insert_text(TYPED)
    page.keyboard.press("Enter")
    column = "\r\n".join(f"{number}\t{name}\t女" for number, name in enumerate(PASTED, 2))
    page.evaluate("text => navigator.clipboard.writeText(text)", column)
    page.keyboard.press("Control+V")
    assert rows(page) == [*NAMES, *[""] * 7]
    assert "4" in page.locator("[data-roster] [role=status]").inner_text()

    page.emulate_media(media="print")
    printed = page.pdf(format="A4")
    page.emulate_media(media="screen")
    assert sides(printed) == 1
    assert rows(page)[0] == TYPED
    assert_no_name_in([kept(page)])

    page.get_by_role("link", name=re.compile("预约凭证|ticket")).first.click()
    page.wait_for_url(f"**/bookings/{booking.token}/")
    assert_no_name_in([kept(page), page.content()])
    page.go_back()
    page.wait_for_url("**/sheet/")
    assert rows(page) == [""] * 12
    page.reload()
    assert rows(page) == [""] * 12
    assert len(sent) >= 2
    assert_no_name_in(sent)


def test_names_can_be_cleared_and_too_many_are_told(context, page, booking):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/bookings/{booking.token}/sheet/")
    page.locator("[data-roster] input").nth(10).click()
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(NAMES))
    page.keyboard.press("Control+V")
    assert rows(page) == [*[""] * 10, *NAMES[:2]]
    assert "3" in page.locator("[data-roster] [role=status]").inner_text()
    page.locator("[data-roster-clear]").click()
    assert rows(page) == [""] * 12


def test_roster_is_filled_and_printed_without_scripts(browser, live_server, booking):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"/bookings/{booking.token}/sheet/")
    sent = watch(context)
    field = page.locator("[data-roster] input").first
    field.fill(TYPED)
    page.keyboard.press("Enter")
    assert field.input_value() == TYPED
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert page.locator("[data-roster-clear]").is_hidden()
    context.close()
    assert_no_name_in(sent)


def test_sheet_shows_every_code_of_the_plan(page, booking):
    page.goto(f"/bookings/{booking.token}/sheet/")
    pictures = page.locator(".class-sheet__pass img")
    assert pictures.count() == Booking.objects.filter(plan="plan").count() == 2
    assert pictures.evaluate_all("all => all.every(picture => picture.complete && picture.naturalWidth > 200)")


def test_card_fits_one_phone_screen(page, booking):
    EventSession.objects.filter(pk=booking.slot.session_id).update(title="晋" * 80)
    page.set_viewport_size({"width": 360, "height": 740})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/bookings/{booking.token}/card/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 740
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        box = page.locator(".ticket-card__qr img").bounding_box()
        assert box["width"] >= 240
        behind = page.locator(".ticket-card__qr").evaluate("part => getComputedStyle(part).backgroundColor")
        assert behind == "rgb(255, 255, 255)"
        assert page.locator("header.site-header").is_hidden()


def test_open_ticket_needs_no_server(context, page, booking):
    page.goto(f"/bookings/{booking.token}/")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    code = page.locator(".qr img")
    assert code.get_attribute("src").startswith("data:image/png;base64,")
    assert code.evaluate("picture => picture.complete && picture.naturalWidth > 200")
    assert booking.spaced_reference in page.inner_text("main")


def test_ticket_card_and_the_sheet_of_the_longest_class_print_on_one_side(page, booking):
    Booking.objects.filter(plan="plan").update(pupils=60, adults=3, people=63)
    for name in ("", "card/", "sheet/"):
        page.goto(f"/bookings/{booking.token}/{name}")
        assert sides(page.pdf(format="A4", prefer_css_page_size=True)) == 1


@pytest.mark.parametrize("mode", ["light", "dark", "large-print"])
def test_what_the_booker_holds_is_accessible_and_never_too_wide(browser, live_server, booking, mode):
    Booking.objects.filter(pk=booking.pk).update(feed_token="feed")
    waiting = Booking.objects.filter(plan="plan").exclude(pk=booking.pk).get()
    Booking.objects.filter(pk=waiting.pk).update(state="waitlisted", queued_at=booking.created_at, plan="")
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 320, "height": 740},
        color_scheme="dark" if mode == "dark" else "light",
        bypass_csp=True,  # axe itself is put into the page as a script
    )
    if mode == "large-print":
        context.add_cookies([{"name": "a11y", "value": "on", "url": live_server.url}])
    page, axe, found = context.new_page(), Axe(), {}
    own = [f"/bookings/{booking.token}/{name}" for name in ("", "card/", "sheet/")]
    for path in [*own, f"/en{own[0]}", f"/en{own[2]}", f"/bookings/{waiting.token}/"]:
        page.set_viewport_size({"width": 320, "height": 740})
        page.goto(path)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide and (width > 320 or mode != "large-print"):
                found[path, width] = wide
        page.set_viewport_size({"width": 360, "height": 740})
        for violation in axe.run(page, options={"runOnly": WCAG_22_AA}).response["violations"]:
            found[path, violation["id"]] = [node["html"][:120] for node in violation["nodes"][:3]]
    context.close()
    assert found == {}
