"""Building and rearranging POST data on the server."""

import re

from django import forms
from django.conf import settings

from content.query_values import parse_id


def widget_post_data(widget: forms.Widget, name: str, value) -> dict[str, list[str]]:
    """Return the POST data a browser would send for this widget if it showed `value`."""
    widget = getattr(widget, "widget", widget)  # the admin wraps the widgets of foreign keys
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        return {key: texts for suffix, part, v in parts for key, texts in widget_post_data(part, name + suffix, v).items()}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    formatted = widget.format_value(value)
    if formatted is None:
        return {name: []}
    return {name: [str(item) for item in formatted] if isinstance(formatted, (list, tuple)) else [str(formatted)]}


def replace_with_value(data, form: forms.ModelForm, name: str, value):
    """Return a copy of the POST data with this value in place of the submitted one."""
    field, data = form.fields[name], data.copy()
    for key, texts in widget_post_data(field.widget, form.add_prefix(name), field.prepare_value(value)).items():
        data.setlist(key, texts) if texts else data.pop(key, None)
    return data


def reorder_formset_rows(data, prefix: str, existing: list[int], new: list[int]):
    """Return a copy of a formset's POST data with only these rows, in this order; the `new` ones come as rows to add."""
    found = data.copy()
    row = re.compile(rf"(take:)?{re.escape(prefix)}-(\d+)(-.*)?$")
    place = {old: number for number, old in enumerate([*existing, *new])}
    for key in data:
        if row.match(key):
            del found[key]
    for key in data:
        match = row.match(key)
        if match and int(match[2]) in place:
            found.setlist(f"{match[1] or ''}{prefix}-{place[int(match[2])]}{match[3] or ''}", data.getlist(key))
    found[f"{prefix}-INITIAL_FORMS"] = str(len(existing))
    found[f"{prefix}-TOTAL_FORMS"] = str(len(existing) + len(new))
    return found


def read_form_count(data, name: str) -> int:
    return min(parse_id(data.get(name)) or 0, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
