"""Which of the sentences of a page that comes back are errors, and which only ask: what two people changed, what clashes."""

from django.contrib.admin import helpers  # undocumented in Django 5.2.19

from backoffice.conflicts.forms import CONFLICT_CODE
from backoffice.record_steps.edit import RecordEdit


def iter_errors(edit: RecordEdit):
    """Yield every ValidationError of the form, of its rows and of the formsets."""
    for form in [edit.form, *(row for formset in edit.formsets for row in formset.forms)]:
        yield from (error for errors in form.errors.as_data().values() for error in errors)
    for formset in edit.formsets:
        yield from formset.non_form_errors().as_data()


def list_errors(edit: RecordEdit):
    """Return the errors for Django's red note; nothing if all that keeps the page from being saved is a question."""
    if not edit.form.is_bound or all(error.code == CONFLICT_CODE for error in iter_errors(edit)):
        return ()
    return helpers.AdminErrorList(edit.form, edit.formsets)


def list_questions(edit: RecordEdit) -> list[str]:
    if not edit.form.is_bound or list_errors(edit):
        return edit.questions
    sentences = [sentence for error in iter_errors(edit) for sentence in error.messages]
    return list(dict.fromkeys([*edit.questions, *sentences]))
