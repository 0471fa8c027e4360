"""The reviews of the first page, as an inclusion tag."""

from django import template

from backoffice.review.inbox import list_review_rows

register = template.Library()


@register.inclusion_tag("admin/review/inbox.html", takes_context=True)
def review_inbox(context):
    return {"rows": list_review_rows(context["request"])}
