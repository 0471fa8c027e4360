"""From when to when a slot lasts: in words, and whether two slots are at the same time."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import TimeSlot


def format_time_span(slot: TimeSlot) -> str:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    words = date_format(start, _("D j F H:i"))
    return f"{words}–{end:%H:%M}"


def slots_overlap(one: TimeSlot, other: TimeSlot) -> bool:
    """Slots that only touch (one ends when the other starts) do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
