"""The errors of a record's page in one list at its top, each with the name and the address of its field."""

from dataclasses import dataclass

from django.forms import MultiWidget
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PageError:
    """`target` is the id of the field or row, `label` what it is called; both blank for what concerns the whole page."""

    label: str
    target: str
    sentences: tuple[str, ...]


def list_page_errors(form, formsets) -> list[PageError]:
    """Return the errors in the order of the page. Only for bound forms; calling it validates them."""
    return [*list_form_errors(form), *(error for formset in formsets for error in list_row_errors(formset))]


def list_form_errors(form, row: str = "", row_id: str = "") -> list[PageError]:
    found = [PageError(row, row_id, tuple(sentences)) for sentences in [form.non_field_errors()] if sentences]
    for name in form.fields:
        if name in form.errors:
            label = capfirst(str(form[name].label))
            label = _("%(row)s: %(field)s") % {"row": row, "field": label} if row else label
            found.append(PageError(label, find_control_id(form[name]), tuple(form.errors[name])))
    return found


def list_row_errors(formset) -> list[PageError]:
    opts = formset.model._meta
    found = []
    if sentences := formset.non_form_errors():
        found.append(PageError(str(opts.verbose_name_plural), f"{formset.prefix}-group", tuple(sentences)))
    for number, form in enumerate(formset.forms):
        if form.errors:
            row = _("%(kind)s no. %(number)s") % {"kind": opts.verbose_name, "number": number + 1}
            found += list_form_errors(form, row, f"{formset.prefix}-{number}")
    return found


def find_control_id(bound) -> str:
    """Return the id of the control, or of the box around it where it is a group of check boxes."""
    widget = bound.field.widget
    if isinstance(widget, MultiWidget):  # a day and a time
        return f"{bound.auto_id}{widget.widgets_names[0]}"
    return bound.id_for_label or bound.auto_id
