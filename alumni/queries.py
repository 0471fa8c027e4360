"""Queries of the pages about graduates."""

from django.db.models import Prefetch

from alumni.models import Award, Graduate, Milestone
from schools.models import IndustryCollege


def published_graduates():
    return Graduate.objects.published().select_related("school", "employer", "picture")


def graduate_with_story():
    return published_graduates().prefetch_related(
        Prefetch("milestones", Milestone.objects.all()), Prefetch("awards", Award.objects.all()), "trades"
    )


def collective_awards():
    """Return honours that the report gives to several graduates without naming them."""
    return Award.objects.filter(graduate__isnull=True)


def colleges_of_trades(trades):
    return IndustryCollege.objects.published().filter(trades__in=trades).distinct()
