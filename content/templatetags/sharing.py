"""Tags for the head of a page: metadata for search engines and shared links."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from content import schema_org, share_metadata
from content.absolute_urls import prepend_base_url
from content.share_images.background import HEIGHT, WIDTH
from content.share_images.card import Card

register = template.Library()

DESCRIPTION_LENGTH = 140  # characters


@register.simple_block_tag
def plain_text(content):
    """Render the block as text without markup: `{% plain_text as title %}…{% endplain_text %}`."""
    return share_metadata.strip_markup(content)


@register.filter
def meta_description(text):
    return share_metadata.strip_markup(text, DESCRIPTION_LENGTH)


@register.inclusion_tag("layout/_share_picture.html")
def share_picture(card: Card, url_name: str, *args):
    """Meta tags for the share image; its URL changes with its content, so that it can be cached for ever."""
    url = prepend_base_url(f"{reverse(url_name, args=args)}?v={card.key}")
    return {"url": url, "width": WIDTH, "height": HEIGHT, "alt": " · ".join((card.title, *card.lines))}


@register.simple_tag
def breadcrumb_data(list_name: str, list_label: str, label: str) -> SafeString:
    """JSON-LD breadcrumbs: home, the list, this record."""
    return schema_org.json_ld_script(
        schema_org.breadcrumb_list((list_label, reverse(list_name)), (share_metadata.strip_markup(label), ""))
    )
