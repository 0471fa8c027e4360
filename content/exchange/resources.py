"""One sheet: which fields are its columns, how a row finds its record, and what speaks against a row."""

import logging
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import RowResult

from content.exchange.access import Access
from content.exchange.cells import is_blank, text_of
from content.exchange.columns import can_be_empty, emptied, widget_for
from content.exchange.doubles import Doubles
from content.exchange.references import Many, One, References, key_of
from content.exchange.rules import check_account, check_status

logger = logging.getLogger(__name__)

NEW, CHANGED, SAME, ERROR = "new", "changed", "same", "error"
KINDS_OF_RESULT = {RowResult.IMPORT_TYPE_NEW: NEW, RowResult.IMPORT_TYPE_UPDATE: CHANGED, RowResult.IMPORT_TYPE_SKIP: SAME}
SHOWN = 1000
PUBLISHING = ("status", "publish_at", "unpublish_at")
PROVENANCE = ("source", "quotations", "editor_note")


@dataclass(kw_only=True)
class Row:
    """What becomes of one row. `changes` are (field, before, after) as text, `errors` (field or "", sentence)."""

    number: int
    outcome: str
    label: str = ""
    changes: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    record: object = None
    original: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)


class SheetResource(ModelResource):
    """`Meta.fields` are the columns in their order, `Meta.import_id_fields` what names a record.

    `check_row(row)` decides without writing; `save_row(row)` writes what it decided, in the caller's transaction.
    """

    titles: dict[str, object] = {}  # of columns that are no editable field of the model
    hints: dict[str, object] = {}  # where the field's own help does not do
    examples: dict[str, object] = {}
    fetched: dict[str, tuple[str, ...]] = {}  # what is read along with the records a column names
    counted: tuple[str, ...] = ()  # columns of the table that others count on meanwhile

    class Meta:
        import_id_fields = ("slug",)
        skip_diff = True
        clean_model_instances = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Field(
            attribute=field_name, column_name=field_name, widget=widget_for(django_field), readonly=not django_field.editable
        )

    def __init__(self, access: Access | None = None):
        super().__init__()
        self.access = access
        self.model = self._meta.model
        self.doubles = Doubles(self.model, self.title_of)
        self.found: dict[str, object] = {}
        self.met: list = []
        if access is not None:
            self.required = access.required_fields(self.model)
            for name, column in self.fields.items():
                if isinstance(column.widget, (One, Many)):
                    rows = access.rows(column.widget.model).select_related(*self.fetched.get(name, ()))
                    column.widget.references = References(rows)

    # Columns

    @classmethod
    def sheet_title(cls) -> str:
        return str(cls._meta.model._meta.verbose_name)

    @classmethod
    def names(cls) -> list[str]:
        return [name for name in cls._meta.fields if name in cls.fields]

    @classmethod
    def django_field(cls, name):
        return None if name in cls.titles else cls._meta.model._meta.get_field(name)

    @classmethod
    def title_of(cls, name) -> str:
        return str(cls.titles[name]) if name in cls.titles else capfirst(str(cls.django_field(name).verbose_name))

    @classmethod
    def required_names(cls) -> list[str]:
        """Columns a new row cannot do without."""
        keys = list(cls._meta.import_id_fields)
        fields = [name for name in cls.names() if name not in cls.titles and is_required(cls.django_field(name))]
        return list(dict.fromkeys([*keys, *fields]))

    # Reading

    def with_links(self, queryset):
        fields = [self.model._meta.get_field(name) for name in self.names() if name not in self.titles]
        one = [field.name for field in fields if field.many_to_one]
        return queryset.select_related(*one).prefetch_related(*[field.name for field in fields if field.many_to_many])

    def load(self, rows: list[dict]):
        """The records these rows name, in one go."""
        keys = [self.key_of_cells(cells) for cells in rows]
        (name,) = self._meta.import_id_fields
        found = self.with_links(self.access.rows(self.model)).filter(**{f"{name}__in": [key for key in keys if key]})
        self.found.update({getattr(record, name): record for record in found})

    def key_of_cells(self, cells: dict):
        (name,) = self._meta.import_id_fields
        return text_of(cells.get(name)).strip()

    def get_or_init_instance(self, instance_loader, row):
        record = self.found.get(self.key_of_cells(row))
        return (record, False) if record is not None else (self.init_instance(row), True)

    def rows_of(self, queryset):
        """This sheet's records that belong to the rows of the list."""
        return queryset

    def exported(self, record, name):
        return self.value_of(record, name)

    # Checking

    def check_row(self, number: int, cells: dict) -> Row:
        self.row = Row(number=number, outcome=SAME)
        result = self.import_row(cells, None, row_number=number, dry_run=True, using_transactions=False)
        row = self.row
        row.outcome = KINDS_OF_RESULT.get(result.import_type, ERROR)
        if row.outcome == ERROR:
            row.errors = self.sentences(result)
            row.label = self.label_of(cells)
        else:
            row.label = str(row.record)[:200]
        return row

    def label_of(self, cells) -> str:
        shown = [cells.get(name) for name in ("name", "title", "label", *self._meta.import_id_fields)]
        return next((text_of(value)[:200] for value in shown if not is_blank(value)), "")

    def sentences(self, result) -> list[tuple[str, str]]:
        if result.validation_error is None:
            logger.error("Row %s of %s cannot be checked", self.row.number, self.model, exc_info=result.errors[0].error)
            return [("", _("This row cannot be read. Tell whoever runs the portal."))]
        found = result.validation_error
        named = found.message_dict if hasattr(found, "error_dict") else {NON_FIELD_ERRORS: found.messages}
        known = set(self.names())
        return [(name if name in known else "", words) for name, all_words in named.items() for words in all_words]

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
        self.offer(instance)
        if errors:
            raise ValidationError(errors)

    def take(self, name, instance, cell):
        column, django_field = self.fields[name], self.django_field(name)
        before = self.value_of(instance, name)
        if not self.is_new and not is_blank(cell) and text_of(cell) == text_of(column.widget.render(before)):
            return  # as it was exported
        value = self.blank_value(django_field) if is_blank(cell) else self.cleaned(column.widget, cell, before)
        if value is KEPT or column.widget.same(before, value):
            return
        self.row.changes.append((name, self.shown(column, before), self.shown(column, value)))
        if django_field.many_to_many:
            self.row.links[name] = value
        else:
            setattr(instance, name, value)

    def cleaned(self, widget, cell, before):
        if isinstance(widget, One):
            return widget.clean(cell, held=[before] if before else [])
        return widget.clean(cell, held=before) if isinstance(widget, Many) else widget.clean(cell)

    def blank_value(self, django_field):
        if can_be_empty(django_field):
            return emptied(django_field)
        if django_field.has_default():
            return KEPT
        raise ValueError(_("This cannot be blank."))

    def value_of(self, instance, name):
        if name not in self.titles and self.django_field(name).many_to_many:
            return list(getattr(instance, name).all()) if instance.pk else []
        return self.fields[name].get_value(instance)

    def shown(self, column, value) -> str:
        return text_of(column.widget.render(value))[:SHOWN]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not (self.is_new or self.row.changes or import_validation_errors)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """All that `full_clean` asks, but whether a linked record exists: it was just read."""
        errors = dict(import_validation_errors or {})
        if self.is_double:  # whatever else is wrong with it, the other row is the one to mend
            raise ValidationError(errors)
        links = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        self.collect(errors, self.check_links, instance, besides=set(errors))
        self.collect(errors, instance.clean_fields, exclude={*links, *errors})
        if not errors:
            self.collect(errors, instance.clean)
            for check in (check_account, check_status, *self.rules()):
                self.collect(errors, check, self, self.row)
        if not errors:
            for check in (instance.validate_unique, instance.validate_constraints):
                self.collect(errors, check)
            self.collect(errors, self.doubles.check, self.row)
        if errors:
            raise ValidationError(errors)

    def rules(self):
        """More reasons against a row, of its own kind: called with this resource and the row."""
        return ()

    def collect(self, errors, check, *args, **kwargs):
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

    def is_plain(self, name) -> bool:
        return name in self.titles or not self.django_field(name).many_to_one

    def offer(self, instance):
        """It may be named further down and in the next sheets; one with errors too, so that each error is named once."""
        if key_of(instance):
            self.met.append(instance)
            self.knows([instance])

    def knows(self, records):
        for column in self.fields.values():
            if isinstance(column.widget, (One, Many)):
                for record in records:
                    if isinstance(record, column.widget.model):
                        column.widget.references.add(record)

    # Writing

    def save_row(self, row: Row, *, user, reason: str):
        record = row.record
        record._history_user, record._change_reason = user, reason
        record.save()
        for name, linked in row.links.items():
            getattr(record, name).set(linked)

    def lock(self, parts: list[tuple]):
        """Of the first sheet, before anything is written: whatever of all `parts` (resource, rows) has to be locked first."""

    def written(self, rows: list[Row]):
        """After everything is written: what follows from it."""


KEPT = object()


def is_required(field) -> bool:
    return not (can_be_empty(field) or field.has_default())
