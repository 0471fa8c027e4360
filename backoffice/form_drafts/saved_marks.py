"""Which drafts a browser may let go of: those whose form was saved. The next page of the back office tells it."""

import re

from django.http import HttpResponseRedirect

from backoffice.form_drafts.sent_forms import ASKED_DRAFT_FIELD, DRAFT_FIELD

SESSION_KEY = "saved_form_drafts"
DRAFT_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
MOST_MARKS = 20
POPUP_RESPONSE = "admin/popup_response.html"


def mark_saved_drafts(request, response):
    """Note the drafts of the posted form, and of the page that asked about it, if the answer says that it was saved."""
    drafts = [request.POST.get(name, "") for name in (DRAFT_FIELD, ASKED_DRAFT_FIELD)]
    drafts = [draft for draft in drafts if DRAFT_ID.fullmatch(draft)]
    if drafts and is_saved(request, response):
        request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), *drafts][-MOST_MARKS:]


def is_saved(request, response) -> bool:
    """A form that is not saved comes back as a page. A view that redirects without saving sets `request.is_unsaved`."""
    if getattr(request, "is_unsaved", False):
        return False
    is_file = response.has_header("Content-Disposition")
    is_closed_popup = POPUP_RESPONSE in (getattr(response, "template_name", None) or ())
    return isinstance(response, HttpResponseRedirect) or is_closed_popup or is_file


def take_saved_marks(request) -> list[str]:
    """Return the drafts that were saved since the last page, once."""
    return request.session.pop(SESSION_KEY) if request.session.get(SESSION_KEY) else []
