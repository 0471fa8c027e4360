"""What awaits review, over every kind of record that somebody may look at in the back office."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import CharField, Value
from django.urls import reverse

from content.models import Published


@dataclass(frozen=True)
class ReviewCount:
    name: str
    count: int
    url: str


def list_review_counts(request) -> list[ReviewCount]:
    """The kinds that have some, with the list of just those. One query, whatever the number of kinds."""
    pages = {
        model._meta.label_lower: page
        for model, page in admin.site._registry.items()
        if issubclass(model, Published) and page.has_view_permission(request)
    }
    counts = Counter(label for (label,) in rows_in_review(pages, request))
    return [
        ReviewCount(str(pages[label].opts.verbose_name_plural), counts[label], review_list_url(pages[label]))
        for label in pages
        if counts[label]
    ]


def rows_in_review(pages, request):
    """A row with its kind's label for each record in review."""
    waiting = [
        page.get_queryset(request)
        .filter(status=Published.Status.REVIEW)
        .order_by()
        .values_list(Value(label, output_field=CharField()))
        for label, page in pages.items()
    ]
    return waiting[0].union(*waiting[1:], all=True) if waiting else []


def review_list_url(page) -> str:
    address = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    return f"{address}?status__exact={Published.Status.REVIEW}"
