"""The forms with which a booker changes a booking: numbers, time, and contact details.

Each carries in hidden fields what its page showed of the booking (`page_values`, see `old_pages`), and gives back in
`shown` what the client sent of it.
"""

from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.bookings.changes import ContactDetails
from events.bookings.errors import BookingError, ChangedMeanwhile
from events.bookings.fields import (
    CheckboxField,
    CountField,
    MailField,
    MobileField,
    NameField,
    PeopleField,
    TextField,
)
from events.bookings.size_limits import show_individual_limits
from events.bookings.slot_choices import SlotField
from events.models import Booking


class ChangeForm(forms.Form):
    rows: tuple = ()

    def __init__(self, *args, booking: Booking, page_values: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.booking = booking
        names = [name for name in page_values if self.add_initial_prefix(name) in self.data]
        self.shown = {name: self.data[self.add_initial_prefix(name)] for name in names}
        self.page_values = {**page_values, **self.shown}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.rows)

    @property
    def edits(self) -> dict:
        """The values of the booking's fields that the form sends."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.page_values}

    def refuse(self, refusal: BookingError, page_values: Mapping[str, str]):
        """Show why it is refused; what was changed elsewhere meanwhile stands beside what was typed, and counts as shown."""
        if isinstance(refusal, ChangedMeanwhile):
            for name, value in refusal.current.items():
                self.add_error(name, _("Meanwhile it was changed to: %(value)s.") % {"value": value})
            self.page_values |= {name: page_values[name] for name in ("request", *refusal.current)}
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)


class PeopleForm(ChangeForm):
    """Changes the numbers of an individual booking."""

    people = PeopleField()
    under_14 = CountField(label=_("Of them under 14"), required=False, empty=0)
    guardian = CheckboxField(
        label=_("I am the guardian of those under 14 or have the guardian's consent, and stay with them all the time."),
        required=False,
    )
    rows = (Div("people", "under_14", css_class="field-row"), "guardian")

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        if booking.guardian_consented:
            del self.fields["guardian"]
            self.helper.layout = Layout(self.rows[0])
        show_individual_limits(self.fields, booking.slot.session, least=1)
        self.initial = {"people": booking.people, "under_14": booking.under_14} | self.initial

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("under_14") and "guardian" in self.fields and not cleaned.get("guardian"):
            self.add_error("guardian", ValidationError(_("Children under 14 need their guardian's consent.")))
        return cleaned


class PupilsForm(ChangeForm):
    """Changes the numbers of a class booking."""

    pupils = CountField(label=_("Pupils"))
    adults = CountField(label=_("Adults"))
    rows = (Div("pupils", "adults", css_class="field-row"),)

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        self.initial = {"pupils": booking.pupils, "adults": booking.adults} | self.initial


class MoveForm(ChangeForm):
    slot = SlotField(label=_("New time slot"))
    rows = ("slot",)

    def __init__(self, *args, booking, slot_labels, unavailable=(), **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        self.fields["slot"].widget.unavailable = frozenset(unavailable)
        self.fields["slot"].choices = list(slot_labels.items())
        self.fields["slot"].takes_any = False


class ContactForm(ChangeForm):
    contact_name = NameField(label=_("Your name"), max_length=25, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = MobileField(label=_("Mobile number"), max_length=40)
    email = MailField(label=_("Email address"), required=False)
    access_needs = TextField(label=_("Access needs"), required=False, max_length=200)
    class_name = TextField(label=_("Class"), required=False, max_length=40)
    arrival = TextField(label=_("How you come"), required=False, max_length=100)
    rows = (Div("contact_name", "phone", css_class="field-row"), "email", "access_needs")

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        if booking.is_for_class:
            self.helper.layout = Layout(*self.rows, Div("class_name", "arrival", css_class="field-row"))
        else:
            del self.fields["class_name"], self.fields["arrival"]
        self.initial = {name: getattr(booking, name) for name in self.fields} | self.initial

    @property
    def contact(self) -> ContactDetails:
        return ContactDetails(**self.edits)
