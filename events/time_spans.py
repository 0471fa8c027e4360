"""The time span of a slot: as text for people, and whether two slots overlap."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import TimeSlot


def format_time_span(slot: TimeSlot) -> str:
    """Return day, start and end in the portal's time zone and the active language."""
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    start_text = date_format(start, _("D j F H:i"))
    return f"{start_text}–{end:%H:%M}"


def slots_overlap(one: TimeSlot, other: TimeSlot) -> bool:
    """Slots that only touch (one ends when the other starts) do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
