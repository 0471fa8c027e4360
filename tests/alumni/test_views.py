import pytest
from django.urls import reverse

from alumni.models import Award, Graduate, Milestone
from schools.models import School, Trade

PUBLISHED = {"status": "published", "source": "article"}
GRADUATE_LIST_QUERIES = 6


@pytest.fixture
def school(db):
    return School.objects.create(name="介休市职业中学", slug="jiexiu", group="county", **PUBLISHED)


@pytest.fixture
def make_graduate(school):
    def make(name="胡兴盛", slug="hu", **fields):
        return Graduate.objects.create(name=name, slug=slug, school=school, **{**PUBLISHED, **fields})

    return make


def text_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_graduate_list_stands_without_anybody(client, db):
    assert "<h1>" in text_of(client, "graduate_list")


def test_graduate_list_shows_seals_and_exact_words(client, make_graduate):
    make_graduate(quotations=[{"ref": "a28", "quote": "介休市职业中学毕业生胡兴盛"}])
    text = text_of(client, "graduate_list")
    assert '<span class="seal" lang="zh" aria-hidden="true">胡</span>' in text
    assert "<q>介休市职业中学毕业生胡兴盛</q>" in text


def test_graduate_list_shows_honours_of_unnamed_graduates(client, db):
    Award.objects.create(name="全国技术能手", source="article")
    assert "全国技术能手" in text_of(client, "graduate_list")


@pytest.mark.usefixtures("without_public_cache")
@pytest.mark.usefixtures("without_page_cache")
@pytest.mark.parametrize("rows", [1, 3])
def test_graduate_list_asks_the_same_number_of_questions(client, make_graduate, rows, django_assert_max_num_queries):
    for n in range(rows):
        make_graduate(f"甲{n}", f"graduate-{n}")
    with django_assert_max_num_queries(GRADUATE_LIST_QUERIES):
        text_of(client, "graduate_list")


def test_graduate_detail_keeps_blank_years_blank(client, make_graduate):
    graduate = make_graduate()
    Milestone.objects.create(graduate=graduate, text="毕业于介休市职业中学", order=1)
    Milestone.objects.create(graduate=graduate, text="荣获全国五一劳动奖章", year=2022, order=2)
    text = text_of(client, "graduate_detail", "hu")
    assert text.count("datetime=") == text.count('datetime="2022"') == 1


def test_graduate_detail_links_the_published_school_only(client, make_graduate, school):
    make_graduate()
    assert reverse("school_detail", args=["jiexiu"]) in text_of(client, "graduate_detail", "hu")
    School.objects.filter(pk=school.pk).update(status="draft")
    assert reverse("school_detail", args=["jiexiu"]) not in text_of(client, "graduate_detail", "hu")


def test_graduate_detail_names_the_trade(client, make_graduate):
    graduate = make_graduate()
    graduate.trades.add(Trade.objects.create(name="钳工", slug="fitter", **PUBLISHED))
    assert "钳工" in text_of(client, "graduate_detail", "hu")


def test_graduate_detail_of_an_unpublished_graduate_is_unknown(client, make_graduate):
    make_graduate(status="draft")
    assert client.get(reverse("graduate_detail", args=["hu"])).status_code == 404


def test_school_page_borrows_its_graduates(client, make_graduate):
    make_graduate()
    assert reverse("graduate_detail", args=["hu"]) in text_of(client, "school_detail", "jiexiu")
