"""`{% picture session.picture "page" %}`: the picture in one of the places of content.pictures.markup.SIZES."""

from django import template

from content.pictures.markup import picture_html

register = template.Library()


@register.simple_tag
def picture(record, place):
    return picture_html(record, place)
