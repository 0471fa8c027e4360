"""Changing one's password, asking for a new one by mail, and using a link that an administrator made."""

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import lockout
from accounts.admin_frame import AdminFrameMixin
from accounts.invitations import password_links
from accounts.pages import render_account_form, render_account_page, staff_page
from accounts.passwords.own_password import change_own_password
from accounts.passwords.reset_form import ResetForm
from accounts.sessions import live_sessions
from backoffice.audit_log import events


@sensitive_post_parameters()
@staff_page
def password_change(request):
    change = change_own_password(request)
    if change.is_changed:
        return redirect("accounts:my_account")
    back = None if change.is_due else reverse("accounts:my_account")
    return render_account_form(
        request, change.form, _("Change password"), lead=change.lead, button=_("Change password"), back=back
    )


@never_cache
@sensitive_post_parameters()
def password_link(request, signed):
    link = password_links.find_password_link(signed)
    refusal = password_links.why_link_unusable(link)
    if refusal:
        return render_account_page(
            request, "link_refused", _("This link does not work"), refusal=refusal, status=410 if link else 404
        )
    form = SetPasswordForm(link.user, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and password_links.use_password_link(link, form.cleaned_data["new_password1"])
    ):
        events.record_audit_event(
            events.Event.PASSWORD_CHANGED, request=request, user=link.user, about=link.user, detail=_("by a link")
        )
        messages.success(request, _("Your password is set. Log in with it now."))
        return redirect("admin:login")
    return render_account_page(request, "password_link", _("Choose your password"), form=form, link=link)


@method_decorator(never_cache, name="dispatch")
class PasswordReset(AdminFrameMixin, PasswordResetView):
    """The answer is the same whether or not an account has that mail address."""

    form_class = ResetForm
    template_name = "admin/accounts/reset.html"
    success_url = reverse_lazy("accounts:reset_sent")
    title = gettext_lazy("Forgotten password")


@never_cache
def reset_sent(request):
    return render_account_page(request, "reset_sent", _("Check your email"))


class PasswordResetConfirm(AdminFrameMixin, PasswordResetConfirmView):
    template_name = "admin/accounts/reset_confirm.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose your password")

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.validlink else 410, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        live_sessions.end_all_sessions(self.user)
        lockout.lift_lockout(self.user.username)
        events.record_audit_event(
            events.Event.PASSWORD_CHANGED,
            request=self.request,
            user=self.user,
            about=self.user,
            detail=_("by a link in an email"),
        )
        messages.success(self.request, _("Your password is set. Log in with it now."))
        return response
