"""Seventh step, the first that writes: save the record, its links and rows, and the proposal of what needs approval."""

from django.utils import timezone

from backoffice.proposals.form_values import decide_proposal
from backoffice.proposals.models import ProposedChange
from backoffice.record_steps.edit import RecordEdit


def write_changes(edit: RecordEdit):
    if edit.withheld:
        save_proposal(edit)
    if edit.has_something_to_write:
        write_record(edit)
    if edit.proposal is not None:
        decide_proposal(edit.proposal, ProposedChange.State.TAKEN, edit.request.user)


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


def save_proposal(edit: RecordEdit):
    """Save what was withheld as the record's open proposal, replacing an older open one."""
    record = edit.form.instance
    ProposedChange.objects.update_or_create(
        model=edit.model_admin.opts.label_lower,
        object_id=record.pk,
        state=ProposedChange.State.OPEN,
        defaults={
            "name": str(record)[:200],
            **edit.withheld,
            "proposed_by": edit.request.user,
            "proposed_at": timezone.now(),
        },
    )
