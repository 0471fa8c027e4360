"""Checks of a row for every kind: what the account may change, and who decides what is public. They raise ValidationError."""

from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content import clock
from content.local_time import format_moment
from content.models import Published
from content.publishing import may_publish, offered_statuses

SCHEDULE = ("publish_at", "unpublish_at")


def check_account(sheet, row):
    """A row may change only what the account could change on the record's page in the back office."""
    if row.record.pk and not sheet.permissions.may_change(row.record):
        raise ValidationError(_("Your account may not change this record."))
    locked = sheet.permissions.locked_fields(row.record) & row.changed
    if locked:
        raise ValidationError({name: ValidationError(_("Your account may not change this column.")) for name in locked})


def check_publishing(sheet, row):
    """A row may set only the statuses and times that the record's page would accept from this account."""
    if not isinstance(row.record, Published):
        return
    check_approval(sheet, row)
    errors = {}
    if "status" in row.changed and row.record.status not in statuses_for(sheet.permissions.user, row):
        errors["status"] = _("Your account may not give it this status. Leave the status and send the record for review.")
    for name in row.changed & set(SCHEDULE):
        when = getattr(row.record, name)
        if not may_publish(sheet.permissions.user, row.record):
            errors[name] = _("Your account may not decide when this is public.")
        elif when and when <= clock.now():
            errors[name] = _("That moment, %(when)s, is already past.") % {"when": format_moment(when)}
    if errors:
        raise ValidationError({name: ValidationError(sentence) for name, sentence in errors.items()})


def check_approval(sheet, row):
    """Changes of a public record that need approval are proposed on its page, where the bureau finds the proposal."""
    is_public = bool(row.record.pk) and {row.original["status"], row.record.status} == {Published.Status.PUBLISHED}
    if not is_public or may_publish(sheet.permissions.user, row.record):
        return
    needs_approval = row.changed - sheet.permissions.operational_fields(type(row.record)) - set(SCHEDULE)
    if needs_approval:
        sentence = _("This is public. Change it on its page, from where your change goes to the bureau for approval.")
        raise ValidationError({name: ValidationError(sentence) for name in needs_approval})


def statuses_for(user, row) -> set[str]:
    before = copy(row.record)
    before.status = row.original.get("status") or row.record._meta.get_field("status").get_default()
    return {value for value, _label in offered_statuses(user, before)}


def changes_what_is_public(row) -> bool:
    """Whether the row changes status or publishing times; a new draft does not count, as on the record's page."""
    is_touched = isinstance(row.record, Published) and bool(row.changed & {"status", *SCHEDULE})
    return is_touched and (not row.is_new or row.record.status == Published.Status.PUBLISHED)
