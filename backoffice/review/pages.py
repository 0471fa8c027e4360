"""The address to which the record page sends remarks, a return, or the wish to take a change back."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events
from backoffice.form_drafts.sent_forms import is_reopened
from backoffice.proposals.form_values import CHOICE_OFFERED_FIELD, decide_proposal
from backoffice.proposals.models import ProposedChange
from backoffice.review.drafts import return_draft
from backoffice.review.panel import takes_part_in_reviews
from backoffice.review.rounds import (
    close_remarks,
    find_return_reason,
    find_waiting_proposal,
    read_remarks,
    write_remarks,
)
from backoffice.review.telling import Happening, tell_about_review
from content.models import Published
from content.publishing import may_publish

State = ProposedChange.State
REASON_MAX_LENGTH = ProposedChange._meta.get_field("reason").max_length


class ReviewPages:
    """Mixed into the admin of a record that is reviewed."""

    is_reviewed = True
    pages = (AdminPage(route="<path:object_id>/review/", view="review_view", name="review"),)

    def review_view(self, request, object_id):
        record = self.get_object(request, object_id)  # undocumented in Django 5.2.19
        if record is None:
            raise Http404
        if not takes_part_in_reviews(self, request, record):
            raise PermissionDenied
        if is_reopened(request):
            return self.reopen_page(request, record)
        if request.method == "POST":
            with transaction.atomic():
                self.lock_for_edit(request, [record.pk])
                record.refresh_from_db()
                level, sentence = answer_review(self, request, record)
            self.message_user(request, _("“%(name)s”: %(what)s") % {"name": record, "what": sentence}, level)
        return HttpResponseRedirect(next_page(self, request, record))

    def reopen_page(self, request, record):
        """Show the page on which the remarks were typed, with them and whatever else its form held."""
        page = urlsplit(next_page(self, request, record))
        is_of_proposal = CHOICE_OFFERED_FIELD in request.POST
        request.GET = QueryDict(page.query if is_of_proposal else "")
        return self.changeform_view(request, str(record.pk), page.geturl() if is_of_proposal else page.path)


def next_page(model_admin, request, record) -> str:
    """Return to the proposal somebody of the bureau was reading, while it is open; else to the record."""
    page = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[record.pk])
    proposal = find_waiting_proposal(record)
    is_reading = may_publish(request.user, record) and proposal is not None and proposal.is_open
    return f"{page}?proposal={proposal.pk}" if is_reading else page


def answer_review(model_admin, request, record) -> tuple[int, str]:
    """Write the remarks, then do what the button says; return the level and the sentence that say what happened."""
    written = write_remarks(request, record, read_remarks(request.POST))
    proposal = find_waiting_proposal(record, is_locked=True)
    if "_return" in request.POST:
        return return_for_changes(model_admin, request, record, proposal)
    if "_recall" in request.POST:
        return take_back_proposal(request, record, proposal)
    if not written:
        return messages.WARNING, _("Nothing was written, so nothing was sent.")
    tell_about_review(request, record, Happening.REMARK)
    return messages.SUCCESS, _("Your remark is sent. The other side reads it on this page.")


def return_for_changes(model_admin, request, record, proposal) -> tuple[int, str]:
    """Give the text back to its school, exactly as the page showed it, with at least one remark."""
    if not may_publish(request.user, record):
        raise PermissionDenied
    waits = proposal.is_open if proposal else record.status == Published.Status.REVIEW
    if not waits:
        return messages.WARNING, _("Meanwhile it was decided or taken back, so it is not returned. Your remarks are kept.")
    if proposal is not None and request.POST.get("stamp") != proposal.stamp:
        return messages.WARNING, _("Meanwhile the school has sent something else, so it is not returned. Your remarks are kept.")
    reason = find_return_reason(record, proposal)
    if not reason:
        return messages.WARNING, _("Not returned yet: write at least one remark, so that the school knows what to change.")
    if proposal is not None:
        decide_proposal(proposal, State.REFUSED, request.user, reason=reason[:REASON_MAX_LENGTH])
    else:
        return_draft(model_admin, request, record)
    events.record_audit_event(events.Event.REVIEW_RETURNED, request=request, about=record)
    tell_about_review(request, record, Happening.RETURNED)
    return messages.SUCCESS, _("Returned. The school reads your remarks and can go on writing.")


def take_back_proposal(request, record, proposal) -> tuple[int, str]:
    """Take back what waits or was returned: the school's page shows the public text again."""
    if proposal is None or may_publish(request.user, record):
        return messages.WARNING, _("There is nothing to take back any more.")
    decide_proposal(proposal, State.RECALLED, request.user)
    close_remarks(record)
    events.record_audit_event(events.Event.REVIEW_RECALLED, request=request, about=record)
    return messages.SUCCESS, _("Taken back. The form shows again what the public sees.")
