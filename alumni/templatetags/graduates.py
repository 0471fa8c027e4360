"""Panels of graduates for use on other apps' pages. Without graduates they render nothing, not even the heading."""

from django import template

from alumni import queries

register = template.Library()


@register.inclusion_tag("alumni/_featured_graduates.html")
def featured_graduates(limit=3):
    return {"graduates": list(queries.published_graduates()[:limit])}


@register.inclusion_tag("alumni/_graduates_of_school.html")
def graduates_of_school(school):
    return {"graduates": list(queries.published_graduates().filter(school=school))}


@register.inclusion_tag("alumni/_graduates_of_trades.html")
def graduates_of_trades(trades):
    """`trades` is a list or queryset of `Trade`."""
    return {"graduates": list(queries.published_graduates().filter(trades__in=trades).distinct())}


@register.filter
def longest_quotation(record) -> dict | None:
    """Return the longest quotation of the report about this record, None where there is none."""
    return max(record.quotations, key=lambda quotation: len(quotation["quote"]), default=None)
