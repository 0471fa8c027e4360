"""What a form of the back office carries so that nothing typed into it is lost, and what the script needs that keeps it."""

from django import template
from django.conf import settings
from django.urls import reverse

from backoffice.form_drafts.saved_marks import take_saved_marks
from backoffice.form_drafts.sent_forms import AUTHOR_FIELD, DRAFT_FIELD, sign_author

register = template.Library()

DEVICE, TAB, PASSED_ON = "device", "tab", ""
KEPT_DAYS = 14  # on the device


@register.inclusion_tag("admin/form_drafts/_form_fields.html")
def form_draft_fields(request, kept: str, kind: str, *, reopens: bool = True) -> dict:
    """Hidden fields of a form. `kept` says how long a browser keeps what is typed: on the "device", or in the "tab" alone;
    blank on a page that only passes on what was typed on the one before.

    `kind` says to its author what was typed. `reopens`: the view shows the form again where `is_reopened` says so; only then is
    kept what is sent without a log-in.
    """
    if kept not in (DEVICE, TAB, PASSED_ON):
        raise template.TemplateSyntaxError(f"A draft is kept in the {TAB}, on the {DEVICE} or nowhere, not: {kept}")
    return {
        "kept": kept,
        "kind": kind,
        "draft_field": DRAFT_FIELD,
        "draft": request.POST.get(DRAFT_FIELD, ""),
        "is_sent_back": request.method == "POST",
        "author_field": AUTHOR_FIELD if reopens else "",
        "author": sign_author(request.user) if reopens else "",
    }


@register.inclusion_tag("admin/form_drafts/_words.html")
def form_draft_words(request) -> dict:
    return {
        "saved": " ".join(take_saved_marks(request)),
        "key_address": reverse("admin:form_draft_key"),
        "kept_days": KEPT_DAYS,
        "time_zone": settings.TIME_ZONE,
    }
