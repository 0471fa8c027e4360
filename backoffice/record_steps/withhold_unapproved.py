"""Fifth step: withhold the changes of a public record that need approval. Operational fields are saved at once."""

from django.core.exceptions import FieldDoesNotExist, ValidationError

from backoffice.proposals.form_values import describe_changes, read_proposed_data
from backoffice.record_steps.edit import RecordEdit
from content.models import Published
from content.publishing import may_publish


def withhold_unapproved(edit: RecordEdit):
    model_admin, form = edit.model_admin, edit.form
    if not (edit.is_change and isinstance(form.instance, Published)):
        return None
    stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
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
