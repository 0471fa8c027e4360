"""The time span of a slot: as text for people, and whether two slots overlap."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.remembered_texts import RememberedTexts
from events.models import TimeSlot

remembered_spans = RememberedTexts(2_000)


def format_time_span(slot: TimeSlot) -> str:
    """Return day, start and end in the portal's time zone and the active language."""
    key = (get_language(), slot.starts_at, slot.ends_at)
    return remembered_spans.get_or_render(key, lambda: describe_span(slot.starts_at, slot.ends_at))


def describe_span(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    start_text = date_format(start, _("D j F H:i"))
    return f"{start_text}–{end:%H:%M}"


def slots_overlap(one: TimeSlot, other: TimeSlot) -> bool:
    """Slots that only touch (one ends when the other starts) do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
