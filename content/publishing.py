"""What the public sees, and when: the one place that knows. Who may decide it is said here too.

A record is public while its status is "published" and the portal's clock stands between `publish_at` and
`unpublish_at` (either may be blank). No job has to run for that: every read asks the clock.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from content import clock

PUBLISHED = "published"
PUBLISH_PERMISSION = "content.publish_records"

_previewed: ContextVar[tuple[type, int] | None] = ContextVar("previewed", default=None)
approval_rules: list[Callable] = []  # of the app that knows the week: whether its school has to ask for this record


def public_at(now, prefix: str = "") -> Q:
    """The condition on rows, or on what they reach over `prefix` such as "week__"."""
    condition = Q(**{f"{prefix}status": PUBLISHED})
    condition &= Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": now})
    return condition & (Q(**{f"{prefix}unpublish_at__isnull": True}) | Q(**{f"{prefix}unpublish_at__gt": now}))


def is_public(record, now=None) -> bool:
    now = now or clock.now()
    has_begun = record.publish_at is None or record.publish_at <= now
    has_ended = record.unpublish_at is not None and record.unpublish_at <= now
    return (record.status == PUBLISHED and has_begun and not has_ended) or is_previewed(record)


def previewed_row(model) -> Q | None:
    """The one row of `model` that this request may show before it is public."""
    shown = _previewed.get()
    return Q(pk=shown[1]) if shown and shown[0] is model else None


def is_previewed(record) -> bool:
    return _previewed.get() == (type(record), record.pk)


@contextmanager
def previewing(record):
    """Within it, and only for this request, `record` counts as public."""
    token = _previewed.set((type(record), record.pk))
    try:
        yield
    finally:
        _previewed.reset(token)


def needs_approval(record) -> bool:
    return any(rule(record) for rule in approval_rules)


def may_publish(user, record) -> bool:
    """Whether this person decides alone what the public sees of a record they may change."""
    return user.has_perm(PUBLISH_PERMISSION) or not needs_approval(record)


def offered_statuses(user, record) -> list[tuple[str, str]]:
    """The statuses this person may give the record; its present one is always among them."""
    choices = type(record).Status
    offered = {choices.DRAFT, choices.REVIEW, record.status}
    if may_publish(user, record):
        offered |= {choices.PUBLISHED}
    return [(value, label) for value, label in choices.choices if value in offered]


def state_words(record, now=None) -> str:
    """The status as the clock makes it: published and not yet, or no longer, public is said."""
    now = now or clock.now()
    if record.status == PUBLISHED and record.unpublish_at and record.unpublish_at <= now:
        return _("no longer public since %(when)s") % {"when": moment(record.unpublish_at)}
    if record.status == PUBLISHED and record.publish_at and record.publish_at > now:
        return _("public from %(when)s") % {"when": moment(record.publish_at)}
    if record.status == PUBLISHED and record.unpublish_at:
        return _("public until %(when)s") % {"when": moment(record.unpublish_at)}
    return str(record.get_status_display())


def moment(when) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"
