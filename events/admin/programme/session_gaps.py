"""What a session lacks for people to come, although it may be published without it."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.record_page.side_panel import Gap


def list_slot_gaps(model_admin, request, session) -> list[Gap]:
    if session is None:
        may_add = request.user.has_perm("events.add_timeslot")
        return [Gap(_("Time slots"), "slots-group", "slots-0-starts_at")] if may_add else []
    slots = session.slots.filter(cancelled_at=None).aggregate(count=Count("pk"), unlimited=Count("pk", filter=Q(capacity=None)))
    if not slots["count"]:
        return [Gap(_("Time slots"), "slot-list-title")]
    if session.takes_bookings and slots["unlimited"]:
        sentence = ngettext(
            "%(count)s time slot has no number of places, so nobody can book it",
            "%(count)s time slots have no number of places, so nobody can book them",
            slots["unlimited"],
        )
        return [Gap(sentence % {"count": slots["unlimited"]}, "slot-list-title")]
    return []
