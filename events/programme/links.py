"""Addresses of the programme: the filters of a request, with one thing about them changed."""

import datetime as dt

from django.http import QueryDict
from django.urls import reverse

from content.facets import groups_in_force
from events.programme.queries import Filters


def query_of(filters: Filters) -> QueryDict:
    """The filters as a query string that can be shared: nothing blank, nothing unknown, the day always said."""
    query = QueryDict(mutable=True)
    query["day"] = filters.day.isoformat() if filters.day else "all"
    for name, values in groups_in_force(filters.chosen).items():
        query.setlist(name, values)
    if filters.open_only:
        query["open"] = "1"
    if filters.q:
        query["q"] = filters.q
    return query


def programme(query: QueryDict) -> str:
    return f"{reverse('programme')}?{query.urlencode()}"


def with_day(filters: Filters, day: dt.date | None) -> str:
    query = query_of(filters)
    query["day"] = day.isoformat() if day else "all"
    return programme(query)


def without(filters: Filters, name: str, value: str) -> str:
    query = query_of(filters)
    query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
    return programme(query)


def without_group(filters: Filters, name: str) -> str:
    query = query_of(filters)
    query.pop(name, None)
    return programme(query)


def with_words(filters: Filters, q: str) -> str:
    query = query_of(filters)
    query["q"] = q
    return programme(query)


def calendar(filters: Filters) -> str:
    query = query_of(filters)
    if query["day"] == "all":
        del query["day"]
    return f"{reverse('programme_ics')}?{query.urlencode()}".rstrip("?")


def live_places(filters: Filters) -> str:
    """What the page asks for fresh places: a slot that fills up has to say so, so full ones are asked for too."""
    query = query_of(filters)
    query.pop("open", None)
    return f"{reverse('availability_json')}?{query.urlencode()}"
