"""Every kind of page that people print, for screenshots of it as on paper."""

from dataclasses import replace

PRINTED = [
    *("ticket-confirmed", "ticket-class-confirmed", "ticket-waitlisted", "ticket-card", "class-sheet", "certificate"),
    *("home-during", "programme", "programme-week", "session-many", "session-article", "session-longest", "plan"),
    *("school", "college", "graduate", "partnerships", "numbers", "week-story-during", "about", "privacy"),
    *("english-ticket", "english-programme", "english-session"),
    *("desk-expected", "desk-pack", "desk-slot", "desk-arrivals"),
    *("staff-bookings", "staff-booking-class", "staff-calls", "staff-attendance"),
]


def paper_page_kinds(kinds: list) -> list:
    """Return those of the kinds that are printed, under names of their own."""
    by_name = {kind.name: kind for kind in kinds}
    return [replace(by_name[name], name=f"paper-{name}") for name in PRINTED]
