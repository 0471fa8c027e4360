"""What the report tells of a district's visits stands beside the district, on the page of schools."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from events.templatetags.visits import county_visits
from schools.models import District
from tests.factories import DistrictFactory, VisitFactory, WeekFactory

pytestmark = pytest.mark.django_db
QUOTE = "东县组织学生走进职业学校"


@pytest.fixture
def visit():
    district = DistrictFactory(slug="east", name="东县")
    quotations = [{"ref": "a1", "quote": QUOTE}]
    return VisitFactory(school=None, district=district, activity="走进职业学校", quotations=quotations)


def test_a_visit_stands_beside_its_district_with_its_quotation(client, visit):
    DistrictFactory(slug="west", name="西县")
    page = client.get(reverse("school_list"), {"district": "east"}).content.decode()
    for words in ("走进职业学校", QUOTE, "哪一天，报道没有写"):
        assert words in page
    assert QUOTE in client.get(reverse("school_list")).content.decode()
    assert QUOTE not in client.get(reverse("school_list"), {"district": "west"}).content.decode()


def test_what_the_report_says_of_the_day_is_not_denied(visit):
    visit.starts_on = dt.date(2025, 5, 13)
    visit.save()
    html = render_to_string("events/_county_visits.html", county_visits(District.objects.all()))
    assert "报道没有写" not in html


def test_visits_of_another_edition_and_without_any_are_not_shown(visit):
    visit.week = WeekFactory(slug="other", is_current=False)
    visit.save()
    assert render_to_string("events/_county_visits.html", county_visits(District.objects.all())).strip() == ""
