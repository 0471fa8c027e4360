"""Seventh step: what the history, Django's log and the audit log say of the save.

The version itself is kept by `content.history.records` while the record is written; here it gets its reason.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from backoffice.audit_log import events
from backoffice.publishing.admin import PUBLISHING
from backoffice.record_steps.edit import RecordEdit
from content.history.change_context import current_key
from content.local_time import format_moment
from content.models import Published
from content.publishing import describe_status


def keep_version(edit: RecordEdit):
    if not edit.has_something_to_write:
        return
    record = edit.form.instance
    if edit.restored is not None:
        reason = _("Put back as it was on %(when)s") % {"when": format_moment(edit.restored.row.history_date)}
        without = Q(history_change_reason=None) | Q(history_change_reason="")
        record.history.filter(without, change_key=current_key()).update(history_change_reason=reason)
    page, request = edit.page, edit.request
    message = page.construct_change_message(request, edit.form, edit.written_formsets, not edit.is_change)
    (page.log_change if edit.is_change else page.log_addition)(request, record, message)
    record_publishing(edit, record)


def record_publishing(edit: RecordEdit, record):
    is_about_it = isinstance(record, Published) and set(PUBLISHING) & set(edit.form.changed_data)
    if is_about_it and (edit.is_change or record.status == Published.Status.PUBLISHED):
        events.record_audit_event(events.Event.PUBLISHED, request=edit.request, about=record, detail=describe_status(record))
