"""Headings break between phrases, never inside a word."""

import pytest

from content.phrases import BREAK, breakable_html, keep_whole, mark_phrases, split_phrases


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("玻璃器皿制作技艺展示", "玻璃器皿|制作|技艺|展示"),
        ("职业教育活动周", "职业|教育|活动周"),
        ("初中生职业体验（第一天）", "初中生|职业|体验|（第一天）"),
        ("推光漆杯垫描绘体验", "推光漆杯垫|描绘|体验"),
        ("戏曲身段与民乐体验", "戏曲|身段|与民乐|体验"),
        ("亲子RC模型组装", "亲子RC模型|组装"),
        ("晋中市2025年职业教育", "晋中市2025年|职业|教育"),
        ("“三二分段”与“五年贯通培养”政策问答", "“三二分段”|与“五年贯通培养”|政策|问答"),
        ("校园开放参观：晋中职业技术学院", "校园|开放|参观：|晋中|职业|技术|学院"),
        ("针灸体验", "针灸|体验"),
        ("这次预约已取消", "这次|预约|已取消"),
        ("急救实训室（示例场地）", "急救|实训室|（示例场地）"),
        ("Open day", "Open day"),
        ("", ""),
    ],
)
def test_phrases_are_words_with_what_belongs_to_them(text, phrases):
    assert mark_phrases(text) == phrases.replace("|", BREAK)


@pytest.mark.parametrize("text", ["（", "“”", "与", "（《》）", "，开头", "与与与", "“没有关上", "１２３年", "𠮷野家的𠮷"])
def test_nothing_is_lost_of_an_odd_text(text):
    assert "".join(split_phrases(text)) == text


def test_a_heading_is_escaped_and_marked_only_while_it_is_the_one_that_was_divided():
    phrases = mark_phrases("玻璃器皿<制作>")
    assert breakable_html(phrases, "玻璃器皿<制作>").replace("<wbr>", "") == "玻璃器皿&lt;制作&gt;"
    assert breakable_html(phrases, "玻璃<器皿>") == "玻璃<器皿>"  # a template escapes it
    assert not hasattr(breakable_html(phrases, "玻璃<器皿>"), "__html__")
    assert breakable_html("", "玻璃器皿制作") == "玻璃器皿制作"


def test_what_fits_on_any_line_has_no_breaks():
    assert breakable_html(mark_phrases("针灸体验"), "针灸体验") == "针灸体验"


def test_the_phrases_of_a_text_are_found_among_those_of_its_record():
    marked = "\n".join(mark_phrases(text) for text in ("三位毕业生", "撬动人生的黄金支点"))
    assert breakable_html(marked, "撬动人生的黄金支点").replace("<wbr>", BREAK) == mark_phrases("撬动人生的黄金支点")
    assert "黄金" in split_phrases("撬动人生的黄金支点")
    assert breakable_html(marked, "三位毕业生\n撬动人生的黄金支点") == "三位毕业生\n撬动人生的黄金支点"


@pytest.mark.parametrize(
    ("text", "phrases"),
    [("毕业生胡兴盛，凭借技能", "毕业生|胡兴盛，|凭借|技能"), ("胡兴盛毕业", "胡兴盛|毕业"), ("没有别人", "没有|别人")],
)
def test_a_name_that_no_dictionary_has_stays_whole(text, phrases):
    assert keep_whole(mark_phrases(text), "胡兴盛") == phrases.replace("|", BREAK)
