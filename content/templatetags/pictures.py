"""`{% picture session.picture "page" %}`: the picture in one of the places of content.pictures.markup.SIZES.

`figure` also says who took it.
"""

from django import template

from content.pictures.markup import figure_html, picture_html

register = template.Library()


@register.simple_tag
def picture(record, place):
    return picture_html(record, place)


@register.simple_tag
def figure(record, place):
    return figure_html(record, place)
