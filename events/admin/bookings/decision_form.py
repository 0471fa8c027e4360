"""The form that decides on several classes at once: a choice for each, and one reason for all that are rejected."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.bookings.decision_cases import DecisionCase
from events.bookings.fields import TextField

APPROVE, REJECT, LEAVE = "approve", "reject", "leave"
DECISION_CHOICES = [(APPROVE, _("Approve")), (REJECT, _("Reject")), (LEAVE, _("Leave open"))]


class DecisionForm(forms.Form):
    """Has one choice field per case, named by its `choice_name`."""

    reason = TextField(
        label=_("reason for rejecting"),
        max_length=200,
        required=False,
        strip=True,
        help_text=_("Every teacher whose class is rejected reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, data=None, *, cases: Sequence[DecisionCase], choice: str = "", **kwargs):
        super().__init__(data, initial=dict.fromkeys((case.choice_name for case in cases), choice), **kwargs)
        self.cases = cases
        for case in cases:
            self.fields[case.choice_name] = forms.ChoiceField(
                label=case.booking.spaced_reference, choices=DECISION_CHOICES, widget=forms.RadioSelect
            )

    def clean(self):
        cleaned = super().clean()
        if self.cases_with_choice(REJECT) and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Please say why; the teachers read it.")))
        return cleaned

    def cases_with_choice(self, choice: str) -> list[DecisionCase]:
        return [case for case in self.cases if self.cleaned_data.get(case.choice_name) == choice]


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("reason"),
        max_length=200,
        strip=True,
        help_text=_("The booker reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
