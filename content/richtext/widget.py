"""Textarea with formatting buttons. Without scripts it is a textarea with a hint on the Markdown syntax."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe


class RichTextWidget(forms.Textarea):
    """`addresses` has the URLs `preview`, `picture` (name of one picture) and `pictures` ("" if the user may not view them)."""

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
