"""What the directory's pages read. Each function asks a fixed number of questions, however many rows answer."""

from collections import defaultdict

from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce

from schools.models import (
    District,
    Drawing,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Major,
    Partnership,
    School,
    StoryFigure,
    Trade,
)


def published_schools():
    return School.objects.published().select_related("district", "picture")


def schools_in_order():
    """Every published school in the order of the page."""
    return list(published_schools().order_by("district__adcode", "sort_key"))


def schools_by_group(schools):
    """The schools under each group that has any."""
    found = defaultdict(list)
    for school in schools:
        found[school.group].append(school)
    return found


def districts_with_names():
    """Every district in the order of its division code, with the published names the map counts.

    `vocational` are its vocational schools; `colleges` names of industry colleges, which may not all be bodies of their own.
    """
    return (
        District.objects.published()
        .order_by("adcode")
        .prefetch_related(
            Prefetch(
                "schools",
                School.objects.published().exclude(group=School.Group.VISITING),
                to_attr="vocational",
            ),
            Prefetch("industry_colleges", colleges_with_drawing().select_related("picture"), to_attr="colleges"),
        )
    )


def colleges_with_drawing():
    """`drawing` is that of the first of its trades which has one."""
    drawn = Trade.objects.published().filter(industry_colleges=OuterRef("pk")).exclude(drawing="").order_by("sort_key", "pk")
    drawing = Coalesce(Subquery(drawn.values("drawing")[:1]), Value(Drawing.IRON.value))
    return IndustryCollege.objects.published().annotate(drawing=drawing)


def published_colleges():
    return colleges_with_drawing().select_related("district", "picture").order_by("provincial_status", "sort_key")


def college_with_related():
    return (
        published_colleges()
        .select_related("possible_same_as")
        .prefetch_related(
            Prefetch("partners", Enterprise.objects.published()),
            Prefetch("schools", School.objects.published()),
            "trades",
        )
    )


def school_with_related():
    return published_schools().prefetch_related(
        Prefetch("majors", Major.objects.published()),
        Prefetch("industry_colleges", published_colleges()),
    )


def published_partnerships():
    return (
        Partnership.objects.published()
        .select_related("parent")
        .prefetch_related(
            Prefetch("schools", School.objects.published()), Prefetch("enterprises", Enterprise.objects.published())
        )
    )


def partnerships_by_kind():
    found = defaultdict(list)
    for partnership in published_partnerships():
        found[partnership.kind].append(partnership)
    return found


def published_enterprises():
    """Companies and universities the report names; the bureau is no partner."""
    return (
        Enterprise.objects.published()
        .exclude(kind=Enterprise.Kind.AUTHORITY)
        .prefetch_related(Prefetch("industry_colleges", IndustryCollege.objects.published(), to_attr="colleges"))
    )


def published_initiatives():
    return Initiative.objects.published()


def published_figures():
    return Figure.objects.published()


def rows_of_stories(*places):
    """The figures of each published story of these places, in the order of the page: one list of rows for a story."""
    stories = FigureStory.objects.published().filter(place__in=places)
    rows = StoryFigure.objects.filter(story__in=stories).select_related("story", "figure")
    found = defaultdict(list)
    for row in rows.order_by("story__order", "story__slug", "order", "pk"):
        found[row.story_id].append(row)
    return list(found.values())


def figures_by_group(figures):
    """A group's key and name with its figures, as the report argues; groups without any are left out."""
    found = defaultdict(list)
    for figure in figures:
        found[figure.group].append(figure)
    return [(value, label, found[value]) for value, label in Figure.Group.choices if value in found]
