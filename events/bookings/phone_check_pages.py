"""The small step in which a booker types the code: everything typed before comes along, with and without scripts."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.masking import mask_phone
from content.text_cleaning import normalise_digits, normalise_width
from events.bookings import phone_checks, rate_limits
from events.models import PhoneCheck

COOKIE = "phone_checked"
CODE, KEY, PROOF, RESEND, EDIT = "phone_code", "phone_check", "phone_proof", "resend_code", "edit_phone"
STEP_FIELDS = (CODE, KEY, PROOF, RESEND, EDIT)


def strip_step_fields(sent):
    """Return what was sent without the fields of this step, so that it is the request it was before it."""
    if not any(name in sent for name in STEP_FIELDS):
        return sent
    sent = sent.copy()
    for name in STEP_FIELDS:
        sent.pop(name, None)
    sent._mutable = False
    return sent


class PhoneCheckMixin:
    """For a view whose form has a number. `phone_proof` goes into the form that comes back, for browsers without cookies."""

    phone_proof = ""

    def check_phone(self, form, phone: str):
        """Return the page that asks for the code, or the form to be changed; None if the number is the booker's own."""
        if not phone_checks.asks_for_codes():
            return None
        sent = self.request.POST
        if EDIT in sent:
            return self.edit_phone(form)
        if any(phone_checks.is_proof_of(proof, phone) for proof in (sent.get(PROOF, ""), self.request.COOKIES.get(COOKIE, ""))):
            self.phone_proof = phone_checks.sign_proof(phone)
            return None
        if KEY in sent and RESEND not in sent:
            return self.read_code(phone)
        return self.send_code(form, phone)

    def edit_phone(self, form):
        """Show the form as it was filled in."""
        raise NotImplementedError

    def read_code(self, phone: str):
        key, code = self.request.POST[KEY], clean_code(self.request.POST.get(CODE, ""))
        if len(code) != phone_checks.CODE_DIGITS or not code.isdecimal():
            return self.ask_for_code(phone, key, _("The code has six digits. Please type it as it stands in the message."))
        try:
            is_right = phone_checks.confirm_code(key, phone, code, real_now=timezone.now())
        except PhoneCheck.DoesNotExist:
            return self.ask_for_code(phone, key, _("This code is no longer valid. Please have a new one sent."), is_over=True)
        if is_right:
            self.phone_proof = phone_checks.sign_proof(phone)
            return None
        left = phone_checks.count_tries_left(key)
        if not left:
            return self.ask_for_code(phone, key, _("That was not the code. Please have a new one sent."), is_over=True)
        sentence = ngettext(
            "That is not the code. You have %(count)s more try.", "That is not the code. You have %(count)s more tries.", left
        )
        return self.ask_for_code(phone, key, sentence % {"count": left})

    def send_code(self, form, phone: str):
        address = self.request.META["REMOTE_ADDR"]
        limits = (("code-address", address, rate_limits.CODES_PER_ADDRESS), ("code-phone", phone, rate_limits.CODES_PER_PHONE))
        if any(rate_limits.exceeds_rate_limit(*limit, period=rate_limits.HOUR) for limit in limits):
            sentence = _("Too many codes have been sent. What you typed is kept: please use the last one, or wait an hour.")
            return self.ask_for_code(phone, self.request.POST.get(KEY, ""), sentence, status=429)
        return self.ask_for_code(phone, phone_checks.start_check(phone, real_now=timezone.now()))

    def ask_for_code(self, phone: str, key: str, error: str = "", *, is_over=False, status=200):
        context = {
            "sent": [(name, value) for name, values in strip_step_fields(self.request.POST).lists() for value in values],
            "shown_phone": mask_phone(phone),
            "key": key,
            "error": error,
            "is_over": is_over,
            "minutes": int(phone_checks.VALID_FOR.total_seconds() // 60),
        }
        response = render(self.request, "events/bookings/phone_code.html", context, status=status)
        patch_cache_control(response, private=True, no_store=True)
        if status == 429:
            response["Retry-After"] = str(rate_limits.HOUR)
        return response

    def remember_phone(self, response):
        """Let this browser book again with the number for a while."""
        if self.phone_proof:
            options = {"httponly": True, "samesite": "Lax", "secure": self.request.is_secure()}
            response.set_cookie(COOKIE, self.phone_proof, max_age=phone_checks.PROOF_SECONDS, **options)
        return response


def clean_code(text: str) -> str:
    return "".join(normalise_digits(normalise_width(text)).split()).replace("-", "")
