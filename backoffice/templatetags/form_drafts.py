"""What a form of the back office carries so that nothing typed into it is lost, and what the script needs that keeps it."""

from django import template
from django.conf import settings
from django.urls import reverse

from backoffice.form_drafts.saved_marks import take_saved_marks
from backoffice.form_drafts.sent_forms import ASKED_DRAFT_FIELD, AUTHOR_FIELD, DRAFT_FIELD, sign_author

register = template.Library()

DEVICE, TAB, PASSED_ON = "device", "tab", ""
KEPT_DAYS = 14  # on the device


@register.inclusion_tag("admin/form_drafts/_form_fields.html")
def form_draft_fields(request, kept: str, kind: str, *, by_post: bool = False, answers_file: bool = False) -> dict:
    """Hidden fields of a form. `kept` says how long a browser keeps what is typed: on the "device", or in the "tab" alone;
    blank on a page that only passes on what was typed on the one before.

    `kind` says to its author what was typed. `by_post`: the page asks about what was chosen or typed before and may be the answer
    to a POST, to which no address leads; then its draft is that POST. `answers_file`: what it sends is answered by a file, and
    the page stays.

    The view of the form shows it again where `is_reopened` says so, and writes nothing then.
    """
    if kept not in (DEVICE, TAB, PASSED_ON):
        raise template.TemplateSyntaxError(f"A draft is kept in the {TAB}, on the {DEVICE} or nowhere, not: {kept}")
    field = ASKED_DRAFT_FIELD if by_post else DRAFT_FIELD
    return {
        "kept": kept,
        "kind": kind,
        "draft_field": field,
        "draft": request.POST.get(field, ""),
        "draft_before": request.POST.get(DRAFT_FIELD, "") if by_post else "",
        "before_field": DRAFT_FIELD,
        "is_sent_back": AUTHOR_FIELD in request.POST and (field in request.POST or not by_post),
        "is_by_post": by_post and request.method == "POST",
        "answers_file": answers_file,
        "author_field": AUTHOR_FIELD,
        "author": sign_author(request.user),
    }


@register.inclusion_tag("admin/form_drafts/_words.html")
def form_draft_words(request) -> dict:
    return {
        "saved": " ".join(take_saved_marks(request)),
        "key_address": reverse("admin:form_draft_key"),
        "kept_days": KEPT_DAYS,
        "time_zone": settings.TIME_ZONE,
    }
