"""What the directory's pages read. Each function asks a fixed number of questions, however many rows answer."""

from collections import defaultdict

from django.db.models import Prefetch

from schools.models import District, Enterprise, Figure, IndustryCollege, Initiative, Major, Partnership, School


def published_schools():
    return School.objects.published().select_related("district", "picture")


def schools_in_order():
    """Every published school in the order of the page."""
    return list(published_schools().order_by("district__adcode", "sort_key"))


def by_group(schools):
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
            Prefetch("industry_colleges", IndustryCollege.objects.published().select_related("picture"), to_attr="colleges"),
        )
    )


def published_colleges():
    return IndustryCollege.objects.published().select_related("district", "picture").order_by("provincial_status", "sort_key")


def college_with_ties():
    return (
        published_colleges()
        .select_related("possible_same_as")
        .prefetch_related(
            Prefetch("partners", Enterprise.objects.published()),
            Prefetch("schools", School.objects.published()),
            "trades",
        )
    )


def school_with_ties():
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


def figures_by_slug(*slugs):
    return {figure.slug: figure for figure in published_figures().filter(slug__in=slugs)}


def figures_by_group(figures):
    """A group's key and name with its figures, as the report argues; groups without any are left out."""
    found = defaultdict(list)
    for figure in figures:
        found[figure.group].append(figure)
    return [(value, label, found[value]) for value, label in Figure.Group.choices if value in found]
