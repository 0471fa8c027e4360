"""Where a session is: the scheme of the campus, and links to maps."""

from django import template

from events import maps
from events.whereabouts import whereabouts as whereabouts_of

register = template.Library()


@register.simple_tag
def map_links(venue):
    return maps.map_links(venue)


@register.simple_tag
def whereabouts(venue):
    return whereabouts_of(venue)
