"""A day is written in one shape wherever it stands: on pages, on cards for shared links, in mails and choices."""

import pytest
from django.utils import translation

from edu_week.templatetags.portal import day_with_weekday
from events.time_spans import format_time_span
from tests.factories import TimeSlotFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "5月14日 周三"), ("en", "Wed 14 May")])
def test_a_day_has_one_shape(language, day, clock_at):
    clock_at("2025-05-13T09:30")
    slot = TimeSlotFactory(starts_at="2025-05-14T09:00+08:00", ends_at="2025-05-14T10:00+08:00")
    slot.refresh_from_db()
    with translation.override(language):
        assert day_with_weekday(slot.starts_at) == day
        assert format_time_span(slot) == f"{day} 09:00–10:00"
