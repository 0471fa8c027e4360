"""Graduates on other people's pages. Nobody to show: nothing shown, the heading included."""

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
    """`trades`: a list or queryset of Trade."""
    return {"graduates": list(queries.published_graduates().filter(trades__in=trades).distinct())}


@register.filter
def longest_quote(record):
    """The fullest exact words of the report about this record."""
    return max((quotation["quote"] for quotation in record.quotations), key=len, default="")
