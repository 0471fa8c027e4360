"""Fifth step: show again what was sent with all that is in it, where that is all the user asked for after logging in again."""

from backoffice.form_drafts.sent_forms import is_reopened
from backoffice.record_steps.edit import RecordEdit
from backoffice.record_steps.show_consequences import show_consequences
from backoffice.record_steps.withhold_unapproved import withhold_unapproved


def reopen_form(edit: RecordEdit):
    if not is_reopened(edit.request):
        return None
    return reopen_question(edit) or edit.model_admin.render_page(edit)


def reopen_question(edit: RecordEdit):
    """Return the page that asks for confirmation, if that is what was sent and there still is something to ask."""
    consequences = edit.model_admin.consequences if edit.is_change else None
    if consequences is None or not consequences.was_asked(edit.request):
        return None
    return withhold_unapproved(edit) or show_consequences(edit)
