"""Markdown in the database and in a form. Whatever way a text comes in, it is stored clean."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from content.richtext.allowed import allowed_elements_help
from content.richtext.cleaning import clean_markdown
from content.richtext.parser import parse_markdown, referenced_picture_ids, refused_links

MAX_LENGTH = 20_000


class RichTextField(forms.CharField):
    """`pictures` are those the editor may use; ones that stand in the text already may stay. `removed` is filled by cleaning."""

    def __init__(self, *, pictures=None, **kwargs):
        kwargs["help_text"] = kwargs.get("help_text") or allowed_elements_help()
        kwargs["max_length"] = MAX_LENGTH
        super().__init__(**kwargs)
        self.pictures = pictures
        self.standing: set[int] = set()
        self.removed: tuple[str, ...] = ()

    def _clean_bound_field(self, bf):
        self.standing = referenced_picture_ids(parse_markdown(bf.initial or ""))
        return super()._clean_bound_field(bf)

    def to_python(self, value):
        """Browsers send Windows line ends; a text must not count as changed for them."""
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
        if missing := self.missing_pictures(value):
            sentence = _("There is no picture %(ids)s among your pictures. Choose it again with “Picture”.")
            raise ValidationError(sentence, params={"ids": _(", ").join(map(str, sorted(missing)))})

    def missing_pictures(self, value) -> set[int]:
        named = referenced_picture_ids(parse_markdown(value)) - self.standing
        if self.pictures is None or not named:
            return set()
        return named - set(self.pictures.filter(pk__in=named).values_list("pk", flat=True))


class MarkdownField(models.TextField):
    """A text in Markdown, cleaned before it is written."""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_markdown(value).text
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextField, **kwargs})
