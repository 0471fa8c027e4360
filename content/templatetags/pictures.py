"""`{% picture session.picture "page" %}` renders a picture for one of the places in content.pictures.markup.SIZES.

`figure` adds the caption and the credit.
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
