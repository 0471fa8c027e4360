"""Log-in, password and account for door staff. These pages look like the door's and lead back to it, never to the back office."""

from functools import partial, wraps

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import requirements
from accounts.desk_sessions import is_desk_session
from accounts.extensions import list_extensions
from accounts.login import two_step_login
from accounts.login.views import LogIn
from accounts.passwords.own_password import change_own_password
from accounts.second_factor import devices
from accounts.second_factor.forms import CodeForm
from backoffice.audit_log import events
from content.models import SiteSettings


def desk_account_page(view):
    """Decorator: the page of somebody who is logged in as staff; others log in first."""

    @never_cache
    @csrf_protect
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (request.user.is_authenticated and request.user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("desk_log_in"))
        return view(request, *args, **kwargs)

    return guarded


@method_decorator([never_cache, csrf_protect], name="dispatch")
class DeskLogIn(LogIn):
    """The log-in of the door. It opens the door alone, for the rest of the day."""

    template_name = "accounts/desk_log_in.html"
    next_page = "desk"
    code_page = "desk_log_in_code"
    is_for_desk = True

    def get(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_staff and "next" not in request.GET:
            return redirect("desk")
        return self.render_to_response(self.get_context_data())


@never_cache
@csrf_protect
def desk_log_in_code(request):
    """The second step, for an account with a second factor."""
    user = two_step_login.pending_login_user(request)
    if user is None or devices.confirmed_device(user) is None:
        return redirect("desk_log_in")
    form = CodeForm(request.POST or None, label=_("Code or recovery code"), check=partial(devices.verify_code, user))
    if request.method == "POST" and form.is_valid():
        next_page = request.session[two_step_login.PENDING_LOGIN_KEY]["next"]
        two_step_login.complete_login(request, user, form.accepted, is_for_desk=True)
        return HttpResponseRedirect(next_page)
    if form.errors:
        events.record_audit_event(events.Event.LOGIN_FAILED, request=request, about=user, detail=_("wrong code"), succeeded=False)
    return render(request, "accounts/desk_form.html", {"form": form, "title": _("Second factor"), "button": _("Log in")})


@never_cache
@csrf_protect
@require_POST
def desk_log_out(request):
    logout(request)
    messages.success(request, _("You are logged out."))
    return redirect("desk_log_in")


@sensitive_post_parameters()
@desk_account_page
def desk_password(request):
    """Change one's password; who has one chosen by somebody else is led here from every page of the door."""
    change = change_own_password(request)
    if change.is_changed:
        return redirect("desk")
    button = title = _("Change password")
    back = "" if change.is_due else reverse("desk_account")
    context = {"form": change.form, "title": title, "lead": change.lead, "button": button, "back": back}
    return render(request, "accounts/desk_form.html", context)


@desk_account_page
def desk_account(request):
    user = request.user
    context = {
        "account": user,
        "roles": list(user.groups.all()),
        "extension_lines": [(extension.label, extension.describe(user)) for extension in list_extensions()],
        "password_due_at": requirements.password_due_at(user, SiteSettings.load()),
        "ends_at": request.session.get_expiry_date() if is_desk_session(request.session) else None,
    }
    return render(request, "accounts/desk_account.html", context)
