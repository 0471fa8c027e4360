"""Fourth step: of a public record, the words wait for whoever may publish them; operational facts hold at once."""

from django.core.exceptions import FieldDoesNotExist, ValidationError

from backoffice.proposals.form_values import describe_changes, read_proposed
from backoffice.record_steps.edit import RecordEdit
from content.models import Published
from content.publishing import may_publish


def divide(edit: RecordEdit):
    page, form = edit.page, edit.form
    if not (edit.is_change and isinstance(form.instance, Published)):
        return None
    stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
    if not needs_approval(edit.request.user, stored, form.instance):
        return None
    edit.withheld_names = [name for name in form.changed_data if name not in page.operational_fields]
    edit.withheld_formsets = [
        formset for formset in edit.formsets if formset.model not in page.operational_rows and formset.has_changed()
    ]
    if not (edit.withheld_names or edit.withheld_formsets):
        return None
    edit.withheld = {
        "data": read_proposed(form, edit.withheld_names, edit.withheld_formsets),
        "changes": describe_changes(form, edit.withheld_names, edit.withheld_formsets),
    }
    take_back_words(edit, stored)
    return check_facts_alone(edit)


def needs_approval(user, stored, changed) -> bool:
    """Of a record that is public and stays so; what is withdrawn or was never public is not asked about."""
    stays_public = {stored.status, changed.status} == {Published.Status.PUBLISHED}
    return stays_public and not (may_publish(user, stored) and may_publish(user, changed))


def take_back_words(edit: RecordEdit, stored):
    """The record in memory keeps the stored words, and only what holds at once is changed on it."""
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


def check_facts_alone(edit: RecordEdit):
    """They were validated together with the words, and have to hold without them too."""
    try:
        edit.form.instance.validate_constraints()
    except ValidationError as refused:
        edit.form.add_error(None, refused.messages)
        return edit.page.render_page(edit)
    return None
