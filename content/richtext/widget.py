"""Field for Markdown: an editor that shows the text as it will look, and the box of Markdown behind it.

Without scripts it is a textarea with a hint on the syntax; with them, a text that the editor cannot show stays in the box.
"""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from content.richtext.editing import render_for_editor


class RichTextWidget(forms.Textarea):
    """`addresses` has the URLs `preview`, `document` (a text for the editor), `picture` (name of one picture), and, "" where
    the user may not, `pictures` (to choose one) and `upload`.
    """

    def __init__(self, attrs=None, *, addresses):
        super().__init__({"rows": 12, "class": "vLargeTextField", **(attrs or {})})
        self.addresses = addresses

    @property
    def media(self):
        scripts = [forms.Script(f"js/richtext/{name}.js", type="module") for name in ("box", "paste", "editor")]
        return forms.Media(js=["admin/js/jquery.init.js", *scripts])

    def render(self, name, value, attrs=None, renderer=None):
        context = {**self.get_context(name, value, attrs), "textarea": super().render(name, value, attrs, renderer)}
        return mark_safe(render_to_string("admin/richtext/widget.html", context))  # noqa: S308

    def get_context(self, name, value, attrs):
        return {
            **super().get_context(name, value, attrs),
            "addresses": self.addresses,
            "document": mark_safe(render_for_editor((value or "").replace("\r\n", "\n"))),  # noqa: S308
            "lang": self.attrs.get("lang", ""),
        }
