"""Last step: say exactly what was saved, what the public sees of it and what waits, tell whom it concerns, and redirect."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.history_pages.restoring import VERSION_PARAMETER
from backoffice.proposals.models import ProposedChange
from backoffice.publishing.admin import is_popup
from backoffice.publishing.outcomes import describe_saved, describe_status_change, join_sentences
from backoffice.record_steps.edit import RecordEdit
from backoffice.review.drafts import note_status_change
from backoffice.review.telling import Happening, tell_about_review
from backoffice.richtext_admin import warn_about_removed
from content import clock
from content.local_time import format_moment
from content.models import Published

Status = Published.Status


def report_outcome(edit: RecordEdit):
    model_admin, request, record = edit.model_admin, edit.request, edit.form.instance
    for sentence in edit.success_messages:
        model_admin.message_user(request, sentence, messages.SUCCESS)
    if edit.withheld:
        for form in [edit.form, *(row for formset in edit.withheld_formsets for row in formset.forms)]:
            warn_about_removed(request, form, edit.withheld_names if form is edit.form else form.changed_data)
    if not is_popup(request):
        text = _("“%(name)s”: %(what)s") % {"name": record, "what": join_sentences(describe_outcome(edit))}
        model_admin.message_user(request, text, messages.SUCCESS)
    tell_outcome(edit)
    if edit.withheld:
        return HttpResponseRedirect(record_url(record))
    if edit.proposal is not None:
        return HttpResponseRedirect(next_review_url(edit))
    return forget_version((model_admin.response_change if edit.is_change else model_admin.response_add)(request, record))


def describe_outcome(edit: RecordEdit) -> list[str]:
    """Return what the save did, in the words the user reads. Whatever a record page may answer is said here."""
    return [*describe_saving(edit), *([_("Your remark is sent.")] if edit.remarks else [])]


def describe_saving(edit: RecordEdit) -> list[str]:
    if edit.withheld:
        return list(describe_withheld(edit))
    if edit.proposal is not None:
        return list(describe_adopted(edit))
    sentences = []
    if edit.is_recalled:
        sentences.append(_("What waited for the bureau is taken back."))
    if edit.restored is not None:
        when = format_moment(edit.restored.row.history_date)
        sentences.append(_("Put back as it was on %(when)s.") % {"when": when})
    record, now = edit.form.instance, clock.now()
    if not isinstance(record, Published):
        return [*sentences, _("Saved.")]
    if record.status != edit.status_before or {"publish_at", "unpublish_at"} & set(edit.form.changed_data):
        return [*sentences, *describe_status_change(record, edit.status_before, now)]
    is_changed = edit.form.has_changed() or any(formset.has_changed() for formset in edit.formsets)
    return [*sentences, *([] if edit.restored and is_changed else describe_saved(record, now, is_changed=is_changed))]


def describe_withheld(edit: RecordEdit):
    labels = join_labels(edit.withheld["changes"])
    if edit.has_something_to_write:
        yield _("Saved, and valid at once: %(fields)s.") % {"fields": join_written_labels(edit)}
    if edit.restored is not None:
        when = format_moment(edit.restored.row.history_date)
        yield _("The text of %(when)s is sent for review.") % {"when": when}
    elif edit.is_sent:
        yield _("Sent for review: %(fields)s.") % {"fields": labels}
    elif edit.waiting.is_open:
        yield _("Nothing new to send; this waits for the bureau already: %(fields)s.") % {"fields": labels}
    else:
        yield _("This was returned and is not sent again, as nothing in it has changed: %(fields)s.") % {"fields": labels}
    yield _("Until it is adopted the public sees it as it was.")


def describe_adopted(edit: RecordEdit):
    record, now = edit.form.instance, clock.now()
    left = edit.left_waiting.get("changes", [])
    adopted = [change for change in edit.proposal.changes if change not in left]
    yield _("Adopted: %(fields)s.") % {"fields": join_labels(adopted)}
    if left:
        yield _("Still waiting: %(fields)s.") % {"fields": join_labels(left)}
    yield from describe_saved(record, now, is_changed=True)


def join_labels(changes: list[dict]) -> str:
    return "、".join(dict.fromkeys(change["label"] for change in changes))


def join_written_labels(edit: RecordEdit) -> str:
    fields = [capfirst(str(edit.form.fields[name].label)) for name in edit.form.changed_data]
    rows = [str(formset.model._meta.verbose_name_plural) for formset in edit.written_formsets if formset.has_changed()]
    return "、".join([*fields, *rows])


def tell_outcome(edit: RecordEdit):
    """Tell the other side what was sent or decided."""
    record, request = edit.form.instance, edit.request
    if edit.proposal is not None:
        tell_about_review(request, record, Happening.ADOPTED)
    elif edit.is_sent:
        tell_about_review(request, record, Happening.SENT)
    elif isinstance(record, Published) and edit.status_before != record.status:
        note_status_change(request, record, edit.status_before)
    elif edit.remarks:
        tell_about_review(request, record, Happening.REMARK)


def next_review_url(edit: RecordEdit) -> str:
    """Lead to what still waits of this record, else to the list of all that waits, else to the record."""
    record, waiting = edit.form.instance, ProposedChange.objects.filter(state=ProposedChange.State.OPEN)
    rest = waiting.filter(model=record._meta.label_lower, object_id=record.pk).first()
    if rest is not None:
        return f"{record_url(record)}?proposal={rest.pk}"
    if waiting.exists() and edit.request.user.has_perm("backoffice.view_proposedchange"):
        return f"{reverse('admin:backoffice_proposedchange_changelist')}?state__exact={ProposedChange.State.OPEN}"
    return record_url(record)


def record_url(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def redirect_after_save(model_admin, request, record) -> HttpResponse:
    """Lead where the pressed button leads, as Django does, but without its message."""
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    if "_continue" in request.POST:
        url = reverse(f"{name}_change", args=[record.pk])
    elif "_addanother" in request.POST:
        url = reverse(f"{name}_add")
    else:
        return model_admin.response_post_save_change(request, record)
    filters = model_admin.get_preserved_filters(request)  # undocumented in Django 5.2.19
    return HttpResponseRedirect(add_preserved_filters({"preserved_filters": filters, "opts": model_admin.opts}, url))


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
