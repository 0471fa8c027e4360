from django.db import models

from content.control_characters import clean_value


class CleanTexts(models.Model):
    """Base of whatever people write: its texts lose control characters when they are validated and when they are saved."""

    class Meta:
        abstract = True

    def clean_texts(self):
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and field.attname in self.__dict__:
                value = self.__dict__[field.attname]
                if isinstance(value, str | list | dict):
                    self.__dict__[field.attname] = clean_value(value)

    def clean_fields(self, exclude=None):
        self.clean_texts()
        super().clean_fields(exclude=exclude)

    def save(self, **kwargs):
        self.clean_texts()
        super().save(**kwargs)
