"""What the programme's page shows for one set of filters: one reading of the slots gives list, timetable and counts."""

from django.utils import timezone
from django.utils.translation import gettext as _

from content.facets import list_choices
from content.languages import words
from events.programme import links as addresses, queries, empty_results
from events.bookings.places import places_of
from events.programme.timetable import time_grid
from events.models import EventSession
from events.programme.queries import Filters


def context(week, form, filters: Filters, now) -> dict:
    every_place = places_of(queries.slots_of_programme(week, filters, now), now)
    open_places = [place for place in every_place if place.availability.is_open]
    places = open_places if filters.open_only else every_place
    around = surroundings(week, form, filters, now)
    shown = {
        "form": form,
        "filters": filters,
        "days": by_day(places),
        "sessions": sessions_in(places),
        "open_count": sessions_in(open_places),
        "grid": time_grid(places, filters.day, now) if filters.day else None,
        "theme_of_day": week.days.filter(date=filters.day).first() if week and filters.day else None,
    }
    return shown | around | links(filters) | ({} if places else ways_from_nothing(week, filters, around, now))


def sessions_in(places) -> int:
    return len({place.slot.session_id for place in places})


def by_day(places):
    days = {}
    for place in places:
        days.setdefault(place.slot.day, []).append(place)
    return [{"date": day, "parts": queries.halves(found)} for day, found in sorted(days.items())]


def surroundings(week, form, filters: Filters, now) -> dict:
    """Days and filters, each with how much it would give."""
    bookable = queries.bookable_places(week, filters.q, now) if filters.open_only else None
    listed = choices(form, queries.facet_counts(week, filters, bookable))
    tabs = day_tabs(week, filters, now, selected=filters.day, bookable=bookable)
    return {
        "tabs": [tab | {"url": addresses.with_day(filters, tab["date"])} for tab in tabs],
        "choices": listed,
        "chosen": filters.chosen,
        "active": active_filters(filters, listed),
    }


def day_tabs(week, filters, now, *, selected, bookable=None):
    if not week:
        return []
    today, counts = timezone.localdate(now), queries.sessions_by_day(week, filters, bookable)
    state = {-1: "past", 0: "today", 1: "future"}
    return [
        {
            "date": day,
            "count": counts[day],
            "state": state[(day > today) - (day < today)],
            "selected": day == selected,
        }
        for day in week.dates
    ]


def choices(form, counts):
    """Each filter's values with their counts and whether they are chosen."""
    pairs = {
        "kind": EventSession.Kind.choices,
        "school": [(school.slug, words(school, "name")) for school in form.schools],
        "district": [(district.slug, words(district, "name")) for district in form.districts],
        "audience": [(audience.code, audience) for audience in form.audiences],
    }
    return {name: list_choices(pairs[name], chosen, counts[name]) for name, chosen in form.filters.chosen.items()}


def active_filters(filters: Filters, listed):
    """Each filter in force, with the address that takes it away."""
    found = [
        {"name": name, "label": choice["label"], "url": addresses.without(filters, name, choice["value"])}
        for name, values in listed.items()
        for choice in values
        if choice["chosen"]
    ]
    if filters.open_only:
        label = _("Only what can still be booked")
        found.append({"name": "open", "label": label, "url": addresses.without(filters, "open", "1")})
    if filters.q:
        found.append({"name": "q", "label": filters.q, "url": addresses.without(filters, "q", filters.q)})
    return found


def links(filters: Filters) -> dict:
    return {
        "whole_week": {"url": addresses.with_day(filters, None), "selected": filters.day is None},
        "live_url": addresses.live_places(filters),
        "calendar_url": addresses.calendar(filters),
        "clear_url": addresses.with_day(Filters(), filters.day),
        "week_url": addresses.with_day(filters, None) if filters.day and filters.is_narrowed else "",
    }


def ways_from_nothing(week, filters: Filters, around, now) -> dict:
    labels = {}
    for item in around["active"]:
        labels.setdefault(item["name"], []).append(str(item["label"]))
    return {
        "ways": empty_results.ways_out(week, filters, {name: _(", ").join(found) for name, found in labels.items()}, now),
        "nearest": empty_results.nearest_day(filters, around["tabs"]),
        "meant": empty_results.words_meant(week, filters),
    }
