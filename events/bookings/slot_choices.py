"""Slots as choices of a form."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import time_spans
from events.bookings.queries import Availability
from events.models import TimeSlot

STATE_LABELS = {
    "soon": _("Not open yet"),
    "waitlist": _("Fully booked, waiting list open"),
    "full": _("Fully booked"),
    "closed": _("Booking closed"),
    "past": _("Over"),
    "cancelled": _("Cancelled"),
}


def slot_choice_label(slot: TimeSlot, places: Availability) -> str:
    """Return a slot in one line: when it is, and how many places are left or why it cannot be booked."""
    if places.is_open:
        left = ngettext("%(left)s place left", "%(left)s places left", places.left) % {"left": places.left}
    else:
        left = STATE_LABELS[places.state]
    return f"{time_spans.format_time_span(slot)} · {left}"


class SlotSelect(forms.RadioSelect):
    """Radio buttons for slots; those in `unavailable` are disabled (their label says why), `few_places` has sentences."""

    unavailable: frozenset[int] = frozenset()
    few_places: Mapping[int, str] = {}

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if value in self.unavailable and not selected:
            option["attrs"]["disabled"] = True
        if sentence := self.few_places.get(value):
            option["attrs"]["data-few-places-left"] = sentence
        return option
