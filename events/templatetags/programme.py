"""Sessions for pages of other apps, as rows for `components/_session_row.html`, and texts about their availability."""

from django import template
from django.utils.translation import gettext as _

from content import clock
from events.bookings.rules import format_date_and_time
from events.models import EventSession
from events.programme import queries

register = template.Library()


@register.simple_tag(takes_context=True)
def sessions_of_school(context, school):
    now = context.get("now") or clock.now()
    return queries.list_session_rows(EventSession.objects.published().filter(host_school=school), now)


@register.simple_tag
def live_states():
    """Return the looks between which the script can switch a slot while its page is open."""
    return ("open", "few", "too_few", "waitlist", "full")


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
