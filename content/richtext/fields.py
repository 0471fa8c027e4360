"""Model and form field for Markdown; whatever code stores a text, it is cleaned."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from content.richtext.allowed import allowed_elements_help
from content.richtext.cleaning import clean_markdown
from content.richtext.parser import parse_markdown, referenced_picture_ids, refused_links

MAX_LENGTH = 20_000


class RichTextField(forms.CharField):
    """`pictures` is a queryset of those the editor may use; pictures already in the text may stay.

    After cleaning, `removed` lists what was removed from the text.
    """

    def __init__(self, *, pictures=None, **kwargs):
        kwargs["help_text"] = kwargs.get("help_text") or allowed_elements_help()
        kwargs["max_length"] = MAX_LENGTH
        super().__init__(**kwargs)
        self.pictures = pictures
        self.existing_pictures: set[int] = set()
        self.removed: tuple[str, ...] = ()

    def _clean_bound_field(self, bf):  # private in Django 5.2.19
        self.existing_pictures = referenced_picture_ids(parse_markdown(bf.initial or ""))
        return super()._clean_bound_field(bf)

    def to_python(self, value):
        """Normalise the CRLF line ends that browsers send, so that they do not count as a change."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial), self.to_python(data))

    def clean(self, value):
        cleaned = clean_markdown(self.to_python(value))
        self.removed = cleaned.removed
        return super().clean(cleaned.text)

    def validate(self, value):
        super().validate(value)
        if refused := refused_links(value):
            sentence = _("These links do not work here: %(links)s. Write the whole address, beginning with https://.")
            raise ValidationError(sentence, params={"links": _(", ").join(refused)})
        if missing := self.find_missing_pictures(value):
            sentence = _("There is no picture %(ids)s among your pictures. Choose it again with “Picture”.")
            raise ValidationError(sentence, params={"ids": _(", ").join(map(str, sorted(missing)))})

    def find_missing_pictures(self, value) -> set[int]:
        referenced = referenced_picture_ids(parse_markdown(value)) - self.existing_pictures
        if self.pictures is None or not referenced:
            return set()
        return referenced - set(self.pictures.filter(pk__in=referenced).values_list("pk", flat=True))


class MarkdownField(models.TextField):
    """A text in Markdown, cleaned before it is saved."""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_markdown(value).text
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextField, **kwargs})
