"""Second step: whoever saves second is told; nothing is overwritten that the page has not shown."""

from backoffice.conflicts.forms import ConflictCheckedForm, conflict_checked_form
from backoffice.conflicts.rows import conflict_checked_formset
from backoffice.record_steps.edit import RecordEdit

OF_RECORD = "record"  # beside the prefixes of the rows, in what a page showed
OF_PROPOSAL = "proposal"


def compare_with_shown(edit: RecordEdit):
    """The form and its rows find the conflicts while they are validated, because what was typed has to be understood first."""
    if edit.shown is None:
        return
    sent = edit.request.POST
    edit.form_class = conflict_checked_form(edit.form_class, ConflictCheckedForm, edit.shown.get(OF_RECORD, {}), sent)
    edit.row_classes = [
        (conflict_checked_formset(formset_class, edit.shown.get(formset_class.get_default_prefix(), {}), sent), inline)
        for formset_class, inline in edit.row_classes
    ]


def list_conflicts(edit: RecordEdit):
    yield from getattr(edit.form, "conflicts", ())
    for formset in edit.formsets:
        yield from getattr(formset, "conflicts", ())
        for row in formset.initial_forms:
            yield from getattr(row, "conflicts", ())
