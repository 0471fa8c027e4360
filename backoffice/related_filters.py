"""Filters of the lists by a linked record. Thousands of choices would be most of a page, and nobody could choose from them."""

from django.contrib import admin
from django.contrib.admin.utils import get_model_from_relation
from django.db.models import QuerySet

from content.query_values import parse_id

MOST_CHOICES = 300


def read_choices(records: QuerySet, chosen: list[str] | None) -> list[tuple]:
    """Return (key, name) of all records if they are few, else only of the chosen ones, to which links lead.

    Whether they are few is counted first, for to read thousands of records takes longer than the rest of a list.
    """
    if records.order_by().values("pk")[: MOST_CHOICES + 1].count() > MOST_CHOICES:
        records = records.filter(pk__in=[key for value in chosen or () if (key := parse_id(value))])
    return [(record.pk, str(record)) for record in records]


class FewChoicesFilter(admin.RelatedOnlyFieldListFilter):
    """Offers the records that some row is linked with, unless there are too many."""

    def field_choices(self, field, request, model_admin):
        linked = model_admin.get_queryset(request).order_by().values(f"{self.field_path}__pk")
        records = get_model_from_relation(field)._default_manager.filter(pk__in=linked)
        return read_choices(records.order_by(*self.field_admin_ordering(field, request, model_admin)), self.lookup_val)

    def has_output(self):
        return bool(self.lookup_val) or super().has_output()  # what is chosen can be taken back, whatever else there is
