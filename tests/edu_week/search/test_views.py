import pytest

from events.models import EventSession
from schools.models import District, Major, School
from tests.edu_week.home.home_records import make_home_records, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(clock_at):
    clock_at("2025-05-13T09:30")
    return make_home_records()


def search(client, query, **more):
    response = client.get("/search/", {"q": query} | more)
    assert response.status_code == 200
    return response


def keys(response):
    """Return how many records of each kind were found; the portal's own pages are not meant here."""
    return {group.key: group.count for group in response.context["results"].groups if group.key != "pages"}


@pytest.mark.parametrize("query", ["针灸", "zhongyizhenjiu", "zhenjiu", "zhen jiu", "ＺＨＥＮＪＩＵ", "zj", "ZhenJiu 讲解"])
def test_search_finds_characters_pinyin_and_initials(client, week, query):
    response = search(client, query)
    assert keys(response)["sessions"] >= 1
    assert "acupuncture" in response.content.decode()


def test_search_marks_what_matched(client, week):
    assert "<mark>针灸</mark>" in search(client, "针灸").content.decode()
    assert "<mark>针灸</mark>" in search(client, "zhenjiu").content.decode()


def test_search_needs_every_word(client, week):
    assert keys(search(client, "针灸 模型")) == {}


def test_search_groups_all_kinds_of_records(client, week):
    assert keys(search(client, "榆次")) == {"schools": 1}
    assert keys(search(client, "hxs")) == {"graduates": 1}
    assert keys(search(client, "近500")) == {"figures": 1}
    assert keys(search(client, "陆续")) == {"announcements": 1}


def test_search_never_shows_drafts(client, week):
    EventSession.objects.update(status="draft")
    assert "sessions" not in keys(search(client, "针灸"))


def test_search_without_words_asks_for_some(client, week):
    assert keys(search(client, "  ")) == {}


def test_search_says_so_when_there_is_no_word_in_it(client, week):
    assert "没有字母、数字或汉字" in search(client, "？！").content.decode()


def test_search_without_result_leads_to_the_programme(client, week):
    words = search(client, "潜水").content.decode()
    assert "empty-state" in words
    assert "/events/" in words


@pytest.mark.parametrize("query", ["\x00针灸", "😀" * 50, "%", "_", "'\"\\", "长" * 3000, "<script>alert(1)</script>"])
def test_search_survives_anything(client, week, query):
    words = search(client, query).content.decode()
    assert "<script>alert" not in words


@pytest.mark.parametrize("query", ["zenjiu", "zhengjiu", "zhenjuu", "真酒"])
def test_search_shows_what_is_near_and_asks_whether_it_was_meant(client, week, query):
    response = search(client, query)
    assert response.context["results"].is_fuzzy
    assert keys(response)["sessions"] == 1
    assert [item["text"] for item in response.context["suggested"]] == ["针灸"]
    words = response.content.decode()
    assert "你是不是要找" in words
    assert "<mark>针灸</mark>" in words


def test_what_has_the_words_keeps_out_what_is_only_near(client, week):
    make_session(week, "pearl", "真酒品鉴")
    response = search(client, "真酒")
    assert not response.context["results"].is_fuzzy
    assert keys(response) == {"sessions": 1}


def titles(response, key="sessions"):
    groups = response.context["results"].groups
    return [hit.shown.url.split("/")[-2] for group in groups if group.key == key for hit in group.hits]


def test_search_puts_titles_before_texts_and_what_is_to_come_before_what_is_over(client, week):
    over = {"start": "05-12T09:00", "end": "05-12T10:00"}
    make_session(week, "in-text", "烘焙", summary="也讲面塑。")
    make_session(week, "spelled", "面素")
    make_session(week, "begins-over", "面塑体验", **over)
    make_session(week, "begins", "面塑制作", "05-17T09:00", "05-17T10:00")
    make_session(week, "in-title", "学做面塑")
    assert titles(search(client, "面塑")) == ["begins", "begins-over", "in-title", "in-text"]
    assert titles(search(client, "mianshi")) == []
    assert titles(search(client, "miansu"))[:3] == ["spelled", "begins", "begins-over"]
    assert titles(search(client, "ms"))[-2:] == ["in-title", "in-text"]


def test_a_group_can_be_seen_alone_and_whole(client, week):
    for number in range(9):
        make_session(week, f"more-{number}", f"榆次体验{number}")
    both = search(client, "榆次")
    assert keys(both) == {"sessions": 9, "schools": 1}
    assert len(titles(both)) == 6
    alone = search(client, "榆次", **{"in": "sessions"})
    assert len(titles(alone)) == 9
    assert 'id="found-schools"' not in alone.content.decode()
    assert 'aria-current="page"' in alone.content.decode()


def test_an_unknown_group_shows_all(client, week):
    assert 'id="found-sessions"' in search(client, "针灸", **{"in": "nonsense"}).content.decode()


def test_search_finds_venues_majors_and_districts_that_lead_somewhere(client, week):
    school = School.objects.get()
    Major.objects.create(slug="nursing", name="护理", school=school, status="published")
    taigu = District.objects.create(slug="taigu", name="太谷区", adcode="140703", tile_row=1, tile_column=1, status="published")
    District.objects.create(slug="empty", name="太谷镇", adcode="140799", tile_row=2, tile_column=1, status="published")
    EventSession.objects.filter(slug="rc-cars").update(district=taigu)
    found = {query: search(client, query).context["results"].groups for query in ("huli", "taigu", "职教港")}
    links = {group.key: group.hits[0].shown.url for groups in found.values() for group in groups}
    assert links["majors"] == "/schools/yuci-no1/"
    assert links["districts"] == "/events/?day=all&district=taigu"
    assert links["venues"].startswith("/events/?day=all&q=")
    assert client.get(links["venues"]).context["sessions"] == 2
    assert keys(search(client, "taigu"))["districts"] == 1


def test_search_without_result_offers_the_kinds_there_are(client, week):
    assert [item["kind"] for item in search(client, "潜水").context["kinds"]] == ["experience"]


def test_search_says_that_it_cut_a_long_query(client, week):
    response = search(client, "长" * 101)
    assert response.context["was_cut"]
    assert len(response.context["query"]) == 100


def test_search_is_not_indexed(client, week):
    assert 'content="noindex"' in search(client, "").content.decode()


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize(("query", "queries"), [("针灸", 14), ("zenjiu", 14)])
def test_search_asks_a_fixed_number_of_queries(client, week, django_assert_num_queries, more, query, queries):
    for number in range(more):
        make_session(week, f"more-{number}", f"针灸{number}")
    with django_assert_num_queries(queries):
        search(client, query)
