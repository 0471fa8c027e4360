from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content import clock
from content.text_search.tokens import normalise_query, split_tokens
from edu_week.search.kinds import current_sessions
from edu_week.search.results import SHOWN_OF_EACH, SHOWN_OF_ONE, SearchResults, search_all_kinds
from events.models import EventSession

MAX_LENGTH = 100
MOST_WORDS = 8


@require_safe
def search(request):
    typed = normalise_query(request.GET.get("q", ""), longest=MAX_LENGTH + 1)
    query = typed[:MAX_LENGTH].strip()
    words, asked_for = split_tokens(query), request.GET.get("in", "")
    shown = SHOWN_OF_ONE if asked_for else SHOWN_OF_EACH
    found = search_all_kinds(words[:MOST_WORDS], clock.now(), shown=shown) if words else SearchResults()
    chosen = asked_for if asked_for in {group.key for group in found.groups} else ""
    context = {
        "query": query,
        "results": found,
        "shown": [group for group in found.groups if chosen in ("", group.key)],
        "groups": group_links(query, found.groups, chosen),
        "chosen": chosen,
        "suggested": [{"words": words, "url": search_url(words)} for words in found.suggested],
        "is_unsearchable": bool(query and not words),
        "was_cut": len(typed) > MAX_LENGTH or len(words) > MOST_WORDS,
        "max_length": MAX_LENGTH,
        "most_words": MOST_WORDS,
        "kinds": kinds_of_the_week() if not found.groups else [],
    }
    return render(request, "search/search.html", context)


def search_url(query: str, group: str = "") -> str:
    return f"{reverse('search')}?{urlencode({'q': query} | ({'in': group} if group else {}))}"


def group_links(query, groups, chosen):
    """Everything, then each kind that has results; none where there is but one."""
    if len(groups) < 2:
        return []
    links = [("", _("Everything"), sum(group.count for group in groups))]
    links += [(group.key, group.label, group.count) for group in groups]
    return [
        {"key": key, "label": label, "count": count, "url": search_url(query, key), "current": key == chosen}
        for key, label, count in links
    ]


def kinds_of_the_week():
    """Kinds of session that the week has, the commonest first: where to go when nothing was found."""
    have = list(current_sessions().order_by().values_list("kind", flat=True))
    kinds = sorted(EventSession.Kind.values, key=lambda kind: -have.count(kind))
    return [
        {"kind": kind, "count": have.count(kind), "url": f"{reverse('programme')}?{urlencode({'day': 'all', 'kind': kind})}"}
        for kind in kinds
        if kind in have
    ]
