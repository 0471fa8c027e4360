from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from content import clock, public_cache
from content.publishing import public_condition
from content.query_values import parse_day
from content.sample_marks import mark_sample_title
from events.bookings.places import SlotPlaces, published_slots
from events.bookings.queries import Availability
from events.calendar import programme_calendar
from events.models import ActivityWeek, EventSession, ReportedVisit
from events.models.sample_parts import join_sample_parts
from events.programme import links, page_context, queries
from events.programme.filters import ProgrammeFilter
from events.programme.live_places import PlacesSnapshot, live_places

FILTER_PARAMETERS = ("day", "kind", "school", "district", "audience", "open", "q")


def read_filters(request, now, *, with_default_day):
    week = ActivityWeek.objects.current()
    form = ProgrammeFilter(request.GET, week, timezone.localdate(now))
    filters = form.filters
    if with_default_day and filters.day is None:
        filters = replace(filters, day=form.default_day())
    return week, form, filters


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "HX-Boosted")
def programme(request):
    now = clock.now()
    week, form, filters = read_filters(request, now, with_default_day=True)
    context = page_context.build_programme_context(week, form, filters, now, request.GET.get("page", ""))
    if not is_htmx_request(request):
        return render(request, "events/programme.html", context)
    context["is_link"] = request.headers.get("HX-Boosted") == "true"
    answer = render(request, "events/_htmx_results.html", context)
    return push_url(answer, links.programme_page_url(filters, context["page_number"]))


def is_htmx_request(request) -> bool:
    """Whether only the results are needed, after a change of filters; the back button needs the whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


@require_safe
def session_detail(request, slug):
    now = clock.now()
    try:
        session = find_session(slug)
    except Http404:
        return redirect_former_session(slug)
    places, similar = queries.list_places_and_similar(session, now)
    context = {
        "session": session,
        "places": places,
        "sample_parts": join_sample_parts([session, *(slot_places.slot for slot_places in places)]),
        "days": sorted({slot_places.slot.day for slot_places in places}),
        "best": find_head_status(session, places),
        "is_past": bool(places) and all(slot_places.look in ("past", "cancelled") for slot_places in places),
        "bookable": next((slot_places for slot_places in places if slot_places.is_bookable), None),
        "opening": find_common_opening(places),
        "walk_in_places": count_walk_in_places(places),
        "has_meters": any(slot_places.has_meter for slot_places in places),
        "similar": similar,
        "live_url": f"{reverse('availability_json')}?session={session.slug}",
    }
    return render(request, "events/session_detail.html", context)


def find_head_status(session: EventSession, places: list[SlotPlaces]) -> SlotPlaces | None:
    """Return the slot whose look stands at the head of the page: one with places enough before one with few."""
    roomy = next((slot_places for slot_places in places if slot_places.look == "open"), None)
    return roomy or (queries.SessionRow(session, places).best if places else None)


def find_common_opening(places: list[SlotPlaces]) -> Availability | None:
    """Return the availability of a slot that opens later, if all that do open at the same moment, so that it is told once."""
    soon = [slot_places.availability for slot_places in places if slot_places.look == "soon"]
    return soon[0] if len({availability.opens_at for availability in soon}) == 1 else None


def count_walk_in_places(places: list[SlotPlaces]) -> int | None:
    """Return how many places each slot still to come keeps for people without a booking; None if they keep different numbers."""
    metered = [slot_places.availability for slot_places in places if slot_places.has_meter]
    kept_back = {availability.capacity - availability.bookable for availability in metered}
    return kept_back.pop() if len(kept_back) == 1 else None


@public_cache.cache_until_public_change
def find_session(slug: str) -> EventSession:
    """Return a published session with everything its page shows; raises Http404."""
    related = EventSession.objects.published().select_related(
        "week", "venue__parent", "venue__school__district", "venue__district", "host_school", "district", "picture"
    )
    return get_object_or_404(related.prefetch_related("audiences", "trades", "industry_colleges"), slug=slug)


def redirect_former_session(slug: str) -> HttpResponse:
    """Lead the address of what is no longer a session, but a reported visit, to the story of its week. Raises Http404."""
    visits = ReportedVisit.objects.filter(public_condition(ActivityWeek, clock.now(), "week__")).select_related("week")
    visit = visits.filter(former_session=slug).order_by("slug").first()
    if visit is None:
        raise Http404
    return redirect(f"{reverse('week_detail', args=[visit.week.slug])}#{visit.slug}", permanent=True)


@require_safe
@cache_control(public=True, max_age=5)
def availability_json(request):
    """The places of the slots that the programme's filters mean, or of one `session`."""
    now = clock.now()
    snapshot = live_places.read(now)
    if slug := request.GET.get("session"):
        if slug not in snapshot.slots_of_session:  # it has no slots, or was published this second
            get_object_or_404(EventSession.objects.published(), slug=slug)
        body = snapshot.answer(("session", slug), snapshot.slots_of_session.get(slug, ()))
    else:
        body = answer_for_filters(request, snapshot, now)
    return HttpResponse(body, content_type="application/json")


def answer_for_filters(request, snapshot: PlacesSnapshot, now) -> bytes:
    key = tuple((name, value) for name in FILTER_PARAMETERS for value in request.GET.getlist(name))
    if {name for name, value in key if value} <= {"day", "open"}:
        day = parse_day(request.GET.get("day"))
        slot_ids = [pk for pk, slot_day in snapshot.day_of_slot.items() if day in (None, slot_day)]
    else:
        slot_ids = live_places.select(key, lambda: find_slots(request, now))
    if request.GET.get("open") == "1":
        slot_ids = [pk for pk in slot_ids if pk in snapshot.open_slots]
    return snapshot.answer(key, slot_ids)


def find_slots(request, now) -> list[int]:
    week, _form, filters = read_filters(request, now, with_default_day=False)
    return [slot.pk for slot in queries.find_slots(queries.read_programme(week), filters)]


@require_safe
def programme_ics(request):
    now = clock.now()
    week, _form, filters = read_filters(request, now, with_default_day=False)
    if filters.open_only:
        slots = [slot_places.slot for slot_places in queries.list_places(week, filters, now)]
    else:
        slots = queries.find_slots(queries.read_programme(week), filters)
    return calendar_response(slots, str(week or ""), now)


@require_safe
def session_ics(request, slug):
    now = clock.now()
    session = get_object_or_404(EventSession.objects.published().select_related("venue"), slug=slug)
    slots = list(published_slots(now).filter(session=session))
    return calendar_response(slots, mark_sample_title(session.title, join_sample_parts([session, *slots])), now)


def calendar_response(slots, name, now):
    body = programme_calendar(slots, name=name, now=now)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
