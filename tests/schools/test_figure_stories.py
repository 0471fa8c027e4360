"""Stories of figures: the words as published, the drawing whole or not at all."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from schools.figure_stories import draw_charts, stories_by_place
from schools.models import FigureStory
from schools.models.figure_text import fill_places
from schools.queries import rows_of_stories


def charts():
    return draw_charts(rows_of_stories("numbers"))


@pytest.fixture
def two(make_figure):
    return make_figure("boats", "近20条", 20, quotations=[{"ref": "a", "quote": "近20条"}]), make_figure("oars", "四十支", 40)


def test_a_sentence_says_the_words_of_its_figures_in_their_order(make_story, two):
    make_story("numbers", *two, kind="cells", title="{2}桨，{1}船")
    (chart,) = charts()
    assert chart.title == "四十支桨，近20条船"
    assert chart.quotations == [{"ref": "a", "quote": "近20条"}]
    assert [block["label"] for block in chart.marks["blocks"]] == ["boats", "oars"]


@pytest.mark.parametrize("kind", ["cells", "dots", "bars"])
def test_a_drawing_needs_every_figure_to_be_public(make_story, two, kind):
    make_story("numbers", *two, kind=kind, title="船")
    assert len(charts()) == 1
    two[1].status = "draft"
    two[1].save()
    assert charts() == []


def test_a_sentence_with_a_figure_that_is_not_public_is_not_told(make_story, two):
    make_story("home_map", *two, title="{2}")
    assert stories_by_place(rows_of_stories("home_map"))["home_map"].title == "四十支"
    two[0].status = "draft"
    two[0].save()
    assert stories_by_place(rows_of_stories("home_map"))["home_map"] is None


def test_the_first_story_of_a_place_is_told_and_drafts_are_not(make_story, two):
    make_story("home_map", two[0], title="草稿", status="draft")
    make_story("home_map", two[0], title="后", order=2)
    make_story("home_map", two[0], title="先", order=1)
    assert stories_by_place(rows_of_stories("home_map"))["home_map"].title == "先"


def test_a_share_is_drawn_in_whole_parts_alone(make_story, make_figure, two):
    half, third = make_figure("half", "半壁江山", 0.5), make_figure("third", "约三成", 0.3)
    make_story("numbers", two[0], (half, {"whole": 4, "label": "占{2}"}), kind="share", title="船")
    make_story("numbers", two[0], (third, {"whole": 4}), kind="share", title="不画")
    (chart,) = charts()
    assert [cell.is_marked for cell in chart.marks["cells"]] == [True, True, False, False]
    assert chart.marks["labels"][1]["label"] == "占半壁江山"


def test_part_of_a_whole_is_marked_among_the_others(make_story, two):
    make_story("numbers", (two[0], {"whole": 50}), kind="cells", title="船")
    cells = charts()[0].marks["blocks"][0]["cells"]
    assert (len(cells), sum(cell.is_marked for cell in cells)) == (50, 20)


@pytest.mark.parametrize("kind", ["dots", "share", "plus", "flow"])
def test_dots_and_shares_of_one_figure_are_not_drawn(make_story, two, kind):
    make_story("numbers", two[0], kind=kind, title="船")
    assert charts() == []


def test_english_without_a_translation_is_marked_as_chinese(make_story, two):
    make_story("numbers", *two, kind="cells", title="船")
    make_story("numbers", *two, kind="cells", title="船", title_en="Boats")
    with override("en"):
        assert [(chart.title, chart.lang) for chart in charts()] == [("船", "zh"), ("Boats", "")]


@pytest.mark.parametrize("title", ["{船}", "{0}", "{1", "1}", "{10}"])
def test_braces_hold_the_place_of_a_figure_or_are_refused(title):
    with pytest.raises(ValidationError) as error:
        FigureStory(place="home_map", title=title).clean()
    assert list(error.value.message_dict) == ["title"]


@pytest.mark.parametrize(("kind", "title", "field"), [("", "船", "kind"), ("cells", "", "title")])
def test_a_story_of_the_page_of_numbers_has_a_title_and_a_drawing(kind, title, field):
    with pytest.raises(ValidationError) as error:
        FigureStory(kind=kind, title=title).clean()
    assert list(error.value.message_dict) == [field]


def test_a_place_that_is_not_there_leaves_no_half_sentence():
    assert fill_places("{1}和{2}", ["甲", "乙"]) == "甲和乙"
    assert fill_places("{1}和{2}", ["甲"]) is None


@pytest.mark.parametrize("rows", [1, 4])
def test_stories_are_read_in_one_query(make_story, two, rows, django_assert_num_queries):
    for _number in range(rows):
        make_story("numbers", *two, kind="cells", title="{1}")
    with django_assert_num_queries(1):
        assert len(charts()) == rows


def test_one_and_eleven_are_one_block_and_eleven(make_story, make_figure):
    make_story("numbers", make_figure("inside", "5所", 5), make_figure("counties", "11", 11), kind="plus", title="1+11")
    marks = charts()[0].marks
    assert (len(marks["inside"]), len(marks["beside"])) == (5, 11)


def test_a_streak_has_a_ring_for_each_time_and_medals_are_counted(make_story, make_figure):
    make_story("numbers", make_figure("streak", "18连冠", 18), kind="streak", title="连冠")
    half = make_figure("half", "半壁江山", 0.5)
    make_story("numbers", make_figure("gold", "3块", 3), (half, {"whole": 2}), kind="medals", title="金牌")
    streak, medals = charts()
    assert len(streak.marks["rings"]) == 18
    assert len(medals.marks["medals"]) == 3
    assert [sector["is_marked"] for sector in medals.marks["sectors"]] == [True, False]


def test_only_an_exact_crowd_is_drawn_full(make_story, make_figure):
    make_story("numbers", make_figure("nearly", "近500名", 500, qualifier="nearly"), kind="crowd", title="近")
    make_story("numbers", make_figure("exact", "500名", 500), kind="crowd", title="整")
    assert [chart.marks["fields"][-1].is_marked for chart in charts()] == [False, True]


def test_what_the_parts_leave_over_runs_on_without_a_number(make_story, make_figure):
    whole, part = make_figure("all", "约1.2万名", 12000), make_figure("some", "8000人", 8000)
    make_story("numbers", whole, part, kind="flow", title="去向")
    assert [stream.is_known for stream in charts()[0].marks["streams"]] == [True, False]
