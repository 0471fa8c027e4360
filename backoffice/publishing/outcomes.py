"""What a save means for the public, in the words that the back office answers with."""

import datetime as dt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.local_time import format_day_and_time
from content.models import Published
from content.publishing import is_public, public_parents

Status = Published.Status


def describe_status_change(record, status_before: str, now: dt.datetime) -> list[str]:
    """Return what a new status, or new moments of publishing, mean; `status_before` is blank for a new record."""
    status = record.status
    if status == Status.PUBLISHED:
        was_reviewed = [_("Adopted.")] if status_before == Status.REVIEW else []
        return [*was_reviewed, *describe_publication(record, now)]
    if status == Status.REVIEW and status_before != status:
        return [_("Sent for review. The public does not see it until it is adopted.")]
    if status_before == Status.PUBLISHED:
        return [_("Withdrawn: the public does not see it any more.")]
    return describe_saved(record, now, is_changed=True)


def describe_publication(record, now: dt.datetime) -> list[str]:
    """Return since when, from when and until when the public sees a published record."""
    if record.unpublish_at and record.unpublish_at <= now:
        return [_("Saved. It has not been public since %(when)s.") % {"when": format_day_and_time(record.unpublish_at, now)}]
    until = []
    if record.unpublish_at:
        until = [_("It disappears on %(when)s.") % {"when": format_day_and_time(record.unpublish_at, now)}]
    if record.publish_at and record.publish_at > now:
        return [_("It will be public on %(when)s.") % {"when": format_day_and_time(record.publish_at, now)}, *until]
    hidden = [parent for parent in public_parents(record) if not is_public(parent, now)]
    if hidden:
        return [_("Published, but nobody sees it before “%(name)s” is public.") % {"name": hidden[0]}]
    return [_("It is public."), *until]


def describe_saved(record, now: dt.datetime, *, is_changed: bool) -> list[str]:
    """Return what a save without a new status means."""
    if not is_changed:
        return [_("Nothing was changed.")]
    if record.status == Status.PUBLISHED:
        return [_("Saved."), *describe_publication(record, now)]
    if record.status == Status.REVIEW:
        return [_("Saved. It waits for the bureau; the public does not see it.")]
    if record.status == Status.ARCHIVED:
        return [_("Saved, in the archive.")]
    return [_("Saved as a draft. The public does not see it.")]


def join_sentences(sentences: list[str]) -> str:
    return ("" if get_language().startswith("zh") else " ").join(map(str, sentences))
