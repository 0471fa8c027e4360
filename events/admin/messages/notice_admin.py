"""Admin pages for notices (what was sent, what failed, whom to telephone) and for the bureau's own notice texts."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.admin_pages import AdminPage
from backoffice.base_admin import BaseAdmin
from content import clock
from content.local_time import format_moment
from events.admin.edition_filter import EVERY, EditionOfBookingFilter
from events.admin.messages.call_list_admin import show_call_list
from events.admin.messages.compose_pages import MessagePages, may_message_bookers
from events.admin.messages.notice_lists import EDITION_OF_NOTICE, NoticeAdminBase
from events.models import Notice, NoticeText
from events.models.notice import PLACEHOLDERS, check_placeholders
from events.notices import outbox, text_preview, texts
from schools.scoping import sees_every_school


class DeliveryFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("delivery")


@admin.register(Notice)
class NoticeAdmin(MessagePages, NoticeAdminBase):
    pages = (AdminPage(route="calls/", view=show_call_list, name="calls"),)
    list_display = ("reference", "kind", "channel", "recipient", "delivery", "due", "sent_at", "attempts", "next_try_at", "error")
    # a row of the days of `due_at` would read every notice
    list_filter = ((EDITION_OF_NOTICE, EditionOfBookingFilter), ("state", DeliveryFilter), "channel", "kind", "due_at")
    every_row_query = {f"{EDITION_OF_NOTICE}__id__exact": EVERY}
    actions = ("send_again",)
    fieldsets = (
        (None, {"fields": ("booking", "session", "slot", "kind", "channel", "recipient")}),
        (gettext_lazy("Words"), {"fields": ("language", "subject", "words")}),
        (
            gettext_lazy("Sending"),
            {"fields": ("delivery", "due", "attempts", "next_try_at", "sent_at", "failed_at", "last_error", "created_at")},
        ),
    )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_write": may_message_bookers(request.user), **(extra_context or {})})

    def more_pages(self, request):
        if not self.has_view_permission(request):
            return []
        count = self.get_queryset(request).to_call().one_per_person().count()
        return [
            {
                "name": _("Call list (%(count)s)") % {"count": count},
                "object_name": "CallList",
                "admin_url": reverse("admin:events_notice_calls"),
                "add_url": None,
                "view_only": True,
                "perms": {},
            }
        ]

    @admin.display(description=gettext_lazy("delivery"), ordering="state")
    def delivery(self, notice):
        return notice.get_state_display()

    @admin.display(description=gettext_lazy("to be sent from"), ordering="due_at")
    def due(self, notice):
        return format_moment(notice.due_at)

    @admin.display(description=gettext_lazy("last error"), empty_value="")
    def error(self, notice):
        return notice.last_error

    @admin.display(description=gettext_lazy("text"))
    def words(self, notice):
        return text_as_html_block(notice.body_without_token) or "—"

    @admin.action(description=gettext_lazy("Send selected again"), permissions=["notify"])
    def send_again(self, request, queryset):
        resent_count, skipped_count = 0, 0
        for notice in queryset.select_related("booking").order_by("pk"):
            if notice.can_be_sent_again:
                outbox.resend_notice(notice, now=clock.now())
                self.log_change(request, notice, _("Sent again"))
                resent_count += 1
            else:
                skipped_count += 1
        if resent_count:
            message = ngettext("%(count)s notice is on its way again.", "%(count)s notices are on their way again.", resent_count)
            self.message_user(request, message % {"count": resent_count}, messages.SUCCESS)
        if skipped_count:
            message = _("Left as they are: %(count)s. Only what was sent or has failed, by email or text message, is sent again.")
            self.message_user(request, message % {"count": skipped_count}, messages.WARNING)


class NoticeTextPreviewForm(forms.Form):
    """A notice text to preview, not yet saved."""

    kind = forms.ChoiceField(choices=NoticeText.KINDS)
    language = forms.ChoiceField(choices=NoticeText.Language.choices)
    subject = forms.CharField(max_length=120, validators=[check_placeholders])
    body = forms.CharField(validators=[check_placeholders])


@admin.register(NoticeText)
class NoticeTextAdmin(BaseAdmin):
    pages = (AdminPage(route="preview/", view="preview", name="preview"),)
    list_display = ("kind", "language", "subject")
    readonly_fields = ("placeholders", "as_saved")
    change_list_template = "admin/events/noticetext/change_list.html"
    change_form_template = "admin/events/noticetext/change_form.html"

    def has_module_permission(self, request):
        return super().has_module_permission(request) and sees_every_school(request.user)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and sees_every_school(request.user)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and sees_every_school(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and sees_every_school(request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and sees_every_school(request.user)

    def get_fields(self, request, obj=None):
        return ("kind", "language", "subject", "body", "placeholders", *(["as_saved"] if obj else []))

    def get_changeform_initial_data(self, request):
        """A new text starts with the portal's default text of its kind and language."""
        initial = super().get_changeform_initial_data(request)
        kind, language = initial.get("kind"), initial.get("language", NoticeText.Language.CHINESE)
        if kind in dict(NoticeText.KINDS) and language in NoticeText.Language.values:
            initial |= vars(texts.default_text(kind, language))
        return initial

    def changelist_view(self, request, extra_context=None):
        customised = set(NoticeText.objects.values_list("kind", "language"))
        add_url = reverse("admin:events_noticetext_add")
        default_texts = [
            {"kind": kind_label, "language": language_label, "url": f"{add_url}?kind={kind}&language={language}"}
            for kind, kind_label in NoticeText.KINDS
            for language, language_label in NoticeText.Language.choices
            if (kind, language) not in customised
        ]
        return super().changelist_view(request, {"default_texts": default_texts, **(extra_context or {})})

    def preview(self, request):
        """Preview the text of the form in a new window, without saving it."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = NoticeTextPreviewForm(request.POST)
        text = text_preview.preview_notice_text(**form.cleaned_data) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Preview"),
            "opts": self.opts,
            "form": form,
            "text": text,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/noticetext/preview.html", context)

    @admin.display(description=gettext_lazy("placeholders"))
    def placeholders(self, _text):
        rows = ((f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items())
        return format_html_join("", "<code>{}</code> {}<br>", rows)

    @admin.display(description=gettext_lazy("preview"))
    def as_saved(self, text):
        preview = text_preview.preview_notice_text(kind=text.kind, language=text.language, subject=text.subject, body=text.body)
        return format_html("<strong>{}</strong>{}", preview.subject, text_as_html_block(preview.body))


def text_as_html_block(body: str):
    return format_html("<div>{}</div>", mark_safe(linebreaks(body, autoescape=True))) if body else ""
