"""No page on the list has anything in it that is not in its key: no present moment, no token, nothing of the visitor."""

import datetime as dt

import pytest
from django.urls import reverse

from alumni.models import Graduate
from edu_week.page_cache import keys
from edu_week.page_cache.middleware import forget_everything
from edu_week.request_ids import HEADER
from events.models import ActivityWeek, EventSession
from schools.models import IndustryCollege, School
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db
OF_ONE_ANSWER = {"Server-Timing": "", HEADER: ""}
OF_KEEPING = {"Cache-Control", "Content-Length", "ETag", "Vary", *OF_ONE_ANSWER}
SLUGS_OF = {"session": EventSession, "school": School, "college": IndustryCollege, "graduate": Graduate, "week": ActivityWeek}
VISITOR = {
    "cookie": "csrftoken=0123456789abcdef0123456789abcdef; other=visitor",
    "user-agent": "visitor",
    "accept-language": "en",
    "referer": "https://visitor.example/",
    "x-forwarded-for": "203.0.113.9",
    "hx-current-url": "https://visitor.example/",
    "hx-target": "visitor",
}


def arguments_of(name):
    model = SLUGS_OF.get(name.split("_")[0])
    return [model.objects.published().first().slug] if model and name.endswith(("_detail", "_ics")) else []


@pytest.mark.parametrize("moment", ["2025-05-07T07:58:50", "2025-05-13T09:31:50", "2025-05-20T10:00:50"])
def test_the_same_page_for_everybody_and_in_the_next_minute(client, clock_at, renderings, moment):
    load_example_week()
    for name in sorted(keys.PAGES):
        path = reverse(name, args=arguments_of(name))
        clock_at(moment)
        first = client.get(path)
        forget_everything()
        clock_at((dt.datetime.fromisoformat(moment) + dt.timedelta(seconds=15)).isoformat())
        second = client.get(f"{path}?utm_source=visitor&v=2", headers=VISITOR)
        forget_everything()
        assert first.status_code == second.status_code == 200
        assert first.content == second.content, name
        assert dict(first.headers) | OF_ONE_ANSWER == dict(second.headers) | OF_ONE_ANSWER
        text = first.content.decode()
        assert "csrfmiddlewaretoken" not in text
        assert "visitor" not in text
        assert not first.cookies
    assert renderings


def test_the_short_chain_makes_the_page_that_the_whole_one_makes(client, clock_at, settings, renderings):
    load_example_week()
    clock_at("2025-05-13T09:31:50")
    for name in sorted(keys.PAGES.keys() - {"week_detail"}):
        path = reverse(name, args=arguments_of(name))
        settings.PAGE_CACHE_MB = 8
        kept = client.get(path)
        settings.PAGE_CACHE_MB = 0
        whole = client.get(path)
        assert kept.content == whole.content, name
        assert without_keeping(kept) == without_keeping(whole), name
    assert len(renderings) == len(keys.PAGES) - 1


def without_keeping(response) -> dict:
    return {name: value for name, value in response.headers.items() if name not in OF_KEEPING}
