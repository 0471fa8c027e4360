"""Tags for the HTML head of a graduate's page: the preview image."""

from django import template

from alumni.share_metadata import build_graduate_card
from content.templatetags.sharing import share_picture

register = template.Library()


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def graduate_picture(context):
    graduate = context["graduate"]
    return share_picture(build_graduate_card(graduate, context["site"]), "graduate_card", graduate.slug)
