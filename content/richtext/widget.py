"""A text box with buttons. Without scripts it is a text box with a line that says what to type."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe


class RichTextWidget(forms.Textarea):
    """`addresses` are those of the preview, of one picture's name, and of the pictures list, blank for who may not see it."""

    def __init__(self, attrs=None, *, addresses):
        super().__init__({"rows": 12, "class": "vLargeTextField", **(attrs or {})})
        self.addresses = addresses

    @property
    def media(self):
        scripts = [forms.Script(f"js/richtext{name}.js", type="module") for name in ("", "-paste")]
        return forms.Media(js=["admin/js/jquery.init.js", *scripts])

    def render(self, name, value, attrs=None, renderer=None):
        context = {**self.get_context(name, value, attrs), "textarea": super().render(name, value, attrs, renderer)}
        return mark_safe(render_to_string("admin/richtext/widget.html", context))  # noqa: S308

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, value, attrs), "addresses": self.addresses, "lang": self.attrs.get("lang", "")}
