"""Second step: find out whether somebody else saved the record while this page was open.

A value is overwritten only if the page showed it, or if the editor has chosen to overwrite it.
"""

from backoffice.conflicts.forms import ConflictCheckedForm, conflict_checked_form
from backoffice.conflicts.rows import conflict_checked_formset
from backoffice.record_steps.edit import RecordEdit

# Keys of a page's snapshot; its other keys are the prefixes of the formsets.
RECORD_KEY = "record"
PROPOSAL_KEY = "proposal"


def compare_with_snapshot(edit: RecordEdit):
    """Prepare the form and the formsets to find conflicts during validation, once the submitted values have been parsed."""
    if edit.snapshot is None:
        return
    post_data = edit.request.POST
    edit.form_class = conflict_checked_form(edit.form_class, ConflictCheckedForm, edit.snapshot.get(RECORD_KEY, {}), post_data)
    edit.formset_classes = [
        (conflict_checked_formset(formset_class, edit.snapshot.get(formset_class.get_default_prefix(), {}), post_data), inline)
        for formset_class, inline in edit.formset_classes
    ]


def list_conflicts(edit: RecordEdit):
    yield from getattr(edit.form, "conflicts", ())
    for formset in edit.formsets:
        yield from getattr(formset, "conflicts", ())
        for row in formset.initial_forms:
            yield from getattr(row, "conflicts", ())
