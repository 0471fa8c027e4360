from django.utils.translation import override

from content.models.sourced import WHOLE
from content.sample_marks import mark_sample_title, sample_label, sample_note


def test_the_mark_names_the_parts_in_one_order():
    assert sample_label(set()) == ""
    assert sample_label({WHOLE, "day"}) == "示例"
    assert sample_label({"capacity", "place", "hour", "day"}) == "示例：日期、时间、地点、名额"
    assert sample_label(["other"]) == "示例：其他内容"


def test_titles_and_notes_begin_with_the_word():
    assert (mark_sample_title("香囊", set()), sample_note(set())) == ("香囊", "")
    assert mark_sample_title("香囊", {"hour"}) == "示例 · 香囊"
    assert sample_note({"hour"}).startswith("示例：时间。")
    with override("en"):
        assert sample_label({"hour", "place"}) == "Sample: hour, place"
        assert sample_note({WHOLE}).startswith("Sample. ")
