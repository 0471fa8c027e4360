"""The model's picture field: whatever code stores through it, only a checked and newly encoded picture reaches the disk."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from content.uploads.normalisation import NormalisedImage, normalise_upload


class PictureFormField(forms.FileField):
    """Cleans to a Normalised file, or to what is stored already."""

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        is_new = upload and upload is not initial and not isinstance(upload, NormalisedImage)
        return normalise_upload(upload) if is_new else upload

    def bound_data(self, data, initial):
        """A picture kept from an earlier try is shown again; other uploads a browser has to send anew."""
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
        """Sets `width` and `height` of the row too, which have to stand behind this field in its model.

        Django's own way to fill them would let Pillow read what nobody has checked yet.
        """
        file = getattr(instance, self.attname)
        if file and not file._committed:
            checked = file.file if isinstance(file.file, NormalisedImage) else normalise_upload(file.file)
            setattr(instance, self.attname, checked)
            instance.width, instance.height = checked.width, checked.height
        return super().pre_save(instance, add)
