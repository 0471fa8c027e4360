"""Line breaking of a card's title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.share_images.line_wrapping import NEVER_FIRST, NEVER_LAST, truncate_to_width, wrap_text

LONG = "走进职教港：从推光漆、玻璃器皿到玛钢铸造与纺机液压，晋中四门手艺一日连看（含无障碍路线与老年学习者慢行专线讲解）"


def test_lines_are_few_and_about_equally_long():
    rows = wrap_text(LONG, len, 16)
    assert "".join(rows) == LONG
    assert len(rows) == 4
    assert max(map(len, rows)) - min(map(len, rows)) <= 3


def test_no_line_begins_with_a_comma_or_ends_with_a_bracket():
    for limit in range(3, 20):
        rows = wrap_text(LONG, len, limit)
        assert not [row for row in rows if row[0] in NEVER_FIRST or row[-1] in NEVER_LAST], limit


def test_words_and_numbers_stay_whole():
    assert wrap_text("RC car workshop for 2025 families", len, 12) == ["RC car", "workshop", "for 2025", "families"]


@given(st.text(alphabet="职教港 （），。abc1", max_size=40), st.integers(1, 12))
def test_any_text_ends_and_loses_nothing_but_spaces(text, limit):
    assert "".join("".join(wrap_text(text, len, limit)).split()) == "".join(text.split())


@pytest.mark.parametrize(("text", "short"), [("三个字", "三个字"), ("一共是七个汉字", "一共是七…")])
def test_a_line_too_long_ends_with_an_ellipsis(text, short):
    assert truncate_to_width(text, len, 5) == short


def test_marked_phrases_stay_whole_unless_one_alone_is_too_long():
    marked = "示例 · 推光漆杯垫\u200b描绘\u200b体验"
    assert wrap_text(marked, len, 7) == ["示例 ·", "推光漆杯垫", "描绘体验"]
    assert "".join(wrap_text(marked, len, 4)).replace(" ", "") == "示例·推光漆杯垫描绘体验"
