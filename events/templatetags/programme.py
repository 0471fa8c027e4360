"""Sessions for the pages of other apps: rows for `components/_session_row.html` and `_session_card.html`."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from content import clock
from events import queries
from events.bookings.rules import moment_words
from events.models import ActivityWeek, EventSession

register = template.Library()


def now_of(context):
    return context.get("now") or clock.now()


def published():
    return EventSession.objects.published()


@register.simple_tag(takes_context=True)
def sessions_of_school(context, school, limit=None):
    return queries.rows_for(published().filter(host_school=school), now_of(context), limit=limit)


@register.simple_tag(takes_context=True)
def sessions_now(context, limit=None):
    """On at this moment."""
    now = now_of(context)
    slots = queries.published_slots(now).filter(session__week__is_current=True, starts_at__lte=now, ends_at__gt=now)
    places = [place for place in queries.places_of(slots, now) if place.look != "cancelled"]
    return queries.rows_of(places)[:limit]


@register.simple_tag(takes_context=True)
def sessions_next(context, limit=None):
    """Beginning from now on, the nearest first."""
    now = now_of(context)
    slots = queries.published_slots(now).filter(session__week__is_current=True, starts_at__gt=now)
    slots = slots.filter(cancelled_at__isnull=True, session__cancelled_at__isnull=True)
    return queries.rows_of(queries.places_of(slots[: 40 * (limit or 5)], now))[:limit]


@register.simple_tag(takes_context=True)
def featured_sessions(context, limit=None):
    """What editors chose for the home page."""
    now = now_of(context)
    chosen = published().filter(is_highlight=True)
    return queries.rows_for(chosen, now, limit=limit)


@register.simple_tag(takes_context=True)
def week_strip(context):
    """Days of the current week for `components/_week.html`: date, number of sessions, state."""
    week = context.get("week") or ActivityWeek.objects.current()
    return day_tabs(week, queries.Filters(), now_of(context), selected=None)


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


@register.simple_tag
def portal_now():
    """For pages whose places are refreshed: the moment they are of."""
    return clock.now()


@register.simple_tag
def live_states():
    """States between which a slot changes while its page is looked at."""
    return ("open", "few", "waitlist", "full")


@register.filter
def half_word(name):
    return {"morning": _("Morning"), "afternoon": _("Afternoon"), "all_day": _("All day")}[name]


@register.simple_tag
def place_word(place):
    """Other words than the state's own where the moment asks for them; blank otherwise."""
    session = place.slot.session
    if place.look == "free":
        return _("No booking, just come")
    if place.look == "live" and place.slot.is_all_day:
        return _("Open today")
    if place.availability.too_few_for_class:
        return _("Too few for a class")
    if place.look == "open" and session.is_for_classes:
        return _("Classes can book")
    if place.look == "soon":
        return _("Opens %(moment)s") % {"moment": moment_words(place.availability.opens_at)}
    return ""
