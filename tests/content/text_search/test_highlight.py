import pytest

from content.phrases import BREAK
from content.text_search.highlight import excerpt_around_match, highlight_matches
from content.text_search.tokens import SearchToken, split_tokens


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("A&B amp", "amp", "A&amp;B <mark>amp</mark>"),
        ("<b>", "b", "&lt;<mark>b</mark>&gt;"),
        ("中医针灸体验", "针灸", "中医<mark>针灸</mark>体验"),
        ("中医针灸体验", "zhenjiu", "中医<mark>针灸</mark>体验"),
        ("中医针灸体验", "ＺＪ", "中医<mark>针灸</mark>体验"),
        ("每天体验", "体验", "每天<mark>体验</mark>"),
        ("每天开放", "体验", "每天开放"),
        ("中医针灸体验", "zhongyi tiyan", "<mark>中医</mark>针灸<mark>体验</mark>"),
        ("中医针灸体验", "中医针灸 针灸", "<mark>中医针灸</mark>体验"),
        ("Can you", "you can", "Can you"),
        ("烘焙", "zhenjiu", "烘焙"),
    ],
)
def test_matches_are_marked_once_and_escaped(text, typed, shown):
    assert highlight_matches(text, split_tokens(typed)) == shown


@pytest.mark.parametrize(
    ("phrases", "typed", "shown"),
    [
        ("玻璃器皿|制作|技艺", "制作", "玻璃器皿<wbr><mark>制作</mark><wbr>技艺"),
        ("玻璃器皿|制作|技艺", "器皿制", "玻璃<mark>器皿<wbr>制</mark>作<wbr>技艺"),
        ("玻璃器皿|制作|技艺", "玻璃器皿 技艺", "<mark>玻璃器皿</mark><wbr>制作<wbr><mark>技艺</mark>"),
        ("A<B>|制作", "没有", "A&lt;B&gt;<wbr>制作"),
    ],
)
def test_a_marked_text_breaks_between_its_phrases_alone(phrases, typed, shown):
    assert highlight_matches(phrases.replace("|", BREAK), split_tokens(typed)) == shown


def test_another_spelling_of_a_word_is_marked():
    assert highlight_matches("中医针灸体验", [SearchToken("真酒", others=("针灸",))]) == "中医<mark>针灸</mark>体验"
    assert highlight_matches("中医针灸体验", split_tokens("zenjiu")) == "中医针灸体验"


def test_a_short_text_is_shown_whole():
    assert excerpt_around_match("前" * 80 + "针灸", split_tokens("针灸")) == "前" * 80 + "针灸"


def test_an_excerpt_begins_shortly_before_the_match():
    assert excerpt_around_match("前" * 200 + "针灸" + "后" * 200, split_tokens("针灸")).startswith("…前")
    assert "针灸" in excerpt_around_match("前" * 200 + "针灸" + "后" * 200, split_tokens("zhenjiu"))
