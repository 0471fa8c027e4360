"""Fourth step: show the form again with all that was sent, where that is all the user asked for after logging in again."""

from backoffice.form_drafts.sent_forms import is_reopened
from backoffice.record_steps.edit import RecordEdit


def reopen_form(edit: RecordEdit):
    return edit.model_admin.render_page(edit) if is_reopened(edit.request) else None
