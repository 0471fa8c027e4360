"""Suggestions for a programme page without results: which filter to remove, which day to choose, what to search for."""

from dataclasses import dataclass, replace

from content import public_cache
from content.text_search.tokens import fold_text, split_tokens
from content.text_search.vocabulary import Vocabulary
from events.models import EventSession
from events.programme import links, queries
from events.programme.queries import Filters


@dataclass(frozen=True)
class Suggestion:
    """`name` is a filter group, `open` or `q`, blank for a day. `count` is how many sessions the `url` leads to."""

    name: str
    label: object
    count: int
    url: str


def suggest_dropping_filters(week, filters: Filters, labels: dict[str, str], now) -> list[Suggestion]:
    """Return the filters whose removal alone gives results on the same day, the most results first; `labels` by filter name."""
    suggestions = [suggest_without_filter(week, filters, name, label, now) for name, label in labels.items()]
    return sorted((one for one in suggestions if one.count), key=lambda one: -one.count)


def suggest_without_filter(week, filters: Filters, name: str, label: str, now) -> Suggestion:
    blank = {"open": {"open_only": False}, "q": {"q": ""}}.get(name) or {queries.FACET_COLUMNS[name].attribute: ()}
    fewer = replace(filters, **blank)
    places = queries.list_places(week, fewer, now)
    count = len({slot_places.slot.session_id for slot_places in places})
    return Suggestion(name, label, count, links.programme_url_without_group(filters, name))


def suggest_nearest_day(filters: Filters, tabs) -> Suggestion | None:
    """Return the day nearest to the chosen one that has results under the same filters; of two equally near, the later."""
    days = [tab for tab in tabs if tab["count"]]
    if filters.day is None or not days:
        return None
    tab = min(days, key=lambda tab: (abs(tab["date"] - filters.day), tab["date"] < filters.day))
    return Suggestion("", tab["date"], tab["count"], links.programme_day_url(filters, tab["date"]))


def suggest_search_words(week, filters: Filters) -> list[Suggestion]:
    """Return words of the titles of the week's sessions that sound or look like the ones searched for."""
    tokens = split_tokens(filters.q)
    if len(tokens) != 1:
        return []
    titles, vocabulary = read_title_words(week.pk)
    return [
        Suggestion("q", word, sum(word in title for title in titles), links.programme_search_url(Filters(), word))
        for word in vocabulary.find_meant(tokens[0].text)
    ]


@public_cache.cache_until_public_change
def read_title_words(week_id: int) -> tuple[list[str], Vocabulary]:
    sessions = EventSession.objects.published().filter(week=week_id).order_by()
    titles = list(sessions.values_list("title", "title_en", "phrases"))
    vocabulary = Vocabulary(f"{phrases} {title_en}" for _title, title_en, phrases in titles)
    return [fold_text(f"{title} {title_en}") for title, title_en, _phrases in titles], vocabulary
