"""What the head of every page says about the portal."""

from django import template

from content.templatetags.sharing import share_picture
from edu_week.site_share_image import card_of_site

register = template.Library()


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def site_picture(context):
    return share_picture(card_of_site(context["site"], context["week"]), "site_card")
