"""The columns of a sheet: their names and titles, and a record's values in them."""

from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import ModelResource

from spreadsheets.cells import format_cell_text
from spreadsheets.checking.field_widgets import can_be_empty, widget_for

MAX_SHOWN_CHARACTERS = 1000
PUBLISHING = ("status", "publish_at", "unpublish_at")
PROVENANCE = ("source", "quotations", "editor_note")


class SheetColumns(ModelResource):
    """`Meta.fields` are the columns in their order, `Meta.import_id_fields` those that identify a record."""

    titles: dict[str, object] = {}  # of columns that are not an editable field of the model
    hints: dict[str, object] = {}  # in place of the field's own help text
    examples: dict[str, object] = {}
    reference_select_related: dict[str, tuple[str, ...]] = {}  # by column: `select_related` of the records it names
    counter_fields: tuple[str, ...] = ()  # changed by the portal itself between check and write, so not compared

    class Meta:
        import_id_fields = ("slug",)
        skip_diff = True
        clean_model_instances = True

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Field(
            attribute=field_name, column_name=field_name, widget=widget_for(django_field), readonly=not django_field.editable
        )

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
        """Columns that a new row must fill in."""
        keys = list(cls._meta.import_id_fields)
        fields = [name for name in cls.names() if name not in cls.titles and is_required(cls.django_field(name))]
        return list(dict.fromkeys([*keys, *fields]))

    def is_simple(self, name) -> bool:
        """Whether the column is anything but a foreign key."""
        return name in self.titles or not self.django_field(name).many_to_one

    def with_links(self, queryset):
        fields = [self.model._meta.get_field(name) for name in self.names() if name not in self.titles]
        foreign_keys = [field.name for field in fields if field.many_to_one]
        return queryset.select_related(*foreign_keys).prefetch_related(*[field.name for field in fields if field.many_to_many])

    def rows_of(self, queryset):
        """Return this sheet's records that belong to `queryset`, the rows of the list."""
        return queryset

    def export_value(self, record, name):
        """Return what an export writes; overridden where that differs from the stored value."""
        return self.value_of(record, name)

    def value_of(self, instance, name):
        if name not in self.titles and self.django_field(name).many_to_many:
            return list(getattr(instance, name).all()) if instance.pk else []
        return self.fields[name].get_value(instance)

    def format_value(self, column, value) -> str:
        return format_cell_text(column.widget.render(value))[:MAX_SHOWN_CHARACTERS]


def is_required(field) -> bool:
    return not (can_be_empty(field) or field.has_default())
