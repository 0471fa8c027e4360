"""Reasons against a row that hold for every kind: what the account may change, and who decides what is public."""

from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content import clock
from content.local_time import format_moment
from content.models import Published
from content.publishing import may_publish, offered_statuses

SCHEDULE = ("publish_at", "unpublish_at")


def check_account(sheet, row):
    """The pages of the back office decide; a row may do nothing its editor could not do there."""
    if row.record.pk and not sheet.access.may_change(row.record):
        raise ValidationError(_("Your account may not change this record."))
    locked = sheet.access.locked_fields(row.record) & row.changed
    if locked:
        raise ValidationError({name: ValidationError(_("Your account may not change this column.")) for name in locked})


def check_publishing(sheet, row):
    """The statuses and times the record's own page would take from this account."""
    if not isinstance(row.record, Published):
        return
    check_approval(sheet, row)
    errors = {}
    if "status" in row.changed and row.record.status not in statuses_for(sheet.access.user, row):
        errors["status"] = _("Your account may not give it this status. Leave the status and send the record for review.")
    for name in row.changed & set(SCHEDULE):
        when = getattr(row.record, name)
        if not may_publish(sheet.access.user, row.record):
            errors[name] = _("Your account may not decide when this is public.")
        elif when and when <= clock.now():
            errors[name] = _("That moment, %(when)s, is already past.") % {"when": format_moment(when)}
    if errors:
        raise ValidationError({name: ValidationError(sentence) for name, sentence in errors.items()})


def check_approval(sheet, row):
    """A public record is changed by proposing it, on its page, where the bureau finds the proposal."""
    is_public = bool(row.record.pk) and {row.original["status"], row.record.status} == {Published.Status.PUBLISHED}
    if not is_public or may_publish(sheet.access.user, row.record):
        return
    waiting = row.changed - sheet.access.operational_fields(type(row.record)) - set(SCHEDULE)
    if waiting:
        sentence = _("This is public. Change it on its page, from where your change goes to the bureau for approval.")
        raise ValidationError({name: ValidationError(sentence) for name in waiting})


def statuses_for(user, row) -> set[str]:
    before = copy(row.record)
    before.status = row.original["status"]
    return {value for value, _label in offered_statuses(user, before)}


def changes_what_is_public(row) -> bool:
    """As the record's own page sees it: a new draft is nothing the public notices."""
    is_touched = isinstance(row.record, Published) and bool(row.changed & {"status", *SCHEDULE})
    return is_touched and (not row.is_new or row.record.status == Published.Status.PUBLISHED)
