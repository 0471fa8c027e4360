"""Reasons against a row that hold for every kind: what the account may change, and who decides what is public."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.models import Published
from content.publishing import may_publish

SCHEDULE = ("publish_at", "unpublish_at")


def check_account(sheet, row):
    """The pages of the back office decide; a row may do nothing its editor could not do there."""
    if row.record.pk and not sheet.access.may_change(row.record):
        raise ValidationError(_("Your account may not change this record."))
    locked = sheet.access.locked_fields(row.record) & {name for name, _before, _after in row.changes}
    if locked:
        raise ValidationError({name: ValidationError(_("Your account may not change this column.")) for name in locked})


def check_status(sheet, row):
    """Into the public and out of it goes a record only through somebody who may publish it."""
    if not isinstance(row.record, Published):
        return
    changed = {name for name, _before, _after in row.changes}
    before, after = row.original["status"] if row.record.pk else "draft", row.record.status
    decides = before != after and Published.Status.PUBLISHED in (before, after)
    reasons = {"status"} if decides else set()
    reasons |= changed & set(SCHEDULE)
    if reasons and not may_publish(sheet.access.user, row.record):
        sentence = _("Your account may not decide what is public. Leave it and send the record for review.")
        raise ValidationError({name: ValidationError(sentence) for name in reasons})
