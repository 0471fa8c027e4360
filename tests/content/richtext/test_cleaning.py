import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.richtext.cleaning import TAG, clean_markdown
from content.richtext.parser import refused_links
from tests.content.richtext.test_rendering import PIECES


@pytest.mark.parametrize(
    ("text", "left", "removed"),
    [
        ("<b>学</b>技术", "学技术", ("<b>", "</b>")),
        ("<script>alert(1)</script>学", "学", ("<script>alert(1)</script>",)),
        ("<scr<b>ipt>alert(1)</script>", "alert(1)", ("<b>", "</script>", "<script>")),
        ("一<br/>二", "一\n二", ("<br/>",)),
        ("<!-- 注 -->学", "学", ("<!-- 注 -->",)),
        ("<o:p>学</o:p>", "学", ("<o:p>", "</o:p>")),
        ("[学](javascript:alert(1))", "学", ("[学](javascript:alert(1))",)),
        ("[学](events/)", "学", ("[学](events/)",)),
    ],
)
def test_what_is_not_allowed_goes_and_is_named(text, left, removed):
    cleaned = clean_markdown(text)
    assert cleaned.text == left
    assert sorted(cleaned.removed) == sorted(removed)


def test_picture_from_elsewhere_leaves_its_words():
    cleaned = clean_markdown("![车间](https://a.example/x.png)")
    assert cleaned.text == "车间"
    assert "https://a.example/x.png" in cleaned.removed[0]


def test_web_address_without_its_beginning_is_completed():
    assert clean_markdown("[学校](www.school.cn/a)").text == "[学校](https://www.school.cn/a)"
    assert clean_markdown("[www.school.cn](www.school.cn)").text == "[www.school.cn](https://www.school.cn)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "## 标题\n\n- 一\n- 二\n\n> 引用\n\n**粗** *斜*\n\n[a](https://a.example/(b)) [c](/schools/) [d](tel:0354-1) <https://a.example>",
        "身高<120cm，a < b > c，1 <2> 3，<注意>",
        "![说明](picture:12)\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "行末两格  \r\n下一行",
    ],
)
def test_clean_text_stays_as_it_is(text):
    assert clean_markdown(text) == clean_markdown(clean_markdown(text).text)
    assert clean_markdown(text).text == text
    assert clean_markdown(text).removed == ()


@given(st.lists(PIECES | st.text(max_size=8), max_size=12))
def test_cleaning_twice_is_cleaning_once(pieces):
    cleaned = clean_markdown("".join(pieces))
    assert clean_markdown(cleaned.text).text == cleaned.text
    assert clean_markdown(cleaned.text).removed == ()
    assert not TAG.search(cleaned.text)


@pytest.mark.parametrize("text", ["<javascript:alert(1)>", "[a [b]](javascript:x)", "<ftp://a.example>"])
def test_links_that_cannot_be_taken_out_are_named(text):
    assert refused_links(clean_markdown(text).text)
