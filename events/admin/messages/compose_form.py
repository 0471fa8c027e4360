"""The form of a message to many bookers: its recipients and its text."""

import datetime as dt
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.local_time import day_bounds, format_date
from events.admin.grouped_fields import Grouped
from events.bookings.fields import TextField
from events.models import Booking, EventSession, Message, TimeSlot
from events.models.notice import PLACEHOLDERS, check_placeholders
from schools.scoping import within_own_schools

State = Booking.State
STATE_CHOICES = [(state, state.label) for state in (State.CONFIRMED, State.PENDING, State.WAITLISTED)]
# A message has no values for the placeholders of changes and decisions
MESSAGE_PLACEHOLDERS = [name for name in PLACEHOLDERS if name not in ("reason", "change", "expires")]
MAX_BODY_LENGTH = 2000


def check_message_placeholders(text: str):
    check_placeholders(text, MESSAGE_PLACEHOLDERS)


def own_slots(user) -> QuerySet[TimeSlot]:
    return within_own_schools(TimeSlot.objects.all(), user, "session__host_school")


def own_sessions(user) -> QuerySet[EventSession]:
    return within_own_schools(EventSession.objects.select_related("week"), user, "host_school")


def slots_with_bookers(slots: QuerySet[TimeSlot]) -> QuerySet[TimeSlot]:
    return slots.filter(Exists(Booking.objects.live().filter(slot=OuterRef("pk"))))


def booked_day_choices(user) -> list[tuple[str, str]]:
    days = slots_with_bookers(own_slots(user)).order_by().datetimes("starts_at", "day")
    return [(f"{day:%Y-%m-%d}", format_date(day)) for day in map(timezone.localtime, days)]


class SessionTitlesField(forms.ModelMultipleChoiceField):
    """Sessions by their titles; those of another edition than the one shown, which may have the same, with its name."""

    def label_from_instance(self, session):
        return session.title if session.week.is_current else f"{session.title} · {session.week.name}"


class MessageForm(Grouped, forms.Form):
    """`digest` stands for what the preview showed; `key` identifies the message, so that it is not sent twice."""

    required_css_class = "required"

    slot = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)
    day = forms.ChoiceField(label=_("day"), required=False)
    sessions = SessionTitlesField(
        label=_("sessions"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of the day. Without a day: all their time slots."),
    )
    states = forms.MultipleChoiceField(
        label=_("Bookings that are"), choices=STATE_CHOICES, initial=[State.CONFIRMED], widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Who booked"),
        choices=Booking.Kind.choices,
        initial=Booking.Kind.values,
        widget=forms.CheckboxSelectMultiple,
    )
    subject = TextField(label=_("subject"), max_length=120, validators=[check_message_placeholders])
    body = TextField(
        label=_("text"),
        max_length=MAX_BODY_LENGTH,
        validators=[check_message_placeholders],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=format_lazy(
            _("Plain text. These stand for what each booked: {names}. The address of the ticket is added by itself."),
            names=" ".join(f"{{{name}}}" for name in MESSAGE_PLACEHOLDERS),
        ),
    )
    subject_en = TextField(label=_("subject (English)"), max_length=120, required=False, validators=[check_message_placeholders])
    body_en = TextField(
        label=_("text (English)"),
        max_length=MAX_BODY_LENGTH,
        required=False,
        validators=[check_message_placeholders],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For who booked in English. Blank: they get the Chinese."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["slot"].queryset = own_slots(user).select_related("session")
        self.fields["sessions"].queryset = own_sessions(user).filter(
            Exists(slots_with_bookers(TimeSlot.objects.filter(session=OuterRef("pk"))))
        )
        self.fields["day"].choices = [("", _("any day")), *booked_day_choices(user)]
        if self["slot"].value():
            del self.fields["day"], self.fields["sessions"]

    @property
    def groups(self):
        """Whom it goes to comes first, unless the way here has said it already."""
        recipients = (_("To whom"), ("day", "sessions", "states", "kinds"))
        words, english = (_("Words"), ("subject", "body")), (_("English"), ("subject_en", "body_en"))
        is_addressed = any(self[name].value() for name in ("slot", "sessions") if name in self.fields)
        return (words, english, recipients) if is_addressed else (recipients, words, english)

    def chosen_titles(self) -> list[str]:
        """Return the titles of the sessions that are ticked."""
        keys = self["sessions"].value() if "sessions" in self.fields else []
        return [session.title for session in self.fields["sessions"].queryset.filter(pk__in=keys or [])] if keys else []

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("slot", "day", "sessions")):
            self.add_error("day", ValidationError(_("Please choose a day, or at least one session.")))
        english = [name for name in ("subject_en", "body_en") if cleaned.get(name)]
        if len(english) == 1:
            missing = "body_en" if english == ["subject_en"] else "subject_en"
            self.add_error(missing, ValidationError(_("English needs both, the subject and the text; or leave both blank.")))
        return cleaned

    def slots(self) -> QuerySet[TimeSlot]:
        """Return the chosen slots, of the user's own schools only."""
        cleaned, slots = self.cleaned_data, own_slots(self.user)
        if cleaned["slot"]:
            return slots.filter(pk=cleaned["slot"].pk)
        if cleaned["day"]:
            start, end = day_bounds(dt.date.fromisoformat(cleaned["day"]))
            slots = slots.filter(starts_at__gte=start, starts_at__lt=end)
        return slots.filter(session__in=cleaned["sessions"]) if cleaned["sessions"] else slots

    def message(self, now: dt.datetime) -> Message:
        """Return the unsaved message; its sessions are in `cleaned_data`."""
        fields = {name: self.cleaned_data[name] for name in ("key", "slot", "states", "kinds")}
        fields |= {name: self.cleaned_data[name] for name in ("subject", "body", "subject_en", "body_en")}
        return Message(day=self.cleaned_data.get("day") or None, sent_by=self.user, created_at=now, **fields)
