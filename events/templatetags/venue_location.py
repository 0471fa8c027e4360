"""The location of a venue: its place on the campus, and links to map services."""

from django import template

from events.programme import maps
from events.programme.venue_location import locate_venue

register = template.Library()


@register.simple_tag(takes_context=True)
def venue_map_links(context, venue):
    return maps.map_links(venue, context["site"].city_name)


@register.simple_tag(takes_context=True)
def venue_location(context, venue):
    return locate_venue(venue, context["site"])
