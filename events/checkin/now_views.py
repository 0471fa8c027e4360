"""The wall screen: what is on now and next, for a hall, a school's entrance or one room."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content import clock, public_cache
from content.facets import read_values
from content.languages import localized_value
from events.checkin.now_board import SECONDS_OF_PAGE, build_now_board
from events.models import ActivityWeek, Venue
from schools.models import School


@require_safe
def events_now(request):
    now = clock.now()
    week = ActivityWeek.objects.current()
    names = list_names()
    schools, venues = (read_known_values(request, name, names[name]) for name in ("school", "venue"))
    is_kiosk = request.GET.get("kiosk") == "1"
    context = {
        "board": build_now_board(week, now, schools=schools, venues=venues, in_turn=is_kiosk),
        "places": [*(names["school"][slug] for slug in schools), *(names["venue"][slug] for slug in venues)],
        "seconds": SECONDS_OF_PAGE,
    }
    return render(request, "events/now_kiosk.html" if is_kiosk else "events/events_now.html", context)


def read_known_values(request, name: str, known: dict[str, str]) -> tuple[str, ...]:
    """Return the slugs of the parameter. Raises Http404 for one that is not public: whoever sets a screen up has to see that."""
    chosen, is_understood = read_values(request.GET, name, set(known))
    if not is_understood:
        raise Http404(_("There is no such school or venue."))
    return chosen


@public_cache.cache_until_public_change
def list_names() -> dict[str, dict[str, str]]:
    """Return what the public schools and venues are called, by slug, in the page's language."""
    models = {"school": School, "venue": Venue}
    return {
        name: {record.slug: localized_value(record, "name") for record in model.objects.published().order_by("sort_key")}
        for name, model in models.items()
    }
