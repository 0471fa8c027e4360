"""The fields a form was sent with, as hidden fields of the page that asks to confirm it."""

from collections.abc import Collection

from backoffice.form_drafts.sent_forms import ASKED_DRAFT_FIELD, AUTHOR_FIELD, DRAFT_FIELD, REOPEN_BUTTON


def repost_fields(request, *, without: Collection[str], prefix: str = "") -> list[tuple[str, str]]:
    """Return the posted fields without those of the confirmation page itself, given by name or by prefix.

    The page has fields of its own for draft and author (`form_draft_fields`), and one that is shown again is to be confirmed.
    """
    own = {"csrfmiddlewaretoken", ASKED_DRAFT_FIELD, AUTHOR_FIELD, DRAFT_FIELD, REOPEN_BUTTON, *without}
    names = [name for name in request.POST if name not in own and not (prefix and name.startswith(prefix))]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
