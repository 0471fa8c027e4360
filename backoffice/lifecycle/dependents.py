"""Rows that depend on a record: while there are any it cannot be deleted, and while some of them exist not archived either."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Dependent:
    """One kind of row that depends on a record.

    `path` is the lookup from a row of `rows` to the record. Rows of `blocks_archiving` also prevent archiving it.
    """

    rows: Callable[[], models.QuerySet]
    path: str
    blocks_archiving: Callable[[], models.QuerySet] | None = None

    def count_by_record(self, keys: Iterable, *, only_blocking_archiving: bool = False) -> dict:
        """Return the number of dependent rows by key of the record; records without any are left out."""
        rows = self.blocks_archiving() if only_blocking_archiving else self.rows()
        found = rows.filter(**{f"{self.path}__in": list(keys)}).order_by().values_list(self.path)
        return dict(found.annotate(Count("pk", distinct=True)))

    def describe(self, count: int, key, request) -> str:
        """Return “3 bookings”, linked to their list if the user may see it."""
        options = self.rows().model._meta
        kind = options.verbose_name if count == 1 else options.verbose_name_plural
        text = _("%(count)s %(kind)s") % {"count": count, "kind": kind}
        url = self.list_url(key, request)
        return format_html('<a href="{}">{}</a>', url, text) if url else text

    def list_url(self, key, request) -> str:
        model_admin = admin.site._registry.get(self.rows().model)  # private in Django 5.2.19
        lookup = f"{self.path}__id__exact"
        if model_admin is None or not model_admin.has_view_permission(request):
            return ""
        if not model_admin.lookup_allowed(lookup, str(key), request):
            return ""
        query = urlencode({lookup: key, **getattr(model_admin, "every_row_query", {})})
        return f"{reverse(f'admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist')}?{query}"


_registered: dict[type[models.Model], list[Dependent]] = {}


def register_dependent(model: type[models.Model], dependent: Dependent):
    """Called at start-up by an app above the one that `model` belongs to."""
    _registered.setdefault(model, []).append(dependent)


def list_dependents(model: type[models.Model]) -> list[Dependent]:
    """Return the rows that protect a record of `model` by a foreign key, and those registered."""
    protecting = [
        rel for rel in model._meta.related_objects if getattr(rel, "on_delete", None) in (models.PROTECT, models.RESTRICT)
    ]
    return [Dependent(rows=rel.related_model._base_manager.all, path=rel.field.name) for rel in protecting] + _registered.get(
        model, []
    )
