import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import EventSession, TimeSlot
from events.programme import slot_generator
from events.programme.slot_generator import InvalidTimeSpan, TimeSpan

MONDAY, TUESDAY = dt.date(2025, 5, 12), dt.date(2025, 5, 13)
MORNING = TimeSpan(dt.time(9), dt.time(10, 20))


def local(slot) -> str:
    return f"{timezone.localtime(slot.starts_at):%d %H:%M}–{timezone.localtime(slot.ends_at):%H:%M}"


@pytest.mark.parametrize("line", ["09:00–10:20", " 9:00-10:20 ", "9：00—10：20", "0900~1020", "9.00 至 10.20", "09:00～10:20"])
def test_line_is_read_however_it_is_typed(line):
    assert slot_generator.parse_time_spans(line) == [MORNING]


@pytest.mark.parametrize("line", ["10:20–09:00", "09:00–09:00", "09:00", "25:00–26:00", "22:00–24:00", "morning", "9–10"])
def test_line_that_is_no_span_is_named(line):
    with pytest.raises(InvalidTimeSpan) as refused:
        slot_generator.parse_time_spans(f"09:00–10:20\n\n{line}")
    assert (refused.value.line, refused.value.text) == (3, line)


def test_series():
    spans = slot_generator.generate_time_spans(dt.time(9), length=80, pause=10, count=3)
    assert [f"{span.start:%H:%M}–{span.end:%H:%M}" for span in spans] == ["09:00–10:20", "10:30–11:50", "12:00–13:20"]


@given(
    st.times(),
    st.integers(min_value=1, max_value=300),
    st.integers(min_value=0, max_value=120),
    st.integers(min_value=1, max_value=30),
)
def test_series_never_overlaps_and_never_passes_midnight(first, length, pause, count):
    try:
        spans = slot_generator.generate_time_spans(first, length=length, pause=pause, count=count)
    except ValueError:
        assert first.hour * 60 + first.minute + count * length + (count - 1) * pause >= 24 * 60
        return
    assert len(spans) == count
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))


@given(
    st.lists(st.dates(dt.date(2025, 1, 1), dt.date(2026, 1, 1)), max_size=5),
    st.lists(st.tuples(st.integers(0, 11), st.integers(12, 23)), max_size=5),
)
def test_pattern_is_every_time_on_every_day_once(days, hours):
    times = [TimeSpan(dt.time(start), dt.time(end)) for start, end in hours]
    slots = slot_generator.generate_slots(EventSession(), days, times, capacity=20)
    assert len(slots) == len(set(days)) * len(set(times))
    assert len({(slot.starts_at, slot.ends_at) for slot in slots}) == len(slots)
    assert [slot.starts_at for slot in slots] == sorted(slot.starts_at for slot in slots)
    assert {slot.day for slot in slots} == (set(days) if times else set())
    assert all(slot.capacity == 20 and slot.pk is None for slot in slots)


def test_times_of_one_day_again_on_others():
    original = slot_generator.generate_slots(EventSession(), [MONDAY], [MORNING], capacity=12, kept_back=2)
    slots = slot_generator.repeat_slots_on_days(original, EventSession(), [TUESDAY, MONDAY, TUESDAY])
    assert [local(slot) for slot in slots] == ["12 09:00–10:20", "13 09:00–10:20"]
    assert {(slot.capacity, slot.kept_back, slot.places_taken, slot.source) for slot in slots} == {(12, 2, 0, "editor")}
    assert len({slot.uid for slot in [*original, *slots]}) == 3


@pytest.mark.parametrize(("minutes", "stays"), [(0, True), (60, True), (61, False), (-1320, True), (-1321, False)])
def test_stays_on_its_day(minutes, stays):
    (slot,) = slot_generator.generate_slots(EventSession(), [MONDAY], [TimeSpan(dt.time(22), dt.time(23))])
    assert slot_generator.stays_on_same_day(slot, dt.timedelta(minutes=minutes)) is stays
    assert isinstance(slot, TimeSlot)
