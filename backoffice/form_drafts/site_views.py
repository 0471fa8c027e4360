"""What the admin site does around each of its views, so that nothing typed into a form is lost."""

from functools import wraps

from django.contrib import messages
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from backoffice.form_drafts.saved_marks import mark_saved_drafts
from backoffice.form_drafts.sent_forms import REOPEN_BUTTON, is_reopened, keep_until_log_in, take_sent_form


def keep_forms_of_logged_out(view, site):
    """Around the site's question for a log-in: what is sent without one is kept before the log-in page is shown."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and not site.has_permission(request):
            keep_until_log_in(request)
        return view(request, *args, **kwargs)

    return guarded


def give_forms_back(view, site):
    """Within it: the first page after log-in hands back what was kept, and what is saved is marked."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        sent = take_sent_form(request) if request.method == "GET" else None
        if sent is not None:
            return show_sent_form(request, site, sent)
        if is_reopened(request):
            messages.warning(request, describe_reopened(request))
        response = view(request, *args, **kwargs)
        if request.method == "POST" and not is_reopened(request):
            mark_saved_drafts(request, response)
        return response

    return guarded


def show_sent_form(request, site, sent: dict):
    """Show the page that posts the form again to be filled with everything; a script presses its button."""
    context = {
        **site.each_context(request),
        "title": _("What you had written is still there"),
        "subtitle": None,
        "sent": [(name, value) for name, values in sent["fields"] for value in values],
        "button_name": REOPEN_BUTTON,
        "has_files": bool(sent["files"]),
    }
    return TemplateResponse(request, "admin/form_drafts/sent_form.html", context)


def describe_reopened(request) -> str:
    """Say why the form is shown again: the value of the button tells whether from a draft, or without its files."""
    if request.POST[REOPEN_BUTTON] == "draft":
        return _("What you had written is here again. It is not saved yet.")
    sentence = _("Your log-in had ended, so nothing was saved. All you had written is here: look it over and save it again.")
    if request.POST[REOPEN_BUTTON] == "files":
        sentence += " " + _("Only a file may have to be chosen again.")
    return sentence
