"""The booking forms. They clean the input; `rules` decides whether it may be booked."""

import datetime as dt
import json
import secrets

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from events import time_spans
from events.bookings import rules, spam_guard
from events.bookings.errors import BookingError, BookingOfRequestEnded
from events.bookings.fields import CountField, MobileField, NameField, ReferenceField, TextField
from events.bookings.queries import Availability
from events.bookings.services import BookerDetails
from events.models import Booking, EventSession, TimeSlot
from events.models.class_key import strip_to_letters
from schools.models import School

TOKEN_LENGTH = 24  # bytes


def new_form_token() -> str:
    return secrets.token_urlsafe(TOKEN_LENGTH)


def renew_token(form: forms.Form):
    """Show a form that was sent with a fresh token, so that sending it once more is a new request."""
    form.data = form.data.copy()
    form.data[form.add_prefix("submission")] = new_form_token()


STATE_LABELS = {
    "soon": _("Not open yet"),
    "waitlist": _("Fully booked, waiting list open"),
    "full": _("Fully booked"),
    "closed": _("Booking closed"),
    "past": _("Over"),
    "cancelled": _("Cancelled"),
}


def slot_choice_label(slot: TimeSlot, places: Availability) -> str:
    """Return a slot in one line: when it is, and how many places are left or why it cannot be booked."""
    if places.is_open:
        left = ngettext("%(left)s place left", "%(left)s places left", places.left) % {"left": places.left}
    else:
        left = STATE_LABELS[places.state]
    return f"{time_spans.format_time_span(slot)} · {left}"


class SlotSelect(forms.RadioSelect):
    """Radio buttons for slots; those in `unavailable` are disabled (their label says why)."""

    unavailable: frozenset[int] = frozenset()

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if value in self.unavailable and not selected:
            option["attrs"]["disabled"] = True
        return option


class ProofField(forms.CharField):
    """The proof of work of the page's script. Each rendering has a new challenge, because a proof is valid only once."""

    def __init__(self):
        super().__init__(
            max_length=2000,
            widget=forms.HiddenInput,
            error_messages={"required": _("Please turn on JavaScript for this page, or telephone us: we book for you.")},
        )

    def widget_attrs(self, widget):
        return {"data-challenge": json.dumps(spam_guard.create_challenge())}

    def clean(self, value):
        value = super().clean(value)
        if not spam_guard.is_valid_proof(value):
            raise ValidationError(_("This page was open for too long. Please send it once more."))
        return value


