"""The form that decides on several class bookings at once: a choice for each, and one reason for all that are rejected."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.bookings.fields import TextField
from events.models import Booking

APPROVE, REJECT, LEAVE = "approve", "reject", "leave"
DECISION_CHOICES = [(APPROVE, _("Approve")), (REJECT, _("Reject")), (LEAVE, _("Leave open"))]


class DecisionForm(forms.Form):
    """Has one choice field per booking, named by `decision_field_name`."""

    reason = TextField(
        label=_("reason for rejecting"),
        max_length=200,
        required=False,
        strip=True,
        help_text=_("Every teacher whose class is rejected reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, data=None, *, bookings: Sequence[Booking], **kwargs):
        super().__init__(data, **kwargs)
        self.bookings = bookings
        for booking in bookings:
            field = forms.ChoiceField(label=booking.spaced_reference, choices=DECISION_CHOICES, widget=forms.RadioSelect)
            self.fields[decision_field_name(booking)] = field

    def clean(self):
        cleaned = super().clean()
        if self.bookings_with_choice(REJECT) and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Please say why; the teachers read it.")))
        return cleaned

    def bookings_with_choice(self, choice: str) -> list[Booking]:
        return [booking for booking in self.bookings if self.cleaned_data.get(decision_field_name(booking)) == choice]

    def field_of(self, booking: Booking):
        return self[decision_field_name(booking)]


def decision_field_name(booking: Booking) -> str:
    return f"choice-{booking.pk}"
