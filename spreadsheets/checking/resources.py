"""One sheet: which fields are its columns, how a row finds its record, and which errors a row has."""

import logging

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from backoffice.audit_log import events
from content.history.change_context import group_as_one_change
from content.publishing import describe_status
from spreadsheets.cells import format_cell_text, is_blank_cell
from spreadsheets.checking.duplicates import DuplicateCheck, unconstrained_fields
from spreadsheets.checking.field_widgets import can_be_empty, empty_field_value
from spreadsheets.checking.references import ForeignKeyNameWidget, ManyToManyNameWidget, References, reference_key
from spreadsheets.checking.rows import ERROR, KINDS_OF_RESULT, SAME, SheetRow, error_sentences
from spreadsheets.checking.rules import changes_what_is_public, check_account, check_publishing
from spreadsheets.checking.sheet_columns import SheetColumns
from spreadsheets.checking.widgets import TextWidget
from spreadsheets.permissions import Permissions

logger = logging.getLogger(__name__)
KEEP_VALUE = object()  # for a blank cell of a field that cannot be empty


class SheetResource(SheetColumns):
    """`check_row` decides what a row does without writing; `save_row` writes that in the caller's transaction."""

    def __init__(self, permissions: Permissions | None = None):
        super().__init__()
        self.permissions = permissions
        self.model = self._meta.model
        self.duplicates = DuplicateCheck(self.model, self.title_of)
        self.unconstrained = unconstrained_fields(self.model)
        self.records_by_key: dict[str, object] = {}
        self.referable_records: list = []
        if permissions is not None:
            self.required = permissions.required_fields(self.model)
            for name, column in self.fields.items():
                if isinstance(column.widget, (ForeignKeyNameWidget, ManyToManyNameWidget)):
                    rows = permissions.linkable_rows(column.widget.model)
                    related = self.reference_select_related.get(name)
                    column.widget.references = References(rows.select_related(*related) if related else rows)
                if isinstance(column.widget, TextWidget) and column.widget.is_long and not column.readonly:
                    column.widget.form_field = permissions.form_field(self.django_field(name))

    # Reading

    def load(self, rows: list[dict]):
        """Read the records that these rows name with one query."""
        keys = [self.key_of_cells(cells) for cells in rows]
        (name,) = self._meta.import_id_fields
        found = self.with_links(self.permissions.rows(self.model)).filter(**{f"{name}__in": [key for key in keys if key]})
        self.records_by_key.update({getattr(record, name): record for record in found})

    def key_of_cells(self, cells: dict):
        (name,) = self._meta.import_id_fields
        return format_cell_text(cells.get(name)).strip()

    def get_or_init_instance(self, instance_loader, row):
        record = self.records_by_key.get(self.key_of_cells(row))
        return (record, False) if record is not None else (self.init_instance(row), True)

    # Checking

    def check_row(self, number: int, cells: dict) -> SheetRow:
        self.row = SheetRow(number=number, outcome=SAME)
        result = self.import_row(cells, None, row_number=number, dry_run=True, using_transactions=False)
        row = self.row
        row.outcome = KINDS_OF_RESULT.get(result.import_type, ERROR)
        if row.outcome == ERROR:
            row.errors = self.describe_errors(result)
            row.label = self.label_from_cells(cells)
        else:
            row.label = self.label_of_record(row.record)[:200]
        return row

    def label_of_record(self, record) -> str:
        return str(record)

    def label_from_cells(self, cells) -> str:
        candidates = [cells.get(name) for name in ("name", "title", "label", *self._meta.import_id_fields)]
        return next((format_cell_text(value)[:200] for value in candidates if not is_blank_cell(value)), "")

    def describe_errors(self, result) -> list[tuple[str, str]]:
        if result.validation_error is None:
            logger.error("Row %s of %s cannot be checked", self.row.number, self.model, exc_info=result.errors[0].error)
            return [("", _("This row cannot be read. Tell whoever runs the portal."))]
        return error_sentences(result.validation_error, set(self.names()))

    def after_init_instance(self, instance, new, row, **kwargs):
        self.is_new = new
        self.row.record = instance
        if not new:
            self.row.original = {item.attname: getattr(instance, item.attname) for item in self.model._meta.concrete_fields}

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        earlier_row = self.duplicates.find_earlier_row(
            f"#{instance.pk}" if instance.pk else self.key_of_cells(row), self.row.number
        )
        self.is_duplicate = earlier_row is not None
        if self.is_duplicate:
            sentence = _("The same record stands in row %(number)s already.") % {"number": earlier_row}
            raise ValidationError({self._meta.import_id_fields[-1]: ValidationError(sentence)})
        for name in self.names():
            if name in row and not self.fields[name].readonly:
                try:
                    self.apply_cell(name, instance, row[name])
                except ValueError as refusal:
                    errors[name] = ValidationError(str(refusal))
        self.make_referable(instance)
        if errors:
            raise ValidationError(errors)

    def apply_cell(self, name, instance, cell):
        column, django_field = self.fields[name], self.django_field(name)
        before = self.value_of(instance, name)
        if (
            not self.is_new
            and not is_blank_cell(cell)
            and format_cell_text(cell) == format_cell_text(column.widget.render(before))
        ):
            return  # exactly as it was exported, so unchanged whatever the widget would make of it
        value = self.blank_value(django_field) if is_blank_cell(cell) else self.clean_cell(column.widget, cell, before)
        if value is KEEP_VALUE or column.widget.is_same(before, value):
            return
        self.row.changes.append((name, self.format_value(column, before), self.format_value(column, value)))
        if django_field.many_to_many:
            self.row.links[name] = value
        else:
            setattr(instance, name, value)

    def clean_cell(self, widget, cell, before):
        if isinstance(widget, ForeignKeyNameWidget):
            return widget.clean(cell, current=[before] if before else [])
        return widget.clean(cell, current=before) if isinstance(widget, ManyToManyNameWidget) else widget.clean(cell)

    def blank_value(self, django_field):
        if can_be_empty(django_field):
            return empty_field_value(django_field)
        if django_field.has_default():
            return KEEP_VALUE
        raise ValueError(_("This cannot be blank."))

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self.is_new or self.row.changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Check all that `full_clean` does, except that linked records exist: they were just read."""
        errors = dict(import_validation_errors or {})
        if self.is_duplicate:  # its other errors do not matter: the earlier row is the one to correct
            raise ValidationError(errors)
        links = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        self.collect_errors(errors, self.check_links, instance, known_errors=set(errors))
        self.collect_errors(errors, instance.clean_fields, exclude={*links, *errors})
        if not errors:
            self.collect_errors(errors, instance.clean)
            for check in (check_account, check_publishing, *self.rules()):
                self.collect_errors(errors, check, self, self.row)
        if not errors:
            self.collect_errors(errors, instance.validate_unique)
            self.collect_errors(errors, instance.validate_constraints, exclude=self.unconstrained)
            self.collect_errors(errors, self.duplicates.check, self.row)
        if errors:
            raise ValidationError(errors)

    def rules(self):
        """Further checks of this kind of record: callables that take this resource and the row and raise ValidationError."""
        return ()

    def collect_errors(self, errors, check, *args, **kwargs):
        try:
            check(*args, **kwargs)
        except ValidationError as refusal:
            refusal.update_error_dict(errors)
        except ObjectDoesNotExist:  # a link is missing, which is reported at its own column
            pass

    def check_links(self, instance, known_errors: set[str]):
        needed = {name for name in self.required_names() if not self.is_simple(name)} | set(self.required)
        blank = [name for name in needed - known_errors if self.fields[name].get_value(instance) is None]
        if blank:
            raise ValidationError({name: ValidationError(_("This cannot be blank.")) for name in blank})

    def make_referable(self, instance):
        """Let later rows and sheets name this record; also one with errors, so that each error is reported only once."""
        if reference_key(instance):
            self.referable_records.append(instance)
            self.add_references([instance])

    def add_references(self, records):
        for column in self.fields.values():
            if isinstance(column.widget, (ForeignKeyNameWidget, ManyToManyNameWidget)):
                for record in records:
                    if isinstance(record, column.widget.model):
                        column.widget.references.add(record)

    # Writing

    def save_row(self, row: SheetRow, *, user, reason: str):
        record = row.record
        record._change_reason = reason
        with group_as_one_change(user=user):  # one change per row: a version's page lists what was saved with it
            record.save()
            for name, linked in row.links.items():
                getattr(record, name).set(linked)
        if changes_what_is_public(row):
            events.record_audit_event(events.Event.PUBLISHED, user=user, about=record, detail=describe_status(record))

    def lock_rows(self, parts: list[tuple]):
        """Hook, called on the first sheet before anything is written: lock what all `parts` (resource, rows) need."""

    def after_write(self, rows: list[SheetRow], *, user):
        """Hook, called on each sheet after every sheet is written."""
