"""Second step: a button that changes the form rather than saves it. The page comes back with all that was typed, unchecked.

This is how rows are added to a new record without a script.
"""

from django.forms.utils import ErrorDict

from backoffice.admin_pages import collect_declared
from backoffice.record_steps.edit import RecordEdit, build_formsets


def refill_page(edit: RecordEdit):
    """Ask the functions in `refills` of the admin; one that has changed `edit.request.POST` returns True."""
    if edit.is_change:
        return None
    if not any(refill(edit) for refill in collect_declared(type(edit.model_admin), "refills")):
        return None
    edit.form = edit.form_class(edit.request.POST, edit.request.FILES)
    build_formsets(edit, edit.form.instance)
    for form in [edit.form, *(row for formset in edit.formsets for row in formset.forms)]:
        form._errors = ErrorDict()  # private in Django 5.2.19: bound, so that it shows what was sent, but not validated
    for formset in edit.formsets:
        formset._errors, formset._non_form_errors = [ErrorDict() for _row in formset.forms], formset.error_class()
    return edit.model_admin.render_page(edit)
