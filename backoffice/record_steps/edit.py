"""The state of one request to the record page, passed from step to step, and how its form and formsets are built."""

from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.admin.utils import flatten_fieldsets

from backoffice.conflicts.conflict import Conflict
from backoffice.conflicts.snapshot import SnapshotRows
from backoffice.proposals.models import ProposedChange


@dataclass(eq=False)
class RecordEdit:
    model_admin: object  # a `backoffice.record_admin.RecordPageAdmin`
    request: object
    record: object | None  # as stored; None on the page that adds a record
    form_url: str = ""
    to_field: str | None = None
    extra_context: dict = field(default_factory=dict)
    restored: object | None = None  # `backoffice.history_pages.restoring.OldValues` of the version being restored
    proposal: ProposedChange | None = None  # the open proposal that somebody of the bureau decides on this page
    shows_waiting: bool = False  # whether this user's page shows text that waits or was returned, if there is any
    waiting: ProposedChange | None = None  # the school's own waiting or returned text, which its page shows and goes on writing

    status_before: str = ""  # as it was stored; blank for a new record, or one without a status
    # The values the page showed when it was opened; None where nothing is to be compared.
    snapshot: dict[str, SnapshotRows] | None = None
    form_class: type | None = None
    formset_classes: list[tuple] = field(default_factory=list)  # (formset class, inline)
    form: object | None = None
    formsets: list = field(default_factory=list)
    inlines: list = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    withheld: dict = field(default_factory=dict)  # `data` and `changes` of the `ProposedChange` to be saved
    withheld_names: list[str] = field(default_factory=list)
    withheld_formsets: list = field(default_factory=list)
    left_waiting: dict = field(default_factory=dict)  # `data` and `changes` of what is not adopted with the rest
    questions: list[str] = field(default_factory=list)  # sentences on why nothing is saved yet though nothing is wrong
    is_sent: bool = False  # whether the save sent words to the bureau
    is_recalled: bool = False  # whether the save took words back that waited there
    remarks: list = field(default_factory=list)  # what the save said to the other side (`ReviewRemark`)
    clashes: object | None = None  # see `show_consequences.Clashes`
    consequences: object | None = None  # see `show_consequences.Consequences`
    success_messages: list[str] = field(default_factory=list)  # shown before Django's own message

    @property
    def is_change(self) -> bool:
        return self.record is not None

    @cached_property
    def fieldsets(self):
        return self.model_admin.get_fieldsets(self.request, self.record)

    @property
    def written_formsets(self) -> list:
        return [formset for formset in self.formsets if formset not in self.withheld_formsets]

    @property
    def has_something_to_write(self) -> bool:
        """False if every change is withheld. A page saved without any change is written, as Django's admin does."""
        if not self.withheld:
            return True
        return bool(self.form.changed_data) or any(formset.has_changed() for formset in self.written_formsets)


def choose_classes(edit: RecordEdit):
    """Set the classes of the form and the formsets, as Django's admin builds them for this user and record."""
    edit.form_class = edit.model_admin.get_form(
        edit.request, edit.record, change=edit.is_change, fields=flatten_fieldsets(edit.fieldsets)
    )
    obj = [edit.record] if edit.is_change else []
    edit.formset_classes = list(edit.model_admin.get_formsets_with_inlines(edit.request, *obj))


def build_formsets(edit: RecordEdit, instance):
    """Build one formset for each inline, each with its own prefix, as the private `_create_formsets` of Django 5.2.19 does."""
    prefixes: dict[str, int] = {}
    for formset_class, inline in edit.formset_classes:
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] = prefixes.get(prefix, 0) + 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        formset = formset_class(**edit.model_admin.get_formset_kwargs(edit.request, instance, inline, prefix))
        if edit.request.method == "POST" and not inline.has_change_permission(edit.request, edit.record):
            accept_view_only_rows(edit, formset, inline, instance)
        edit.formsets.append(formset)
        edit.inlines.append(inline)


def accept_view_only_rows(edit: RecordEdit, formset, inline, instance):
    """Rows the user may only view are not in the POST data, so mark them valid with their stored values."""
    may_delete = inline.has_delete_permission(edit.request, instance)
    for number, form in enumerate(formset.initial_forms):
        if not (may_delete and f"{formset.prefix}-{number}-DELETE" in edit.request.POST):
            form._errors, form.cleaned_data = {}, form.initial  # private in Django 5.2.19; `_create_formsets` sets it too
