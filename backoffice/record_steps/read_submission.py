"""First step: what was sent, and the record as it is stored while nobody else can save it."""

from backoffice.conflicts.snapshot import SNAPSHOT_FIELD, unsign_snapshot
from backoffice.record_steps.edit import RecordEdit, choose_classes
from content.models import Published

STATUS_BUTTONS = {"_publish": Published.Status.PUBLISHED, "_review": Published.Status.REVIEW}


def read_submission(edit: RecordEdit):
    fill_in_status(edit.request)
    if edit.is_change and SNAPSHOT_FIELD in edit.request.POST:
        edit.page.lock_for_edit(edit.request, [edit.record.pk])
        edit.record = edit.page.get_object(edit.request, str(edit.record.pk))  # as it is now that it is locked
        if edit.record is None:
            return edit.page.answer_missing(edit.request)
        edit.shown = unsign_snapshot(edit.request.POST[SNAPSHOT_FIELD], edit.page.describe_edited(edit.record.pk))
    choose_classes(edit)
    return None


def fill_in_status(request):
    """A button beside Save means a status, and that the page stays open."""
    chosen = next((status for name, status in STATUS_BUTTONS.items() if name in request.POST), None)
    if chosen:
        sent = request.POST.copy()
        sent["_continue"], sent["status"] = "1", chosen
        request.POST = sent  # Django reads from there where to go on
