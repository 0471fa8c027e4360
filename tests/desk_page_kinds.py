"""Every kind of page of the door in its states, for screenshots.

Needs the content of `make_door_day()` and, for Frank, the browser that `open_door_browser()` made.
"""

from django.urls import reverse

from events.models import Arrival, Booking, TimeSlot
from tests.staff_page_kinds import StaffPageKind

READY = ("wait", "#scan[data-ready]")
VERDICT = '.verdict[data-final="true"]'


def desk_page_kinds() -> list[StaffPageKind]:
    return [*door_pages(), *scan_pages(), *account_pages()]


def desk_page(name, view, *args, query="", **more) -> StaffPageKind:
    return StaffPageKind(f"desk-{name}", reverse(view, args=args) + query, **{"user": "frank"} | more)


def reference_of(token: str) -> str:
    return Booking.objects.get(token=f"door-{token}").reference


def door_pages():
    slot, welcome = TimeSlot.objects.get(session__slug="door"), Arrival.objects.order_by("pk").first()
    conflict = Arrival.objects.order_by("pk").last()
    yield desk_page("first-page", "desk")
    yield desk_page("door", "desk_door")
    yield desk_page("welcome", "desk_door", query=f"?arrival={welcome.pk}")
    yield desk_page("conflict", "desk_door", query=f"?arrival={conflict.pk}")
    for name, words in {"found": reference_of("visitor"), "found-class": reference_of("class"), "found-nobody": "0000"}.items():
        yield desk_page(name, "desk_door", steps=(("enter", "#q", words), ("wait", ".desk-find")))
    yield desk_page("slot", "desk_slot", slot.pk)
    yield desk_page("arrivals", "desk_arrivals")
    yield desk_page("expected", "desk_expected")
    yield desk_page("pack-choose", "desk_pack", query="?day=2025-05-13", user="alice")
    yield desk_page("pack", "desk_pack", query="?day=2025-05-13&school=jinzhong-health-school")


def scan_pages():
    """With what follows on a code that is typed; none of them lets anybody in, so each can be asked for again."""
    yield desk_page("scan", "desk_scan", steps=(READY,))
    for name, token in {"already-in": "family", "cancelled": "cancelled"}.items():
        steps = (READY, ("enter", "#q", reference_of(token)), ("wait", VERDICT))
        yield desk_page(f"scan-{name}", "desk_scan", steps=steps)
    counted = (READY, ("enter", "#q", reference_of("class")), ("wait", ".scan-class"))
    yield desk_page("scan-class", "desk_scan", steps=counted)


def account_pages():
    yield desk_page("account", "desk_account")
    yield desk_page("password", "desk_password")
    yield desk_page("refused", "desk", user="dora")
