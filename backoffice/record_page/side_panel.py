"""The panel beside a record's form: its status and dates, where to look at it, and what is missing to publish it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.record_page.error_summary import find_control_id
from content import clock
from content.models import Published
from content.publishing import describe_status, find_publishing_errors, is_public, list_hidden_parents


@dataclass(frozen=True)
class Gap:
    """Something the record lacks. `target` is the id of its control, or blank; `control` the control's name, for the script."""

    sentence: str
    target: str = ""
    control: str = ""


@dataclass
class SidePanel:
    """`missing` keeps the record from being published, `advisable` does not."""

    status: str
    is_public: bool
    missing: list[Gap]
    advisable: list[Gap]
    published_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    changed_by: str = ""
    public_url: str = ""


class SidePanelMixin:
    """For the admin of a record. It may declare `public_page`, the URL name of the record's page, which takes its slug;
    `advisable_fields`, which visitors would miss if they are blank; and `list_gaps`, functions of (model_admin, request, record)
    that return further `Gap`s of a record, which is None while it is new."""

    public_page = ""
    advisable_fields: tuple[str, ...] = ()
    list_gaps: tuple[Callable, ...] = ()


def build_side_panel(edit) -> SidePanel | None:
    """Return the panel; None for what has no status."""
    model_admin, record = edit.model_admin, edit.record
    if not isinstance(record or edit.form.instance, Published) or not isinstance(model_admin, SidePanelMixin):
        return None
    panel = SidePanel(
        status=capfirst(describe_status(record)) if record else _("Not saved yet"),
        is_public=record is not None and is_public(record),
        missing=list_missing(edit),
        advisable=list_advisable(edit),
    )
    if record is not None:
        add_history(panel, edit)
        if model_admin.public_page:
            panel.public_url = reverse(model_admin.public_page, args=[record.slug])
    return panel


def add_history(panel: SidePanel, edit):
    """Add when it was first published, and who changed it last if the user may read its history."""
    record = edit.record
    panel.changed_at = record.updated_at
    if not edit.model_admin.has_versions_permission(edit.request, record):
        return
    versions = record.history.order_by("-history_date", "-history_id").select_related("history_user")
    if last := versions.first():
        panel.changed_by = last.author
    first_public = record.history.filter(status=Published.Status.PUBLISHED).order_by("history_date").first()
    if first_public and record.status == Published.Status.PUBLISHED:
        panel.published_at = max(first_public.history_date, record.publish_at or first_public.history_date)


def list_missing(edit) -> list[Gap]:
    """Return what the form requires and is blank, then what publishing would refuse of the saved record."""
    blank = [field_gap(bound) for bound in edit.form if bound.field.required and is_blank(bound)]
    return blank if edit.record is None else [*blank, *list_refusals(edit)]


def list_refusals(edit) -> list[Gap]:
    sentence = _("“%(field)s”: %(sentence)s")
    gaps = []
    for name, sentences in find_publishing_errors(edit.record).items():
        bound = edit.form[name] if name in edit.form.fields else None
        text = " ".join(sentences)
        shown = sentence % {"field": label_of(bound), "sentence": text} if bound else text
        gaps.append(Gap(shown, find_control_id(bound) if bound else ""))
    for name, parent in list_hidden_parents(edit.record, clock.now()):
        target = find_control_id(edit.form[name]) if name in edit.form.fields else ""
        gaps.append(Gap(_("“%(name)s” is not public yet; only with it does this page show.") % {"name": parent}, target))
    return gaps


def list_advisable(edit) -> list[Gap]:
    names = [name for name in edit.model_admin.advisable_fields if name in edit.form.fields]
    blank = [field_gap(edit.form[name]) for name in names if is_blank(edit.form[name])]
    more = (gap for list_gaps in edit.model_admin.list_gaps for gap in list_gaps(edit.model_admin, edit.request, edit.record))
    return [*blank, *more]


def is_blank(bound) -> bool:
    value = bound.value()
    return value is None or (isinstance(value, list | tuple) and not any(value)) or str(value).strip() == ""


def field_gap(bound) -> Gap:
    return Gap(label_of(bound), find_control_id(bound), bound.html_name)


def label_of(bound) -> str:
    return capfirst(str(bound.label))
