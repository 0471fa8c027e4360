"""The columns of a sheet: which there are, what they are called, what a record has in them."""

from django.utils.text import capfirst
from import_export.fields import Field
from import_export.resources import ModelResource

from spreadsheets.cells import format_cell_text
from spreadsheets.checking.field_widgets import can_be_empty, widget_for

SHOWN_CHARACTERS = 1000
PUBLISHING = ("status", "publish_at", "unpublish_at")
PROVENANCE = ("source", "quotations", "editor_note")


class SheetColumns(ModelResource):
    """`Meta.fields` are the columns in their order, `Meta.import_id_fields` what names a record."""

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

    def is_plain(self, name) -> bool:
        return name in self.titles or not self.django_field(name).many_to_one

    def with_links(self, queryset):
        fields = [self.model._meta.get_field(name) for name in self.names() if name not in self.titles]
        one = [field.name for field in fields if field.many_to_one]
        return queryset.select_related(*one).prefetch_related(*[field.name for field in fields if field.many_to_many])

    def rows_of(self, queryset):
        """This sheet's records that belong to the rows of the list."""
        return queryset

    def exported(self, record, name):
        return self.value_of(record, name)

    def value_of(self, instance, name):
        if name not in self.titles and self.django_field(name).many_to_many:
            return list(getattr(instance, name).all()) if instance.pk else []
        return self.fields[name].get_value(instance)

    def shown(self, column, value) -> str:
        return format_cell_text(column.widget.render(value))[:SHOWN_CHARACTERS]


def is_required(field) -> bool:
    return not (can_be_empty(field) or field.has_default())
