"""Sixth step: divide what was sent. Changes of a public record that need approval are withheld, operational fields are saved
at once; of a proposal, what the bureau has not chosen goes on waiting.
"""

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from backoffice.proposals.form_values import (
    ADOPTED_FIELD,
    CHOICE_OFFERED_FIELD,
    describe_changes,
    proposal_keys,
    read_proposed_data,
    rows_key,
    split_proposal,
)
from backoffice.record_steps.edit import RecordEdit
from content.models import Published
from content.publishing import may_publish


def withhold_unapproved(edit: RecordEdit):
    model_admin, form = edit.model_admin, edit.form
    if not (edit.is_change and isinstance(form.instance, Published)):
        return None
    stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
    if edit.proposal is not None:
        return leave_unchosen_waiting(edit, stored)
    if not needs_approval(edit.request.user, stored, form.instance):
        return None
    edit.withheld_names = [name for name in form.changed_data if name not in model_admin.operational_fields]
    edit.withheld_formsets = [
        formset for formset in edit.formsets if formset.model not in model_admin.operational_rows and formset.has_changed()
    ]
    if not (edit.withheld_names or edit.withheld_formsets):
        return None
    edit.withheld = {
        "data": read_proposed_data(form, edit.withheld_names, edit.withheld_formsets),
        "changes": describe_changes(form, edit.withheld_names, edit.withheld_formsets),
    }
    reset_withheld_fields(edit, stored)
    return check_remaining_changes(edit)


def leave_unchosen_waiting(edit: RecordEdit, stored):
    """Save only the parts of the proposal that were chosen; a page that offers no choice adopts all of it."""
    keys = proposal_keys(edit.proposal)
    chosen = keys & set(edit.request.POST.getlist(ADOPTED_FIELD)) if CHOICE_OFFERED_FIELD in edit.request.POST else keys
    if keys and not chosen:
        edit.questions.append(_("Nothing is adopted yet: choose at least one of the changes."))
        return edit.model_admin.render_page(edit)
    if chosen == keys:
        return None
    _adopted, edit.left_waiting = split_proposal(edit.proposal, chosen)
    edit.withheld_names = [name for name in edit.form.fields if name in keys - chosen]
    edit.withheld_formsets = [formset for formset in edit.formsets if rows_key(formset) in keys - chosen]
    reset_withheld_fields(edit, stored)
    return check_remaining_changes(edit)


def needs_approval(user, stored, changed) -> bool:
    """Return whether a record is public, stays public, and `user` may not publish it. Withdrawing a record needs no approval."""
    stays_public = {stored.status, changed.status} == {Published.Status.PUBLISHED}
    return stays_public and not (may_publish(user, stored) and may_publish(user, changed))


def reset_withheld_fields(edit: RecordEdit, stored):
    """Give the withheld fields of the record in memory their stored values, so that only operational fields are saved."""
    form, record = edit.form, edit.form.instance
    for name in edit.withheld_names:
        form.cleaned_data.pop(name, None)
        try:
            model_field = record._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not model_field.many_to_many:
            setattr(record, name, getattr(stored, name))
    form.changed_data = [name for name in form.changed_data if name not in edit.withheld_names]


def check_remaining_changes(edit: RecordEdit):
    """Check the constraints again: the operational fields were validated together with the withheld ones."""
    try:
        edit.form.instance.validate_constraints()
    except ValidationError as error:
        edit.form.add_error(None, error.messages)
        return edit.model_admin.render_page(edit)
    return None
