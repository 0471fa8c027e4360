"""First step: read the submission, and lock the record so that nobody else can save it until this save ends."""

from backoffice.conflicts.snapshot import SNAPSHOT_FIELD, unsign_snapshot
from backoffice.proposals.models import ProposedChange
from backoffice.record_steps.edit import RecordEdit, choose_classes
from backoffice.review.rounds import find_waiting_proposal
from content.models import Published

STATUS_BUTTONS = {"_publish": Published.Status.PUBLISHED, "_review": Published.Status.REVIEW}


def read_submission(edit: RecordEdit):
    apply_status_button(edit.request)
    if edit.is_change and SNAPSHOT_FIELD in edit.request.POST:
        edit.model_admin.lock_for_edit(edit.request, [edit.record.pk])
        edit.record = edit.model_admin.get_object(edit.request, str(edit.record.pk))  # read again under the lock
        if edit.record is None:
            return edit.model_admin.redirect_missing(edit.request)
        lock_proposals(edit)
        scope = edit.model_admin.snapshot_scope(edit.record.pk)
        edit.snapshot = unsign_snapshot(edit.request.POST[SNAPSHOT_FIELD], scope)
    edit.status_before = getattr(edit.record, "status", "") if edit.is_change else ""
    choose_classes(edit)
    return None


def lock_proposals(edit: RecordEdit):
    """Read the proposal and the waiting text again under a lock: whoever decides or replaces them waits until this save ends."""
    if edit.proposal is not None:
        edit.proposal = ProposedChange.objects.select_for_update().get(pk=edit.proposal.pk)
    if edit.shows_waiting:
        edit.waiting = find_waiting_proposal(edit.record, is_locked=True)


def apply_status_button(request):
    """Turn a button such as “Save and publish” into the status it sets; the page stays open afterwards."""
    chosen = next((status for name, status in STATUS_BUTTONS.items() if name in request.POST), None)
    if chosen:
        post_data = request.POST.copy()
        post_data["_continue"], post_data["status"] = "1", chosen
        request.POST = post_data  # `response_change` of Django's admin reads `_continue` from there
