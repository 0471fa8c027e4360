"""Draft, review, published, in the back office: who may choose what, by when, and what the list shows of it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.audit_log import events
from content import clock
from content.local_time import format_moment
from content.models import Published
from content.publishing import describe_status, may_publish, offered_statuses

Status = Published.Status
PUBLISHING = ("status", "publish_at", "unpublish_at")


class RecordForm(forms.ModelForm):
    """`user` is set by the admin's page; without one every status is offered."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user is not None and "status" in self.fields:
            self.fields["status"].choices = offered_statuses(self.user, self.instance)

    def clean_publish_at(self):
        return self.require_future_time("publish_at", _("That moment, %(when)s, is already past. Leave it blank to publish now."))

    def clean_unpublish_at(self):
        return self.require_future_time(
            "unpublish_at", _("That moment, %(when)s, is already past. To withdraw it now make it a draft.")
        )

    def require_future_time(self, name, sentence):
        """What is scheduled must happen later; a time that was good when it was set stays."""
        when = self.cleaned_data[name]
        if when and name in self.changed_data and when <= clock.now():
            raise ValidationError(sentence % {"when": format_moment(when)})
        return when


@admin.action(description=gettext_lazy("Publish selected"), permissions=["change"])
def publish_selected(modeladmin, request, queryset):
    set_status_of_selected(modeladmin, request, queryset, Status.PUBLISHED)


@admin.action(description=gettext_lazy("Send selected for review"), permissions=["change"])
def send_selected_for_review(modeladmin, request, queryset):
    set_status_of_selected(modeladmin, request, queryset, Status.REVIEW)


@admin.action(description=gettext_lazy("Withdraw selected from the public"), permissions=["change"])
def unpublish_selected(modeladmin, request, queryset):
    set_status_of_selected(modeladmin, request, queryset, Status.DRAFT)


def set_status_of_selected(modeladmin, request, queryset, status):
    """One by one, so that each record's history knows of it; whatever stays as it is, is named."""
    changed, refused, left = 0, [], []
    for record in queryset:
        if record.status in (status, Status.ARCHIVED) or (status == Status.REVIEW and record.status != Status.DRAFT):
            left.append(f"{record} ({describe_status(record)})")
            continue
        if not modeladmin.has_change_permission(request, record) or (
            status == Status.PUBLISHED and not may_publish(request.user, record)
        ):
            refused.append(str(record))
            continue
        record.status = status
        record.save(update_fields=["status", "updated_at"])
        modeladmin.log_change(request, record, str(Status(status).label))
        events.record_audit_event(events.Event.PUBLISHED, request=request, about=record, detail=describe_status(record))
        changed += 1
    if changed:
        told = ngettext("%(count)s record changed.", "%(count)s records changed.", changed)
        modeladmin.message_user(request, told % {"count": changed}, messages.SUCCESS)
    if left:
        sentence = _("There is nothing to change about these: %(names)s")
        modeladmin.message_user(request, sentence % {"names": "、".join(left)}, messages.INFO)
    if refused:
        sentence = _("The bureau decides about these, so they stay as they are; send them for review: %(names)s")
        modeladmin.message_user(request, sentence % {"names": "、".join(refused)}, messages.WARNING)


def is_popup(request) -> bool:
    return IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET


class PublishingInline:
    """Records edited on the page of another: their status is offered in the same way."""

    form = RecordForm

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type(formset.form.__name__, (formset.form,), {"user": request.user})
        return formset


def offer_publishing(model_admin, request, record) -> dict:
    """Which buttons beside Save set a status (`backoffice.record_steps.read_submission` reads them)."""
    can_save = model_admin.has_change_permission(request, record) if record else model_admin.has_add_permission(request)
    has_status = hasattr(model_admin.model, "status") and "status" not in model_admin.get_readonly_fields(request, record)
    if not (can_save and has_status) or is_popup(request):
        return {}
    record = record or model_admin.model()
    decides = may_publish(request.user, record)
    return {
        "publish_button": decides and record.status != Status.PUBLISHED,
        "review_button": not decides and record.status == Status.DRAFT,
    }


class PublishingAdmin:
    """Of a record with a status. Buttons beside Save set it; the list shows it as the clock makes it."""

    form = RecordForm
    page_context = (offer_publishing,)
    actions = (publish_selected, send_selected_for_review, unpublish_selected)

    def get_list_display(self, request):
        return ["shown_status" if name == "status" else name for name in super().get_list_display(request)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, record):
        return describe_status(record)
