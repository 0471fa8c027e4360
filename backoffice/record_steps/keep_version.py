"""Eighth step: write the save to Django's log and to the audit log.

`content.history.records` stores the version itself while the record is written; a restored version gets its reason here.
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
        without_reason = Q(history_change_reason=None) | Q(history_change_reason="")
        record.history.filter(without_reason, change_key=current_key()).update(history_change_reason=reason)
    model_admin, request = edit.model_admin, edit.request
    # construct_change_message, log_change, log_addition: undocumented in Django 5.2.19
    message = model_admin.construct_change_message(request, edit.form, edit.written_formsets, not edit.is_change)
    (model_admin.log_change if edit.is_change else model_admin.log_addition)(request, record, message)
    record_publishing(edit, record)


def record_publishing(edit: RecordEdit, record):
    changes_publishing = isinstance(record, Published) and set(PUBLISHING) & set(edit.form.changed_data)
    if changes_publishing and (edit.is_change or record.status == Published.Status.PUBLISHED):
        events.record_audit_event(events.Event.PUBLISHED, request=edit.request, about=record, detail=describe_status(record))
