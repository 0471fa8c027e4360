import pytest

from tests.factories import FigureFactory, SchoolFactory, StorySectionFactory, VisitFactory, WeekFactory

pytestmark = pytest.mark.django_db


def read(client, name):
    return client.get(f"/api/v1/{name}").json()["items"]


def test_the_story_names_its_public_links_only(client):
    section = StorySectionFactory(title="第一段", voice="原话", voice_en="words")
    figure, school = FigureFactory(), SchoolFactory()
    section.figures.add(figure, FigureFactory(status="draft"))
    section.schools.add(school, SchoolFactory(status="draft"))
    StorySectionFactory(status="draft")
    StorySectionFactory(week=WeekFactory(slug="draft", status="draft", is_current=False))
    (told,) = read(client, "story")
    assert (told["title"], told["voice_en"], told["week"]["slug"]) == ("第一段", "words", section.week.slug)
    assert told["figures"] == [figure.slug]
    assert told["schools"] == [{"slug": school.slug, "name": school.name}]


@pytest.mark.parametrize("rows", [1, 4])
def test_the_story_asks_as_often_for_many_sections_as_for_one(client, django_assert_num_queries, rows):
    week = WeekFactory()
    for section in StorySectionFactory.create_batch(rows, week=week):
        section.schools.add(SchoolFactory())
    with django_assert_num_queries(6):
        read(client, "story")


def test_visits_of_a_week_that_is_not_public_are_nobodys(client):
    VisitFactory(week=WeekFactory(slug="draft", status="draft", is_current=False))
    visit = VisitFactory()
    assert [row["slug"] for row in read(client, "visits")] == [visit.slug]
