"""Tells the other side of a review by mail. The worker sends it; it holds the record's title and a link, and names nobody."""

import datetime as dt
import logging

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from backoffice.review.rounds import is_of_bureau
from content.absolute_urls import prepend_base_url
from content.mail import MAIL_QUEUE, PortalMail

MINUTES_UNTIL_NEXT_TRY = (1, 5, 15)  # after the first, second and third try that failed

logger = logging.getLogger(__name__)


class Happening(models.TextChoices):
    """What happened, as the subject of the mail."""

    SENT = "sent", gettext_lazy("Sent for review: %(name)s")
    ADOPTED = "adopted", gettext_lazy("Adopted: %(name)s")
    RETURNED = "returned", gettext_lazy("Returned for changes: %(name)s")
    REMARK = "remark", gettext_lazy("A new remark: %(name)s")


def tell_about_review(request, record, happening: Happening):
    """Queue a mail to the other side: to the school if somebody of the bureau has acted, else to the bureau."""
    send_review_mails.enqueue(
        record._meta.label_lower, record.pk, str(happening), to_bureau=not is_of_bureau(request.user), actor_key=request.user.pk
    )


@task(queue_name=MAIL_QUEUE)
def send_review_mails(
    model: str, key: int, happening: str, *, to_bureau: bool, actor_key: int, user_keys: list[int] | None = None, tries: int = 0
):
    """Mail everybody of one side who may change the record and wants mail; whom the mail server refuses is tried again later."""
    record = apps.get_model(model)._base_manager.filter(pk=key).first()
    if record is None:
        return
    failed = []
    for user in list_recipients(record, to_bureau=to_bureau, actor_key=actor_key, user_keys=user_keys):
        try:
            with override(settings.LANGUAGE_CODE):
                mail_about_review(user, record, Happening(happening))
        except OSError:  # the base class of smtplib's errors
            logger.exception("The mail about a review for account %s could not be sent", user.pk)
            failed.append(user.pk)
    if failed and tries < len(MINUTES_UNTIL_NEXT_TRY):
        run_after = timezone.now() + dt.timedelta(minutes=MINUTES_UNTIL_NEXT_TRY[tries])
        later = {"to_bureau": to_bureau, "actor_key": actor_key, "user_keys": failed, "tries": tries + 1}
        send_review_mails.using(run_after=run_after).enqueue(model, key, happening, **later)


def list_recipients(record, *, to_bureau: bool, actor_key: int, user_keys: list[int] | None) -> list:
    users = get_user_model().objects.filter(is_active=True, is_staff=True, gets_review_mail=True).exclude(email="")
    users = users.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now())).exclude(pk=actor_key)
    if user_keys is not None:
        users = users.filter(pk__in=user_keys)
    return [user for user in users.order_by("pk") if is_of_bureau(user) == to_bureau and may_review(user, record)]


def may_review(user, record) -> bool:
    """Return whether the account may change the record: only then may it read what is said about it."""
    request = HttpRequest()
    request.user = user
    return admin.site.get_model_admin(type(record)).has_change_permission(request, record)


def mail_about_review(user, record, happening: Happening):
    page = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    context = {
        "title": str(record),
        "happening": str(happening.label) % {"name": record},
        "address": prepend_base_url(page),
        "account_address": prepend_base_url(reverse("accounts:my_account")),
    }
    PortalMail(context["happening"], render_to_string("admin/review/mail.txt", context), to=[user.email]).send()
