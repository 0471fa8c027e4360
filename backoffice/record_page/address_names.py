"""The address name on a record's page: proposed from the name while one types, checked, and made on saving where it is blank."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.admin_pages import AdminPage
from content.address_names import WRONG_LETTERS, check_address_name, propose_address_name
from content.query_values import parse_id

NAME_FIELDS = ("title", "name")
LONGEST_TEXT = 200  # characters
HELP = _(
    "The last part of the page's address. Leave it blank and it is made from the name; or Latin letters, digits and "
    "hyphens, such as lacquer-painting. Keep it once the page is public: printed codes lead there."
)


def find_name_field(names) -> str:
    """Return which of the fields has what the record is called; blank if there is none."""
    return next((name for name in NAME_FIELDS if name in names), "")


class AddressNameForm:
    """Mixed into the form of a record: a new one may leave its address name blank."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and find_name_field(self.fields):
            self.fields["slug"].required = self.instance.pk is not None

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not self.cleaned_data.get("slug"):
            text = self.cleaned_data.get(find_name_field(self.fields)) or ""
            self.cleaned_data["slug"] = propose_address_name(self._meta.model, text)
        return cleaned


class AddressNamePage:
    """Mixin for the admin of records with an address name: what the script on the page asks while one types."""

    pages = (AdminPage(route="address-name/", view="address_name_view", name="address_name"),)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "slug" and field is not None:
            field.help_text = HELP
            field.error_messages["invalid"] = WRONG_LETTERS
            url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_address_name")
            field.widget.attrs |= {"data-address-names": url, "autocapitalize": "none", "spellcheck": "false"}
        return field

    def address_name_view(self, request):
        """Answer with a free address name for `text`, and with what is wrong with `name`, if anything."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        key = parse_id(request.GET.get("record"))
        text, name = (request.GET.get(parameter, "").strip()[:LONGEST_TEXT] for parameter in ("text", "name"))
        return JsonResponse(
            {"proposed": propose_address_name(self.model, text, pk=key), "problem": find_problem(self.model, name, key)}
        )


def find_problem(model, name: str, key) -> str:
    if not name:
        return ""
    try:
        check_address_name(model, name, pk=key)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
