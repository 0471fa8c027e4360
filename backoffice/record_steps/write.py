"""Sixth step, the first that writes: the record, its links and rows, and the proposal of what waits."""

from django.utils import timezone

from backoffice.proposals.form_values import decide_proposal
from backoffice.proposals.models import ProposedChange
from backoffice.record_steps.edit import RecordEdit


def write(edit: RecordEdit):
    if edit.withheld:
        keep_proposal(edit)
    if edit.has_something_to_write:
        write_record(edit)
    if edit.proposal is not None:
        decide_proposal(edit.proposal, ProposedChange.State.TAKEN, edit.request.user)


def write_record(edit: RecordEdit):
    page, form = edit.page, edit.form
    if edit.restored is not None and not edit.is_change:
        form.instance.pk = edit.restored.key  # it goes on where its history ended
    if edit.consequences is not None:
        edit.consequences.write()
    else:
        page.save_model(edit.request, form.instance, form, edit.is_change)
    form.save_m2m()
    for formset in edit.written_formsets:
        page.save_formset(edit.request, form, formset, edit.is_change)


def keep_proposal(edit: RecordEdit):
    """A newer one takes the place of the one that is open."""
    record = edit.form.instance
    ProposedChange.objects.update_or_create(
        model=edit.page.opts.label_lower,
        object_id=record.pk,
        state=ProposedChange.State.OPEN,
        defaults={
            "name": str(record)[:200],
            **edit.withheld,
            "proposed_by": edit.request.user,
            "proposed_at": timezone.now(),
        },
    )
