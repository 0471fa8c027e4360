"""Pages that write a message to the bookers of a day, of sessions or of a slot, preview it and send it once."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events as audit
from backoffice.form_drafts.sent_forms import is_reopened
from content import clock
from content.query_values import parse_id
from events.admin.messages.compose_form import MessageForm, own_sessions, own_slots
from events.admin.repost import repost_fields
from events.models import Message, Notice
from events.notices import bulk_messages
from events.notices.sms import compose_text_message

MAX_PREVIEW_ROWS = 200


def may_message_bookers(user) -> bool:
    return user.has_perm("events.change_notice") and user.has_perm("events.view_booking")


class MessagePages:
    """Mixin for the ModelAdmin of notices: the page that writes messages."""

    pages = (AdminPage(route="message/", view="message_view", name="message"),)

    def message_view(self, request):
        if not may_message_bookers(request.user):
            raise PermissionDenied
        check_own_recipients(request)
        form = MessageForm(request.POST or None, user=request.user, initial=initial_from_query(request))
        if request.method != "POST" or "_edit" in request.POST or is_reopened(request) or not form.is_valid():
            return self.message_page(request, "compose", form=form)
        now = clock.now()
        message = form.message(now)
        if Message.objects.filter(key=message.key).exists():
            return self.redirect_already_sent(request)
        preview = bulk_messages.preview_message(message, form.slots(), now)
        is_confirmed = "_send" in request.POST and preview.going
        if is_confirmed and form.cleaned_data["digest"] == preview.digest:
            return self.send_message(request, form, message, preview)
        return self.message_page(
            request, "preview", form=form, is_stale=bool(is_confirmed), **build_preview_context(request, preview)
        )

    def message_page(self, request, template, *, form, **extra_context):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Message to bookers") if template == "compose" else _("Look it over before it is sent"),
            "subtitle": None,
            "opts": self.opts,
            "is_popup": False,
            "form": form,
            "slot": get_chosen_slot(form),
            **extra_context,
        }
        return TemplateResponse(request, f"admin/events/notice/message_{template}.html", context)

    def send_message(self, request, form, message, preview):
        count = preview.bookers
        summary = ngettext("%(count)s booker gets it.", "%(count)s bookers get it.", count) % {"count": count}
        with transaction.atomic():
            if not bulk_messages.save_message(message, preview.notices):
                return self.redirect_already_sent(request)
            message.sessions.set(form.cleaned_data.get("sessions", []))
            audit.record_audit_event(audit.Event.MESSAGE_SENT, request=request, about=message, detail=summary)
        self.message_user(request, _("The message is on its way. %(told)s") % {"told": summary}, flash.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_message_changelist"))

    def redirect_already_sent(self, request):
        self.message_user(request, _("This message was sent already; nothing is sent twice."), flash.INFO)
        return HttpResponseRedirect(reverse("admin:events_message_changelist"))


def check_own_recipients(request):
    """Raise Http404 for a slot or session of another school, exactly as for one that does not exist."""
    for name, own in (("slot", own_slots), ("session", own_sessions), ("sessions", own_sessions)):
        ids = {parse_id(text) for text in {*request.GET.getlist(name), *request.POST.getlist(name)} - {""}}
        if None in ids or (ids and own(request.user).filter(pk__in=ids).count() != len(ids)):
            raise Http404


def initial_from_query(request) -> dict:
    """Return the recipients that the link to this page names in its query."""
    initial = {name: request.GET[name] for name in ("slot", "day") if request.GET.get(name)}
    sessions = request.GET.getlist("session")
    return {**initial, **({"sessions": sessions} if sessions else {})}


def get_chosen_slot(form: MessageForm):
    number = form["slot"].value()
    return form.fields["slot"].queryset.filter(pk=number).first() if number else None


def build_preview_context(request, preview: bulk_messages.MessagePreview) -> dict:
    channels = [(Notice.Channel(name).label, name, preview.by_channel[name]) for name in Notice.Channel.values]
    examples = preview.examples()
    for notice in examples:
        is_text = notice.channel == Notice.Channel.SMS
        notice.short = compose_text_message(notice.booking, notice.kind) if is_text else None
    return {
        "message_preview": preview,
        "channels": channels,
        "repeated": len(preview.notices) - len(preview.going),
        "rows": preview.notices[:MAX_PREVIEW_ROWS],
        "more_rows": max(len(preview.notices) - MAX_PREVIEW_ROWS, 0),
        "examples": examples,
        "sent": repost_fields(request, without=("digest", "_preview", "_send", "_edit")),
    }
