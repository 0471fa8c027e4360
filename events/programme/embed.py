"""The programme for other sites to show in a frame. Only this page may be framed; it sets no cookie and runs no script."""

import datetime as dt

from csp.decorators import csp_replace
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from content import clock
from content.absolute_urls import prepend_base_url
from events.bookings.places import SlotPlaces
from events.models import ActivityWeek
from events.programme import links, queries
from events.programme.filters import ProgrammeFilter

EMBED_SLOTS_SHOWN = 60  # a frame is small; the rest is one tap away on the programme


@require_safe
@cache_control(public=True, max_age=60)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"]})
def embed_programme(request):
    now = clock.now()
    week = ActivityWeek.objects.current()
    form = ProgrammeFilter(request.GET, week, timezone.localdate(now))
    if sentence := unknown_filter_message(request, form):
        return render(request, "events/embed_refused.html", {"sentence": sentence}, status=400)
    places = queries.list_places(week, form.filters, now)
    ahead = [slot_places for slot_places in places if slot_places.look != "past"]
    programme_url = links.programme_url(links.filters_to_query(form.filters))
    context = {
        "canonical": prepend_base_url(programme_url),
        "days": group_rows_by_day(ahead[:EMBED_SLOTS_SHOWN]),
        "has_more": len(ahead) > EMBED_SLOTS_SHOWN,
        "is_over": bool(places) and not ahead,
        "schools": [school for school in form.choosable.schools if school.slug in form.filters.schools],
        "programme_url": programme_url,
    }
    return render(request, "events/embed_programme.html", context)


def group_rows_by_day(places: list[SlotPlaces]) -> list[tuple[dt.date, list[queries.SessionRow]]]:
    days: dict[dt.date, list[SlotPlaces]] = {}
    for slot_places in places:
        days.setdefault(slot_places.slot.day, []).append(slot_places)
    return [(day, queries.group_slots_by_session(found)) for day, found in days.items()]


def unknown_filter_message(request, form: ProgrammeFilter) -> str:
    """Return a sentence if the address has an unknown value, else "".

    A school's page must never show the sessions of other schools because of a mistake in the address.
    """
    if set(filter(None, request.GET.getlist("school"))) - set(form.filters.schools):
        return _("No school is known by this name. Copy the code again from the back office.")
    if form.has_unknown_values:
        return _("The day or kind in this address is not known. Copy the code again from the back office.")
    return ""
