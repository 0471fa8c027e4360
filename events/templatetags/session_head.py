"""Metadata in the head of a session's page: description, share picture, schema.org."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from content import public_cache, schema_org
from content.absolute_urls import prepend_base_url
from content.templatetags.sharing import share_picture
from events.programme import share_metadata
from events.programme.schema_org import event_schema

register = template.Library()


def build_card_of_page(context):
    session, slots = context["session"], [slot_places.slot for slot_places in context["places"]]
    return public_cache.get_or_make(
        ("session card", session.pk), lambda: share_metadata.build_session_card(session, slots, context["site"])
    )


def session_card_path(context) -> str:
    return f"{reverse('session_card', args=[context['session'].slug])}?v={build_card_of_page(context).key}"


@register.simple_tag(takes_context=True)
def session_description(context) -> str:
    return share_metadata.describe_session(context["session"], context["places"])


@register.inclusion_tag("layout/_share_picture.html", takes_context=True)
def session_share_picture(context):
    return share_picture(build_card_of_page(context), "session_card", context["session"].slug)


@register.simple_tag(takes_context=True)
def session_share(context) -> dict[str, str]:
    """Return the address of the page and of its picture, for the share buttons."""
    return {"url": context["canonical"], "card": session_card_path(context)}


@register.simple_tag(takes_context=True)
def session_schema_org(context) -> SafeString:
    """Return the event for search engines; blank where there is none."""
    data = event_schema(context["session"], context["places"], prepend_base_url(session_card_path(context)), context["site"])
    return schema_org.json_ld_script(data) if data else SafeString()
