"""Drafts that were sent for review: their round follows their status, wherever that is changed."""

from backoffice.audit_log import events
from backoffice.review.rounds import close_remarks, is_of_bureau
from backoffice.review.telling import Happening, tell_about_review
from content.models import Published

Status = Published.Status


def note_status_change(request, record, status_before: str):
    """Tell the bureau that a draft was sent, and the school that it was adopted; adopting ends the conversation."""
    if record.status == Status.REVIEW and status_before != Status.REVIEW and not is_of_bureau(request.user):
        tell_about_review(request, record, Happening.SENT)
    elif record.status == Status.PUBLISHED and status_before == Status.REVIEW:
        close_remarks(record)
        if is_of_bureau(request.user):
            events.record_audit_event(events.Event.REVIEW_ADOPTED, request=request, about=record)
            tell_about_review(request, record, Happening.ADOPTED)


def return_draft(model_admin, request, record):
    """Make a draft that waits for review an ordinary draft again, for its school to write on."""
    record.status = Status.DRAFT
    record.save(update_fields=["status", "updated_at"])
    model_admin.log_change(request, record, str(Status.DRAFT.label))  # undocumented in Django 5.2.19
