from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.text_search.tokens import SearchToken, is_filler, normalise_query, split_tokens
from edu_week.search.record_queries import current_sessions
from edu_week.search.results import MAX_OF_ONE_KIND, MAX_PER_KIND, SearchResults, search_all_kinds
from edu_week.search.shortcuts import Shortcut, read_days, synonym_shortcuts
from edu_week.search.synonyms import add_meanings, find_synonyms
from events.models import EventSession

MAX_LENGTH = 100
MAX_WORDS = 8


@require_safe
def search(request):
    text = normalise_query(request.GET.get("q", ""), longest=MAX_LENGTH + 1)
    query = text[:MAX_LENGTH].strip()
    words, requested_kind = split_tokens(query), request.GET.get("in", "")
    shortcuts, results = find_answers(query, words[:MAX_WORDS], MAX_OF_ONE_KIND if requested_kind else MAX_PER_KIND)
    chosen = requested_kind if requested_kind in {group.key for group in results.groups} else ""
    context = {
        "query": query,
        "shortcuts": shortcuts,
        "results": results,
        "shown_groups": [group for group in results.groups if chosen in ("", group.key)],
        "groups": group_links(query, results.groups, chosen),
        "chosen": chosen,
        "suggested": [{"text": text, "url": search_url(text)} for text in results.suggested],
        "is_unsearchable": bool(query and not words),
        "was_cut": len(text) > MAX_LENGTH or len(words) > MAX_WORDS,
        "max_length": MAX_LENGTH,
        "most_words": MAX_WORDS,
        "kinds": kinds_of_the_week() if not (results.groups or shortcuts) else [],
    }
    return render(request, "search/search.html", context)


def find_answers(query: str, words: list[SearchToken], limit: int) -> tuple[list[Shortcut], SearchResults]:
    """Return what the query leads to straight away, and what has its words; a day in it is looked for only if it is all."""
    if not words:
        return [], SearchResults()
    days, rest = read_days(query)
    words = [word for word in split_tokens(rest) if not is_filler(word)][:MAX_WORDS] or words
    synonyms = find_synonyms(query, words)
    shortcuts = [*days, *synonym_shortcuts(synonyms)]
    results = search_all_kinds(add_meanings(words, synonyms), limit=limit, may_be_fuzzy=not shortcuts)
    return shortcuts, results


def search_url(query: str, group: str = "") -> str:
    return f"{reverse('search')}?{urlencode({'q': query} | ({'in': group} if group else {}))}"


def group_links(query, groups, chosen):
    """Return links to everything and to each kind that has results; none if only one kind has."""
    if len(groups) < 2:
        return []
    links = [("", _("Everything"), sum(group.count for group in groups))]
    links += [(group.key, group.label, group.count) for group in groups]
    return [
        {"key": key, "label": label, "count": count, "url": search_url(query, key), "current": key == chosen}
        for key, label, count in links
    ]


def kinds_of_the_week():
    """Return the kinds of session in the current week, the commonest first, as links for a search without results."""
    found = list(current_sessions().order_by().values_list("kind", flat=True))
    kinds = sorted(EventSession.Kind.values, key=lambda kind: -found.count(kind))
    return [
        {"kind": kind, "count": found.count(kind), "url": f"{reverse('programme')}?{urlencode({'day': 'all', 'kind': kind})}"}
        for kind in kinds
        if kind in found
    ]
