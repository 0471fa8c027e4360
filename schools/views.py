from django.core.paginator import Page, Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from content import public_cache
from content.facets import list_choices, toggle_value
from content.list_pages import build_page_links
from schools import queries
from schools.figure_stories import draw_charts, stories_by_place
from schools.filters import SchoolFilters, list_values
from schools.models import FigureStory, School

Place = FigureStory.Place
GROUPS = (School.Group.CITY, School.Group.PROVINCIAL, School.Group.COUNTY, School.Group.VISITING)  # in the order of the page
SCHOOLS_OF_PAGE = 100
LIST = "schools"  # where the list begins on its page


def school_list(request):
    schools, districts, story = read_directory()
    choices = filter_choices(schools, districts)
    filters = SchoolFilters.from_query(request.GET, {name: [value for value, _label in choices[name]] for name in choices})
    page = paginate_schools(filters.apply(schools), request.GET.get("page", ""))
    groups = queries.schools_by_group(page.object_list)
    return render(
        request,
        "schools/school_list.html",
        {
            "districts": districts,
            "story": story,
            "crumbs": [{"url": "", "label": _("Schools")}],
            "city": groups.get(School.Group.CITY, []),
            "provincial": groups.get(School.Group.PROVINCIAL, []),
            "county": groups.get(School.Group.COUNTY, []),
            "visiting": groups.get(School.Group.VISITING, []),
            "any_found": bool(groups),
            "page_number": page.number,
            "pages": build_page_links(page, lambda number: page_url(request, number)),
            "filtered": filters.is_narrowed,
            "selected": filters.key,
            "chosen_districts": [district for district in districts if district.slug in filters.selected_values["district"]],
            "waiting_districts": [district for district in districts if not district.vocational],
            "filter_groups": filter_groups(request, filters, schools, choices),
        },
    )


def paginate_schools(schools, number: str) -> Page:
    """Return the page of that number, in the order of the groups on the page; the last instead of one beyond it."""
    return Paginator(sorted(schools, key=lambda school: GROUPS.index(school.group)), SCHOOLS_OF_PAGE).get_page(number)


def page_url(request, number: int) -> str:
    query = request.GET.copy()
    query["page"] = number
    return f"{query_url(request.path, query)}#{LIST}"


@public_cache.cache_until_public_change
def read_directory():
    """Return all schools and districts in the order of the page, and the story above them."""
    stories = stories_by_place(queries.rows_of_stories(Place.SCHOOLS))
    return queries.schools_in_order(), list(queries.districts_with_names()), stories[Place.SCHOOLS]


def filter_choices(schools, districts):
    """Return (value, label) pairs by facet; the honours are those that some school has."""
    honours = sorted({honour for school in schools for honour in school.honours})
    return {
        "level": School.Level.choices[:2],
        "district": [(district.slug, district) for district in districts],
        "honour": [(honour, honour) for honour in honours],
    }


def filter_groups(request, filters, schools, choices):
    """Return each facet with a link for each value and how many schools that value would give."""
    labels = {"level": _("Level"), "district": _("District"), "honour": _("Honours")}
    return [
        {"label": labels[name], "links": links}
        for name, pairs in choices.items()
        if (links := filter_links(request, name, pairs, filters, schools))
    ]


def filter_links(request, name, pairs, filters, schools):
    """Return a link for each value that some school has; it switches the value on or off and keeps all other filters."""
    selected, links = filters.selected_values[name], []
    for choice in list_choices(pairs, selected, filters.count_by_value(schools, name), list_values(schools, name)):
        query = request.GET.copy()
        query.pop("page", None)
        query.setlist(name, toggle_value(selected, choice["value"]))
        links.append({**choice, "url": query_url(request.path, query)})
    return links


def query_url(path, query):
    return f"{path}?{query.urlencode()}" if query.urlencode() else path


def school_detail(request, slug):
    return render(request, "schools/school_detail.html", {"school": find_school(slug)})


@public_cache.cache_until_public_change
def find_school(slug: str) -> School:
    return get_object_or_404(queries.school_with_related(), slug=slug)


def college_list(request):
    colleges = list(queries.published_colleges())
    stories = stories_by_place(queries.rows_of_stories(Place.COLLEGES))
    return render(
        request,
        "schools/college_list.html",
        {
            "crumbs": [{"url": "", "label": _("Industry colleges")}],
            "colleges": colleges,
            "named_count": sum(college.is_provincial for college in colleges),
            "story": stories[Place.COLLEGES],
        },
    )


def college_detail(request, slug):
    college = get_object_or_404(queries.college_with_related(), slug=slug)
    twin = college.possible_same_as
    return render(
        request,
        "schools/college_detail.html",
        {"college": college, "trades": list(college.trades.all()), "twin": twin if twin and twin.is_published else None},
    )


def partnership_list(request):
    kinds = queries.partnerships_by_kind()
    stories = stories_by_place(queries.rows_of_stories(Place.PARTNERSHIPS, Place.CONSORTIA))
    return render(
        request,
        "schools/partnership_list.html",
        {
            "crumbs": [{"url": "", "label": _("Partnerships")}],
            "groups": kinds["group"],
            "alliances": kinds["alliance"],
            "consortia": kinds["consortium"],
            "story": stories[Place.PARTNERSHIPS],
            "consortia_story": stories[Place.CONSORTIA],
            "enterprises": list(queries.published_enterprises()),
            "initiatives": list(queries.published_initiatives()),
        },
    )


def numbers(request):
    return render(request, "schools/numbers.html", {"crumbs": [{"url": "", "label": _("Numbers")}], "parts": list_parts()})


@public_cache.cache_until_public_change
def list_parts():
    """Return the parts of the page; a figure that a chart tells is not told once more in a row."""
    charts = draw_charts(queries.rows_of_stories(Place.NUMBERS))
    drawn = {figure.pk for chart in charts for figure in chart.figures}
    return [
        {
            "key": key,
            "label": label,
            "count": len(of_part),
            "charts": [chart for chart in charts if chart.part == key],
            "figures": [figure for figure in of_part if figure.pk not in drawn],
        }
        for key, label, of_part in queries.figures_by_group(queries.published_figures())
    ]
