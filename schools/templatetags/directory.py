"""Panels of the directory for use on other pages. They render nothing where there is nothing to show."""

import re

from django import template
from django.utils.translation import gettext_lazy as _

from content.site_names import campus_short_name
from schools import queries
from schools.figure_stories import stories_by_place
from schools.models import School
from schools.tile_map import lay_out_tiles

register = template.Library()

COMING = (("bus", _("Bus")), ("parking", _("Parking")), ("opening_hours", _("Opening hours")))

# The kind of division at the end of its name, after at least two characters.
DIVISION = re.compile(r"(?<=..)(?:自治县|自治旗|开发区|新区|林区|区|县|市|旗)$")


@register.inclusion_tag("components/_tile_map.html")
def tile_map(site, districts=None):
    """`districts` are those of `queries.districts_with_names`, where the page has read them already."""
    districts = list(queries.districts_with_names() if districts is None else districts)
    if not districts:
        return {"map": None}
    campus = campus_short_name(site)
    return {
        "map": lay_out_tiles(districts, has_campus=bool(campus)),
        "campus": campus,
        "campus_schools": queries.published_schools().filter(group=School.Group.CITY).count() if campus else 0,
    }


@register.simple_tag
def figure_stories(*places):
    """What published figures tell in these places of a page: a schools.figure_stories.Story or nothing for each."""
    return stories_by_place(queries.rows_of_stories(*places))


@register.inclusion_tag("components/_district_map.html")
def district_map(site, story=None):
    """The tile map with its own heading; `story` is a `schools.figure_stories.Story` or None."""
    return {"site": site, "story": story, "districts": list(queries.districts_with_names())}


@register.inclusion_tag("components/_featured_colleges.html")
def featured_colleges(limit=6, story=None):
    return {"colleges": list(queries.published_colleges()[:limit]), "story": story}


@register.filter
def tile_stem(name):
    """Return the name of a division without its kind: 柳溪县 → 柳溪. A name of two characters is not shortened."""
    return DIVISION.sub("", name)


@register.filter
def tile_suffix(name):
    """Return the kind of a division: 柳溪县 → 县."""
    return name.removeprefix(tile_stem(name))


@register.filter
def tile_word(name):
    """Return an English name without its last word: Old Quay District → Old Quay; one word alone is not shortened."""
    return name.rpartition(" ")[0] or name


@register.simple_tag
def getting_there(*places):
    """Return (label, place, field) of what is written about coming: each field of the first place that has it, such as a room
    and then its campus."""
    found = ((label, next((place for place in places if place and getattr(place, name)), None), name) for name, label in COMING)
    return [(label, place, name) for label, place, name in found if place]


@register.simple_tag
def somebody_to_ask(*places):
    """Return the first of these places that says whom to ask, or None."""
    asked = (place for place in places if place and (place.contact or place.phone))
    return next((place for place in asked if place.is_published), None)
