"""Slots as choices of a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from content.query_values import parse_id
from events import time_spans
from events.bookings.fields import ChoiceField
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


CHOOSABLE_STATES = {"open", "soon", "waitlist"}
MOST_IN_ONE_LIST = 12  # more slots than that are listed by day and hour


def slot_choice_label(slot: TimeSlot, places: Availability) -> str:
    """Return a slot in one line: when it is, and how many places are left or why it cannot be booked."""
    return join_label(time_spans.format_time_span(slot), places)


def join_label(when: str, places: Availability) -> str:
    """Return the two as one sentence: a comma may end the line on a phone, a dot between them would hang there."""
    return gettext("%(when)s, %(places)s") % {"when": when, "places": describe_places(places)}


def describe_places(places: Availability) -> str:
    if places.look == "too_few":
        return ngettext("%(left)s place left, too few for a class", "%(left)s places left, too few for a class", places.left) % {
            "left": places.left
        }
    if places.is_open:
        return ngettext("%(left)s place left", "%(left)s places left", places.left) % {"left": places.left}
    return str(STATE_LABELS[places.state])


@dataclass(frozen=True, kw_only=True)
class SlotChoice:
    """A radio button."""

    html_id: str
    slot_id: str
    label: str
    is_chosen: bool
    is_disabled: bool
    few_places: str  # the sentence that few-places.js shows beside the number of people, or blank


@dataclass(frozen=True, kw_only=True)
class SlotHour:
    """The choices that begin within one hour of a day, such as 09:00; without a label, a short list of whatever day and hour."""

    choices: Sequence[SlotChoice]
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class SlotDay:
    """The hours of a day; `bookable` counts the slots with places left. Only a day with a label can be folded."""

    hours: Sequence[SlotHour]
    label: str = ""
    bookable: int = 0
    is_unfolded: bool = True


def list_slot_choices(
    slots: Sequence[tuple[TimeSlot, Availability]], *, chosen: str, few_places: Mapping[int, str]
) -> list[SlotDay]:
    """Return the slots of a session, which are ordered by time; if they are many, by day and hour.

    `chosen` is an id as text, `few_places` are the sentences for slots that have few, by id. Of many days that of the chosen
    slot is unfolded, else the first.
    """
    is_short = len(slots) <= MOST_IN_ONE_LIST
    choices = [
        SlotChoice(
            html_id=f"id_slot_{number}",
            slot_id=str(slot.pk),
            label=slot_choice_label(slot, places) if is_short else join_label(format_hours(slot), places),
            is_chosen=str(slot.pk) == chosen,
            is_disabled=places.state not in CHOOSABLE_STATES and str(slot.pk) != chosen,
            few_places=few_places.get(slot.pk, ""),
        )
        for number, (slot, places) in enumerate(slots)
    ]
    return [SlotDay(hours=[SlotHour(choices=choices)])] if is_short else group_by_day(slots, choices)


def group_by_day(slots: Sequence[tuple[TimeSlot, Availability]], choices: Sequence[SlotChoice]) -> list[SlotDay]:
    unfolded = next(
        (slot.day for (slot, _places), choice in zip(slots, choices, strict=True) if choice.is_chosen), slots[0][0].day
    )
    days = []
    for day, group in groupby(zip(slots, choices, strict=True), key=lambda pair: pair[0][0].day):
        pairs = list(group)
        days.append(
            SlotDay(
                label=date_format(day, gettext("D j F")),
                hours=group_by_hour(pairs),
                bookable=sum(places.is_open for (_slot, places), _choice in pairs),
                is_unfolded=day == unfolded,
            )
        )
    return days


def group_by_hour(pairs: Iterable) -> list[SlotHour]:
    hours = groupby(pairs, key=lambda pair: timezone.localtime(pair[0][0].starts_at).hour)
    return [SlotHour(label=f"{hour:02}:00", choices=[choice for _slot, choice in group]) for hour, group in hours]


def format_hours(slot: TimeSlot) -> str:
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{start:%H:%M}–{end:%H:%M}"


def parse_slot_id(text: str) -> int:
    number = parse_id(text)
    if number is None:
        raise ValueError
    return number


class SlotField(ChoiceField):
    """One slot. With `takes_any` it may be any, and the booking service says whether there is such a slot."""

    takes_any = True
    default_error_messages = {
        "required": _("Please choose a time slot."),
        "invalid_choice": _("Please choose one of the time slots listed."),
    }

    def __init__(self, **kwargs):
        super().__init__(coerce=parse_slot_id, widget=SlotSelect, **kwargs)

    def valid_value(self, value):
        return self.takes_any or super().valid_value(value)


class SlotSelect(forms.RadioSelect):
    """Radio buttons for slots; those in `unavailable` are disabled, and their label says why."""

    unavailable: frozenset[int] = frozenset()

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if value in self.unavailable and not selected:
            option["attrs"]["disabled"] = True
        return option
