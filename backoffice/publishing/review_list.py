"""Counts of the records awaiting review, over all models a user may view in the admin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import CharField, Value
from django.urls import reverse

from content.models import Published


@dataclass(frozen=True)
class ReviewCount:
    name: str
    count: int
    url: str


def list_review_counts(request, narrow: Callable | None = None, list_query: Callable | None = None) -> list[ReviewCount]:
    """Return a count for each model with records in review, linked to the list of them. One query for all models.

    `narrow(model_admin, rows)` returns the rows that count, `list_query(model_admin)` what the list's address says of it.
    """
    admins = {
        model._meta.label_lower: model_admin
        for model, model_admin in admin.site._registry.items()  # private in Django 5.2.19
        if issubclass(model, Published) and model_admin.has_view_permission(request)
    }
    counts = Counter(label for (label,) in rows_in_review(admins, request, narrow))
    return [
        ReviewCount(str(admins[label].opts.verbose_name_plural), counts[label], review_list_url(admins[label], list_query))
        for label in admins
        if counts[label]
    ]


def rows_in_review(admins, request, narrow=None):
    """Return a queryset with a row (model label,) for each record in review."""
    querysets = [
        (narrow or return_rows)(model_admin, model_admin.get_queryset(request))
        .filter(status=Published.Status.REVIEW)
        .order_by()
        .values_list(Value(label, output_field=CharField()))
        for label, model_admin in admins.items()
    ]
    return querysets[0].union(*querysets[1:], all=True) if querysets else []


def return_rows(model_admin, rows):
    return rows


def review_list_url(model_admin, list_query=None) -> str:
    address = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    return f"{address}?{urlencode({'status__exact': Published.Status.REVIEW, **(list_query(model_admin) if list_query else {})})}"
