"""What the head of a page says to search engines and to those who share its address."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from content import schema_org, share_metadata
from content.absolute_urls import prepend_base_url
from content.share_images.background import HEIGHT, WIDTH
from content.share_images.card import Card

register = template.Library()

DESCRIPTION = 140


@register.simple_block_tag
def plain_text(content):
    """What stands between, rendered once and without markup: `{% plain as title %}…{% endplain %}`."""
    return share_metadata.strip_markup(content)


@register.filter
def meta_description(text):
    return share_metadata.strip_markup(text, DESCRIPTION)


@register.inclusion_tag("layout/_share_picture.html")
def share_picture(card: Card, url_name: str, *args):
    """The picture of a shared link, at an address that changes with what it says."""
    url = prepend_base_url(f"{reverse(url_name, args=args)}?v={card.key}")
    return {"url": url, "width": WIDTH, "height": HEIGHT, "alt": " · ".join((card.title, *card.lines))}


@register.simple_tag
def breadcrumb_data(list_name: str, list_label: str, label: str) -> SafeString:
    """Home, the list, this record."""
    return schema_org.json_ld_script(
        schema_org.breadcrumb_list((list_label, reverse(list_name)), (share_metadata.strip_markup(label), ""))
    )
