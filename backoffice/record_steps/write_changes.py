"""Eighth step, the first that writes: save the record, its links and rows, and the proposal of what needs approval."""

from django.utils import timezone

from backoffice.proposals.form_values import decide_proposal, split_proposal
from backoffice.proposals.models import ProposedChange
from backoffice.record_steps.edit import RecordEdit
from backoffice.review.panel import takes_part_in_reviews
from backoffice.review.rounds import close_remarks, read_remarks, write_remarks

State = ProposedChange.State


def write_changes(edit: RecordEdit):
    if edit.is_change and takes_part_in_reviews(edit.model_admin, edit.request, edit.record):
        edit.remarks = write_remarks(edit.request, edit.record, read_remarks(edit.request.POST))
    if edit.withheld:
        send_for_review(edit)
    elif edit.waiting is not None:
        edit.is_recalled = decide_proposal(edit.waiting, State.RECALLED, edit.request.user)
        close_remarks(edit.record)
    if edit.has_something_to_write:
        write_record(edit)
    if edit.proposal is not None:
        adopt_proposal(edit)


def write_record(edit: RecordEdit):
    model_admin, form = edit.model_admin, edit.form
    if edit.restored is not None and not edit.is_change:
        form.instance.pk = edit.restored.key  # a deleted record is restored under its old key, so that its history continues
    if edit.consequences is not None:
        edit.consequences.write()
    else:
        model_admin.save_model(edit.request, form.instance, form, edit.is_change)
    form.save_m2m()
    for formset in edit.written_formsets:
        model_admin.save_formset(edit.request, form, formset, edit.is_change)


def send_for_review(edit: RecordEdit):
    """Save what was withheld as the record's open proposal, replacing an older open one.

    The very same words are not sent again while they wait, nor after they were returned if the save was about other things.
    """
    is_same = edit.waiting is not None and edit.waiting.data == edit.withheld["data"]
    if is_same and (edit.waiting.is_open or edit.has_something_to_write):
        return
    edit.is_sent = True
    record = edit.form.instance
    ProposedChange.objects.update_or_create(
        model=edit.model_admin.opts.label_lower,
        object_id=record.pk,
        state=State.OPEN,
        defaults={
            "name": str(record)[:200],
            **edit.withheld,
            "proposed_by": edit.request.user,
            "proposed_at": timezone.now(),
        },
    )


def adopt_proposal(edit: RecordEdit):
    """Note that the proposal is adopted; what was not chosen becomes an open proposal of its own, by the same author."""
    proposal, user = edit.proposal, edit.request.user
    if not edit.left_waiting:
        decide_proposal(proposal, State.TAKEN, user)
        close_remarks(edit.record)
        return
    left = edit.left_waiting["data"]
    waiting_keys = {*left["fields"], *(f"rows:{prefix}" for prefix in left["rows"])}
    _waiting, adopted = split_proposal(proposal, waiting_keys)
    decide_proposal(proposal, State.TAKEN, user, **adopted)
    close_remarks(edit.record, fields=[*adopted["data"]["fields"], *(f"rows:{prefix}" for prefix in adopted["data"]["rows"])])
    ProposedChange.objects.create(
        model=proposal.model,
        object_id=proposal.object_id,
        name=proposal.name,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at,
        **edit.left_waiting,
    )
