"""The schools of a staff account, as a field on the page of the account."""

from django import forms
from django.contrib.auth.models import Permission
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.extensions import AccountExtension
from accounts.roles import DOOR, SCHOOL
from backoffice.related_filters import FewChoicesFilter
from schools.models import Editorship, School

ROLES_OF_A_SCHOOL = {SCHOOL, DOOR}
NO_SCHOOL = _("Choose a school: with the role %(role)s alone the person sees only what belongs to a school of theirs.")


class SchoolsOfAccount(AccountExtension):
    name = "schools"
    label = _("schools")
    prefetch = ("editorships__school",)
    list_filter = (("editorships__school", FewChoicesFilter),)

    def build_field(self) -> forms.Field:
        return forms.ModelMultipleChoiceField(
            School.objects.all(),
            label=capfirst(self.label),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "checkbox-list"}),
            help_text=_("Whose pages, sessions and bookings this person looks after."),
        )

    def load_value(self, account) -> list[int]:
        return [editorship.school_id for editorship in account.editorships.all()] if account.pk else []

    def save_value(self, account, value):
        account.editorships.exclude(school__in=value).delete()
        existing = set(account.editorships.values_list("school", flat=True))
        Editorship.objects.bulk_create(Editorship(user=account, school=school) for school in value if school.pk not in existing)

    def check_value(self, value, roles):
        needing = [role.name for role in roles if role.name in ROLES_OF_A_SCHOOL]
        if needing and not value and not see_every_school(roles):
            raise forms.ValidationError(NO_SCHOOL, code="no_school", params={"role": "、".join(needing)})

    def describe(self, account) -> str:
        return "、".join(editorship.school.name for editorship in account.editorships.all())


def see_every_school(roles) -> bool:
    return Permission.objects.filter(group__in=roles, codename="see_every_school").exists()
