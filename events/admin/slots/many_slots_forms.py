"""The form that makes many slots at once: days × times, each with the same places."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.grouped_fields import Grouped
from events.models import EventSession, TimeSlot, WeekDay
from events.programme import slot_generator

MAX_NEW_SLOTS = 200
SERIES_FIELDS = ("first", "length", "pause", "count")


def format_day(day: dt.date, theme: str = "") -> str:
    text = date_format(day, _("D j F"))
    return f"{text} · {theme}" if theme else text


def list_day_choices(session: EventSession, days: Iterable[dt.date] = ()) -> list[tuple[str, str]]:
    """Return choices of the days given, or of all days of the session's week, labelled with their themes."""
    themes = dict(WeekDay.objects.filter(week=session.week_id).values_list("date", "theme"))
    return [(day.isoformat(), format_day(day, themes.get(day, ""))) for day in days or session.week.dates]


class DaysField(forms.TypedMultipleChoiceField):
    """Check boxes; cleans to a list of dates."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(coerce=dt.date.fromisoformat, **kwargs)


class TimesField(forms.CharField):
    """Lines such as 09:00–10:20; cleans to a list of `TimeSpan`."""

    def to_python(self, value) -> list[slot_generator.TimeSpan]:
        try:
            return slot_generator.parse_time_spans(super().to_python(value))
        except slot_generator.InvalidTimeSpan as error:
            raise forms.ValidationError(
                _("Line %(line)s, “%(text)s”, is not a start and a later end on one day, such as 09:00–10:20."),
                params={"line": error.line, "text": error.text[:40]},
            ) from None

    def has_changed(self, initial, data):
        return bool(data)


class RoomFields(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("capacity"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Everyone in the room, adults included. Blank: no limit."),
    )
    kept_back = forms.IntegerField(
        label=gettext_lazy("kept back for walk-ins"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Blank: by the session's or week's share."),
    )
    is_all_day = forms.BooleanField(
        label=gettext_lazy("open all day"),
        required=False,
        label_suffix="",
        help_text=gettext_lazy("Opening hours of an exhibition rather than a start."),
    )

    def clean_kept_back(self):
        capacity, kept_back = self.cleaned_data.get("capacity"), self.cleaned_data["kept_back"]
        if kept_back is not None and "capacity" not in self.errors and (capacity is None or kept_back > capacity):
            raise forms.ValidationError(_("More places are kept back than the room holds."))
        return kept_back

    @property
    def room(self) -> Mapping:
        return {name: self.cleaned_data[name] for name in slot_generator.COPIED_SLOT_FIELDS}


class PatternForm(Grouped, RoomFields):
    """The times of the list and those of the series together; `spans` of the cleaned data has them all."""

    is_new = False  # the session exists already

    days = DaysField(label=gettext_lazy("Days"), error_messages={"required": gettext_lazy("Tick at least one day.")})
    times = TimesField(
        label=gettext_lazy("times"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("One per line: 09:00–10:20. Or let them be worked out below."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vTextField"}),
    )
    first = forms.TimeField(
        label=gettext_lazy("The first begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    length = forms.IntegerField(label=gettext_lazy("Each lasts, in minutes"), required=False, min_value=5, max_value=1435)
    pause = forms.IntegerField(label=gettext_lazy("Break between, in minutes"), required=False, min_value=0, max_value=600)
    count = forms.IntegerField(label=gettext_lazy("How many a day"), required=False, min_value=1, max_value=100)

    groups = (
        (gettext_lazy("On which days"), ("days",)),
        (gettext_lazy("At what times"), ("times", *SERIES_FIELDS)),
        (gettext_lazy("Places"), slot_generator.COPIED_SLOT_FIELDS),
    )

    def __init__(self, *args, session: EventSession, **kwargs):
        kwargs.setdefault("initial", last_slot_room(session))
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["days"].choices = list_day_choices(session)

    def clean(self):
        cleaned = super().clean()
        cleaned["spans"] = [*cleaned.get("times", []), *self.clean_series(cleaned)]
        if not self.errors and not cleaned["spans"]:
            self.add_error("times", _("Say at what times, in lines or as a series."))
        if len(cleaned["spans"]) * len(cleaned.get("days", [])) > MAX_NEW_SLOTS:
            self.add_error(
                None, _("That would be more than %(most)s at once. Take fewer days or time slots.") % {"most": MAX_NEW_SLOTS}
            )
        return cleaned

    def clean_series(self, cleaned) -> list[slot_generator.TimeSpan]:
        given = {name: cleaned.get(name) for name in SERIES_FIELDS}
        if all(value is None for name, value in given.items() if name != "pause") or set(SERIES_FIELDS) & set(self.errors):
            return []
        missing = [name for name in SERIES_FIELDS if given[name] is None and name != "pause"]
        for name in missing:
            self.add_error(name, _("A series needs this too."))
        return [] if missing else self.series_time_spans(**given)

    def series_time_spans(self, *, first, length, pause, count) -> list[slot_generator.TimeSpan]:
        try:
            return slot_generator.generate_time_spans(first, length=length, pause=pause or 0, count=count)
        except ValueError:
            self.add_error("count", _("The last of them would end after midnight."))
            return []

    def slots(self) -> list[TimeSlot]:
        return slot_generator.generate_slots(self.session, self.cleaned_data["days"], self.cleaned_data["spans"], **self.room)

    def target(self) -> EventSession:
        """Return the session the slots are made for."""
        return self.session


def last_slot_room(session: EventSession) -> dict:
    """Return the places of the session's last slot, as initial values."""
    slot = session.slots.order_by("pk").last() if session.pk else None
    return {name: getattr(slot, name) for name in slot_generator.COPIED_SLOT_FIELDS} if slot else {}
