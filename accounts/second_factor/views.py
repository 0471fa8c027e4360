"""Setting up, renewing and turning off one's own second factor."""

import io
from base64 import b32encode
from functools import partial

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_otp import login as otp_login

from accounts import requirements
from accounts.pages import render_account_form, render_account_page, staff_page
from accounts.second_factor import devices
from accounts.second_factor.forms import CodeForm, PasswordForm
from accounts.sessions import live_sessions
from backoffice.audit_log import events
from content.models import SiteSettings
from content.site_names import site_name

NEW_CODES_KEY = "recovery_codes"  # in the session: new codes, removed when they are shown


@staff_page
def second_factor_set_up(request):
    if devices.confirmed_device(request.user):
        return redirect("accounts:my_account")
    form = CodeForm(request.POST or None, label=_("Code from the phone"), check=partial(devices.confirm_device, request.user))
    if request.method == "POST" and form.is_valid():
        return complete_set_up(request, *form.accepted)
    return render_account_page(
        request,
        "second_factor_set_up",
        _("Set up a second factor"),
        form=form,
        key=format_secret_key(devices.unconfirmed_device(request.user)),
        is_required=requirements.needs_second_factor(request.user),
    )


def complete_set_up(request, device, codes):
    otp_login(request, device)
    live_sessions.end_all_sessions(request.user, except_key=request.session.session_key)
    events.record_audit_event(events.Event.SECOND_FACTOR, request=request, about=request.user, detail=_("turned on"))
    messages.success(request, _("The second factor is on; other devices were logged out."))
    request.session[NEW_CODES_KEY] = codes
    return redirect("accounts:recovery_codes")


def format_secret_key(device) -> str:
    """Return the key in groups of four characters, to be typed where no QR code can be read."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@staff_page
def second_factor_qr(request):
    if devices.confirmed_device(request.user):
        raise Http404
    image = io.BytesIO()
    device = devices.unconfirmed_device(request.user)
    code = segno.make(devices.key_uri(device, site_name(SiteSettings.load())), error="m")
    code.save(image, kind="svg", scale=6, border=4, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@staff_page
def recovery_codes(request):
    codes = request.session.pop(NEW_CODES_KEY, None)
    if not codes:
        messages.info(request, _("Recovery codes are shown once. If you did not keep them, make new ones."))
        return redirect("accounts:my_account")
    spaced = [f"{code[:4]} {code[4:]}" for code in codes]
    return render_account_page(request, "recovery_codes", _("Recovery codes"), codes=spaced)


@staff_page
def renew_codes(request):
    if devices.confirmed_device(request.user) is None:
        return redirect("accounts:my_account")
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        request.session[NEW_CODES_KEY] = devices.renew_recovery_codes(request.user)
        events.record_audit_event(events.Event.SECOND_FACTOR, request=request, about=request.user, detail=_("new recovery codes"))
        return redirect("accounts:recovery_codes")
    lead = _("The codes you have now stop working.")
    return ask_for_password(request, form, _("New recovery codes"), lead, button=_("Make new codes"))


@staff_page
def turn_off(request):
    if requirements.needs_second_factor(request.user):
        messages.error(request, _("Your role needs the second factor, so it stays on."))
        return redirect("accounts:my_account")
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        devices.remove_second_factor(request.user)
        events.record_audit_event(events.Event.SECOND_FACTOR, request=request, about=request.user, detail=_("turned off"))
        messages.success(request, _("The second factor is off."))
        return redirect("accounts:my_account")
    lead = _("From then on the password alone is enough to log in.")
    return ask_for_password(request, form, _("Turn off the second factor"), lead, button=_("Turn it off"))


def ask_for_password(request, form, title, lead, *, button):
    return render_account_form(request, form, title, lead=lead, button=button, back=reverse("accounts:my_account"))
