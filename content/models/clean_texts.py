from functools import cache

from django.db import models

from content.control_characters import clean_value
from content.placeholders import refuse_placeholders


class CleanTexts(models.Model):
    """Base of whatever people write: its texts lose control characters when they are validated and when they are saved.

    A text that the public reads may not be a placeholder (`content.placeholders`).
    """

    class Meta:
        abstract = True

    def clean_texts(self):
        values = self.__dict__
        for name in list_texts(type(self)):
            if (value := values.get(name)) and isinstance(value, str | list | dict):
                values[name] = clean_value(value)

    def clean_fields(self, exclude=None):
        self.clean_texts()
        super().clean_fields(exclude=exclude)
        if self.is_read_by_public():
            refuse_placeholders(self, exclude)

    def is_read_by_public(self) -> bool:
        """Whether what stands in it now is public, or will be without anybody looking at it again."""
        return False

    def save(self, **kwargs):
        self.clean_texts()
        super().save(**kwargs)


@cache
def list_texts(model: type[models.Model]) -> list[str]:
    """Return the names of the fields in which texts stand."""
    fields = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    )
    return [field.attname for field in fields]
