"""Views that set the display cookies, and the error pages."""

import errno
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backoffice.form_drafts.sent_forms import keep_sent_form, read_author
from content.database_threads import suspect_absence
from edu_week.display import display_from_cookie
from edu_week.sent_forms import list_sent_fields

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
YEAR_SECONDS = 365 * 24 * 3600


# Exempt from the CSRF check: the choice carries no authority, and a token would put a cookie on every anonymous page.
@csrf_exempt
@require_POST
def set_theme(request):
    theme = request.POST.get("theme", "")
    return remember_in_cookie(request, "theme", theme if theme in ("light", "dark") else "")


@csrf_exempt
@require_POST
def set_a11y(request):
    return remember_in_cookie(request, "a11y", display_from_cookie(request).updated_with(request.POST).cookie)


def remember_in_cookie(request, name, value):
    """Redirect to the page the visitor was on, with the value in a cookie; a blank value deletes the cookie."""
    response = HttpResponseRedirect(safe_next(request))
    path = get_script_prefix()
    if value:
        response.set_cookie(name, value, max_age=YEAR_SECONDS, path=path, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name, path=path, samesite="Lax")
    return response


def safe_next(request):
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if allowed else reverse("home")


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """Public forms are exempt from the check: outside back office and door, something was sent to a page that takes nothing."""
    if not request.path.startswith((reverse("admin:index"), reverse("desk"))):
        return method_not_allowed(request, allowed="GET, HEAD")
    if author_may_have_logged_in_again(request) and keep_sent_form(request):
        return redirect(request.get_full_path())  # where the form is shown again with all that was sent
    return render(request, "403_csrf.html", status=403)


def author_may_have_logged_in_again(request) -> bool:
    """Whether a form of the back office was opened before a log-in in another tab, which changes every page's token."""
    author = read_author(request)
    return author is not None and (not request.user.is_authenticated or request.user.pk == author)


def method_not_allowed(request, *, allowed: str):
    response = render(request, "405.html", status=405)
    response.headers["Allow"] = allowed
    return response


def page_not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Uses neither database nor context processors: whatever failed must not break this page too."""
    error = sys.exc_info()[1]
    if isinstance(error, (InterfaceError, OperationalError)):
        return answer_without_database(request)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return HttpResponse(render_to_string("507.html", {"home": get_script_prefix()}), status=507)
    return HttpResponseServerError(render_to_string("500.html", {"home": get_script_prefix()}))


def answer_without_database(request):
    """Answer 503: the database may answer in a moment, and a proxy in front may ask another web group.

    Whoever sent a public form gets it back to send again; a booking form with its token, so it was granted once or not at all.
    """
    suspect_absence()
    context = {"home": get_script_prefix(), "sent": list_sent_fields(request)}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response
