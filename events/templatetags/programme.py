"""Sessions for pages of other apps, as rows for `components/_session_row.html`, and texts about their availability."""

from django import template
from django.utils.translation import gettext as _

from content import clock
from events.bookings.rules import format_date_and_time
from events.models import ActivityWeek
from events.programme import queries
from events.programme.timetable import build_time_grid

register = template.Library()


@register.simple_tag(takes_context=True)
def sessions_of_school(context, school):
    programme = queries.read_programme(ActivityWeek.objects.current())
    session_ids = {session.pk for session in programme.sessions.values() if session.host_school_id == school.pk}
    return queries.list_session_rows(programme, session_ids, context.get("now") or clock.now())


@register.simple_tag
def live_states():
    """Return the looks between which the script can switch a slot while its page is open."""
    return ("open", "few", "too_few", "waitlist", "full")


@register.simple_tag(takes_context=True)
def places_part(context, template_name, places, variant="", /, **values):
    """Include a template with these values only, which are all about `places`; it is rendered once while they look the same.

    `variant` tells two ways of showing the same places apart.
    """
    rendered, others = places[0].rendered, tuple(id(other) for other in places[1:])
    name = template_name, variant
    known = rendered.get(name)
    if known is None or known[0] != others:
        html = context.template.engine.get_template(template_name).render(context.new(values))
        known = rendered[name] = (others, html, places[1:])  # which stay alive as long as their ids are compared
    return known[1]


register.simple_tag(build_time_grid, name="time_grid")


@register.filter
def places_of_rows(rows):
    return [slot_places for row in rows for slot_places in row.places]


@register.filter
def day_part_name(name):
    return {"morning": _("Morning"), "afternoon": _("Afternoon"), "all_day": _("All day")}[name]


@register.simple_tag
def availability_note(slot_places):
    """Return a more precise text than that of the look; blank if there is none."""
    session = slot_places.slot.session
    if slot_places.look == "free":
        return _("No booking, just come")
    if slot_places.look == "live" and slot_places.slot.is_all_day:
        return _("Open today")
    if slot_places.look == "open" and session.is_for_classes:
        return _("Classes can book")
    if slot_places.look == "soon":
        return _("Opens %(moment)s") % {"moment": format_date_and_time(slot_places.availability.opens_at)}
    return ""
