"""What of a session and its slots is made up, and that no other place decides it."""

import re
from pathlib import Path

import pytest

from content.models.sourced import WHOLE
from content.sample_marks import PART_WORDS
from events.models import EventSession, TimeSlot
from events.models.sample_parts import PARTS_OF_SESSION, PARTS_OF_SLOT, has_true_times, join_sample_parts
from tests.factories import TimeSlotFactory

ROOT = Path(__file__).resolve().parents[3]
DECIDES = re.compile(r"\bsample_fields\b|\bis_sample\b|\.source [=!]=|\.source\b|Source\.SAMPLE|source=SAMPLE")
PROVENANCE = {  # where it is kept, loaded, removed or edited: nowhere there does a reader see a mark
    "content/models/sourced.py",
    "content/api.py",
    "events/models/sample_parts.py",
    "events/models/week.py",
    "events/models/time_slot.py",
    "edu_week/api.py",
    "content/placeholders.py",
    "backoffice/admin.py",
    "events/bookings/columns.py",
    "events/editions/plan.py",
    "events/editions/copying.py",
    "events/editions/bulk_decisions.py",
}
BOOKINGS_MADE_UP = {  # bookings that no real person made: nobody is told of them, nothing depends on them
    "events/bookings/sequence.py",
    "events/notices/outbox.py",
    "events/notices/reminders.py",
    "edu_week/rehearsal/start_check.py",
    "events/bookings/erasure.py",
    *("events/rehearsal/making.py", "events/rehearsal/removing.py"),
}


@pytest.mark.parametrize(
    ("slot", "parts"),
    [
        ({}, set()),
        ({"session__source": "sample"}, {WHOLE}),
        ({"session__sample_fields": ["*"], "sample_fields": ["day"]}, {WHOLE}),
        ({"source": "sample"}, {"day", "hour", "capacity"}),
        ({"sample_fields": ["*"]}, {"day", "hour", "capacity"}),
        ({"sample_fields": ["day", "starts_at", "ends_at"]}, {"day", "hour"}),
        ({"sample_fields": ["ends_at"]}, {"hour"}),
        ({"sample_fields": ["capacity"]}, {"capacity"}),
        ({"session__venue__source": "sample"}, {"place"}),
        ({"session__venue__sample_fields": ["address"]}, {"place"}),
        ({"session__sample_fields": ["venue", "organiser"]}, {"place", "host"}),
        ({"session__sample_fields": ["audiences", "booking_mode", "title_en"]}, {"audience", "booking", "title"}),
        ({"session__sample_fields": ["summary"]}, {"other"}),
    ],
)
def test_a_slot_says_what_is_made_up_of_all_it_shows(db, slot, parts):
    assert TimeSlotFactory(**slot).sample_parts == parts


def test_a_session_shown_with_its_slots_says_what_is_of_any_of_them(db):
    slot = TimeSlotFactory(sample_fields=["starts_at"], session__sample_fields=["audiences"])
    other = TimeSlotFactory(session=slot.session, sample_fields=["capacity"])
    assert join_sample_parts([slot.session, slot, other]) == {"hour", "audience", "capacity"}
    slot.session.source = "sample"
    assert join_sample_parts([slot.session, slot, other]) == {WHOLE}
    assert not has_true_times(slot)


def test_every_part_has_a_word_and_every_field_exists():
    assert set(PART_WORDS) == {*PARTS_OF_SESSION.values(), *PARTS_OF_SLOT.values(), "other"}
    for model, fields in ((EventSession, PARTS_OF_SESSION), (TimeSlot, PARTS_OF_SLOT)):
        known = {field.name for field in model._meta.get_fields()} | set(model.loose_sample_fields)
        assert set(fields) <= known


def test_no_other_place_decides_what_is_made_up():
    """Pages, files and messages ask `sample_parts`; whoever reads `source` or `sample_fields` for it would decide anew."""
    folders = ("alumni", "backoffice", "content", "edu_week", "events", "schools", "templates")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".txt")]
    found = {path.relative_to(ROOT).as_posix() for path in paths if decides(path)}
    loading = {name for name in found if name.startswith("edu_week/loading/")}
    assert loading, "the search finds nothing"
    assert found - loading - PROVENANCE - BOOKINGS_MADE_UP == set()


def decides(path: Path) -> bool:
    if {"migrations", "history_pages", "offline"} & set(path.parts):  # `source` there is another word
        return False
    text = re.sub(r'""".*?"""', "", path.read_text(), flags=re.DOTALL).replace(".template.source", "")
    return DECIDES.search(text) is not None
