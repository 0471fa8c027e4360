"""What a secretary fills in to make many slots at once: days × times × places."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.programme import slot_generator
from events.admin.grouped_fields import Grouped
from events.models import EventSession, TimeSlot, WeekDay

MOST_SLOTS = 200
SERIES = ("first", "length", "pause", "count")


def day_words(day: dt.date, theme: str = "") -> str:
    words = date_format(day, _("D j F"))
    return f"{words} · {theme}" if theme else words


def day_choices(session: EventSession, days: Iterable[dt.date] = ()) -> list[tuple[str, str]]:
    """The days of the session's week, or those given, with their themes."""
    themes = dict(WeekDay.objects.filter(week=session.week_id).values_list("date", "theme"))
    return [(day.isoformat(), day_words(day, themes.get(day, ""))) for day in days or session.week.dates]


class DaysField(forms.TypedMultipleChoiceField):
    """Check boxes; gives dates."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(coerce=dt.date.fromisoformat, **kwargs)


class TimesField(forms.CharField):
    """Lines such as 09:00–10:20; gives `timetable.Times`."""

    def to_python(self, value) -> list[slot_generator.Times]:
        try:
            return slot_generator.read_times(super().to_python(value))
        except slot_generator.NotTimes as wrong:
            raise forms.ValidationError(
                _("Line %(line)s, “%(text)s”, is not a start and a later end on one day, such as 09:00–10:20."),
                params={"line": wrong.line, "text": wrong.text[:40]},
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
        return {name: self.cleaned_data[name] for name in slot_generator.COPIED}


class PatternForm(Grouped, RoomFields):
    """The times are those of the list and those of the series together."""

    is_new = False  # the session is there already

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
        (gettext_lazy("At what times"), ("times", *SERIES)),
        (gettext_lazy("Places"), slot_generator.COPIED),
    )

    def __init__(self, *args, session: EventSession, **kwargs):
        kwargs.setdefault("initial", usual_room(session))
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["days"].choices = day_choices(session)

    def clean(self):
        cleaned = super().clean()
        cleaned["spans"] = [*cleaned.get("times", []), *self.clean_series(cleaned)]
        if not self.errors and not cleaned["spans"]:
            self.add_error("times", _("Say at what times, in lines or as a series."))
        if len(cleaned["spans"]) * len(cleaned.get("days", [])) > MOST_SLOTS:
            self.add_error(None, _("That would be more than %(most)s at once. Take fewer days or times.") % {"most": MOST_SLOTS})
        return cleaned

    def clean_series(self, cleaned) -> list[slot_generator.Times]:
        given = {name: cleaned.get(name) for name in SERIES}
        if all(value is None for name, value in given.items() if name != "pause") or set(SERIES) & set(self.errors):
            return []
        missing = [name for name in SERIES if given[name] is None and name != "pause"]
        for name in missing:
            self.add_error(name, _("A series needs this too."))
        return [] if missing else self.worked_out(**given)

    def worked_out(self, *, first, length, pause, count) -> list[slot_generator.Times]:
        try:
            return slot_generator.series(first, length=length, pause=pause or 0, count=count)
        except ValueError:
            self.add_error("count", _("The last of them would end after midnight."))
            return []

    def slots(self) -> list[TimeSlot]:
        return slot_generator.pattern(self.session, self.cleaned_data["days"], self.cleaned_data["spans"], **self.room)

    def target(self) -> EventSession:
        return self.session


def usual_room(session: EventSession) -> dict:
    """As the last slot of the session has it."""
    slot = session.slots.order_by("pk").last()
    return {name: getattr(slot, name) for name in slot_generator.COPIED} if slot else {}
