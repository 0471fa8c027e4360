"""Last step: say exactly what happened. What waits and what holds already are told apart."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.record_steps.edit import RecordEdit
from backoffice.richtext_admin import warn_about_removed


def report_outcome(edit: RecordEdit):
    page, request, record = edit.page, edit.request, edit.form.instance
    for sentence in edit.sentences:
        page.message_user(request, sentence, messages.SUCCESS)
    if edit.withheld:
        return report_division(edit)
    return page.response_change(request, record) if edit.is_change else page.response_add(request, record)


def report_division(edit: RecordEdit):
    page, request, opts = edit.page, edit.request, edit.page.opts
    for saved in [edit.form, *(row for formset in edit.withheld_formsets for row in formset.forms)]:
        warn_about_removed(request, saved, edit.withheld_names if saved is edit.form else saved.changed_data)
    if edit.has_something_to_write:
        page.message_user(request, _("Saved, and valid at once: %(fields)s.") % {"fields": name_facts(edit)}, messages.SUCCESS)
        waits = _("This waits for the bureau: %(fields)s. Until then the public sees it as it was.")
        words = "、".join(change["label"] for change in edit.withheld["changes"])
        page.message_user(request, waits % {"fields": words}, messages.SUCCESS)
    else:
        waits = _("Your change waits for the bureau. Until then the public sees the page as it was.")
        page.message_user(request, waits, messages.SUCCESS)
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[edit.record.pk]))


def name_facts(edit: RecordEdit) -> str:
    fields = [capfirst(str(edit.form.fields[name].label)) for name in edit.form.changed_data]
    rows = [str(formset.model._meta.verbose_name_plural) for formset in edit.written_formsets if formset.has_changed()]
    return "、".join([*fields, *rows])
