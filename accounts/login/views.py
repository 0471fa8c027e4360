"""The log-in page of the back office, and its second step."""

from functools import partial

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_otp import login as otp_login

from accounts.login import spraying, two_step_login
from accounts.login.forms import LogInForm
from accounts.pages import render_account_page
from accounts.second_factor import devices
from accounts.second_factor.forms import CodeForm
from backoffice.audit_log import events
from backoffice.site import is_door_staff_only

TOO_MANY_REQUESTS = 429


@method_decorator(never_cache, name="dispatch")
class LogIn(LoginView):
    authentication_form = LogInForm
    template_name = "admin/login.html"
    next_page = "admin:index"
    code_page = "accounts:log_in_code"
    is_for_desk = False

    def get(self, request, *args, **kwargs):
        if admin.site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        if request.user.is_active and is_door_staff_only(request.user):  # may log in, but not open the back office
            return redirect("desk")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        if devices.confirmed_device(user):
            two_step_login.store_pending_login(self.request, user, self.get_success_url())
            return redirect(self.code_page)
        two_step_login.complete_login(self.request, user, is_for_desk=self.is_for_desk)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        status = TOO_MANY_REQUESTS if form.is_locked or form.is_paused else 200
        response = self.render_to_response(self.get_context_data(form=form), status=status)
        if form.is_paused:
            response.headers["Retry-After"] = str(spraying.PAUSE_SECONDS)
        return response

    def get_context_data(self, **kwargs):
        return {
            **admin.site.each_context(self.request),
            **super().get_context_data(**kwargs),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
        }


@never_cache
def log_in_code(request):
    """The second step, for a user whose password was right, or who is logged in without the code that is now required."""
    user = two_step_login.pending_login_user(request)
    is_logged_in = user is None and request.user.is_authenticated
    user = request.user if is_logged_in else user
    if user is None or devices.confirmed_device(user) is None:
        return redirect("admin:login")
    form = CodeForm(request.POST or None, label=_("Code or recovery code"), check=partial(devices.verify_code, user))
    if request.method == "POST" and form.is_valid():
        return complete_second_step(request, user, form.accepted, is_logged_in)
    if form.errors:
        events.record_audit_event(events.Event.LOGIN_FAILED, request=request, about=user, detail=_("wrong code"), succeeded=False)
    return render_account_page(request, "log_in_code", _("Second factor"), form=form, account=user)


def complete_second_step(request, user, device, is_logged_in):
    if is_logged_in:
        otp_login(request, device)
        return redirect("admin:index")
    next_page = request.session[two_step_login.PENDING_LOGIN_KEY]["next"]
    two_step_login.complete_login(request, user, device)
    return redirect(resolve_url(next_page))
