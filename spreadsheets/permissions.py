"""What an account may see, link to and change. The admin classes of the back office decide, so that there is one rule."""

from django.contrib import admin
from django.http import HttpRequest, QueryDict

from content.models import Published


class Permissions:
    """The permissions of one account, also outside a request; `query` is the query string of the list."""

    def __init__(self, user, query: str = ""):
        self.user = user
        self.request = HttpRequest()
        self.request.method = "GET"
        self.request.GET = QueryDict(query)
        self.request.user = user

    def model_admin(self, model):
        return admin.site.get_model_admin(model)

    def rows(self, model):
        return self.model_admin(model).get_queryset(self.request)

    def linkable_rows(self, model):
        """Rows that may be linked to: archived ones are left out, though a record keeps its existing links to them."""
        rows = self.rows(model)
        return rows.exclude(status=Published.Status.ARCHIVED) if issubclass(model, Published) else rows

    def form_field(self, field):
        """Return the form field of the record's page for this account, with its validation and cleaning."""
        return self.model_admin(field.model).formfield_for_dbfield(field, self.request)

    def operational_fields(self, model) -> set[str]:
        """Fields that may be changed at once even where the record needs approval."""
        return {name for name in getattr(self.model_admin(model), "operational_fields", ()) if isinstance(name, str)}

    def may_view(self, model) -> bool:
        return self.model_admin(model).has_view_permission(self.request)

    def may_import(self, model) -> bool:
        model_admin = self.model_admin(model)
        return model_admin.has_add_permission(self.request) and model_admin.has_change_permission(self.request)

    def may_change(self, record) -> bool:
        return self.model_admin(type(record)).has_change_permission(self.request, record)

    def locked_fields(self, record) -> set[str]:
        return set(self.model_admin(type(record)).get_readonly_fields(self.request, record if record.pk else None))

    def required_fields(self, model) -> tuple[str, ...]:
        """Fields that an account of some schools only must fill in, so that the record belongs to one of them."""
        model_admin = self.model_admin(model)
        names = getattr(model_admin, "required_for_schools", ())
        return tuple(name for name in names if model_admin.own_choices(model._meta.get_field(name), self.request) is not None)
