import pytest
from django.urls import reverse
from django.utils.translation import override

from content.models import SiteSettings
from tests.edu_week.home.home_records import make_week
from tests.page_text import html_without_breaks

pytestmark = pytest.mark.django_db


def words(client, name, language=""):
    with override("zh-hans"):
        address = f"{language}{reverse(name)}"
    response = client.get(address)
    assert response.status_code == 200
    return html_without_breaks(response)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("name", ["about", "privacy", "accessibility"])
def test_pages_stand_with_and_without_a_week(client, name, language):
    assert "<h1>" in words(client, name, language)
    make_week()
    assert "<h1>" in words(client, name, language)


def test_privacy_names_the_day_of_erasure_and_its_version(client):
    week = make_week()
    page = words(client, "privacy", "/en")
    assert "17 Jun 2025" in page
    assert week.privacy_version in page


def test_privacy_lists_every_cookie(client):
    page = words(client, "privacy")
    for cookie in ("theme", "a11y", "csrftoken", "sessionid"):
        assert f"<code>{cookie}</code>" in page


def test_contact_shows_only_what_is_filled_in(client):
    assert "tel:" not in words(client, "about")
    SiteSettings.objects.create(pk=1, hotline="0354-0000000")
    assert "tel:0354-0000000" in words(client, "about")


def test_about_names_the_week_and_its_law(client):
    make_week()
    page = words(client, "about")
    assert "晋中职教港" in page
    assert "article 12" in words(client, "about", "/en")


def test_accessibility_names_its_standards(client):
    page = words(client, "accessibility", "/en")
    assert "GB/T 37668" in page
    assert "WCAG 2.2" in page
