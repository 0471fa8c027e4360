"""Every kind of public page in each of its states, for the tests of all pages and for screenshots.

`make_awkward_week()` first adds extreme content to the loaded week. A kind is plain data, so another process can print the
list: `manage.py shell -c "from tests.page_kinds import ...; print(json.dumps(...))"`.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import override

from tests.awkward_week import make_awkward_week

__all__ = ["CLOCKS", "PageKind", "make_awkward_week", "page_kinds"]

CLOCKS = {
    "during": "2025-05-13T09:30:00+08:00",
    "urgent": "2025-05-14T10:20:00+08:00",
    "before": "2025-05-08T10:00:00+08:00",
    "after": "2025-05-20T10:00:00+08:00",
    "quiet": "2025-03-03T10:00:00+08:00",
}
SESSIONS = ["open", "few", "waitlist", "full", "soon", "past", "cancelled", "free", "both", "class", "bare", "many", "longest"]
TICKETS = ["confirmed", "pending", "waitlisted", "cancelled", "rejected", "lapsed"]


@dataclass(frozen=True)
class PageKind:
    """`sent` is posted to `path` to get the page; `opened` are selectors to click once it is loaded."""

    name: str
    path: str
    clock: str = "during"
    status: int = 200
    sent: dict[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()


def page_kinds() -> list[PageKind]:
    """Return all kinds, sorted by clock, so that each clock is set once. Needs the content of `make_awkward_week()`."""
    kinds = [
        *home_pages(),
        *programme_pages(),
        *session_pages(),
        *form_pages(),
        *ticket_pages(),
        *directory_pages(),
        *about_pages(),
        *english_pages(),
    ]
    return sorted(kinds, key=lambda kind: list(CLOCKS).index(kind.clock))


def page_kind(name, view, *args, query="", **more) -> PageKind:
    return PageKind(name, reverse(view, args=args) + query, **more)


def home_pages():
    for clock in CLOCKS:
        yield page_kind(f"home-{clock}", "home", clock=clock)
    for clock in ("during", "after"):
        yield page_kind(f"week-story-{clock}", "week_detail", "jinzhong-vocational-week-2025", clock=clock)
    yield page_kind("week-earlier", "week_detail", "awkward-earlier")
    yield page_kind("session-earlier", "session_detail", "awkward-talk")
    yield page_kind("home-menu", "home", opened=("[data-menu] summary",))


def programme_pages():
    yield page_kind("programme", "programme")
    yield page_kind("programme-week", "programme", query="?day=all")
    yield page_kind("programme-busy", "programme", query="?day=2025-05-16")
    yield page_kind("programme-filtered", "programme", query="?day=2025-05-16&kind=experience&open=1")
    yield page_kind("programme-empty", "programme", query="?q=没有这样的活动&kind=unknown")
    yield page_kind("programme-filters-opened", "programme", opened=(".filter-bar__toggle summary",))
    for clock in ("urgent", "before", "after", "quiet"):
        yield page_kind(f"programme-{clock}", "programme", clock=clock)
    for clock in CLOCKS:
        yield page_kind(f"now-{clock}", "events_now", clock=clock)
        yield page_kind(f"now-kiosk-{clock}", "events_now", query="?kiosk=1", clock=clock)


def session_pages():
    for state in SESSIONS:
        yield page_kind(f"session-{state}", "session_detail", f"awkward-{state}")
    yield page_kind("session-article", "session_detail", "acupuncture-talk-li-xinwei", opened=("main details summary",))
    yield page_kind("session-after", "session_detail", "awkward-open", clock="after")


def form_pages():
    refused = {"contact_name": "王女士", "phone": "138000", "people": "4", "under_14": "4"}
    yield page_kind("book-individual", "session_book", "awkward-many")
    yield page_kind("book-individual-errors", "session_book", "awkward-many", sent=refused)
    yield page_kind("book-class", "session_book", "awkward-class")
    yield page_kind("book-class-errors", "session_book", "awkward-class", sent={"pupils": "9", "adults": "0"})
    yield page_kind("book-both", "session_book", "awkward-both", query="?as=class")
    for state in ("waitlist", "full", "soon", "cancelled", "free"):
        yield page_kind(f"book-{state}", "session_book", f"awkward-{state}")
    yield page_kind("booking-find", "booking_find")
    lost = {"reference": "SHWN-9999", "phone": "13800000001"}
    yield page_kind("booking-find-errors", "booking_find", sent=lost)
    yield page_kind("plan", "plan_times", query="?day=2025-05-16")
    yield page_kind("plan-errors", "plan_times", query="?day=2025-05-16", sent={"pupils": "5", "adults": "0"})
    yield page_kind("plan-details", "plan_details", "plan-held")
    yield page_kind("plan-details-errors", "plan_details", "plan-held", sent={"phone": "1"})


def ticket_pages():
    for state in TICKETS:
        yield page_kind(f"ticket-{state}", "ticket", state)
        yield page_kind(f"ticket-class-{state}", "ticket", f"class-{state}")
    yield page_kind("ticket-class-asking", "ticket", "class-asking")
    yield page_kind("ticket-change-asking", "ticket_change", "class-asking")
    yield page_kind("ticket-opened", "ticket", "confirmed", opened=("main details summary",))
    yield page_kind("ticket-slot-cancelled", "ticket", "slot-cancelled")
    yield page_kind("ticket-after", "ticket", "confirmed", clock="after")
    yield page_kind("ticket-card", "ticket_card", "confirmed")
    yield page_kind("class-sheet", "class_sheet", "class-confirmed")
    yield page_kind("feedback", "booking_feedback", "confirmed", clock="after")
    yield page_kind("feedback-errors", "booking_feedback", "confirmed", clock="after", sent={"liked": "very"})
    yield page_kind("feedback-early", "booking_feedback", "confirmed")
    yield page_kind("certificate", "booking_certificate", "confirmed", clock="after")
    yield page_kind("ticket-erase", "ticket_erase", "confirmed")
    yield page_kind("ticket-erase-errors", "ticket_erase", "confirmed", sent={"phone": "13899999999"})
    yield page_kind("ticket-data", "ticket_data", "class-confirmed")
    yield page_kind("ticket-change", "ticket_change", "confirmed")
    yield page_kind("ticket-change-errors", "ticket_change", "confirmed", sent={"what": "party", "people": "9", "under_14": "9"})
    yield page_kind("ticket-change-class", "ticket_change", "class-confirmed")


def directory_pages():
    yield page_kind("schools", "school_list")
    yield page_kind("schools-empty", "school_list", query="?level=unknown&district=yuci")
    yield page_kind("school", "school_detail", "jinzhong-health-school")
    for state in ("bare", "longest"):
        yield page_kind(f"school-{state}", "school_detail", f"awkward-{state}")
    yield page_kind("colleges", "college_list")
    yield page_kind("college", "college_detail", "pingyao-tuiguang-lacquer")
    yield page_kind("partnerships", "partnership_list")
    yield page_kind("graduates", "graduate_list")
    yield page_kind("graduate", "graduate_detail", "hu-xingsheng", opened=("main details summary",))
    yield page_kind("numbers", "numbers")
    yield page_kind("numbers-tables", "numbers", opened=("main details summary",))


def about_pages():
    yield page_kind("search", "search")
    yield page_kind("search-results", "search", query="?q=漆")
    yield page_kind("search-empty", "search", query="?q=没有这样的词")
    for name in ("about", "privacy", "accessibility", "offline"):
        yield page_kind(name, name)
    yield page_kind("embed", "embed_programme", query="?school=jinzhong-health-school")
    yield page_kind("embed-refused", "embed_programme", query="?school=no-such-school", status=400)
    yield page_kind("preview-gone", "preview", "not-a-link", status=404)
    yield PageKind("missing", "/no-such-page/", status=404)
    yield page_kind("admin-login", "admin:login")


def english_pages():
    with override("en"):
        yield page_kind("english-home", "home")
        yield page_kind("english-programme", "programme", query="?day=2025-05-16")
        yield page_kind("english-session", "session_detail", "awkward-longest")
        yield page_kind("english-session-waitlist", "session_detail", "awkward-waitlist")
        yield page_kind("english-book-errors", "session_book", "awkward-many", sent={"people": "0"})
        yield page_kind("english-ticket", "ticket", "confirmed")
        for name in ("school_list", "numbers", "accessibility"):
            yield page_kind(f"english-{name.partition('_')[0]}", name)
        yield page_kind("english-graduate", "graduate_detail", "hu-xingsheng")
        yield page_kind("english-missing", "ticket", "no-such-ticket", status=404)