class BookingForm(forms.Form):
    """Base of the booking forms. `slot_labels` is {slot id: label}, `unavailable` the ids that cannot be chosen."""

    slot = forms.TypedChoiceField(
        label=_("Time"),
        coerce=int,
        widget=SlotSelect,
        error_messages={
            "required": _("Please choose a time."),
            "invalid_choice": _("Please choose one of the times listed."),
        },
    )
    contact_name = NameField(
        label=_("Your name"),
        max_length=25,
        help_text=_("Enough for us to call you by."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = MobileField(
        label=_("Mobile number"), max_length=40, help_text=_("Only to find your booking and to tell you of changes.")
    )
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        max_length=254,
        help_text=_("If you want the ticket by mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    access_needs = TextField(
        label=_("Access needs"),
        required=False,
        max_length=200,
        help_text=_("Wheelchair, sign language, large print… Please give no names, identity numbers or diagnoses."),
    )
    consent = forms.BooleanField(error_messages={"required": _("Please tick this box; without it we may not keep the booking.")})
    submission = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200, label=_("Please leave this empty"))
    shown_at = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    sections: tuple[tuple, ...] = ()
    size_fields: tuple[str, ...] = ()

    def __init__(self, *args, session: EventSession | None = None, slot_labels=None, unavailable=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        if slot := self.fields.get("slot"):
            slot.widget.unavailable = frozenset(unavailable)
            slot.choices = list(slot_labels.items())
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Please fill this in.")
        self.fields["submission"].initial = new_form_token()
        self.fields["shown_at"].initial = spam_guard.sign_form_time()
        self.may_wait = False
        if settings.PROOF_OF_WORK:
            self.fields["proof"] = ProofField()
        self.fields["consent"].label = self.consent_label()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.build_layout()

    def build_layout(self) -> Layout:
        return Layout(
            Fieldset(_("Choose a time"), Div("slot", css_class="slot-field"), css_class="form-section"),
            *(Fieldset(legend, *rows, css_class="form-section") for legend, *rows in self.sections),
            Fieldset(_("Consent"), Div("consent", css_class="consent"), css_class="form-section"),
            self.spam_trap(),
        )

    def spam_trap(self) -> Layout:
        return Layout(
            Div(Field("website", tabindex="-1", autocomplete="off"), css_class="hp-field", aria_hidden="true"),
            *[name for name in ("submission", "shown_at", "proof") if name in self.fields],
        )

    def consent_label(self):
        link = format_html('<a href="{}">{}</a>', reverse_lazy("privacy"), _("privacy rules"))
        return format_html(self.consent_text, privacy=link)

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field is a trap for robots. Please leave it empty."))
        return ""

    def clean_shown_at(self):
        if spam_guard.was_sent_too_quickly(self.cleaned_data["shown_at"]):
            raise ValidationError(_("That was quicker than anybody types. Please look over it once more and send it again."))
        return ""

    def refuse(self, refusal: BookingError):
        self.may_wait = getattr(refusal, "may_wait", False)
        if isinstance(refusal, BookingOfRequestEnded):
            renew_token(self)
        field = refusal.field or "slot"
        self.add_error(field if field in self.fields else None, refusal.sentence)

    def add_size_errors(self, now: dt.datetime):
        """Add the errors about numbers too when other fields are invalid, so that people read all errors at once."""
        if self.cleaned_data.keys() >= set(self.size_fields):
            for refusal in rules.list_size_errors(self.session, self.party(), now):
                self.refuse(refusal)

    def details(self) -> BookerDetails:
        """Only for a valid form."""
        names = [name for name in BookerDetails.__dataclass_fields__ if name in self.cleaned_data]
        return BookerDetails(language=get_language() or "zh-hans", **{name: self.cleaned_data[name] for name in names})


class IndividualForm(BookingForm):
    people = CountField(label=_("People"), initial=1, help_text=_("Everyone who comes, children included."))
    under_14 = CountField(label=_("Of them under 14"), required=False, empty=0, help_text=_("Somebody older comes with them."))

    consent_text = _(
        "I have read the {privacy} and agree. If anybody under 14 comes, I am their guardian or have the"
        " guardian's consent, and I stay with them all the time."
    )
    sections = (
        (_("Who you are"), Div("contact_name", "phone", css_class="field-row"), "email"),
        (_("How many come"), Div("people", "under_14", css_class="field-row"), "access_needs"),
    )

    size_fields = ("people", "under_14")

    def party(self) -> rules.Party:
        data = self.cleaned_data
        return rules.Party(people=data["people"], under_14=data["under_14"], phone=data.get("phone", ""))

    def clean_people(self):
        if self.cleaned_data["people"] < 1:
            raise ValidationError(_("At least one person has to come."))
        return self.cleaned_data["people"]


class ClassForm(BookingForm):
    school_name = TextField(
        label=_("School"), max_length=60, widget=forms.TextInput(attrs={"list": "schools", "autocomplete": "organization"})
    )
    grade = forms.TypedChoiceField(label=_("Grade"), coerce=int, choices=Booking.Grade.choices)
    class_name = TextField(
        label=_("Class"), required=False, max_length=40, help_text=_("Any way you write it. No pupils' names.")
    )
    pupils = CountField(label=_("Pupils"))
    adults = CountField(label=_("Adults"))
    arrival = TextField(
        label=_("How you come"), required=False, max_length=100, help_text=_("Coach, bus, on foot; roughly when.")
    )
    accept_fewer = CountField(
        label=_("Accept fewer places, at least"),
        required=False,
        help_text=_("If there is no room for all of you: the least number, adults included. Blank: everyone or nobody."),
    )
    may_split = forms.BooleanField(
        label=_("If there is no room for all of us, the class may be split over two times of this session"), required=False
    )

    consent_text = _(
        "Parents have been told and guardians agree, safety staff and an emergency plan are in place,"
        " and I have read the {privacy} and agree."
    )
    sections = (
        (_("Which class"), "school_name", Div("grade", "class_name", css_class="field-row")),
        (
            _("How many come"),
            Div("pupils", "adults", css_class="field-row"),
            "arrival",
            "access_needs",
            "accept_fewer",
            "may_split",
        ),
        (_("The teacher"), Div("contact_name", "phone", css_class="field-row"), "email"),
    )

    def build_layout(self) -> Layout:
        layout = super().build_layout()
        layout.append(HTML("{% include 'events/bookings/_school_names.html' with names=form.school_names only %}"))
        return layout

    @property
    def school_names(self) -> list[str]:
        return list(School.objects.published().filter(group=School.Group.VISITING).values_list("name", flat=True))

    size_fields = ("pupils", "adults", "accept_fewer", "may_split")

    def party(self) -> rules.Party:
        data = self.cleaned_data
        return rules.Party(
            kind=Booking.Kind.CLASS,
            people=data["pupils"] + data["adults"],
            pupils=data["pupils"],
            adults=data["adults"],
            phone=data.get("phone", ""),
            accept_fewer=data["accept_fewer"],
            may_split=data["may_split"],
        )

    def details(self) -> BookerDetails:
        details = super().details()
        return BookerDetails(**{**vars(details), "school": find_school(details.school_name)})


def find_school(name: str) -> School | None:
    """Return the published school of that name, spaces and punctuation aside."""
    names = School.objects.published().values_list("pk", "name")
    wanted = strip_to_letters(name)
    found = next((pk for pk, known in names if strip_to_letters(known) == wanted), None)
    return School.objects.get(pk=found) if found else None


class FindForm(forms.Form):
    reference = ReferenceField(
        label=_("Booking reference"),
        max_length=40,
        help_text=_("Eight letters and digits, on your ticket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    phone = MobileField(label=_("Mobile number"), max_length=40, help_text=_("The one you booked with."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div("reference", "phone", css_class="field-row"))
