"""The form that decides on several classes at once: for each a choice and, if it is rejected, a reason."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.bookings.decision_cases import DecisionCase
from events.bookings.fields import TextField

APPROVE, REJECT, LEAVE = "approve", "reject", "leave"
DECISION_CHOICES = [(APPROVE, _("Approve")), (REJECT, _("Reject")), (LEAVE, _("Leave open"))]

# What teachers read, in the language of their booking
USUAL_REASONS = {
    "busy": _("The place is needed for something else. Please choose another time slot."),
    "large": _("The class is too large. Please book it as two groups."),
    "full": _("Too many classes have asked for this time slot. Please choose another."),
    "age": _("This session does not suit this age. Please choose another."),
    "twice": _("The class has another booking at that time, which stays."),
}
REASON_LENGTH = 200  # of `BookingEvent.reason`
OWN_WORDS_LENGTH = 100  # so that they fit behind each of the usual reasons


class DecisionForm(forms.Form):
    """Has three fields per case, named by its `name_field`, and one reason for those that have none of their own."""

    reason = TextField(
        label=_("reason for the others that are rejected"),
        max_length=REASON_LENGTH,
        required=False,
        strip=True,
        help_text=_("For every rejected class without a reason in its row. Its teacher reads it: say what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, data=None, *, cases: Sequence[DecisionCase], initial: Mapping[str, str] | None = None):
        super().__init__(data, initial=initial)
        self.cases = cases
        for case in cases:
            self.fields |= {case.name_field(part): field for part, field in make_row_fields(case).items()}

    def clean(self):
        cleaned = super().clean()
        for case in self.cases:
            choice, own_name = cleaned.get(case.choice_name), case.name_field("own")
            if choice == REJECT and own_name not in self.errors and not self.reason_for(case):
                self.add_error(own_name, ValidationError(_("Please say why; the teachers read it.")))
            if choice in (APPROVE, LEAVE) and self.row_reason(case):
                self.add_error(case.choice_name, ValidationError(_("A reason is given, but “Reject” is not chosen.")))
        return cleaned

    def cases_with_choice(self, choice: str) -> list[DecisionCase]:
        return [case for case in self.cases if self.cleaned_data.get(case.choice_name) == choice]

    def reason_for(self, case: DecisionCase) -> str:
        """Return what the teacher reads, in the language of the booking as far as it is one of the usual reasons."""
        return self.row_reason(case) or self.cleaned_data.get("reason", "")

    def row_reason(self, case: DecisionCase) -> str:
        usual, own = (self.cleaned_data.get(case.name_field(part), "") for part in ("usual", "own"))
        with override(case.booking.language):
            words = str(USUAL_REASONS.get(usual, ""))
        between = " " if words.endswith(".") and own else ""
        return f"{words}{between}{own}"


def make_row_fields(case: DecisionCase) -> dict[str, forms.Field]:
    label = case.booking.spaced_reference
    usual = [("", _("— choose, or write below —")), *USUAL_REASONS.items()]
    own_words = forms.TextInput(attrs={"placeholder": _("in your own words")})
    return {
        "choice": forms.ChoiceField(label=label, choices=DECISION_CHOICES, widget=forms.RadioSelect),
        "usual": forms.ChoiceField(label=label, choices=usual, required=False),
        "own": TextField(label=label, max_length=OWN_WORDS_LENGTH, required=False, strip=True, widget=own_words),
    }


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("reason"),
        max_length=REASON_LENGTH,
        strip=True,
        help_text=_("The booker reads it. One sentence, with what they can do instead."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
