"""The keys with which a browser seals what staff have typed and not saved yet.

A key belongs to an account: whoever logs in as it gets the same key again, on any day, and nobody else does. The browser holds it
in memory while a page is open and stores it nowhere, so what lies on a shared computer opens for that account alone.
"""

import base64

from django.conf import settings
from django.http import JsonResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe


def list_account_keys(user) -> list[dict[str, str]]:
    """Return the account's key, and those it had before `SECRET_KEY` was changed; each with the mark of what it sealed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [{"owner": owner_mark(user, secret), "key": account_key(user, secret)} for secret in secrets]


def account_key(user, secret: str) -> str:
    """Return 32 bytes in Base64, as AES-GCM takes them."""
    digest = salted_hmac("backoffice.form_draft.key", str(user.pk), secret=secret, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def owner_mark(user, secret: str) -> str:
    """Return what tells one account's drafts from another's and names neither."""
    return salted_hmac("backoffice.form_draft.owner", str(user.pk), secret=secret, algorithm="sha256").hexdigest()[:32]


@require_safe
def form_draft_key(request):
    """For the script of the back office; the admin site asks for log-in and forbids to store the answer."""
    response = JsonResponse({"keys": list_account_keys(request.user)})
    response["Cache-Control"] = "no-store"
    return response
