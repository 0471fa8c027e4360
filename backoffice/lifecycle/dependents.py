"""What hangs on a record, told in counts: it keeps the record from being deleted, and some of it from being archived."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Dependent:
    """`path` leads from a row of `rows` to the record. While one of `living` is there, the record is not archived either."""

    rows: Callable[[], models.QuerySet]
    path: str
    living: Callable[[], models.QuerySet] | None = None

    def counts(self, keys: Iterable, *, living: bool = False) -> dict:
        """How many hang on each of the records."""
        rows = self.living() if living else self.rows()
        found = rows.filter(**{f"{self.path}__in": list(keys)}).order_by().values_list(self.path)
        return dict(found.annotate(Count("pk", distinct=True)))

    def words(self, count: int, key, request) -> str:
        """“3 bookings”, with a link to their list for those who may see it."""
        options = self.rows().model._meta
        kind = options.verbose_name if count == 1 else options.verbose_name_plural
        words = _("%(count)s %(kind)s") % {"count": count, "kind": kind}
        url = self.url(key, request)
        return format_html('<a href="{}">{}</a>', url, words) if url else words

    def url(self, key, request) -> str:
        page = admin.site._registry.get(self.rows().model)
        lookup = f"{self.path}__id__exact"
        if page is None or not page.has_view_permission(request) or not page.lookup_allowed(lookup, str(key), request):
            return ""
        return f"{reverse(f'admin:{page.opts.app_label}_{page.opts.model_name}_changelist')}?{lookup}={key}"


_further: dict[type[models.Model], list[Dependent]] = {}


def register_dependent(model: type[models.Model], tie: Dependent):
    """Said by an app above the one whose records these are."""
    _further.setdefault(model, []).append(tie)


def list_dependents(model: type[models.Model]) -> list[Dependent]:
    """Rows that hold the record fast by a foreign key, and what was said to hang on it besides."""
    fast = [rel for rel in model._meta.related_objects if getattr(rel, "on_delete", None) in (models.PROTECT, models.RESTRICT)]
    return [Dependent(rows=rel.related_model._base_manager.all, path=rel.field.name) for rel in fast] + _further.get(model, [])
