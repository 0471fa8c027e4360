"""The booking form, and the individual's. They clean the input; `rules` decides whether it may be booked."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.remembered_texts import RememberedTexts
from events.bookings import rules, size_limits, spam_guard
from events.bookings.errors import (
    BookingError,
    BookingOfRequestEnded,
    ClassAlreadyBooked,
    NoPlaces,
    PhoneAlreadyBooked,
    ServerBusy,
)
from events.bookings.fields import (
    CheckboxField,
    CountField,
    HiddenText,
    MailField,
    MobileField,
    NameField,
    PeopleField,
    ProofField,
    SubmissionField,
    TextField,
    TrapField,
)
from events.bookings.services import BookerDetails
from events.bookings.slot_choices import SlotField
from events.models import EventSession

TOKEN_LENGTH = 24  # bytes
blank_fields = RememberedTexts(200)


def new_form_token() -> str:
    return secrets.token_urlsafe(TOKEN_LENGTH)


def renew_token(form: forms.Form):
    """Show a form that was sent with a fresh token, so that sending it once more is a new request."""
    form.data = form.data.copy()
    form.data[form.add_prefix("submission")] = new_form_token()


class BookingForm(forms.Form):
    """Base of the booking forms.

    `slot_labels` is {slot id: label}, `unavailable` the ids that cannot be chosen, `places_left` {id: places} of open slots.
    Without them any number is taken for a slot, until `show_slots`.
    """

    slot = SlotField(label=_("Time slot"))
    contact_name = NameField(
        label=_("Your name"),
        max_length=25,
        help_text=_("Any name we can call you by, for example Ms Wang."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = MobileField(
        label=_("Mobile number"), max_length=40, help_text=_("Only to find your booking and to tell you of changes.")
    )
    email = MailField(label=_("Email address"), required=False, help_text=_("If you want the ticket by email."))
    access_needs = TextField(
        label=_("Access needs"),
        required=False,
        max_length=200,
        help_text=_("Wheelchair, sign language, large print… Please give no names, identity numbers or diagnoses."),
    )
    consent = CheckboxField(
        error_messages={"required": _("Please tick this box; without your consent we cannot keep the booking.")}
    )
    submission = SubmissionField()
    website = TrapField(required=False, label=_("Please leave this empty"))
    shown_at = TrapField(required=False, widget=HiddenText)

    sections: tuple[tuple, ...] = ()
    size_fields: tuple[str, ...] = ()
    asks_if_short = False

    def __init__(self, *args, session: EventSession | None = None, slot_labels=None, unavailable=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.may_wait = self.offers_ticket_link = self.lacks_places = self.has_waiting_list = False
        self.fields["submission"].initial = new_form_token
        self.fields["shown_at"].initial = lambda: spam_guard.sign_form_time(is_returned=self.is_bound)
        if settings.PROOF_OF_WORK:
            self.fields["proof"] = ProofField()
        if slot_labels is not None:
            self.show_slots(slot_labels, unavailable)
        elif session is None:
            self.show_texts()

    def show_slots(self, slot_labels: Mapping[int, str], unavailable: Iterable[int] = (), places_left: Mapping | None = None):
        """Prepare a form for being shown. What was chosen and is not among the slots becomes an error of the field."""
        field = self.fields["slot"]
        field.widget.unavailable = frozenset(unavailable)
        field.choices = list(slot_labels.items())
        field.takes_any = False
        if "slot" in getattr(self, "cleaned_data", {}) and self.cleaned_data["slot"] not in slot_labels:
            self.refuse_unlisted_slot()
        self.show_limits(places_left or {})
        self.show_texts()

    def show_texts(self):
        self.fields["consent"].label = self.consent_label()
        for shown in self.visible_fields():  # they took over the texts when the form was checked
            shown.label, shown.help_text = shown.field.label, shown.field.help_text

    def refuse_unlisted_slot(self):
        self.add_error("slot", self.fields["slot"].error_messages["invalid_choice"])

    @cached_property
    def helper(self) -> FormHelper:
        """What crispy forms lay out: all fields but slots and hidden ones, which the page itself shows."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.build_layout()
        return helper

    def build_layout(self) -> Layout:
        return Layout(
            *(Fieldset(legend, *rows, css_class="form-section") for legend, *rows in self.list_sections()),
            Fieldset(_("Consent"), Div("consent", css_class="consent"), css_class="form-section"),
            Div(Field("website", tabindex="-1", autocomplete="off"), css_class="hp-field", aria_hidden="true"),
        )

    def list_sections(self) -> Iterable[tuple]:
        return self.sections

    def render_fields(self) -> str:
        """Render the layout. Every blank form of one kind and language with the same limits is the same, so it is made once."""
        if not self.is_blank:
            return render_crispy_form(self)
        texts = tuple((str(bound.help_text), *bound.field.widget.attrs.values()) for bound in self.visible_fields())
        return blank_fields.get_or_render(
            (type(self), get_language(), texts, self.asks_if_short), lambda: render_crispy_form(self)
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in but perhaps the slot, which is laid out elsewhere."""
        return not self.is_bound and self.initial.keys() <= {"slot"}

    def consent_label(self):
        link = format_html('<a href="{}">{}</a>', reverse_lazy("privacy"), _("privacy rules"))
        return format_html(self.consent_text, privacy=link)

    def show_limits(self, places_left: Mapping[int, int]):
        """Say beside the numbers how many may come, and where the chosen slot has fewer places than that."""
        raise NotImplementedError

    @property
    def chosen_slot(self) -> str:
        return str(self["slot"].value())

    def show_few_places(self, name: str, places_left: Mapping[int, int], most: int):
        self.few_places = size_limits.describe_few_places(places_left, most)
        size_limits.show_few_places(self.fields[name], self.few_places, self.chosen_slot)

    def clean_proof(self):
        # bound to the whole request, so that the same request, sent or checked again, is not taken for a proof used twice
        if not spam_guard.is_valid_proof(self.cleaned_data["proof"], request=repr(self.data)):
            raise ValidationError(_("This page had expired and has been renewed. Please send it again."))
        return ""

    def clean(self):
        cleaned = super().clean()
        if sentence := spam_guard.find_robot_sign(trap=cleaned.get("website", ""), stamp=cleaned.get("shown_at", "")):
            self.add_error(None, sentence)
        return cleaned

    def refuse(self, refusal: BookingError):
        self.may_wait, self.lacks_places = getattr(refusal, "may_wait", False), isinstance(refusal, NoPlaces)
        self.offers_ticket_link = isinstance(refusal, PhoneAlreadyBooked | ClassAlreadyBooked)
        field = refusal.field or "slot"
        if isinstance(refusal, BookingOfRequestEnded):
            renew_token(self)
        if isinstance(refusal, BookingOfRequestEnded | ServerBusy):
            field = None  # it is about the form, not about a field that would have to be corrected
        self.add_error(field if field in self.fields else None, refusal.sentence)

    def add_size_errors(self, now: dt.datetime):
        """Add the errors about numbers too when other fields are invalid, so that people read all errors at once."""
        if self.cleaned_data.keys() >= set(self.size_fields):
            for refusal in rules.list_size_errors(self.session, self.party(), now):
                self.refuse(refusal)

    @property
    def slot_id(self) -> int:
        """Only for a valid form, as those below."""
        return self.cleaned_data["slot"]

    @property
    def token(self) -> str:
        return self.cleaned_data["submission"]

    @property
    def wait(self) -> bool:
        """Whether the button was pressed that says yes to the line where too few places are left."""
        return "wait" in self.data

    def details(self) -> BookerDetails:
        names = [name for name in BookerDetails.__dataclass_fields__ if name in self.cleaned_data]
        return BookerDetails(language=get_language() or "zh-hans", **{name: self.cleaned_data[name] for name in names})


class IndividualForm(BookingForm):
    people = PeopleField(initial=1)
    under_14 = CountField(label=_("Of them under 14"), required=False, empty=0)

    consent_text = _(
        "I have read the {privacy} and agree. If anyone under 14 comes, I am their guardian or have the"
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

    def show_limits(self, places_left):
        size_limits.show_individual_limits(self.fields, self.session)
        self.show_few_places("people", places_left, rules.individual_size_limits(self.session)[1])
