"""What the head of a session's page says to readers outside it."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from content import schema_org
from content.absolute_urls import absolute
from content.templatetags.sharing import share_picture
from events.programme import share_metadata
from events.programme.schema_org import event

register = template.Library()


def card_of(context):
    places = context["places"]
    return share_metadata.session_card(context["session"], [place.slot for place in places], context["site"])


def card_path(context) -> str:
    return f"{reverse('session_card', args=[context['session'].slug])}?v={card_of(context).key}"


@register.simple_tag(takes_context=True)
def session_description(context) -> str:
    return share_metadata.description(context["session"], context["places"])


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def session_picture(context):
    return share_picture(card_of(context), "session_card", context["session"].slug)


@register.simple_tag(takes_context=True)
def session_share(context) -> dict[str, str]:
    """What a visitor passes on: the page's address, and its picture."""
    return {"url": context["canonical"], "card": card_path(context)}


@register.simple_tag(takes_context=True)
def session_data(context) -> SafeString:
    data = event(context["session"], context["places"], absolute(card_path(context)), context["site"])
    return schema_org.script(data)
