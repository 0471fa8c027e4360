"""What somebody may see, link to and change, asked of the back office's own pages so that there is one rule."""

from django.contrib import admin
from django.http import HttpRequest, QueryDict

from content.models import Published


class Permissions:
    """Of one account, also outside a request."""

    def __init__(self, user, query: str = ""):
        self.user = user
        self.request = HttpRequest()
        self.request.method = "GET"
        self.request.GET = QueryDict(query)
        self.request.user = user

    def page(self, model):
        return admin.site.get_model_admin(model)

    def rows(self, model):
        return self.page(model).get_queryset(self.request)

    def linkable_rows(self, model):
        """Without what is archived, which is no longer offered; a record keeps what it is linked to already."""
        rows = self.rows(model)
        return rows.exclude(status=Published.Status.ARCHIVED) if issubclass(model, Published) else rows

    def form_field(self, field):
        """The field as the record's page has it for this account, with its rules and its cleaning."""
        return self.page(field.model).formfield_for_dbfield(field, self.request)

    def operational_fields(self, model) -> set[str]:
        """What is changed at once even where somebody else decides what is public."""
        return {name for name in getattr(self.page(model), "operational", ()) if isinstance(name, str)}

    def may_view(self, model) -> bool:
        return self.page(model).has_view_permission(self.request)

    def may_import(self, model) -> bool:
        page = self.page(model)
        return page.has_add_permission(self.request) and page.has_change_permission(self.request)

    def may_change(self, record) -> bool:
        return self.page(type(record)).has_change_permission(self.request, record)

    def locked_fields(self, record) -> set[str]:
        return set(self.page(type(record)).get_readonly_fields(self.request, record if record.pk else None))

    def required_fields(self, model) -> tuple[str, ...]:
        """Those without which a record would be nobody's, for an account of some schools only."""
        page = self.page(model)
        names = getattr(page, "required_for_schools", ())
        return tuple(name for name in names if page.own_choices(model._meta.get_field(name), self.request) is not None)
