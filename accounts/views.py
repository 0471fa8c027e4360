"""Pages of one's own account: its data, its sessions, and ending them."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import requirements
from accounts.extensions import list_extensions
from accounts.models import User
from accounts.pages import render_account_page, staff_page
from accounts.second_factor import devices
from accounts.sessions import live_sessions
from backoffice.audit_log import events
from content.models import SiteSettings


@staff_page
def my_account(request):
    site = SiteSettings.load()
    user = request.user
    return render_account_page(
        request,
        "my_account",
        _("My account"),
        roles=list(user.groups.all()),
        extension_lines=[(extension.label, extension.describe(user)) for extension in list_extensions()],
        password_due_at=requirements.password_due_at(user, site),
        device=devices.confirmed_device(user),
        codes_left=devices.recovery_codes_left(user),
        code_is_required=requirements.needs_second_factor(user, site),
        sessions=live_sessions.describe_sessions(user, request.session.session_key),
    )


@staff_page
@require_POST
def end_session(request, handle):
    if live_sessions.end_one_session(request.user, handle):
        events.record_audit_event(events.Event.SESSIONS_ENDED, request=request, about=request.user, detail=_("one log-in"))
        messages.success(request, _("That device is logged out."))
    return redirect("accounts:my_account")


@staff_page
@require_POST
def log_out_everywhere(request):
    count = live_sessions.live_sessions(request.user).count()
    detail = ngettext("%(count)s log-in, all of them", "%(count)s log-ins, all of them", count) % {"count": count}
    events.record_audit_event(events.Event.SESSIONS_ENDED, request=request, about=request.user, detail=detail)
    live_sessions.end_all_sessions(request.user, except_key=request.session.session_key)
    logout(request)
    messages.success(request, _("You are logged out everywhere, here too."))
    return redirect("admin:login")


@staff_page
@require_POST
def choose_review_mail(request):
    wants = request.POST.get("wanted") == "yes"
    User.objects.filter(pk=request.user.pk).update(gets_review_mail=wants)
    messages.success(request, _("Email about reviews is on.") if wants else _("Email about reviews is off."))
    return redirect("accounts:my_account")


@staff_page
@require_POST
def keep_session_alive(request):
    """Called by a script while somebody writes a long text; `StaffMiddleware` has then extended the session already."""
    return HttpResponse(status=204)
