import pytest

from events.editions.naming import propose_name, propose_session_slugs, propose_slug, put_year
from events.models import ReportedVisit
from tests.factories import EventSessionFactory, VisitFactory


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("晋中市2025年活动周", "晋中市2026年活动周"),
        ("week-2025", "week-2026"),
        ("12025 and 20251", "12025 and 20251"),
        ("活动周", "活动周"),
    ],
)
def test_the_year_is_put_where_the_old_one_stands_alone(text, new):
    assert put_year(text, 2025, 2026) == new


def test_a_name_without_a_year_gets_one():
    assert propose_name("活动周", 2025, 2026) == "2026活动周"
    assert propose_name("2025活动周", 2025, 2026) == "2026活动周"


@pytest.mark.parametrize(
    ("slug", "taken", "proposed"),
    [
        ("first-aid", (), "first-aid-2026"),
        ("first-aid-2025", (), "first-aid-2026"),
        ("first-aid", ("first-aid-2026", "first-aid-2026-2"), "first-aid-2026-3"),
        ("x" * 80, (), "x" * 75 + "-2026"),
        ("x" * 80, ("x" * 75 + "-2026",), "x" * 75 + "-20" + "-2"),
    ],
)
def test_an_address_is_never_taken_and_never_too_long(slug, taken, proposed):
    found = propose_slug(slug, 2025, 2026, taken)
    assert len(found) <= 80
    assert found not in taken
    if len(slug) < 80:
        assert found == proposed


@pytest.mark.django_db
def test_addresses_of_one_edition_differ_from_each_other_and_from_all_that_led_somewhere():
    for slug in ("talk", "talk-2025", "visit", "old-2026"):
        EventSessionFactory(slug=slug)
    VisitFactory(former_session="visit-2026")
    assert ReportedVisit.objects.count() == 1
    found = propose_session_slugs(["talk", "talk-2025", "visit"], 2025, 2026)
    assert found == {"talk": "talk-2026", "talk-2025": "talk-2026-2", "visit": "visit-2026-2"}
