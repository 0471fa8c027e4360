"""What the next edition, and its records, are called: the year in a name becomes the new one, and no address is used twice."""

import re
from collections.abc import Collection, Iterable

from events.models import ActivityWeek, EventSession, ReportedVisit

SLUG_LENGTH = 80
TAKEN_BY_PAGES = {"plan", "now"}  # as the constraint of EventSession has it


def put_year(text: str, old: int, new: int) -> str:
    """Return the text with the new year for the old one, where that stands as a number of its own."""
    return re.sub(rf"(?<!\d){old}(?!\d)", str(new), text)


def propose_name(name: str, old: int, new: int, *, separator: str = "") -> str:
    """Return the name for the new year; one that names no year gets it in front, since two editions never share a name."""
    proposed = put_year(name, old, new)
    return proposed if proposed != name else f"{new}{separator}{name}"


def propose_slug(slug: str, old: int, new: int, taken: Collection[str]) -> str:
    """Return an address name that is not taken: first-aid-2026 for first-aid or first-aid-2025."""
    proposed = put_year(slug, old, new)
    base = (proposed if proposed != slug else f"{slug[: SLUG_LENGTH - 5]}-{new}")[:SLUG_LENGTH]
    free, number = base, 1
    while free in taken:
        number += 1
        free = f"{base[: SLUG_LENGTH - 1 - len(str(number))]}-{number}"
    return free


def propose_week_slug(week: ActivityWeek, new: int) -> str:
    taken = set(ActivityWeek.objects.values_list("slug", flat=True))
    return propose_slug(week.slug, week.starts_on.year, new, taken)


def propose_session_slugs(slugs: Iterable[str], old: int, new: int) -> dict[str, str]:
    """Return the new address name of each session, by its old one. Those that once led to a session stay free."""
    taken = {*EventSession.objects.values_list("slug", flat=True), *TAKEN_BY_PAGES}
    taken |= set(ReportedVisit.objects.exclude(former_session="").values_list("former_session", flat=True))
    proposed = {}
    for slug in slugs:
        proposed[slug] = propose_slug(slug, old, new, taken)
        taken.add(proposed[slug])
    return proposed
