"""Copying a session: its texts, place and people, without its bookings and its history."""

import datetime as dt

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.grouped_fields import Grouped
from events.admin.slots.many_slots_forms import DaysField, format_day, list_day_choices
from events.models import EventSession, TimeSlot
from events.programme import slot_generator

# Fields that a copy takes over. The others start afresh: slug, status, source, highlight, booking hours, cancellation
COPIED_SESSION_FIELDS = (
    "week",
    "title",
    "title_en",
    "kind",
    "summary",
    "summary_en",
    "description",
    "description_en",
    "host_school",
    "organiser",
    "organiser_en",
    "district",
    "venue",
    "presenter_name",
    "presenter_role",
    "presenter_role_en",
    "what_to_bring",
    "what_to_bring_en",
    "access_notes",
    "access_notes_en",
    "tags",
    "picture",
    "drawing",
    "booking_mode",
    "max_people",
    "min_people",
    "max_under_14",
    "walk_in_percent",
)
COPIED_SESSION_RELATIONS = ("audiences", "industry_colleges", "majors", "trades")
SAME, NEW = "same", "new"
COPY_TARGETS = [
    (SAME, gettext_lazy("The same session gets more time slots")),
    (NEW, gettext_lazy("A new session, as a draft; bookings are not copied")),
]


def copy_session(session: EventSession, **changes) -> EventSession:
    """Return an unsaved copy with `changes`."""
    return EventSession(**{name: getattr(session, name) for name in COPIED_SESSION_FIELDS} | changes)


def save_session_copy(copy: EventSession, original: EventSession) -> EventSession:
    copy.save()
    for name in COPIED_SESSION_RELATIONS:
        getattr(copy, name).set(getattr(original, name).all())
    return copy


def find_free_slug(slug: str) -> str:
    """Return a slug that no session has: kiln-visit-2 for kiln-visit."""
    taken = set(EventSession.objects.filter(slug__startswith=slug[:70]).values_list("slug", flat=True))
    return next(candidate for number in range(2, len(taken) + 3) if (candidate := f"{slug[:70]}-{number}") not in taken)


class SessionCopyForm(Grouped, forms.Form):
    from_day = forms.TypedChoiceField(
        label=gettext_lazy("Time slots of"),
        coerce=dt.date.fromisoformat,
        help_text=gettext_lazy("All time slots of this day that are not cancelled, with their places."),
    )
    days = DaysField(label=gettext_lazy("Again on"), required=False)
    into = forms.ChoiceField(label=gettext_lazy("Into"), choices=COPY_TARGETS, initial=SAME, widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("title"),
        required=False,
        max_length=80,
        strip=True,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    slug = forms.SlugField(
        label=gettext_lazy("address name"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("The last part of the page's address. Keep it."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    groups = (
        (gettext_lazy("Which time slots"), ("from_day", "days")),
        (gettext_lazy("Where to"), ("into",)),
        (gettext_lazy("Only for a new session"), ("title", "slug")),
    )

    def __init__(self, *args, session: EventSession, may_add: bool, **kwargs):
        self.session, self.may_add = session, may_add
        self.copyable_slots = list(session.slots.filter(cancelled_at=None).order_by("starts_at", "pk"))
        kwargs.setdefault(
            "initial",
            {"into": SAME if self.copyable_slots else NEW, "title": session.title, "slug": find_free_slug(session.slug)},
        )
        super().__init__(*args, **kwargs)
        own_days = sorted({slot.day for slot in self.copyable_slots})
        self.fields["days"].choices = list_day_choices(session)
        self.fields["from_day"].choices = [(day.isoformat(), format_day(day)) for day in own_days]
        self.limit_choices()

    def limit_choices(self):
        if not self.copyable_slots:
            del self.fields["from_day"], self.fields["days"]
        if not self.may_add:
            self.fields["into"].choices = COPY_TARGETS[:1]
            del self.fields["title"], self.fields["slug"]
        elif not self.copyable_slots:
            self.fields["into"].choices = COPY_TARGETS[1:]

    @property
    def is_new(self) -> bool:
        return self.cleaned_data.get("into") == NEW

    def clean(self):
        cleaned = super().clean()
        if self.is_new:
            self.check_copy()
        elif "days" in self.fields and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", _("Tick at least one day."))
        return cleaned

    def check_copy(self):
        for name in ("title", "slug"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("A new session needs this."))
        if not self.errors:
            try:
                self.copy.full_clean()
            except forms.ValidationError as error:
                self.add_model_errors(error)

    def add_model_errors(self, error: forms.ValidationError):
        for name, sentences in error.message_dict.items():
            self.add_error(name if name in self.fields else None, sentences)

    @cached_property
    def copy(self) -> EventSession:
        return copy_session(self.session, title=self.cleaned_data["title"], slug=self.cleaned_data["slug"])

    def slots(self) -> list[TimeSlot]:
        day, session = self.cleaned_data.get("from_day"), self.copy if self.is_new else self.session
        of_day = [slot for slot in self.copyable_slots if slot.day == day]
        return slot_generator.repeat_slots_on_days(of_day, session, self.cleaned_data.get("days", []))

    def target(self) -> EventSession:
        """Return the session the times go into, saved."""
        return save_session_copy(self.copy, self.session) if self.is_new else self.session
