"""The form of one picture, and its field for the file: an ordinary one that a script makes into a place to drop things."""

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
PREVIEW = (416, 320)


class PictureWidget(forms.FileInput):
    template_name = "admin/widgets/picture.html"
    focus = (50, 50)

    class Media:
        js = (Script("js/picture-drop.js", type="module"),)
        css = {"all": ("css/admin/pictures.css",)}

    def value_from_datadict(self, data, files, name):
        token = data.get(f"{name}{PENDING_SUFFIX}")
        return super().value_from_datadict(data, files, name) or (load_pending_upload(token) if token else None)

    def get_context(self, name, value, attrs):
        plain = forms.FileInput().render(name, None, {**(attrs or {}), "accept": ACCEPTED})
        is_kept = isinstance(value, PendingUpload)
        shown = value if is_kept or (value and getattr(value, "_committed", False)) else None
        size = (value.width, value.height) if is_kept else stored_picture_size(shown)
        return {
            "input": plain,
            "shown": shown,
            "size": fit_into_preview(*size),
            "kept": {"name": f"{name}{PENDING_SUFFIX}", "token": value.token} if is_kept else None,
            "focus": self.focus,
            "largest": LARGEST,
        }

    def _render(self, template_name, context, renderer=None):
        """With the project's own templates, which forms' renderers do not look into."""
        return render_to_string(template_name, context)


def stored_picture_size(stored) -> tuple[int, int]:
    return (stored.instance.width, stored.instance.height) if stored else (1, 1)


def fit_into_preview(width: int, height: int) -> tuple[int, int]:
    """Into the place for the preview; keep beside js/picture-drop.js."""
    scale = min(PREVIEW[0] / width, PREVIEW[1] / height, 1)
    return max(round(width * scale), 1), max(round(height * scale), 1)


class PictureForm(forms.ModelForm):
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
            self.fields["minors"].choices = Picture.MinorsDeclaration.choices  # none is chosen beforehand
        if "image" in self.fields:
            self.fields["image"].widget.focus = (self["focal_x"].value(), self["focal_y"].value())

    def full_clean(self):
        super().full_clean()
        image = self.cleaned_data.get("image") if self.is_bound else None
        if self.errors and isinstance(image, NormalisedImage) and not isinstance(image, PendingUpload):
            self.data = self.data.copy()
            self.data[self.add_prefix(f"image{PENDING_SUFFIX}")] = store_pending_upload(image)
            self.files = {}
