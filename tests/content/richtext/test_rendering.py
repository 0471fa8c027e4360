import re
from html.parser import HTMLParser

import pytest
from django.test import override_settings
from django.urls import set_script_prefix
from hypothesis import given
from hypothesis import strategies as st

from content.models import Picture
from content.richtext import allowed
from content.richtext.rendering import attach_pictures, render_markdown
from tests.admin_scene import png_upload

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    '![x](picture:1" onerror="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "<figure><img src=x></figure>",
    '<a href="javascript:alert(1)">x</a>',
    "<style>*{display:none}</style>",
    "`<b onclick=x>`",
    "    <script>x</script>",
    "| a | <script> |\n|---|---|\n| ![x](javascript:x) | [y](javascript:x) |",
    "<details open ontoggle=alert(1)>",
    "# <iframe src=//evil.example>",
    "[x](https://ok.example 'onmouseover=alert(1)')",
]
PIECES = st.sampled_from(
    [*HOSTILE, "**", "*", "_", "[", "](", ")", "<", ">", '"', "\n", "\n\n", "- ", "> ", "# ", "|", "&", "\\", "picture:1"]
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags_of(html):
    parser = Tags()
    parser.feed(html)
    return parser.found


def assert_harmless(html):
    for tag, attributes in tags_of(html):
        assert tag in allowed.TAGS | {"div"}
        assert attributes.keys() <= {"href", "rel", "scope", "start", "class", "tabindex"}
        if address := attributes.get("href"):
            assert re.match(r"https?://|mailto:|tel:|#|/(?![/\\])", address, re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text):
    assert_harmless(render_markdown(text, pictures={}))


@given(st.lists(PIECES | st.text(max_size=8), max_size=12))
def test_whatever_is_written_is_harmless(pieces):
    assert_harmless(render_markdown("".join(pieces), pictures={}))


@pytest.mark.parametrize("text", [None, "", " \n "])
def test_nothing_gives_nothing(text):
    assert render_markdown(text) == ""


def test_bold_ends_at_chinese_punctuation():
    assert render_markdown("**注意：**请带水，*慢慢*来；**“三”**的") == (
        "<p><strong>注意：</strong>请带水，<em>慢慢</em>来；<strong>“三”</strong>的</p>\n"
    )


def test_typing_habits_are_understood():
    assert render_markdown("　　第一段\n##标题\n　　第二段") == "<p>第一段</p>\n<h2>标题</h2>\n<p>第二段</p>\n"
    assert render_markdown("一\n---\n    二") == "<p>一</p>\n<hr>\n<p>二</p>\n"


@pytest.mark.parametrize(
    ("top", "levels"), [(2, ["h2", "h3", "h3", "h2", "h3", "h4"]), (4, ["h4", "h5", "h5", "h4", "h5", "h6"])]
)
def test_headings_leave_no_gap(top, levels):
    html = render_markdown("## 甲\n#### 乙\n### 丙\n# 丁\n### 戊\n#### 己", top=top)
    assert [tag for tag, _attributes in tags_of(html)] == levels


def test_links_out_of_the_site_are_marked(settings):
    settings.BASE_URL = "https://week.example"
    html = render_markdown(
        "[a](https://a.example) [b](https://week.example/x/) [c](/schools/) [d](mailto:a@b.cn) [e](https://week.example.cn)"
    )
    assert re.findall(r'rel="[^"]+">(\w)', html) == ["a", "e"]


@override_settings(FORCE_SCRIPT_NAME="/zjz")
def test_links_within_the_site_know_its_sub_path():
    set_script_prefix("/zjz/")
    try:
        assert 'href="/zjz/schools/"' in render_markdown("[a](/schools/)")
        assert 'href="/zjz/schools/"' in render_markdown("[a](/zjz/schools/)")
    finally:
        set_script_prefix("/")


def test_table_scrolls_in_its_own_box():
    html = render_markdown("| a | b |\n|---|---|\n| <table> | 2 |")
    assert html.startswith('<div class="table-scroll" tabindex="0"><table class="data-table">')
    assert html.count("table-scroll") == html.count("</table></div>") == 1
    assert html.count('<th scope="col">') == 2


@pytest.fixture
def picture(db):
    return Picture.objects.create(image=png_upload(), alt_text="车间", minors="none")


def test_picture_stands_between_paragraphs(picture):
    html = render_markdown(f"前\n![实训车间](picture:{picture.pk})\n后")
    attributes = dict(tags_of(html))["img"]
    assert [tag for tag, _attributes in tags_of(html)] == ["p", "figure", "picture", "img", "figcaption", "p"]
    assert (attributes["width"], attributes["height"], attributes["alt"]) == ("800", "400", "车间")
    assert "实训车间" in html.partition("<figcaption>")[2]


def test_picture_in_a_list_and_none_in_heading_cell_or_link(picture):
    here = f"![说明](picture:{picture.pk})"
    assert "<li><figure" in render_markdown(f"- {here}").replace("\n", "")
    for text in (f"## {here}", f"| {here} |\n|---|\n| {here} |", f"[{here}](/schools/)", f"**{here}**"):
        assert "<img" not in render_markdown(text)
        assert "说明" in render_markdown(text)


def test_caption_that_repeats_the_description_is_not_shown_twice(picture):
    assert render_markdown(f"![车间](picture:{picture.pk})").count("车间") == 1


def test_unknown_picture_shows_nothing(db):
    assert render_markdown("![说明](picture:999)") == ""
    assert render_markdown("前\n![说明](picture:999)\n后") == "<p>前</p>\n<p>后</p>\n"


def test_pictures_cost_one_query_and_their_absence_none(picture, django_assert_num_queries):
    one = f"![a](picture:{picture.pk})"
    with django_assert_num_queries(1):
        render_markdown(f"{one}\n\n{one}\n\n![b](picture:999)")
    with django_assert_num_queries(0):
        render_markdown("## 标题\n\n[a](/schools/)")
    texts = [Picture(credit=one), Picture(credit=one), Picture(credit="")]
    with django_assert_num_queries(1):
        records = attach_pictures(texts, "credit")
        assert "<img" in "".join(render_markdown(record.credit, pictures=record.text_pictures) for record in records)
