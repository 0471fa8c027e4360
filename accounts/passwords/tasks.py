"""Mails with a link for a forgotten password, sent by the worker."""

import datetime as dt
import logging

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from accounts.models.user import User
from content.mail import MAIL_QUEUE, PortalMail

MINUTES_UNTIL_NEXT_TRY = (1, 5, 15)  # after the first, second and third try that failed; the link is valid for a day

logger = logging.getLogger(__name__)


@task(priority=10, queue_name=MAIL_QUEUE)
def send_reset_mails(user_keys: list[int], *, language: str, tries: int = 0):
    """Mail a link to each of these accounts that may still log in; whom the mail server refuses is tried again later."""
    failed = []
    for user in User.objects.filter(pk__in=user_keys, is_active=True, is_staff=True):
        try:
            with override(language):
                mail_reset_link(user)
        except OSError:  # the base class of smtplib's errors
            logger.exception("The mail with a link for account %s could not be sent", user.pk)
            failed.append(user.pk)
    if failed and tries < len(MINUTES_UNTIL_NEXT_TRY):
        run_after = timezone.now() + dt.timedelta(minutes=MINUTES_UNTIL_NEXT_TRY[tries])
        send_reset_mails.using(run_after=run_after).enqueue(failed, language=language, tries=tries + 1)


def mail_reset_link(user: User):
    context = {
        "user": user,
        "base_url": settings.BASE_URL,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    PortalMail(_("Choose a new password"), render_to_string("admin/accounts/reset_mail.txt", context), to=[user.email]).send()
