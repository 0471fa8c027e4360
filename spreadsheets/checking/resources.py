"""One sheet: which fields are its columns, how a row finds its record, and what speaks against a row."""

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
KEEP_VALUE = object()  # a blank cell that empties nothing


class SheetResource(SheetColumns):
    """`check_row(row)` decides without writing; `save_row(row)` writes what it decided, in the caller's transaction."""

    def __init__(self, access: Permissions | None = None):
        super().__init__()
        self.access = access
        self.model = self._meta.model
        self.doubles = DuplicateCheck(self.model, self.title_of)
        self.unconstrained = unconstrained_fields(self.model)
        self.found: dict[str, object] = {}
        self.met: list = []
        if access is not None:
            self.required = access.required_fields(self.model)
            for name, column in self.fields.items():
                if isinstance(column.widget, (ForeignKeyNameWidget, ManyToManyNameWidget)):
                    rows, along = access.linkable_rows(column.widget.model), self.fetched.get(name)
                    column.widget.references = References(rows.select_related(*along) if along else rows)
                if isinstance(column.widget, TextWidget) and column.widget.is_long and not column.readonly:
                    column.widget.form_field = access.form_field(self.django_field(name))

    # Reading

    def load(self, rows: list[dict]):
        """The records these rows name, in one go."""
        keys = [self.key_of_cells(cells) for cells in rows]
        (name,) = self._meta.import_id_fields
        found = self.with_links(self.access.rows(self.model)).filter(**{f"{name}__in": [key for key in keys if key]})
        self.found.update({getattr(record, name): record for record in found})

    def key_of_cells(self, cells: dict):
        (name,) = self._meta.import_id_fields
        return format_cell_text(cells.get(name)).strip()

    def get_or_init_instance(self, instance_loader, row):
        record = self.found.get(self.key_of_cells(row))
        return (record, False) if record is not None else (self.init_instance(row), True)

    # Checking

    def check_row(self, number: int, cells: dict) -> SheetRow:
        self.row = SheetRow(number=number, outcome=SAME)
        result = self.import_row(cells, None, row_number=number, dry_run=True, using_transactions=False)
        row = self.row
        row.outcome = KINDS_OF_RESULT.get(result.import_type, ERROR)
        if row.outcome == ERROR:
            row.errors = self.sentences(result)
            row.label = self.label_of(cells)
        else:
            row.label = self.label_of_record(row.record)[:200]
        return row

    def label_of_record(self, record) -> str:
        return str(record)

    def label_of(self, cells) -> str:
        shown = [cells.get(name) for name in ("name", "title", "label", *self._meta.import_id_fields)]
        return next((format_cell_text(value)[:200] for value in shown if not is_blank_cell(value)), "")

    def sentences(self, result) -> list[tuple[str, str]]:
        if result.validation_error is None:
            logger.error("Row %s of %s cannot be checked", self.row.number, self.model, exc_info=result.errors[0].error)
            return [("", _("This row cannot be read. Tell whoever runs the portal."))]
        return error_sentences(result.validation_error, set(self.names()))

    def after_init_instance(self, instance, new, row, **kwargs):
        self.is_new = new
        self.row.record = instance
        self.row.original = {item.attname: getattr(instance, item.attname) for item in self.model._meta.concrete_fields}

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        double = self.doubles.first_with_key(f"#{instance.pk}" if instance.pk else self.key_of_cells(row), self.row.number)
        self.is_double = double is not None
        if self.is_double:
            sentence = _("The same record stands in row %(number)s already.") % {"number": double}
            raise ValidationError({self._meta.import_id_fields[-1]: ValidationError(sentence)})
        for name in self.names():
            if name in row and not self.fields[name].readonly:
                try:
                    self.take(name, instance, row[name])
                except ValueError as refusal:
                    errors[name] = ValidationError(str(refusal))
        self.make_referable(instance)
        if errors:
            raise ValidationError(errors)

    def take(self, name, instance, cell):
        column, django_field = self.fields[name], self.django_field(name)
        before = self.value_of(instance, name)
        if (
            not self.is_new
            and not is_blank_cell(cell)
            and format_cell_text(cell) == format_cell_text(column.widget.render(before))
        ):
            return  # as it was exported
        value = self.blank_value(django_field) if is_blank_cell(cell) else self.clean_cell(column.widget, cell, before)
        if value is KEEP_VALUE or column.widget.same(before, value):
            return
        self.row.changes.append((name, self.shown(column, before), self.shown(column, value)))
        if django_field.many_to_many:
            self.row.links[name] = value
        else:
            setattr(instance, name, value)

    def clean_cell(self, widget, cell, before):
        if isinstance(widget, ForeignKeyNameWidget):
            return widget.clean(cell, held=[before] if before else [])
        return widget.clean(cell, held=before) if isinstance(widget, ManyToManyNameWidget) else widget.clean(cell)

    def blank_value(self, django_field):
        if can_be_empty(django_field):
            return empty_field_value(django_field)
        if django_field.has_default():
            return KEEP_VALUE
        raise ValueError(_("This cannot be blank."))

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self.is_new or self.row.changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """All that `full_clean` asks, but whether a linked record exists: it was just read."""
        errors = dict(import_validation_errors or {})
        if self.is_double:  # whatever else is wrong with it, the other row is the one to mend
            raise ValidationError(errors)
        links = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        self.collect_errors(errors, self.check_links, instance, besides=set(errors))
        self.collect_errors(errors, instance.clean_fields, exclude={*links, *errors})
        if not errors:
            self.collect_errors(errors, instance.clean)
            for check in (check_account, check_publishing, *self.rules()):
                self.collect_errors(errors, check, self, self.row)
        if not errors:
            self.collect_errors(errors, instance.validate_unique)
            self.collect_errors(errors, instance.validate_constraints, exclude=self.unconstrained)
            self.collect_errors(errors, self.doubles.check, self.row)
        if errors:
            raise ValidationError(errors)

    def rules(self):
        """More reasons against a row, of its own kind: called with this resource and the row."""
        return ()

    def collect_errors(self, errors, check, *args, **kwargs):
        try:
            check(*args, **kwargs)
        except ValidationError as refusal:
            refusal.update_error_dict(errors)
        except ObjectDoesNotExist:  # a link is missing, which is said beside its own column
            pass

    def check_links(self, instance, besides: set[str]):
        needed = {name for name in self.required_names() if not self.is_plain(name)} | set(self.required)
        blank = [name for name in needed - besides if self.fields[name].get_value(instance) is None]
        if blank:
            raise ValidationError({name: ValidationError(_("This cannot be blank.")) for name in blank})

    def make_referable(self, instance):
        """It may be named further down and in the next sheets; one with errors too, so that each error is named once."""
        if reference_key(instance):
            self.met.append(instance)
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
        with group_as_one_change(user=user):  # of its own: a version's page lists what was saved with it
            record.save()
            for name, linked in row.links.items():
                getattr(record, name).set(linked)
        if changes_what_is_public(row):
            events.record_audit_event(events.Event.PUBLISHED, user=user, about=record, detail=describe_status(record))

    def lock(self, parts: list[tuple]):
        """Of the first sheet, before anything is written: whatever of all `parts` (resource, rows) has to be locked first."""

    def written(self, rows: list[SheetRow], *, user):
        """After everything is written: what follows from it."""
