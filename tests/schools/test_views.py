import re

import pytest
from django.urls import reverse

from content.models import SiteSettings
from schools.models import District, Figure, FigureStory
from tests.example_week import load_example_week
from tests.factories import DistrictFactory, EventSessionFactory, TradeFactory, VenueFactory
from tests.page_text import html_without_breaks

SCHOOL_LIST_QUERIES = 21
COLLEGE_LIST_QUERIES = 18


def text_of(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return html_without_breaks(response)


@pytest.mark.parametrize("name", ["school_list", "college_list", "partnership_list", "numbers"])
def test_pages_stand_without_any_record(client, db, name):
    assert "<h1>" in text_of(client, name)


def test_school_list_keeps_visiting_schools_off_the_map(client, make_school, pingyao):
    make_school("榆次一中", "yuci-no1", "visiting", level="middle", district=pingyao)
    text = text_of(client, "school_list")
    assert "榆次一中" in text
    assert "tile--named" not in text


def test_school_list_marks_a_district_with_a_school(client, make_school, pingyao):
    make_school(district=pingyao)
    assert "tile--row-3 tile--column-2 tile--named" in text_of(client, "school_list")


def test_school_list_filters_by_level_and_district(client, make_school, pingyao):
    make_school("甲校", "jia", level="higher", district=pingyao)
    make_school("乙校", "yi", level="secondary", district=pingyao)
    make_school("丙校", "bing", level="higher")
    text = text_of(client, "school_list", level="higher", district="pingyao")
    assert "甲校" in text
    assert "乙校" not in text
    assert "丙校" not in text


def test_school_list_filters_by_honours_and_counts_what_each_gives(client, make_school, pingyao):
    make_school("甲校", "jia", honours=["国家级示范校"], district=pingyao)
    make_school("乙校", "yi", honours=["国家级示范校", "省级高水平校"])
    make_school("丙校", "bing")
    page = client.get(reverse("school_list"), {"honour": "国家级示范校", "district": "pingyao"})
    assert [school.name for school in page.context["county"] + page.context["city"]] == ["甲校"]
    links = {link["label"]: link["count"] for group in page.context["filter_groups"] for link in group["links"]}
    assert (links["国家级示范校"], links["省级高水平校"], links[pingyao]) == (1, 0, 1)


def offered_values(client, **query):
    groups = client.get(reverse("school_list"), query).context["filter_groups"]
    return [link["value"] for group in groups for link in group["links"]]


@pytest.mark.usefixtures("without_page_cache")
def test_only_districts_and_levels_that_have_a_school_are_offered_unless_chosen(client, make_school, pingyao):
    lingshi = DistrictFactory(slug="lingshi", name="灵石县")
    make_school("甲校", "jia", level="higher", district=pingyao)
    assert offered_values(client) == ["higher", "pingyao"]
    assert sorted(offered_values(client, district=lingshi.slug)) == ["higher", "lingshi", "pingyao"]


def test_school_list_shrugs_at_unknown_filters(client, make_school):
    make_school("甲校", "jia")
    assert "甲校" in text_of(client, "school_list", level="nonsense", district="nowhere")


@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("rows", [1, 3])
def test_school_list_asks_the_same_number_of_questions(client, make_school, pingyao, rows, django_assert_max_num_queries):
    for n in range(rows):
        make_school(f"第{n}校", f"school-{n}", district=pingyao)
    with django_assert_max_num_queries(SCHOOL_LIST_QUERIES):
        text_of(client, "school_list")


def test_school_detail_says_how_the_level_was_inferred(client, make_school):
    school = make_school(level="secondary", level_basis="按校名推断")
    assert "按校名推断" in text_of(client, "school_detail", school.slug)


def test_school_detail_of_a_school_with_nothing_yet(client, make_school):
    school = make_school(level="", source="editor")
    text = text_of(client, "school_detail", school.slug)
    assert "<h1>" in text
    assert "cite-box" not in text


@pytest.mark.parametrize("slug", ["hidden", "unknown"])
def test_school_detail_of_an_unpublished_school_is_unknown(client, make_school, slug):
    make_school(slug="hidden", status="draft")
    assert client.get(reverse("school_detail", args=[slug])).status_code == 404


def test_a_tile_wears_its_drawing_once_something_is_there(client, make_school, pingyao):
    District.objects.update(tile_drawing="glass")
    assert "tile--glass" not in text_of(client, "school_list")
    make_school(district=pingyao)
    assert "tile--named tile--glass" in text_of(client, "school_list")


def test_a_college_wears_its_own_drawing_or_that_of_its_trade_or_none(client, make_college):
    make_college().trades.add(TradeFactory(drawing="hydraulic"))
    make_college("自画产业学院", "own", drawing="bowl").trades.add(TradeFactory(drawing="lab"))
    make_college("无图产业学院", "plain")
    text = text_of(client, "college_list")
    assert [text.count(f"#art-{name}") for name in ("hydraulic", "bowl", "lab", "fitting")] == [1, 1, 0, 0]
    assert text.count('class="craft ') == 3
    assert "lead-band" not in text_of(client, "college_detail", "plain")


def test_only_a_city_with_a_campus_speaks_of_one(client, make_school):
    school = make_school(group="city")
    pages = lambda: text_of(client, "school_list") + text_of(client, "school_detail", school.slug)  # noqa: E731
    assert "园区" not in pages()
    SiteSettings.objects.create(campus_name="柳溪职教园区", campus_short_name="园区")
    assert all(words in pages() for words in ("入驻园区的市属学校", "柳溪职教园区"))


def test_college_list_counts_names_and_keeps_the_published_words(client, make_college, make_figure, make_story):
    make_college(provincial_status="confirmed")
    make_college("太谷玛钢产业学院", "taigu-iron")
    make_story("colleges", make_figure("provincial-colleges", "6个", 6))
    text = text_of(client, "college_list")
    assert "6个" in text
    assert text.count('class="status status--confirmed"') == 1


@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("rows", [1, 3])
def test_college_list_asks_the_same_number_of_questions(client, make_college, rows, django_assert_max_num_queries):
    for n in range(rows):
        make_college(f"第{n}产业学院", f"college-{n}")
    with django_assert_max_num_queries(COLLEGE_LIST_QUERIES):
        text_of(client, "college_list")


def test_college_detail_leaves_the_twin_open(client, make_college):
    twin = make_college("平遥推光漆产业学院", "tuiguang")
    college = make_college("平遥漆艺文化创意学院", "lacquer", possible_same_as=twin)
    assert reverse("college_detail", args=["tuiguang"]) in text_of(client, "college_detail", college.slug)


def test_college_detail_does_not_link_an_unpublished_twin(client, make_college):
    twin = make_college("平遥推光漆产业学院", "tuiguang", status="draft")
    college = make_college("平遥漆艺文化创意学院", "lacquer", possible_same_as=twin)
    assert "tuiguang" not in text_of(client, "college_detail", college.slug)
    assert client.get(reverse("college_detail", args=["tuiguang"])).status_code == 404


def test_partnership_list_keeps_alliances_and_consortia_apart(client, make_partnership, make_figure, make_story):
    make_partnership("晋中职教集团", "group", "group")
    make_partnership("晋中国家农高区现代农业产教联合体", "farm", "consortium", name_note="官方全称文中未载明")
    alliances, bases, consortia = (make_figure(f"f{words}", words, 1) for words in ("十大", "196个", "两个"))
    make_story("partnerships", alliances, bases, note="没有列名")
    make_story("consortia", consortia)
    text = text_of(client, "partnership_list")
    assert all(words in text for words in ("十大", "196个", "两个", "没有列名", "官方全称文中未载明"))


def test_numbers_shows_published_words_and_their_sentence(client, make_figure):
    make_figure("world-skills-gold-share", "半壁江山", 0.5, quotations=[{"ref": "a31", "quote": "金牌数占全省中职组的半壁江山"}])
    text = text_of(client, "numbers")
    assert "半壁江山" in text
    assert "<q>金牌数占全省中职组的半壁江山</q>" in text
    assert "50%" not in text


def test_a_figure_is_found_at_its_own_address(client, make_figure):
    make_figure("career-experience-students", "近500名", 500)
    assert 'id="career-experience-students"' in text_of(client, "numbers")


def test_a_chart_stands_with_its_first_figure(client, make_figure, make_story):
    first = make_figure("three-two", "9所", 9, group="pathways")
    others = [make_figure(f"other-{n}", f"{n}所", n, group="service") for n in (5, 2)]
    make_story("numbers", first, *others, kind="cells", title="升学")
    pathways, service = text_of(client, "numbers").split('id="part-service"')
    assert pathways.count("<rect") == 9 + 5 + 2
    assert "<rect" not in service


def test_what_is_too_many_to_count_is_told_in_rows_and_not_drawn(client, make_figure, make_story):
    make_story("numbers", make_figure("few", "5所", 5), make_figure("many", "4000", 4000), kind="cells", title="学校")
    text = text_of(client, "numbers")
    assert 'class="chart ' not in text
    assert [text.count(f'id="{slug}"') for slug in ("few", "many")] == [1, 1]


def test_every_figure_of_the_first_edition_is_told_once(client):
    load_example_week()
    text = text_of(client, "numbers").partition("<main")[2].partition("<footer")[0]
    told = re.findall(r'class="display-num">([^<]+)<', text)
    figures = Figure.objects.all()
    assert sorted(told) == sorted(figure.display for figure in figures)
    assert [text.count(f'id="{figure.slug}"') for figure in figures] == [1] * len(figures)
    titles = "".join(re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", text))
    assert not [figure.display for figure in figures if len(figure.display) > 2 and figure.display in titles]


@pytest.mark.parametrize("kind", FigureStory.Kind.values)
def test_the_first_edition_or_a_test_has_every_kind_of_drawing(client, make_figure, make_story, kind):
    two = [
        make_figure("first", "八个", 8),
        (make_figure("second", "二分之一", 0.5 if kind in ("share", "medals") else 4), {"whole": 10}),
    ]
    make_story("numbers", *two, kind=kind, title="图")
    text = text_of(client, "numbers")
    assert f'class="chart chart--{kind}"' in text
    assert text.count("<svg viewBox") >= 1
    assert "style=" not in text


def test_numbers_draws_dots(client, make_figure, make_story):
    make_story("numbers", make_figure("inside", "8个", 8), make_figure("outside", "196个", 196), kind="dots", title="基地")
    text = text_of(client, "numbers")
    assert text.count("<circle") == 204
    assert "style=" not in text


def test_numbers_draws_bars_cells_and_shares(client, make_figure, make_story):
    ways = [
        make_figure(f"way-{value}", words, value) for words, value in (("约1.2万名", 12000), ("8000人", 8000), ("约2000人", 2000))
    ]
    make_story("numbers", *ways, kind="bars", title="{1}毕业，{2}升学")
    best = [(make_figure(f"best-{whole}", f"{value}所", value), {"whole": whole}) for whole, value in ((50, 10), (10, 5))]
    make_story("numbers", *best, kind="cells", title="榜单")
    pilots, share = make_figure("pilots", "345个", 345), make_figure("share", "五分之一", 0.2)
    make_story("numbers", pilots, (share, {"whole": 5}), kind="share", title="试点")
    text = text_of(client, "numbers")
    assert text.count('class="chart ') == 3
    assert text.count("<rect") == 3 + 60 + 5
    assert "83" not in text.split("<svg viewBox")[1].split("</figure>")[0]


def test_a_made_up_story_wears_the_sample_mark(client, make_figure, make_story):
    story = make_story("numbers", make_figure("few", "5所", 5), kind="cells", title="学校")
    assert "示例" not in text_of(client, "numbers").partition("<main")[2].partition("<footer")[0]
    story.source = "sample"
    story.save()
    assert "示例" in text_of(client, "numbers").partition("<main")[2].partition("<footer")[0]


def test_pages_fall_back_to_marked_chinese_in_english(client, make_school):
    make_school()
    assert '<span lang="zh">和顺县职业中学</span>' in html_without_breaks(client.get("/en/schools/"))


COMING = {
    "address": "文化街1号",
    "bus": "1路到职教港站",
    "parking": "南门停车场",
    "opening_hours": "8:30–17:30",
    "contact": "招生办",
    "phone": "0354-3026111",
}
LABELS = ("地址", "公交", "停车", "开放时间", "咨询")


def test_a_school_says_how_to_come_and_whom_to_ask_where_that_is_written(client, make_school):
    make_school()
    bare = text_of(client, "school_detail", "heshun-school")
    assert [label for label in LABELS if f"<dt>{label}</dt>" in bare] == []
    make_school("乙校", "full-school", **COMING)
    full = text_of(client, "school_detail", "full-school")
    assert [label for label in LABELS if f"<dt>{label}</dt>" in full] == list(LABELS)
    assert [value for value in COMING.values() if value not in full] == []
    assert 'href="tel:0354-3026111"' in full


@pytest.mark.parametrize(
    ("school", "venue", "parent", "asked"),
    [
        ({}, {}, {}, None),
        ({"phone": "0354-1111112"}, {}, {}, "0354-1111112"),
        ({"phone": "0354-1111112"}, {}, {"phone": "0354-1111113"}, "0354-1111113"),
        ({"phone": "0354-1111112"}, {"phone": "0354-1111114"}, {"phone": "0354-1111113"}, "0354-1111114"),
        ({"phone": "0354-1111112", "status": "draft"}, {}, {}, None),
    ],
)
def test_a_session_names_the_nearest_who_can_be_asked(client, make_school, clock_at, school, venue, parent, asked):
    clock_at("2025-05-13T09:30")
    campus = VenueFactory(bus="2路到职教港", **parent)
    host = make_school(**school)
    session = EventSessionFactory(venue=VenueFactory(parent=campus, **venue), host_school=host)
    html = text_of(client, "session_detail", session.slug)
    assert re.findall(r'href="tel:([^"]*)"', html) == ([asked] if asked else [])
    assert "2路到职教港" in html  # a room is reached as its campus is


@pytest.fixture
def many_schools(make_school, monkeypatch):
    monkeypatch.setattr("schools.views.SCHOOLS_OF_PAGE", 3)
    for number, group in enumerate(("county", "visiting", "city", "provincial", "city", "county", "city")):
        make_school(f"学校{number}", f"school-{number}", group, level="secondary" if number else "higher")


def test_a_long_list_of_schools_comes_in_pages_that_have_every_school_once(client, many_schools):
    pages, address = [], reverse("school_list")
    while address:
        answer = client.get(address)
        pages.append(re.findall(r"学校\d", answer.content.decode().partition('id="schools"')[2]))
        address = (answer.context["pages"]["next"] or {}).get("url")
    assert [len(set(page)) for page in pages] == [3, 3, 1]
    assert set(pages[0]) == {"学校2", "学校4", "学校6"}
    assert {name for page in pages for name in page} == {f"学校{number}" for number in range(7)}


def test_pages_of_schools_keep_the_filters_and_a_filter_begins_at_the_first(client, many_schools):
    answer = client.get(reverse("school_list"), {"level": "secondary", "page": "2"})
    assert answer.context["pages"]["previous"]["url"].endswith("?level=secondary&page=1#schools")
    assert not any("page=" in link["url"] for group in answer.context["filter_groups"] for link in group["links"])


@pytest.mark.parametrize(("number", "shown"), [("2", 2), ("99", 3), ("0", 3), ("zwei", 1), ("", 1)])
def test_a_page_of_schools_that_is_none_leads_to_one(client, many_schools, number, shown):
    assert client.get(reverse("school_list"), {"page": number}).context["page_number"] == shown


def test_a_short_list_of_schools_has_one_page_without_links(client, make_school):
    make_school()
    answer = client.get(reverse("school_list"))
    assert answer.context["pages"] == {}
    assert "result-pages" not in answer.content.decode()
