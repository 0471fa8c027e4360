import pytest
from django.urls import reverse

from tests.events.programme.test_views import week  # noqa: F401

pytestmark = pytest.mark.django_db


def test_live_places_of_the_programme(client, week):  # noqa: F811
    answer = client.get(reverse("availability_json"), {"day": "2025-05-13"})
    slots = answer.json()["slots"]
    assert "max-age=5" in answer["Cache-Control"]
    assert slots
    assert all(set(slot) == {"capacity", "bookable", "left", "waiting", "state", "look"} for slot in slots.values())
