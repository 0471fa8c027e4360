"""A tag for the head of pages: the share image of the portal."""

from django import template

from content import public_cache
from content.templatetags.sharing import share_picture
from edu_week.site_share_image import build_site_card

register = template.Library()


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def site_picture(context):
    def describe_card():
        return share_picture(build_site_card(context["site"], context["week"]), "site_card")

    return public_cache.get_or_make("site card", describe_card)
