"""What is known of one visit to the record page, handed from step to step; and how its form and rows are built."""

from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.admin.utils import flatten_fieldsets

from backoffice.conflicts.conflict import Conflict
from backoffice.conflicts.snapshot import SnapshotRows
from backoffice.proposals.models import ProposedChange


@dataclass(eq=False)
class RecordEdit:
    page: object  # the record page, a `backoffice.record_admin.RecordPageAdmin`
    request: object
    record: object | None  # as it is stored; None on the page that adds one
    form_url: str = ""
    to_field: str | None = None
    extra_context: dict = field(default_factory=dict)
    restored: object | None = None  # the old version that is put back, a `backoffice.history_pages.restoring.OldValues`
    proposal: ProposedChange | None = None  # the one that the bureau looks at

    shown: dict[str, SnapshotRows] | None = None  # what the page showed when it was opened; None where nothing is compared
    form_class: type | None = None
    row_classes: list[tuple] = field(default_factory=list)  # of each formset its class and its inline
    form: object | None = None
    formsets: list = field(default_factory=list)
    inlines: list = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    withheld: dict = field(default_factory=dict)  # what waits for approval, as a proposal keeps it
    withheld_names: list[str] = field(default_factory=list)
    withheld_formsets: list = field(default_factory=list)
    clashes: object | None = None
    consequences: object | None = None
    sentences: list[str] = field(default_factory=list)  # what has happened besides the saving itself, to be told

    @property
    def is_change(self) -> bool:
        return self.record is not None

    @cached_property
    def fieldsets(self):
        return self.page.get_fieldsets(self.request, self.record)

    @property
    def written_formsets(self) -> list:
        return [formset for formset in self.formsets if formset not in self.withheld_formsets]

    @property
    def has_something_to_write(self) -> bool:
        """A page saved without a change is written too, as ever; a page of which everything waits is not."""
        if not self.withheld:
            return True
        return bool(self.form.changed_data) or any(formset.has_changed() for formset in self.written_formsets)


def choose_classes(edit: RecordEdit):
    """The classes of the form and of its rows, as Django's admin makes them for this user and record."""
    edit.form_class = edit.page.get_form(
        edit.request, edit.record, change=edit.is_change, fields=flatten_fieldsets(edit.fieldsets)
    )
    of_record = [edit.record] if edit.is_change else []
    edit.row_classes = list(edit.page.get_formsets_with_inlines(edit.request, *of_record))


def build_formsets(edit: RecordEdit, instance):
    """As Django's own `_create_formsets` (5.2.19) does it: one set of rows for each inline, each with a prefix of its own."""
    prefixes: dict[str, int] = {}
    for formset_class, inline in edit.row_classes:
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] = prefixes.get(prefix, 0) + 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        formset = formset_class(**edit.page.get_formset_kwargs(edit.request, instance, inline, prefix))
        if edit.request.method == "POST" and not inline.has_change_permission(edit.request, edit.record):
            accept_unseen_rows(edit, formset, inline, instance)
        edit.formsets.append(formset)
        edit.inlines.append(inline)


def accept_unseen_rows(edit: RecordEdit, formset, inline, instance):
    """Rows that may only be looked at are not sent, so they are valid as they are stored."""
    may_delete = inline.has_delete_permission(edit.request, instance)
    for number, form in enumerate(formset.initial_forms):
        if not (may_delete and f"{formset.prefix}-{number}-DELETE" in edit.request.POST):
            form._errors, form.cleaned_data = {}, form.initial
