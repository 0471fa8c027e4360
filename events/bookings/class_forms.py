"""The booking form of a class."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from content import public_cache
from events.bookings import rules, size_limits
from events.bookings.fields import CheckboxField, ChoiceField, CountField, TextField
from events.bookings.forms import BookingForm
from events.bookings.services import BookerDetails
from events.models import Booking
from events.models.class_key import strip_to_letters
from schools.models import School


class ClassForm(BookingForm):
    school_name = TextField(
        label=_("School"), max_length=60, widget=forms.TextInput(attrs={"list": "schools", "autocomplete": "organization"})
    )
    grade = ChoiceField(label=_("Grade"), coerce=int, choices=Booking.Grade.choices)
    class_name = TextField(
        label=_("Class"), required=False, max_length=40, help_text=_("However you write it. No pupils' names.")
    )
    pupils = CountField(label=_("Pupils"))
    adults = CountField(label=_("Adults"))
    arrival = TextField(
        label=_("How you come"), required=False, max_length=100, help_text=_("Coach, bus, on foot; roughly when.")
    )
    accept_fewer = CountField(
        label=_("Smallest number of places you would accept"),
        required=False,
        help_text=_("If there is not room for all of you; adults included. Leave blank if the whole class must come."),
    )
    may_split = CheckboxField(
        label=_("If there is not room for all of us, the class may be split between two time slots"), required=False
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

    @property
    def school_names(self) -> list[str]:
        return list_visiting_schools()

    size_fields = ("pupils", "adults", "accept_fewer", "may_split")
    fields_if_short = ("accept_fewer", "may_split")

    @property
    def asks_if_short(self) -> bool:
        """Whether it asks what to do if places lack: only where they do, or where that was answered already."""
        return self.lacks_places or self.has_waiting_list or (self.is_bound and any(map(self.is_answered, self.fields_if_short)))

    def is_answered(self, name: str) -> bool:
        return name in self.fields and (bool(self[name].value()) or name in self.errors)

    def list_sections(self):
        left_out = () if self.asks_if_short else self.fields_if_short
        return [tuple(row for row in section if row not in left_out) for section in self.sections]

    def show_limits(self, places_left):
        week, limits = self.session.week, rules.class_size_limits(self.session)
        size_limits.show_class_limits(self.fields, week, limits)
        self.show_few_places("pupils", places_left, limits[1] + rules.adults_needed(limits[1], week))

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


@public_cache.cache_until_public_change
def list_visiting_schools() -> list[str]:
    return list(School.objects.published().filter(group=School.Group.VISITING).values_list("name", flat=True))


def find_school(name: str) -> School | None:
    """Return the published school of that name, spaces and punctuation aside."""
    if found := School.objects.published().filter(name=name).first():
        return found
    names = School.objects.published().values_list("pk", "name")
    wanted = strip_to_letters(name)
    found = next((pk for pk, known in names if strip_to_letters(known) == wanted), None)
    return School.objects.get(pk=found) if found else None
