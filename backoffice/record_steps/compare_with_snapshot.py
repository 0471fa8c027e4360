"""Third step: find out whether somebody else saved the record while this page was open.

A value is overwritten only if the page showed it, or if the editor has chosen to overwrite it.
"""

from backoffice.conflicts.forms import ConflictCheckedForm, conflict_checked_form
from backoffice.conflicts.post_data import read_form_count, reorder_formset_rows
from backoffice.conflicts.rows import conflict_checked_formset
from backoffice.proposals.models import ProposedChange
from backoffice.record_steps.edit import RecordEdit

# Keys of a page's snapshot; its other keys are the prefixes of the formsets.
RECORD_KEY = "record"
PROPOSAL_KEY = "proposal"
WAITING_KEY = "waiting"


def compare_with_snapshot(edit: RecordEdit):
    """Prepare the form and the formsets to find conflicts during validation, once the submitted values have been parsed."""
    if edit.snapshot is None:
        return
    drop_rows_adopted_meanwhile(edit)
    post_data, waiting = edit.request.POST, waiting_rows(edit)
    opened = edit.snapshot.get(RECORD_KEY, {})
    edit.form_class = conflict_checked_form(edit.form_class, ConflictCheckedForm, opened, post_data, waiting.get(RECORD_KEY))
    edit.formset_classes = [
        (check_rows(formset_class, edit.snapshot, post_data, waiting), inline) for formset_class, inline in edit.formset_classes
    ]


def check_rows(formset_class, snapshot, post_data, waiting):
    prefix = formset_class.get_default_prefix()
    return conflict_checked_formset(formset_class, snapshot.get(prefix, {}), post_data, waiting.get(prefix, {}))


def waiting_rows(edit: RecordEdit) -> dict:
    """Return the school's waiting values in the form of a snapshot: its page shows them in place of the stored ones."""
    data = (edit.waiting.data or {}) if edit.waiting else {}
    rows = {prefix: part.get("changed", {}) for prefix, part in data.get("rows", {}).items()}
    found = {prefix: {key: read_values(fields) for key, fields in changed.items()} for prefix, changed in rows.items()}
    return {**found, RECORD_KEY: {str(edit.record.pk): read_values(data.get("fields", {}))}} if data else {}


def read_values(fields: dict) -> dict:
    return {name: value["now"] for name, value in fields.items()}


def drop_rows_adopted_meanwhile(edit: RecordEdit):
    """Drop new rows that the page showed as waiting and that were adopted since: they are stored now."""
    key = edit.snapshot.get(WAITING_KEY)
    if key is None:
        return
    of_record = {"model": edit.model_admin.opts.label_lower, "object_id": edit.record.pk}
    adopted = ProposedChange.objects.filter(pk=key, state=ProposedChange.State.TAKEN, **of_record).first()
    for prefix, rows in ((adopted.data or {}).get("rows", {}) if adopted else {}).items():
        first = read_form_count(edit.request.POST, f"{prefix}-INITIAL_FORMS")
        last = read_form_count(edit.request.POST, f"{prefix}-TOTAL_FORMS")
        added = range(first + len(rows.get("added", [])), last)
        edit.request.POST = reorder_formset_rows(edit.request.POST, prefix, list(range(first)), list(added))


def list_conflicts(edit: RecordEdit):
    yield from getattr(edit.form, "conflicts", ())
    for formset in edit.formsets:
        yield from getattr(formset, "conflicts", ())
        for row in formset.initial_forms:
            yield from getattr(row, "conflicts", ())
