"""Which drafts a browser may let go of: those whose form was saved. The next page of the back office tells it."""

import re

from django.http import HttpResponseRedirect

from backoffice.form_drafts.sent_forms import DRAFT_FIELD

SESSION_KEY = "saved_form_drafts"
DRAFT_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
MOST_MARKS = 20
POPUP_RESPONSE = "admin/popup_response.html"


def mark_saved_draft(request, response):
    """Note the draft of the posted form, if the answer says that the form was saved."""
    draft = request.POST.get(DRAFT_FIELD, "")
    if DRAFT_ID.fullmatch(draft) and is_saved(request, response):
        request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), draft][-MOST_MARKS:]


def is_saved(request, response) -> bool:
    """A form that is not saved comes back as a page; one whose record is gone says so by `request.is_unsaved`."""
    is_closed_popup = POPUP_RESPONSE in (getattr(response, "template_name", None) or ())
    return (isinstance(response, HttpResponseRedirect) or is_closed_popup) and not getattr(request, "is_unsaved", False)


def take_saved_marks(request) -> list[str]:
    """Return the drafts that were saved since the last page, once."""
    return request.session.pop(SESSION_KEY) if request.session.get(SESSION_KEY) else []
