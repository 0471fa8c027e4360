"""The two forms of a class plan: which times and how many people, then the details of the class."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from events.bookings.class_forms import ClassForm
from events.bookings.errors import BookingError, PlanBooked
from events.bookings.fields import CountField, MultipleChoiceField, SubmissionField
from events.bookings.forms import new_form_token, renew_token
from events.bookings.size_limits import show_class_limits
from events.models import ActivityWeek


class PlanForm(forms.Form):
    """First step. `slot_ids` are the slots of the day that may be ticked."""

    slot = MultipleChoiceField(
        label=_("Time slots"),
        coerce=int,
        error_messages={
            "required": _("Please choose at least one time slot."),
            "invalid_choice": _("Please choose among the time slots listed."),
        },
    )
    pupils = CountField(label=_("Pupils"))
    adults = CountField(label=_("Adults"))
    submission = SubmissionField()

    def __init__(self, *args, slot_ids, week: ActivityWeek, **kwargs):
        super().__init__(*args, **kwargs)
        show_class_limits(self.fields, week, (week.class_min_pupils, week.class_max_pupils))
        self.fields["slot"].choices = [(pk, pk) for pk in slot_ids]
        self.fields["submission"].initial = new_form_token()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Div("pupils", "adults", css_class="field-row"), "submission")

    @property
    def ticked(self) -> set[str]:
        return {str(value) for value in self["slot"].value() or []}

    def refuse(self, refusal: BookingError):
        if isinstance(refusal, PlanBooked):
            renew_token(self)
        self.add_error(refusal.field if refusal.field in self.fields else "slot", refusal.sentence)


class PlanDetailsForm(ClassForm):
    """Second step: the class and its teacher. Times and numbers were given in the first step."""

    slot = pupils = adults = accept_fewer = may_split = None
    sections = (
        (_("Which class"), "school_name", Div("grade", "class_name", css_class="field-row"), "arrival", "access_needs"),
        (_("The teacher"), Div("contact_name", "phone", css_class="field-row"), "email"),
    )

    @classmethod
    def with_typed_values(cls, sent: QueryDict):
        """Return the form with what was typed and its token, to be gone on with."""
        names = cls.base_fields.keys() - {"website", "shown_at"}
        return cls(initial={name: sent[name] for name in names if name in sent})
