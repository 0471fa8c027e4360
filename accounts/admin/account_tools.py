"""Actions of an administrator on an account besides editing it: password links, lockouts, sessions, second factor."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import lockout
from accounts.invitations import password_links
from accounts.models.password import PasswordLink
from accounts.models.user import User
from accounts.pages import render_account_page
from accounts.second_factor import devices
from accounts.sessions import live_sessions
from backoffice.admin_pages import AdminPage, DeclaresPages
from backoffice.audit_log import events

NEW_LINK_KEY = "password_link"  # in the session: the address of a link, removed when it is shown


class AccountActionsMixin(DeclaresPages):
    """Mixed into the admin of accounts. Each action is recorded in the audit log."""

    pages = (
        AdminPage(route="<id:pk>/tools/", view="run_account_action", name="tools"),
        AdminPage(route="<id:pk>/link/", view="show_link", name="link"),
    )

    @method_decorator(require_POST)
    def run_account_action(self, request, pk):
        account = self.account_to_manage(request, pk)
        action = ACCOUNT_ACTIONS.get(request.POST.get("deed"))
        if action is None:
            raise Http404
        return action(request, account) or HttpResponseRedirect(account_page_url(account))

    def account_to_manage(self, request, pk) -> User:
        """Raises Http404 or PermissionDenied."""
        account = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return account

    def show_link(self, request, pk):
        account = self.account_to_manage(request, pk)
        stored = request.session.pop(NEW_LINK_KEY, None)
        if not stored or stored["account"] != account.pk:
            messages.info(request, _("A link is shown once. If it is lost, make a new one."))
            return HttpResponseRedirect(account_page_url(account))
        link = password_links.open_password_links(account).first()
        return render_account_page(
            request, "link_shown", _("Link for %(name)s") % {"name": account}, link=link, address=stored["address"]
        )


def account_page_url(account: User) -> str:
    return reverse("admin:accounts_user_change", args=[account.pk])


def make_account_link(request, account):
    """Make an invitation for an account that was never opened, otherwise a link for a new password; None for a closed one."""
    is_new = not account.is_active and not account.has_usable_password()
    kind = PasswordLink.Kind.INVITATION if is_new else PasswordLink.Kind.RESET
    if not is_new and not account.is_active:
        messages.error(request, _("The account is closed. Open it first."))
        return None
    link = password_links.create_password_link(account, kind, made_by=request.user)
    events.record_audit_event(events.Event.INVITED, request=request, about=account, detail=str(link.get_kind_display()))
    request.session[NEW_LINK_KEY] = {"account": account.pk, "address": password_links.password_link_url(link)}
    mail_account_link(request, link)
    return HttpResponseRedirect(reverse("admin:accounts_user_link", args=[account.pk]))


def mail_account_link(request, link):
    if not link.user.email:
        return
    try:
        password_links.mail_password_link(link)
    except OSError:
        messages.warning(request, _("The email could not be sent. Copy the link and pass it on yourself."))
    else:
        messages.success(request, _("The link was sent to %(address)s.") % {"address": link.user.email})


def withdraw_account_link(request, account):
    if password_links.withdraw_password_links(account):
        events.record_audit_event(events.Event.INVITED, request=request, about=account, detail=_("link withdrawn"))
        messages.success(request, _("The link no longer works."))


def unlock_account(request, account):
    lockout.lift_lockout(account.username)
    events.record_audit_event(events.Event.ACCOUNT_CHANGED, request=request, about=account, detail=_("lock lifted"))
    messages.success(request, _("The lock is lifted."))


def end_account_sessions(request, account):
    count = live_sessions.end_all_sessions(account, except_key=request.session.session_key)
    detail = ngettext("%(count)s log-in", "%(count)s log-ins", count) % {"count": count}
    events.record_audit_event(events.Event.SESSIONS_ENDED, request=request, about=account, detail=detail)
    messages.success(request, _("Ended: %(what)s.") % {"what": detail})


def reset_second_factor(request, account):
    devices.remove_second_factor(account)
    live_sessions.end_all_sessions(account, except_key=request.session.session_key)
    events.record_audit_event(events.Event.SECOND_FACTOR, request=request, about=account, detail=_("reset by an administrator"))
    messages.success(request, _("The second factor is off; its owner can set up a new one."))


ACCOUNT_ACTIONS = {
    "make_link": make_account_link,
    "withdraw_link": withdraw_account_link,
    "unlock": unlock_account,
    "end_sessions": end_account_sessions,
    "reset_second_factor": reset_second_factor,
}
