"""The form of a picture, and its file widget: an ordinary file input that a script turns into a drop zone."""

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from content.models import Picture
from content.pictures.pending_upload import PendingUpload, load_pending_upload, store_pending_upload
from content.uploads.bounded import LARGEST
from content.uploads.normalisation import NormalisedImage

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif"
PENDING_SUFFIX = "-kept"
PREVIEW_SIZE = (416, 320)  # CSS pixels, as in js/picture-drop.js


class PictureWidget(forms.FileInput):
    template_name = "admin/widgets/picture.html"
    focus = (50, 50)
    account: int | None = None  # whose pending uploads are taken

    class Media:
        js = (Script("js/picture-drop.js", type="module"),)
        css = {"all": ("css/admin/pictures.css",)}

    def value_from_datadict(self, data, files, name):
        token = data.get(f"{name}{PENDING_SUFFIX}")
        return super().value_from_datadict(data, files, name) or (load_pending_upload(token, self.account) if token else None)

    def get_context(self, name, value, attrs):
        file_input = forms.FileInput().render(name, None, {**(attrs or {}), "accept": ACCEPTED})
        is_pending = isinstance(value, PendingUpload)
        # `_committed` is private in Django 5.2.19: the file is stored already
        image = value if is_pending or (value and getattr(value, "_committed", False)) else None
        size = (value.width, value.height) if is_pending else stored_picture_size(image)
        return {
            "input": file_input,
            "image": image,
            "size": fit_into_preview(*size),
            "pending": {"name": f"{name}{PENDING_SUFFIX}", "token": value.token} if is_pending else None,
            "focus": self.focus,
            "largest": LARGEST,
        }

    def _render(self, template_name, context, renderer=None):
        """Render with the project's template engine, because form renderers do not find its templates.

        Overrides a method that is private in Django 5.2.19.
        """
        return render_to_string(template_name, context)


def stored_picture_size(stored) -> tuple[int, int]:
    return (stored.instance.width, stored.instance.height) if stored else (1, 1)


def fit_into_preview(width: int, height: int) -> tuple[int, int]:
    """Return the size scaled down to fit the preview."""
    scale = min(PREVIEW_SIZE[0] / width, PREVIEW_SIZE[1] / height, 1)
    return max(round(width * scale), 1), max(round(height * scale), 1)


class PictureForm(forms.ModelForm):
    """The admin sets `user`, to whom a picture is kept while another field is missing."""

    user = None

    class Meta:
        model = Picture
        fields = ("image", "focal_x", "focal_y", "alt_text", "alt_text_en", "credit", "minors")
        widgets = {"image": PictureWidget, "minors": forms.RadioSelect}
        help_texts = {
            "image": _("JPEG, PNG, WebP or AVIF up to 20 MB. Where and with what it was taken is removed."),
            "focal_x": _("This point stays in sight where a page crops the picture. Click into the picture, or give numbers."),
            "credit": _("Shown beneath the picture where it stands in a text."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "minors" in self.fields:
            self.fields["minors"].choices = Picture.MinorsDeclaration.choices  # without a blank choice; none is preselected
        if "image" in self.fields:
            self.fields["image"].widget.account = self.account
            self.fields["image"].widget.focus = (self["focal_x"].value(), self["focal_y"].value())

    @property
    def account(self) -> int | None:
        return self.user.pk if self.user else None

    def full_clean(self):
        super().full_clean()
        image = self.cleaned_data.get("image") if self.is_bound else None
        if self.errors and isinstance(image, NormalisedImage) and not isinstance(image, PendingUpload):
            self.data = self.data.copy()
            self.data[self.add_prefix(f"image{PENDING_SUFFIX}")] = store_pending_upload(image, self.account)
            self.files = {}
