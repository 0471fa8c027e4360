"""Model and form field for pictures: whatever code stores a file, only a checked and newly encoded picture reaches the disk."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from content.uploads.normalisation import NormalisedImage, normalise_upload


class PictureFormField(forms.FileField):
    """Cleans to a `NormalisedImage`, or to the file that is stored already."""

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        is_new = upload and upload is not initial and not isinstance(upload, NormalisedImage)
        return normalise_upload(upload) if is_new else upload

    def bound_data(self, data, initial):
        """Show a pending upload again; any other upload has to be sent again by the browser."""
        return data if isinstance(data, NormalisedImage) else initial

    def to_python(self, data):
        if data in self.empty_values:
            return None
        if not data.name:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return data


class PictureField(models.ImageField):
    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField, **kwargs})

    def pre_save(self, instance, add):
        """Normalise a new file, and set `width` and `height`, which the model must declare after this field.

        Django's own `width_field` and `height_field` would let Pillow read a file that has not been checked.
        """
        file = getattr(instance, self.attname)
        if file and not file._committed:  # private in Django 5.2.19
            image = file.file if isinstance(file.file, NormalisedImage) else normalise_upload(file.file)
            setattr(instance, self.attname, image)
            instance.width, instance.height = image.width, image.height
        return super().pre_save(instance, add)
