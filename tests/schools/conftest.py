import pytest

from schools.models import District, Figure, FigureStory, IndustryCollege, Partnership, School, StoryFigure

PUBLISHED = {"status": "published", "source": "article"}


@pytest.fixture
def pingyao(db):
    return District.objects.create(
        slug="pingyao", name="平遥县", name_en="Pingyao County", adcode="140728", tile_row=2, tile_column=1, **PUBLISHED
    )


@pytest.fixture
def make_school(db):
    def make(name="和顺县职业中学", slug="heshun-school", group="county", **fields):
        return School.objects.create(name=name, slug=slug, group=group, **{**PUBLISHED, **fields})

    return make


@pytest.fixture
def make_college(db):
    def make(name="平遥牛肉产业学院", slug="pingyao-beef", **fields):
        return IndustryCollege.objects.create(name=name, slug=slug, **{**PUBLISHED, **fields})

    return make


@pytest.fixture
def make_figure(db):
    def make(slug, display, value, **fields):
        given = {"label": slug, "group": "layout", **PUBLISHED, **fields}
        return Figure.objects.create(slug=slug, display=display, value=value, **given)

    return make


@pytest.fixture
def make_story(db):
    """`rows`: figures, or a figure with the fields of its row."""

    def make(place, *rows, **fields):
        story = FigureStory.objects.create(slug=f"story-{FigureStory.objects.count()}", place=place, **{**PUBLISHED, **fields})
        for order, row in enumerate(rows):
            figure, more = row if isinstance(row, tuple) else (row, {})
            StoryFigure.objects.create(story=story, figure=figure, order=order, **more)
        return story

    return make


@pytest.fixture
def make_partnership(db):
    def make(name, slug, kind, **fields):
        return Partnership.objects.create(name=name, slug=slug, kind=kind, **{**PUBLISHED, **fields})

    return make
