"""Every kind of page a visitor can meet, in each of its states: what the tests of all pages and the pictures go through.

`awkward_week()` first makes the content that looks worst, on top of the loaded week. A kind is plain data, so another
process can print the list: `manage.py shell -c "from tests.page_kinds import ...; print(json.dumps(...))"`.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import override

from tests.awkward_week import awkward_week

__all__ = ["CLOCKS", "PageKind", "awkward_week", "page_kinds"]

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
    """`sent` is posted to `path`, and the answer is the page; `opened` are selectors to click once it is there."""

    name: str
    path: str
    clock: str = "during"
    status: int = 200
    sent: dict[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()


def page_kinds() -> list[PageKind]:
    """After `awkward_week()`. In the order of the clocks, so that each has to be set once."""
    kinds = [*homes(), *programmes(), *sessions(), *forms(), *tickets(), *directories(), *about(), *english()]
    return sorted(kinds, key=lambda kind: list(CLOCKS).index(kind.clock))


def page(name, view, *args, query="", **more) -> PageKind:
    return PageKind(name, reverse(view, args=args) + query, **more)


def homes():
    for clock in CLOCKS:
        yield page(f"home-{clock}", "home", clock=clock)
    yield page("week-earlier", "week_detail", "awkward-earlier")
    yield page("session-earlier", "session_detail", "awkward-told")
    yield page("home-menu", "home", opened=("[data-menu] summary",))


def programmes():
    yield page("programme", "programme")
    yield page("programme-week", "programme", query="?day=all")
    yield page("programme-busy", "programme", query="?day=2025-05-16")
    yield page("programme-filtered", "programme", query="?day=2025-05-16&kind=experience&open=1")
    yield page("programme-empty", "programme", query="?q=没有这样的活动&kind=unknown")
    yield page("programme-filters-opened", "programme", opened=(".filter-bar__toggle summary",))
    for clock in ("urgent", "before", "after", "quiet"):
        yield page(f"programme-{clock}", "programme", clock=clock)


def sessions():
    for state in SESSIONS:
        yield page(f"session-{state}", "session_detail", f"awkward-{state}")
    yield page("session-article", "session_detail", "acupuncture-talk-li-xinwei", opened=("main details summary",))
    yield page("session-after", "session_detail", "awkward-open", clock="after")


def forms():
    refused = {"contact_name": "王女士", "phone": "138000", "people": "4", "under_14": "4"}
    yield page("book-individual", "session_book", "awkward-many")
    yield page("book-individual-errors", "session_book", "awkward-many", sent=refused)
    yield page("book-class", "session_book", "awkward-class")
    yield page("book-class-errors", "session_book", "awkward-class", sent={"pupils": "9", "adults": "0"})
    yield page("book-both", "session_book", "awkward-both", query="?as=class")
    for state in ("waitlist", "full", "soon", "cancelled", "free"):
        yield page(f"book-{state}", "session_book", f"awkward-{state}")
    yield page("booking-find", "booking_find")
    lost = {"reference": "SHWN-9999", "phone": "13800000001"}
    yield page("booking-find-errors", "booking_find", sent=lost)
    yield page("plan", "plan_times", query="?day=2025-05-16")
    yield page("plan-errors", "plan_times", query="?day=2025-05-16", sent={"pupils": "5", "adults": "0"})
    yield page("plan-details", "plan_details", "plan-held")
    yield page("plan-details-errors", "plan_details", "plan-held", sent={"phone": "1"})


def tickets():
    for state in TICKETS:
        yield page(f"ticket-{state}", "ticket", state)
        yield page(f"ticket-class-{state}", "ticket", f"class-{state}")
    yield page("ticket-opened", "ticket", "confirmed", opened=("main details summary",))
    yield page("ticket-slot-cancelled", "ticket", "slot-cancelled")
    yield page("ticket-after", "ticket", "confirmed", clock="after")
    yield page("ticket-card", "ticket_card", "confirmed")
    yield page("class-sheet", "class_sheet", "class-confirmed")
    yield page("ticket-change", "ticket_change", "confirmed")
    yield page("ticket-change-errors", "ticket_change", "confirmed", sent={"what": "party", "people": "9", "under_14": "9"})
    yield page("ticket-change-class", "ticket_change", "class-confirmed")


def directories():
    yield page("schools", "school_list")
    yield page("schools-empty", "school_list", query="?level=unknown&district=yuci")
    yield page("school", "school_detail", "jinzhong-health-school")
    for state in ("bare", "longest"):
        yield page(f"school-{state}", "school_detail", f"awkward-{state}")
    yield page("colleges", "college_list")
    yield page("college", "college_detail", "pingyao-tuiguang-lacquer")
    yield page("partnerships", "partnership_list")
    yield page("graduates", "graduate_list")
    yield page("graduate", "graduate_detail", "hu-xingsheng", opened=("main details summary",))
    yield page("numbers", "numbers")
    yield page("numbers-tables", "numbers", opened=("main details summary",))


def about():
    yield page("search", "search")
    yield page("search-results", "search", query="?q=漆")
    yield page("search-empty", "search", query="?q=没有这样的词")
    for name in ("about", "privacy", "accessibility", "offline"):
        yield page(name, name)
    yield page("offline", "offline")
    yield page("embed", "embed_programme", query="?school=jinzhong-health-school")
    yield page("embed-refused", "embed_programme", query="?school=no-such-school", status=400)
    yield page("preview-gone", "preview", "not-a-link", status=404)
    yield PageKind("missing", "/no-such-page/", status=404)
    yield page("admin-login", "admin:login")


def english():
    with override("en"):
        yield page("english-home", "home")
        yield page("english-programme", "programme", query="?day=2025-05-16")
        yield page("english-session", "session_detail", "awkward-longest")
        yield page("english-book-errors", "session_book", "awkward-many", sent={"people": "0"})
        yield page("english-ticket", "ticket", "confirmed")
        for name in ("school_list", "numbers", "accessibility"):
            yield page(f"english-{name.partition('_')[0]}", name)
        yield page("english-graduate", "graduate_detail", "hu-xingsheng")
        yield page("english-missing", "ticket", "no-such-ticket", status=404)
