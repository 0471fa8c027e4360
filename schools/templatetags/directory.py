"""Panels of the directory that other pages borrow. Where there is nothing to show they show nothing."""

from django import template

from schools import queries
from schools.models import School

register = template.Library()


@register.inclusion_tag("components/_tile_map.html")
def tile_map():
    districts = list(queries.districts_with_names())
    return {
        "districts": districts,
        "port": queries.published_schools().filter(group=School.Group.CITY).count() if districts else 0,
    }


@register.inclusion_tag("components/_featured_colleges.html")
def featured_colleges(limit=6):
    return {"colleges": list(queries.published_colleges()[:limit])}


@register.filter
def tile_stem(name):
    """平遥县 → 平遥; a name of two characters (祁县) stays whole."""
    return name[:-1] if len(name) > 2 else name


@register.filter
def tile_word(name):
    """Pingyao County → Pingyao; what the county is called, without what it is."""
    return name.split()[0]


@register.filter
def tile_suffix(name):
    return name[-1] if len(name) > 2 else ""


CRAFT_DRAWINGS = {"lacquer": "art-lacquer", "glass": "art-glass", "loom": "art-hydraulic", "iron": "art-fitting"}


@register.filter
def drawing(craft):
    return CRAFT_DRAWINGS.get(craft, "art-fitting")
