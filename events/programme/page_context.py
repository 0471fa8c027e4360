"""The context of the programme's page for one set of filters. List, timetable and counts come from one read of the slots."""

from django.utils import timezone
from django.utils.translation import gettext as _

from content import public_cache
from content.facets import list_choices
from events.models import Audience, WeekDay
from events.programme import empty_results, links, queries
from events.programme.current_places import find_open_slots, read_current_numbers
from events.programme.list_order import put_next_first
from events.programme.queries import Filters
from events.programme.result_pages import build_page_links, group_page, list_page_slots, paginate_rows
from events.programme.timetable import fits_time_grid


def build_programme_context(week, form, filters: Filters, now, page_number: str = "") -> dict:
    programme = queries.read_programme(week)
    found = queries.find_rows(programme, filters)
    slots = [slot for row in found for slot in row.slots]
    numbers = read_current_numbers(slots, now)
    open_slots = find_open_slots(programme, slots, numbers, now, filters.audiences)
    rows = programme.keep_slots(found, open_slots) if filters.open_only else found
    if filters.day is None:
        rows = put_next_first(rows, open_slots if filters.is_narrowed else (), now)
    page = paginate_rows(rows, page_number)
    looked_at = programme.look_at_places(list_page_slots(programme, page), numbers, now)
    places = [slot_places.as_seen_by(filters.audiences) for slot_places in looked_at] if filters.audiences else looked_at
    filter_context = build_filter_context(programme, week, form, filters, now)
    results = {
        "form": form,
        "filters": filters,
        "days": group_page(programme, page, places, by_part=filters.day is not None),
        "page_number": page.number,
        "pages": build_page_links(page, filters),
        "sessions": len({row.session_id for row in rows}),
        "open_count": len({slot.session_id for slot in slots if slot.id in open_slots}),
        "grid_places": places if filters.day and fits_time_grid(places) else [],
        "theme_of_day": find_theme(week.pk, filters.day) if week and filters.day else None,
    }
    return (
        results
        | filter_context
        | build_programme_urls(filters)
        | {"plan_url": find_plan_url(programme, filters, now)}
        | ({} if rows else build_empty_results_context(week, filters, filter_context, now))
    )


MOST_SCHOOLS = 200  # to choose from; a list of more is of no use, and would be most of the page


@public_cache.cache_until_public_change
def find_theme(week_id: int, day) -> WeekDay | None:
    return WeekDay.objects.filter(week=week_id, date=day).first()


def build_filter_context(programme, week, form, filters: Filters, now) -> dict:
    """Return the days and the filter choices, each with the number of sessions it would give."""
    bookable = queries.list_bookable_slots(programme, filters.q, now) if filters.open_only else None
    counts, present = queries.count_facets(programme, filters, bookable), queries.find_facet_values(programme.week_id)
    counted = list_filter_choices(form, counts, present)
    choices = counted | {"school": limit_choices(counted["school"])}
    tabs = build_day_tabs(programme, week, filters, now, bookable=bookable)
    urls = list_day_urls(filters, tuple(tab["date"] for tab in tabs))
    return {
        "tabs": [tab | {"url": url} for tab, url in zip(tabs, urls, strict=True)],
        "choices": choices,
        "withholds_schools": len(choices["school"]) < len(counted["school"]),
        "chosen": filters.chosen,
        "active": list_active_filters(filters, choices),
    }


@public_cache.cache_until_public_change
def list_day_urls(filters: Filters, days: tuple) -> list[str]:
    return [links.programme_day_url(filters, day) for day in days]


def build_day_tabs(programme, week, filters, now, *, bookable=None):
    if not week:
        return []
    today, counts = timezone.localdate(now), queries.count_sessions_by_day(programme, filters, bookable)
    state = {-1: "past", 0: "today", 1: "future"}
    return [
        {
            "date": day,
            "count": counts[day],
            "state": state[(day > today) - (day < today)],
            "selected": day == filters.day,
        }
        for day in week.dates
    ]


def list_filter_choices(form, counts, present):
    """Return the values of each filter that some session of the week has, with their counts and whether they are chosen."""
    pairs = form.choosable.pairs
    return {name: list_choices(pairs[name], chosen, counts[name], present[name]) for name, chosen in form.filters.chosen.items()}


def limit_choices(choices: list[dict]) -> list[dict]:
    """Return all of them if they are few, else those that have sessions if these are few, else only what is chosen."""
    if len(choices) <= MOST_SCHOOLS:
        return choices
    held = [choice for choice in choices if choice["count"] or choice["chosen"]]
    return held if len(held) <= MOST_SCHOOLS else [choice for choice in choices if choice["chosen"]]


def list_active_filters(filters: Filters, choices):
    """Return each filter in force, with the address that removes it."""
    found = [
        {"name": name, "label": choice["label"], "url": links.programme_url_without_value(filters, name, choice["value"])}
        for name, values in choices.items()
        for choice in values
        if choice["chosen"]
    ]
    if filters.open_only:
        label = _("Only what can still be booked")
        found.append({"name": "open", "label": label, "url": links.programme_url_without_value(filters, "open", "1")})
    if filters.q:
        found.append({"name": "q", "label": filters.q, "url": links.programme_url_without_value(filters, "q", filters.q)})
    return found


@public_cache.cache_until_public_change
def build_programme_urls(filters: Filters) -> dict:
    return {
        "whole_week": {"url": links.programme_day_url(filters, None), "selected": filters.day is None},
        "live_url": links.availability_json_url(filters),
        "calendar_url": links.programme_calendar_url(filters),
        "clear_url": links.programme_day_url(Filters(), filters.day),
        "week_url": links.programme_day_url(filters, None) if filters.day and filters.is_narrowed else "",
    }


def find_plan_url(programme, filters: Filters, now) -> str:
    """Return where a class plans its day; blank for others, and once the last booking of classes has closed."""
    is_open = Audience.Code.CLASS in filters.audiences and now < programme.classes_book_until
    return links.plan_url(filters) if is_open else ""


def build_empty_results_context(week, filters: Filters, filter_context, now) -> dict:
    labels = {}
    for item in filter_context["active"]:
        labels.setdefault(item["name"], []).append(str(item["label"]))
    return {
        "filter_suggestions": empty_results.suggest_dropping_filters(
            week, filters, {name: _(", ").join(found) for name, found in labels.items()}, now
        ),
        "nearest_day": empty_results.suggest_nearest_day(filters, filter_context["tabs"]),
        "search_suggestions": empty_results.suggest_search_words(week, filters),
    }
