"""Visits that the report tells of a district, for the page that lists schools by district."""

from django import template

from content import clock, public_cache
from content.publishing import public_condition
from events.models import ActivityWeek, ReportedVisit

register = template.Library()


@register.inclusion_tag("events/_county_visits.html")
def county_visits(districts):
    """`districts` are public records. Without a visit of one of them it renders nothing."""
    shown = {district.pk for district in districts}
    return {"visits": [visit for visit in list_county_visits() if visit.district_id in shown]}


@public_cache.cache_until_public_change
def list_county_visits() -> list[ReportedVisit]:
    current = ReportedVisit.objects.filter(public_condition(ActivityWeek, clock.now(), "week__"), week__is_current=True)
    return list(current.filter(school=None).select_related("district", "destination"))
