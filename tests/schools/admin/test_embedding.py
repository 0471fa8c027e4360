"""The page that gives a school its code."""

import html
import re

import pytest
from django.urls import reverse

from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def page(admin_client, school):
    return admin_client.get(reverse("admin:schools_school_embed", args=[school.pk]))


def test_the_code_leads_to_the_school_s_programme(admin_client):
    school = SchoolFactory(name='"乙"校')
    shown = page(admin_client, school).content.decode()
    code = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)[1])
    assert code.startswith(f'<iframe src="http://testserver/embed/programme/?school={school.slug}" title="')
    assert admin_client.get(re.search(r"testserver([^\"]*)", code)[1]).status_code == 200
    assert reverse("admin:schools_school_embed", args=[school.pk]) in (
        admin_client.get(reverse("admin:schools_school_change", args=[school.pk])).content.decode()
    )


def test_a_draft_has_no_code_yet(admin_client):
    assert "<textarea" not in page(admin_client, SchoolFactory(status="draft")).content.decode()


def test_nobody_else_reads_it(client):
    assert page(client, SchoolFactory()).status_code == 302
