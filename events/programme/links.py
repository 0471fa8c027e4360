"""Addresses of the programme: the current filters with one of them changed."""

import datetime as dt

from django.http import QueryDict
from django.urls import reverse

from content.facets import groups_in_force
from events.programme.queries import Filters


def filters_to_query(filters: Filters) -> QueryDict:
    """Return the filters as a query string to share: no blank and no unknown values, and always a day."""
    query = QueryDict(mutable=True)
    query["day"] = filters.day.isoformat() if filters.day else "all"
    for name, values in groups_in_force(filters.chosen).items():
        query.setlist(name, values)
    if filters.open_only:
        query["open"] = "1"
    if filters.q:
        query["q"] = filters.q
    return query


def programme_url(query: QueryDict) -> str:
    return f"{reverse('programme')}?{query.urlencode()}"


def programme_page_url(filters: Filters, number: int) -> str:
    """Return the address of a page of the results (`events.programme.result_pages`); the first has none of its own."""
    query = filters_to_query(filters)
    if number > 1:
        query["page"] = str(number)
    return programme_url(query)


def programme_day_url(filters: Filters, day: dt.date | None) -> str:
    query = filters_to_query(filters)
    query["day"] = day.isoformat() if day else "all"
    return programme_url(query)


def programme_url_without_value(filters: Filters, name: str, value: str) -> str:
    query = filters_to_query(filters)
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    return programme_url(query)


def programme_url_without_group(filters: Filters, name: str) -> str:
    query = filters_to_query(filters)
    query.pop(name, None)
    return programme_url(query)


def programme_search_url(filters: Filters, q: str) -> str:
    query = filters_to_query(filters)
    query["q"] = q
    return programme_url(query)


def programme_calendar_url(filters: Filters) -> str:
    query = filters_to_query(filters)
    if query["day"] == "all":
        del query["day"]
    return f"{reverse('programme_ics')}?{query.urlencode()}".rstrip("?")


def availability_json_url(filters: Filters) -> str:
    """Return the address from which the page refreshes its places, full slots included so that one that fills up shows it."""
    query = filters_to_query(filters)
    query.pop("open", None)
    return f"{reverse('availability_json')}?{query.urlencode()}"


def plan_url(filters: Filters) -> str:
    """Return the address where a class plans a day: the chosen one, else the first with places."""
    day = f"?day={filters.day.isoformat()}" if filters.day else ""
    return f"{reverse('plan_times')}{day}"
