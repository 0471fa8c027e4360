"""Queries of the directory's pages. The number of database queries of each function does not grow with the data."""

from collections import defaultdict

from django.db.models import F, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from schools.models import (
    District,
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
    """Return every published school in the order of the page."""
    return list(published_schools().order_by("district__adcode", "sort_key"))


def schools_by_group(schools):
    """Return a defaultdict of schools by group; groups without schools are missing."""
    groups = defaultdict(list)
    for school in schools:
        groups[school.group].append(school)
    return groups


def districts_with_names():
    """Return published districts by division code, with the schools and colleges that the map counts.

    `vocational` are its vocational schools, `colleges` its industry colleges, of which two may be the same body.
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
    """Annotate `shown_drawing`: its own, otherwise that of the first published trade that has one, otherwise blank."""
    trades = Trade.objects.published().filter(industry_colleges=OuterRef("pk")).exclude(drawing="").order_by("sort_key", "pk")
    drawing = Coalesce(NullIf(F("drawing"), Value("")), Subquery(trades.values("drawing")[:1]), Value(""))
    return IndustryCollege.objects.published().annotate(shown_drawing=drawing)


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
    """Return the companies and universities of the report with their `colleges`; authorities are not partners."""
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
    """Return the rows of each published story of these places, in the order of the page: one list of rows per story."""
    stories = FigureStory.objects.published().filter(place__in=places)
    rows = StoryFigure.objects.filter(story__in=stories).select_related("story", "figure")
    found = defaultdict(list)
    for row in rows.order_by("story__order", "story__slug", "order", "pk"):
        found[row.story_id].append(row)
    return list(found.values())


def figures_by_group(figures):
    """Return (key, label, figures) of each group, in the order of the report; groups without figures are left out."""
    found = defaultdict(list)
    for figure in figures:
        found[figure.group].append(figure)
    return [(value, label, found[value]) for value, label in Figure.Group.choices if value in found]
