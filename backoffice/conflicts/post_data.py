"""What a browser sends, put together or rearranged on the server."""

import re

from django import forms


def widget_post_data(widget: forms.Widget, name: str, value) -> dict[str, list[str]]:
    """What a browser would send from this widget, were it to show `value`."""
    widget = getattr(widget, "widget", widget)  # the admin wraps choices of records
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        return {key: texts for suffix, part, v in parts for key, texts in widget_post_data(part, name + suffix, v).items()}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value else []}
    shown = widget.format_value(value)
    if shown is None:
        return {name: []}
    return {name: [str(item) for item in shown] if isinstance(shown, (list, tuple)) else [str(shown)]}


def replace_with_stored_value(data, form: forms.ModelForm, name: str):
    """A copy of what was sent, the stored value in place of the one typed into that field."""
    field, data = form.fields[name], data.copy()
    value = field.prepare_value(form.get_initial_for_field(field, name))
    for key, texts in widget_post_data(field.widget, form.add_prefix(name), value).items():
        data.setlist(key, texts) if texts else data.pop(key, None)
    return data


def reorder_formset_rows(data, prefix: str, existing: list[int], new: list[int]):
    """A copy of what was sent of a formset with only these rows, in this order; `new` ones are rows to be added."""
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
    text = data.get(name, "")
    return int(text) if text.isdecimal() else 0
