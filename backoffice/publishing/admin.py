"""Publishing in the admin: the statuses a user may choose, the list actions, and the buttons beside Save."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.audit_log import events
from backoffice.record_page.address_names import AddressNameForm
from content import clock
from content.local_time import format_moment
from content.models import Published
from content.publishing import describe_status, find_publishing_errors, may_publish, offered_statuses

Status = Published.Status
PUBLISHING = ("status", "publish_at", "unpublish_at")


class RecordForm(AddressNameForm, forms.ModelForm):
    """The form of a record with a status. The admin sets `user`; without one every status is offered."""

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
        """Raise ValidationError if a newly set time is past; an unchanged one may be."""
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
    """Save records one by one, so that each gets a version; name those that stay as they are."""
    changed, refused, unchanged, unfinished = 0, [], [], []
    for record in queryset:
        if record.status in (status, Status.ARCHIVED) or (status == Status.REVIEW and record.status != Status.DRAFT):
            unchanged.append(f"{record} ({describe_status(record)})")
            continue
        if not modeladmin.has_change_permission(request, record) or (
            status == Status.PUBLISHED and not may_publish(request.user, record)
        ):
            refused.append(str(record))
            continue
        if status == Status.PUBLISHED and (errors := find_publishing_errors(record)):
            unfinished.append(f"{record} ({' '.join(sum(errors.values(), []))})")
            continue
        record.status = status
        record.save(update_fields=["status", "updated_at"])
        modeladmin.log_change(request, record, str(Status(status).label))  # undocumented in Django 5.2.19
        events.record_audit_event(events.Event.PUBLISHED, request=request, about=record, detail=describe_status(record))
        changed += 1
    if changed:
        message = ngettext("%(count)s record changed.", "%(count)s records changed.", changed)
        modeladmin.message_user(request, message % {"count": changed}, messages.SUCCESS)
    if unfinished:
        sentence = _("These say that something is missing, so they are not published: %(names)s")
        modeladmin.message_user(request, sentence % {"names": "、".join(unfinished)}, messages.WARNING)
    if unchanged:
        sentence = _("There is nothing to change about these: %(names)s")
        modeladmin.message_user(request, sentence % {"names": "、".join(unchanged)}, messages.INFO)
    if refused:
        sentence = _("The bureau decides about these, so they stay as they are; send them for review: %(names)s")
        modeladmin.message_user(request, sentence % {"names": "、".join(refused)}, messages.WARNING)


def is_popup(request) -> bool:
    return IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET


class PublishingInline:
    """Mixed into an inline of records with a status, to offer the same statuses as their own page."""

    form = RecordForm

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type(formset.form.__name__, (formset.form,), {"user": request.user})
        return formset


def offer_publishing(model_admin, request, record) -> dict:
    """Return which buttons beside Save set a status; `backoffice.record_steps.read_submission` handles them."""
    can_save = model_admin.has_change_permission(request, record) if record else model_admin.has_add_permission(request)
    has_status = hasattr(model_admin.model, "status") and "status" not in model_admin.get_readonly_fields(request, record)
    if not (can_save and has_status) or is_popup(request):
        return {}
    record = record or model_admin.model()
    user_may_publish = may_publish(request.user, record)
    return {
        "publish_button": user_may_publish and record.status != Status.PUBLISHED,
        "review_button": not user_may_publish and record.status == Status.DRAFT,
    }


class PublishingAdmin:
    """Mixed into the admin of a record with a status. The list shows the status in effect at the portal's time."""

    form = RecordForm
    page_context = (offer_publishing,)
    actions = (publish_selected, send_selected_for_review, unpublish_selected)

    def get_list_display(self, request):
        return ["effective_status" if name == "status" else name for name in super().get_list_display(request)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def effective_status(self, record):
        return describe_status(record)
