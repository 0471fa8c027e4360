"""The one place that defines which records are public, and who may publish them.

A record is public while its status is "published", the portal's time is between `publish_at` and `unpublish_at` (either
may be blank), and every record its model names in `public_parents` is public too: a session is shown only with its week,
a major only with its school. A preview counts as public for the one request that shows it. No job has to run for any of
that, because every read compares with the clock.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from content import clock
from content.local_time import format_moment

PUBLISHED = "published"
PUBLISH_PERMISSION = "content.publish_records"

_previewed: ContextVar[frozenset[tuple[type, int]]] = ContextVar("previewed", default=frozenset())
# Functions of a record that return whether its school needs approval; added at start-up by the app that knows the week.
approval_rules: list[Callable] = []


def public_condition(model, now, prefix: str = "") -> Q:
    """Return the condition for public rows of `model`, or for rows that reach it through `prefix`, such as "week__".

    `is_public` is the same condition for one record: change both together.
    """
    condition = Q(**{f"{prefix}status": PUBLISHED})
    condition &= Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": now})
    condition &= Q(**{f"{prefix}unpublish_at__isnull": True}) | Q(**{f"{prefix}unpublish_at__gt": now})
    for name in model.public_parents:
        condition &= public_condition(model._meta.get_field(name).related_model, now, f"{prefix}{name}__")
    previewed = [pk for previewed_model, pk in _previewed.get() if previewed_model is model]
    return condition | Q(**{f"{prefix}pk__in": previewed}) if previewed else condition


def is_public(record, now=None) -> bool:
    now = now or clock.now()
    if is_previewed(record):
        return True
    has_begun = record.publish_at is None or record.publish_at <= now
    has_ended = record.unpublish_at is not None and record.unpublish_at <= now
    if record.status != PUBLISHED or not has_begun or has_ended:
        return False
    return all(is_public(parent, now) for parent in public_parents(record))


def public_parents(record) -> list:
    """Return the records that must be public for this one to be."""
    return [getattr(record, name) for name in record.public_parents]


def is_previewing() -> bool:
    """Whether this request shows something that is not public."""
    return bool(_previewed.get())


def is_previewed(record) -> bool:
    return (type(record), record.pk) in _previewed.get()


@contextmanager
def preview_as_public(record):
    """Within this context, and in this request only, `record` and what it depends on count as public."""
    token = _previewed.set(frozenset((type(ancestor), ancestor.pk) for ancestor in with_ancestors(record)))
    try:
        yield
    finally:
        _previewed.reset(token)


def with_ancestors(record) -> list:
    return [record, *(ancestor for parent in public_parents(record) for ancestor in with_ancestors(parent))]


def find_publishing_errors(record) -> dict[str, list[str]]:
    """Return what speaks against publishing the saved record as it is: field name → sentences, or "" for the whole record.

    It is validated as if it were published, so that what is listed is what saving would refuse.
    """
    published, errors = copy(record), {}
    published.status = PUBLISHED
    relations = {field.name for field in record._meta.concrete_fields if field.is_relation}  # saved, so they exist
    for validate in (lambda: published.clean_fields(exclude=relations), published.clean):
        try:
            validate()
        except ValidationError as error:
            errors |= error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return {"" if name == NON_FIELD_ERRORS else name: sentences for name, sentences in errors.items()}


def list_hidden_parents(record, now=None) -> list[tuple[str, object]]:
    """Return (field name, record) of what has to be public for this record to be, and is not."""
    now = now or clock.now()
    parents = ((name, getattr(record, name)) for name in record.public_parents)
    return [(name, parent) for name, parent in parents if not is_public(parent, now)]


def needs_approval(record) -> bool:
    return any(rule(record) for rule in approval_rules)


def may_publish(user, record) -> bool:
    """Return whether the user may publish changes of a record they may edit, without approval."""
    return user.has_perm(PUBLISH_PERMISSION) or not needs_approval(record)


def offered_statuses(user, record) -> list[tuple[str, str]]:
    """Return (value, label) of the statuses the user may give the record; its current one is always included."""
    choices = type(record).Status
    offered = {choices.DRAFT, choices.REVIEW, record.status}
    if may_publish(user, record):
        offered |= {choices.PUBLISHED}
    return [(value, label) for value, label in choices.choices if value in offered]


def describe_status(record, now=None) -> str:
    """Return the status as text that also says when a published record is not public yet, no longer, or because of a parent."""
    now = now or clock.now()
    if record.status == PUBLISHED and record.unpublish_at and record.unpublish_at <= now:
        return _("no longer public since %(when)s") % {"when": format_moment(record.unpublish_at)}
    if record.status == PUBLISHED and record.publish_at and record.publish_at > now:
        return _("public from %(when)s") % {"when": format_moment(record.publish_at)}
    hidden_parents = list_hidden_parents(record, now) if record.status == PUBLISHED else []
    if hidden_parents:
        return _("published, but “%(name)s” is not public") % {"name": hidden_parents[0][1]}
    if record.status == PUBLISHED and record.unpublish_at:
        return _("public until %(when)s") % {"when": format_moment(record.unpublish_at)}
    return str(record.get_status_display())
