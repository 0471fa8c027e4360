"""Where to go from a programme in which nothing is left: which filter to take away, which day has something."""

from dataclasses import dataclass, replace

from content.text_search.fuzzy import near_all_of
from content.text_search.suggestions import suggestions
from content.text_search.tokens import words_of
from events.programme import links, queries
from events.bookings.places import places_of
from events.models import EventSession
from events.programme.queries import Filters

NEAR_LOOKED_AT = 200


@dataclass(frozen=True)
class Way:
    """`name` is a filter's group, `open` or `q`; blank for a day. `count` is how many sessions it leads to."""

    name: str
    label: object
    count: int
    url: str


def ways_out(week, filters: Filters, labels: dict[str, str], now) -> list[Way]:
    """Filters whose absence alone would show something on the same day, the most fruitful first; `labels` are their words."""
    found = [way for name in labels if (way := without(week, filters, name, labels[name], now)).count]
    return sorted(found, key=lambda way: -way.count)


def without(week, filters: Filters, name: str, label: str, now) -> Way:
    blank = {"open": {"open_only": False}, "q": {"q": ""}}.get(name) or {queries.FACETS[name].attribute: ()}
    fewer = replace(filters, **blank)
    places = places_of(queries.slots_of_programme(week, fewer, now), now, open_only=fewer.open_only)
    count = len({place.slot.session_id for place in places})
    return Way(name, label, count, links.without_group(filters, name))


def nearest_day(filters: Filters, tabs) -> Way | None:
    """The day nearest to the one shown that has something under the same filters; of two, the later."""
    days = [tab for tab in tabs if tab["count"]]
    if filters.day is None or not days:
        return None
    tab = min(days, key=lambda tab: (abs(tab["date"] - filters.day), tab["date"] < filters.day))
    return Way("", tab["date"], tab["count"], links.with_day(filters, tab["date"]))


def words_meant(week, filters: Filters) -> list[Way]:
    """Words that sessions of the week have and that sound like the ones typed."""
    words = words_of(filters.q)
    condition = near_all_of(words) if words else None
    if condition is None:
        return []
    sessions = EventSession.objects.published().filter(condition, week=week)
    texts = list(sessions.values_list("search_text", flat=True)[:NEAR_LOOKED_AT])
    return [
        Way("q", said, sum(said in text for text in texts), links.with_words(Filters(), said))
        for said in suggestions(texts, words)
    ]
