"""What was sent after the log-in had ended: kept in the web session, and given back to the account that had typed it.

Nothing is written for it: it comes back as the filled form, and is saved when its author sends that. A form says who typed it
by a signed field, so that only forms of the back office are kept, and another account that logs in here gets nothing.
"""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import signing
from django.utils.translation import gettext as _

AUTHOR_FIELD = "_written_by"
DRAFT_FIELD = "_draft"
ASKED_DRAFT_FIELD = "_draft_asked"  # of a page that asks about what another form sent, beside the draft of that form
REOPEN_BUTTON = "_reopen"
# Of the page; its buttons are called alike
KEPT_FIELDS = {AUTHOR_FIELD, DRAFT_FIELD, ASKED_DRAFT_FIELD, ACTION_CHECKBOX_NAME, "_opened", "_popup", "_to_field"}
SESSION_KEY = "sent_while_logged_out"
SALT = "backoffice.form_draft.author"
MOST_FORMS = 5  # of one session: the tabs that were open
MOST_CHARACTERS = 1_000_000  # of one form; a longer one stays in the browser alone


def sign_author(user) -> str:
    return signing.dumps(user.pk, salt=SALT)


def unsign_author(text: str) -> int | None:
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None


def read_author(request) -> int | None:
    """Return the key of the account that opened the form which was posted; None where it does not say so."""
    return unsign_author(request.POST.get(AUTHOR_FIELD, ""))


def keep_sent_form(request) -> bool:
    """Keep the posted form until its author has logged in. Returns whether it is kept."""
    author = read_author(request)
    if author is None:
        return False
    fields = [(name, values) for name, values in request.POST.lists() if is_typed(name)]
    if sum(len(name) + len(value) for name, values in fields for value in values) > MOST_CHARACTERS:
        return False
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(request.get_full_path(), None)
    kept[request.get_full_path()] = {"author": author, "fields": fields, "files": sorted(request.FILES)}
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_FORMS:])
    return True


def keep_until_log_in(request):
    """Keep what was sent, and say so on the log-in page."""
    if keep_sent_form(request):
        messages.info(request, _("What you just sent is not lost: log in, and it is in the form again."))


def is_typed(name: str) -> bool:
    """Whether a posted field is something of the form, and neither its token nor one of its buttons."""
    return name in KEPT_FIELDS or not (name.startswith("_") or name == "csrfmiddlewaretoken")


def take_sent_form(request) -> dict | None:
    """Return what was sent to this address while its author was logged out, once; what others sent is forgotten."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return None
    own = {path: form for path, form in kept.items() if form["author"] == request.user.pk}
    taken = own.pop(request.get_full_path(), None)
    if own != kept:
        request.session[SESSION_KEY] = own
    return taken


def is_reopened(request) -> bool:
    """Whether the form was posted only to be shown again with all that is in it. Nothing may be written then."""
    return request.method == "POST" and REOPEN_BUTTON in request.POST
