"""Links with which the owner of an account sets its password: an invitation, or a link for a forgotten password.

A link is a URL with a signed number. Its row in the database says whether it may still be used, so that the page can
explain why not; a number without a valid signature is treated as unknown.
"""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.models.password import PasswordLink
from accounts.models.user import User
from accounts.sessions import live_sessions
from content.mail import PortalMail


def make_link_signer() -> signing.Signer:
    return signing.Signer(salt="accounts.invitations.password_links", sep=".")


@transaction.atomic
def create_password_link(user: User, kind: str, *, made_by: User) -> PasswordLink:
    """Create a link that is valid for `INVITATION_DAYS` and withdraw any link that is still open."""
    withdraw_password_links(user)
    now = timezone.now()
    expires_at = now + dt.timedelta(days=settings.INVITATION_DAYS)
    return PasswordLink.objects.create(user=user, kind=kind, made_by=made_by, made_at=now, expires_at=expires_at)


def open_password_links(user: User):
    return user.password_links.filter(used_at=None, withdrawn_at=None)


def withdraw_password_links(user: User) -> int:
    return open_password_links(user).update(withdrawn_at=timezone.now())


def password_link_url(link: PasswordLink) -> str:
    """Return the absolute URL. Whoever has it can take over the account: it is shown once, mailed, and never stored."""
    signed = make_link_signer().sign(password_link_number(link))
    return urljoin(settings.BASE_URL, reverse("accounts:password_link", args=[signed]))


def password_link_number(link: PasswordLink) -> str:
    """Return key and time of creation: after a backup is restored, a new row may get a key that was given out before."""
    return f"{link.pk}-{round(link.made_at.timestamp() * 1000):x}"


def find_password_link(signed: str) -> PasswordLink | None:
    """Return the link, also one that was used or has expired; None where the signature does not fit."""
    try:
        number = make_link_signer().unsign(signed)
    except signing.BadSignature:
        return None
    link = PasswordLink.objects.select_related("user").filter(pk=number.partition("-")[0]).first()
    return link if link and password_link_number(link) == number else None


def why_link_unusable(link: PasswordLink | None) -> str:
    """Return the sentence that says why the link cannot be used; empty where it can."""
    if link is None:
        return _("This link is not complete. Copy all of it, or ask for a new one.")
    if link.used_at:
        return _("This link has been used. If that was not you, tell the person who sent it at once.")
    if link.withdrawn_at:
        return _("This link was withdrawn; a later one may have been sent to you.")
    if link.expires_at <= timezone.now():
        return _("This link has expired. Ask the person who sent it for a new one.")
    if link.user.has_ended or (link.kind == PasswordLink.Kind.RESET and not link.user.is_active):
        return _("This account is closed. Ask the person who sent the link.")
    return ""


@transaction.atomic
def use_password_link(link: PasswordLink, password: str) -> bool:
    """Set the password and open an invited account; False where the link was used or withdrawn in the meantime."""
    taken = open_password_links(link.user).filter(pk=link.pk, expires_at__gt=timezone.now()).update(used_at=timezone.now())
    if not taken:
        return False
    user = link.user
    user.set_password(password)
    user.is_active = user.is_active or link.kind == PasswordLink.Kind.INVITATION
    user.save(update_fields=["password", "password_changed_at", "is_active"])
    live_sessions.end_all_sessions(user)
    lockout.lift_lockout(user.username)
    return True


def mail_password_link(link: PasswordLink):
    """Raises OSError (the base class of smtplib's errors) where the mail server did not accept the mail."""
    context = {"link": link, "address": password_link_url(link), "is_invitation": link.kind == PasswordLink.Kind.INVITATION}
    subject = _("Your account for the activity week") if context["is_invitation"] else _("Choose a new password")
    PortalMail(subject, render_to_string("admin/accounts/password_link_mail.txt", context), to=[link.user.email]).send()
