"""The form that shifts a day: by how many minutes, and which of its slots."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import TimeSlot
from events.programme import slot_generator

MAX_SHIFT_MINUTES = 240


class DayShiftForm(forms.Form):
    """`slots` are those of one day that the user may change; those that have begun are shown but cannot be chosen."""

    minutes = forms.IntegerField(
        label=gettext_lazy("By how many minutes"),
        min_value=-MAX_SHIFT_MINUTES,
        max_value=MAX_SHIFT_MINUTES,
        help_text=gettext_lazy("30: half an hour later. -30: half an hour earlier. At most four hours."),
    )
    slots = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which time slots"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick at least one time slot."),
            "invalid_choice": gettext_lazy(
                "One of the time slots can no longer be moved: it has begun or is cancelled. Please look again."
            ),
        },
    )

    def __init__(self, *args, slots: Sequence[TimeSlot], now: dt.datetime, **kwargs):
        self.now, self.all_slots = now, list(slots)
        self.movable = {slot.pk: slot for slot in self.all_slots if slot.starts_at > now}
        kwargs.setdefault("initial", {"slots": [pk for pk, slot in self.movable.items() if not slot.is_all_day]})
        super().__init__(*args, **kwargs)
        self.fields["slots"].choices = [(pk, str(slot)) for pk, slot in self.movable.items()]

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes == 0:
            raise forms.ValidationError(_("By 0 minutes nothing moves."))
        return minutes

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            for slot in self.chosen_slots:
                if sentence := self.reason_against_moving(slot):
                    self.add_error("minutes", sentence % {"title": slot.session.title, "slot": slot})
        return cleaned

    def reason_against_moving(self, slot: TimeSlot) -> str:
        """Return a sentence with placeholders for title and slot; blank if the slot can be moved."""
        if not slot_generator.stays_on_same_day(slot, self.shift):
            return _("“%(title)s” %(slot)s would no longer be on its day.")
        if slot.starts_at + self.shift <= self.now:
            return _("“%(title)s” %(slot)s would begin in the past.")
        return ""

    @property
    def chosen_slots(self) -> list[TimeSlot]:
        return [slot for pk, slot in self.movable.items() if pk in self.cleaned_data["slots"]]

    @property
    def shift(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.cleaned_data["minutes"])

    def rows(self) -> list[tuple[TimeSlot, bool, bool]]:
        """Return (slot, whether it can be chosen, whether it is chosen) for each slot of the day."""
        ticked = {str(pk) for pk in self["slots"].value() or []}
        return [(slot, slot.pk in self.movable, str(slot.pk) in ticked) for slot in self.all_slots]
