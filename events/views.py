from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from content import clock
from events import queries
from events.calendar import programme_calendar
from events.forms import ProgrammeFilter
from events.grid import time_grid
from events.models import ActivityWeek, EventSession
from events.templatetags.programme import day_tabs


def read_filters(request, now, *, with_default_day):
    week = ActivityWeek.objects.current()
    form = ProgrammeFilter(request.GET, week, timezone.localdate(now))
    filters = form.filters
    if with_default_day and filters.day is None:
        filters = replace(filters, day=form.default_day())
    return week, form, filters


@require_safe
@vary_on_headers("HX-Request")
def programme(request):
    now = clock.now()
    week, form, filters = read_filters(request, now, with_default_day=True)
    slots = queries.slots_of_programme(week, filters, now)
    places = queries.places_of(slots, now, open_only=filters.open_only)
    context = {
        "form": form,
        "filters": filters,
        "days": by_day(places),
        "sessions": len({place.slot.session_id for place in places}),
        "tabs": [tab | {"url": with_day(request, tab["date"])} for tab in day_tabs(week, filters, now, selected=filters.day)],
        "theme_of_day": week.days.filter(date=filters.day).first() if week and filters.day else None,
        "grid": time_grid(places, filters.day, now) if filters.day else None,
        "choices": choices(form, queries.facet_counts(week, filters)),
        "live_url": f"{reverse('availability_json')}?{live_query(request, filters)}",
        "clear_url": with_day(None, filters.day),
    }
    page = "events/_results.html" if request.headers.get("HX-Request") == "true" else "events/programme.html"
    return render(request, page, context)


def by_day(places):
    days = {}
    for place in places:
        days.setdefault(place.slot.day, []).append(place)
    return [{"date": day, "parts": queries.halves(found)} for day, found in sorted(days.items())]


def with_day(request, day):
    query = request.GET.copy() if request else {}
    if day is None:
        return reverse("programme")
    if request is None:
        return f"{reverse('programme')}?day={day.isoformat()}"
    query["day"] = day.isoformat()
    return f"{reverse('programme')}?{query.urlencode()}"


def live_query(request, filters):
    query = request.GET.copy()
    query.pop("open", None)  # a slot that fills up has to say so
    if filters.day:
        query["day"] = filters.day.isoformat()
    return query.urlencode()


def choices(form, counts):
    """Each filter's values with their counts and whether they are chosen."""

    def listed(name, pairs, chosen):
        return [
            {"value": value, "label": label, "count": counts[name][value], "chosen": value in chosen} for value, label in pairs
        ]

    filters = form.filters
    return {
        "kind": listed("kind", EventSession.Kind.choices, filters.kinds),
        "school": listed("school", [(s.slug, s) for s in form.schools], filters.schools),
        "district": listed("district", [(d.slug, d) for d in form.districts], filters.districts),
        "audience": listed("audience", [(a.code, a) for a in form.audiences], filters.audiences),
    }


@require_safe
def session_detail(request, slug):
    now = clock.now()
    related = EventSession.objects.published().select_related("week", "venue", "host_school", "district", "picture")
    session = get_object_or_404(related.prefetch_related("audiences", "trades", "industry_colleges"), slug=slug)
    places = queries.places_of(queries.published_slots(now).filter(session=session), now)
    context = {
        "session": session,
        "places": places,
        "days": sorted({place.slot.day for place in places}),
        "best": queries.Row(session, places).best if places else None,
        "bookable": next((place for place in places if place.is_bookable), None),
        "similar": queries.similar_with_places(session, now),
        "live_url": f"{reverse('availability_json')}?session={session.slug}",
    }
    return render(request, "events/session_detail.html", context)


@require_safe
@cache_control(public=True, max_age=5)
def availability_json(request):
    now = clock.now()
    slug = request.GET.get("session")
    if slug:
        session = get_object_or_404(EventSession.objects.published(), slug=slug)
        slots, open_only = queries.published_slots(now).filter(session=session), False
    else:
        week, _form, filters = read_filters(request, now, with_default_day=False)
        slots, open_only = queries.slots_of_programme(week, filters, now), filters.open_only
    places = queries.places_of(slots.prefetch_related(None), now, open_only=open_only)
    return JsonResponse({"slots": {str(place.slot.pk): place.availability.as_json() for place in places}})


@require_safe
def programme_ics(request):
    now = clock.now()
    week, _form, filters = read_filters(request, now, with_default_day=False)
    places = queries.places_of(queries.slots_of_programme(week, filters, now), now, open_only=filters.open_only)
    return calendar_file([place.slot for place in places], str(week or ""), now)


@require_safe
def session_ics(request, slug):
    now = clock.now()
    session = get_object_or_404(EventSession.objects.published(), slug=slug)
    return calendar_file(queries.published_slots(now).filter(session=session), session.title, now)


def calendar_file(slots, name, now):
    body = programme_calendar(slots, name=name, now=now)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
