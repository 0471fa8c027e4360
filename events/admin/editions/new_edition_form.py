"""The form of a new edition: its name, its first day, and what it takes over."""

import datetime as dt

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.grouped_fields import Grouped
from events.editions.days import suggest_first_day
from events.editions.naming import propose_name, propose_week_slug, put_year
from events.editions.plan import EditionPlan, TakeOver
from events.models import ActivityWeek

YEARS_AHEAD = 10  # nobody plans further; a year with a slip in it is noticed
TAKEN = (
    ("themes", gettext_lazy("days with their themes")),
    ("sessions", gettext_lazy("sessions with texts, places, hosts, pictures and limits")),
    ("slots", gettext_lazy("time slots with their places")),
    ("samples", gettext_lazy("what is a sample, too; it keeps its mark")),
)


class NewEditionForm(Grouped, forms.Form):
    name = forms.CharField(label=gettext_lazy("name"), max_length=120, widget=AdminTextInputWidget)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=200, required=False, widget=AdminTextInputWidget)
    slug = forms.SlugField(
        label=gettext_lazy("address name"),
        max_length=80,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("The last part of the page's address. Keep it."),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("first day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("All days move together with it. Proposed is the same weekday near the old date."),
    )
    take = forms.MultipleChoiceField(
        label=gettext_lazy("It begins with"), choices=TAKEN, required=False, widget=forms.CheckboxSelectMultiple
    )

    groups = (
        (gettext_lazy("What it is called, and when it begins"), ("name", "name_en", "slug", "starts_on")),
        (gettext_lazy("What it takes over"), ("take",)),
    )

    def __init__(self, *args, source: ActivityWeek, today: dt.date, **kwargs):
        self.origin, self.today = source, today
        kwargs.setdefault("initial", propose_values(source, today))
        super().__init__(*args, **kwargs)

    def clean_name(self):
        name = self.cleaned_data["name"]
        if ActivityWeek.objects.filter(name=name).exists():
            raise forms.ValidationError(_("Another edition has this name."))
        return name

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if ActivityWeek.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another edition has this address name."))
        return slug

    def clean_starts_on(self):
        first = self.cleaned_data["starts_on"]
        if first < self.today:
            raise forms.ValidationError(_("That day is past."))
        if first.year > self.today.year + YEARS_AHEAD:
            raise forms.ValidationError(_("That is more than ten years ahead. Is the year right?"))
        if first <= self.origin.ends_on:
            raise forms.ValidationError(_("The edition it is made from is not over by then."))
        return first

    def make_plan(self) -> EditionPlan:
        """Return the plan of what was sent; of what is proposed where that has no usable first day."""
        values = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        taken = values.get("take", self.initial["take"])
        first = values.get("starts_on") or self.initial["starts_on"]
        return EditionPlan(self.origin, first, TakeOver(**{name: name in taken for name, _label in TAKEN}))


def propose_values(source: ActivityWeek, today: dt.date) -> dict:
    first = suggest_first_day(source.starts_on, today)
    old, new = source.starts_on.year, first.year
    return {
        "name": propose_name(source.name, old, new),
        "name_en": put_year(source.name_en, old, new),
        "slug": propose_week_slug(source, new),
        "starts_on": first,
        "take": [name for name, _label in TAKEN],
    }
