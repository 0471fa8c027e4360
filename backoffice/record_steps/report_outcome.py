"""Last step: tell the user exactly what was saved and what waits for approval, and redirect."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.history_pages.restoring import VERSION_PARAMETER
from backoffice.record_steps.edit import RecordEdit
from backoffice.richtext_admin import warn_about_removed


def report_outcome(edit: RecordEdit):
    model_admin, request, record = edit.model_admin, edit.request, edit.form.instance
    for sentence in edit.success_messages:
        model_admin.message_user(request, sentence, messages.SUCCESS)
    if edit.withheld:
        return report_withheld(edit)
    return forget_version((model_admin.response_change if edit.is_change else model_admin.response_add)(request, record))


def forget_version(response: HttpResponse) -> HttpResponse:
    """Lead to the record as it is now: Django keeps the query, and with it the version that was put back.

    A pop-up is no redirect and stays as it is.
    """
    if not isinstance(response, HttpResponseRedirect):
        return response
    address = urlsplit(response.url)
    query = [(name, value) for name, value in parse_qsl(address.query, keep_blank_values=True) if name != VERSION_PARAMETER]
    response["Location"] = address._replace(query=urlencode(query)).geturl()
    return response


def report_withheld(edit: RecordEdit):
    model_admin, request, opts = edit.model_admin, edit.request, edit.model_admin.opts
    for form in [edit.form, *(row for formset in edit.withheld_formsets for row in formset.forms)]:
        warn_about_removed(request, form, edit.withheld_names if form is edit.form else form.changed_data)
    if edit.has_something_to_write:
        saved = _("Saved, and valid at once: %(fields)s.") % {"fields": join_written_labels(edit)}
        model_admin.message_user(request, saved, messages.SUCCESS)
        waits = _("This waits for the bureau: %(fields)s. Until then the public sees it as it was.")
        labels = "、".join(change["label"] for change in edit.withheld["changes"])
        model_admin.message_user(request, waits % {"fields": labels}, messages.SUCCESS)
    else:
        waits = _("Your change waits for the bureau. Until then the public sees the page as it was.")
        model_admin.message_user(request, waits, messages.SUCCESS)
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[edit.record.pk]))


def join_written_labels(edit: RecordEdit) -> str:
    fields = [capfirst(str(edit.form.fields[name].label)) for name in edit.form.changed_data]
    rows = [str(formset.model._meta.verbose_name_plural) for formset in edit.written_formsets if formset.has_changed()]
    return "、".join([*fields, *rows])
