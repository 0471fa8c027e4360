"""The public booking forms as staff fill them in for a caller on the telephone."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.admin.grouped_fields import Grouped
from events.bookings.change_forms import ContactForm, MoveForm, PeopleForm, PupilsForm
from events.bookings.class_forms import ClassForm
from events.bookings.fields import CheckboxField, MobileField, TextField
from events.bookings.forms import BookingForm, IndividualForm

UNBOOKABLE_STATES = {"past", "cancelled"}


class RuleOverrideForm(forms.Form):
    """Lets staff set booking times and size limits aside once. `override` is their reason; blank if the limits hold."""

    set_aside = CheckboxField(
        label=_("Set booking times and limits aside this once"),
        required=False,
        help_text=_("Opening, closing and size. Never the room, other people's places or the number of adults with pupils."),
    )
    why = TextField(
        label=_("Why they are set aside"), required=False, max_length=200, strip=True, help_text=_("It is kept in the history.")
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("set_aside") and not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", ValidationError(_("Please say why; it is kept with the booking.")))
        return cleaned

    @property
    def override(self) -> str:
        return self.cleaned_data["why"] if self.cleaned_data["set_aside"] else ""


OVERRIDE_GROUP = (_("Only if needed"), ("set_aside", "why"))


class PhoneBookingForm(Grouped, RuleOverrideForm, BookingForm):
    wait = CheckboxField(
        label=_("If there is no room, put the caller on the waiting list"),
        required=False,
        help_text=_("Otherwise a full time slot is refused. Ask the caller first."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for spam_field in ("website", "shown_at", "proof"):
            self.fields.pop(spam_field, None)
        self.fields["slot"].label = _("time slot")
        self.fields["contact_name"].label = _("Name of the caller")
        for name in ("contact_name", "phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("consent", "wait", "set_aside"):
            self.fields[name].label_suffix = ""


class PhoneIndividualForm(PhoneBookingForm, IndividualForm):
    consent_text = _(
        "I have told the caller the {privacy}, and the caller agrees. If anyone under 14 comes, the caller is their"
        " guardian or has the guardian's consent, and stays with them all the time."
    )
    groups = (
        (_("time slot"), ("slot", "wait")),
        (_("Who calls"), ("contact_name", "phone", "email")),
        (_("How many come"), ("people", "under_14", "access_needs")),
        (_("Consent"), ("consent",)),
        OVERRIDE_GROUP,
    )


class PhoneClassForm(PhoneBookingForm, ClassForm):
    consent_text = _(
        "I have told the caller the {privacy}, and the caller agrees. The caller says that parents have been told and"
        " guardians agree, and that safety staff and an emergency plan are in place."
    )
    groups = (
        (_("time slot"), ("slot", "wait")),
        (_("Which class"), ("school_name", "grade", "class_name")),
        (_("How many come"), ("pupils", "adults", "arrival", "access_needs", "accept_fewer", "may_split")),
        (_("The teacher"), ("contact_name", "phone", "email")),
        (_("Consent"), ("consent",)),
        OVERRIDE_GROUP,
    )


class MasksShownPhone:
    """Mixin for the forms that change a booking: their page shows the mobile number masked, in its hidden fields too."""

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        if self.shown.get("phone") == booking.masked_phone:
            self.shown["phone"] = booking.phone


class PhoneMoveForm(MasksShownPhone, Grouped, RuleOverrideForm, MoveForm):
    groups = ((_("New time slot"), ("slot",)), OVERRIDE_GROUP)

    def __init__(self, *args, booking, choices, **kwargs):
        super().__init__(*args, booking=booking, slot_labels={}, **kwargs)
        field = self.fields["slot"]
        field.widget = forms.Select()
        field.choices = [("", "—"), *choices]


class PhonePeopleForm(MasksShownPhone, Grouped, RuleOverrideForm, PeopleForm):
    groups = ((_("How many come"), ("people", "under_14", "guardian")), OVERRIDE_GROUP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if guardian := self.fields.get("guardian"):
            guardian.label = _(
                "The caller is the guardian of those under 14 or has the guardian's consent, and stays with them all the time."
            )


class PhonePupilsForm(MasksShownPhone, Grouped, RuleOverrideForm, PupilsForm):
    groups = ((_("How many come"), ("pupils", "adults")), OVERRIDE_GROUP)


class BlankMobileField(MobileField):
    def validate(self, value):
        if value:
            super().validate(value)


class PhoneContactForm(MasksShownPhone, Grouped, ContactForm):
    """The number on record is shown masked; a blank field keeps it."""

    phone = BlankMobileField(label=_("Another mobile number"), max_length=40, required=False)
    groups = ((_("contact"), ("contact_name", "phone", "email", "access_needs", "class_name", "arrival")),)

    def __init__(self, *args, booking, **kwargs):
        super().__init__(*args, booking=booking, **kwargs)
        self.fields["phone"].help_text = _("Blank: %(phone)s stays.") % {"phone": booking.masked_phone or "—"}
        self.initial["phone"] = ""
        self.fields["contact_name"].label = _("Name of the caller")

    @property
    def edits(self) -> dict:
        return super().edits | {"phone": self.cleaned_data["phone"] or self.shown.get("phone", self.booking.phone)}
