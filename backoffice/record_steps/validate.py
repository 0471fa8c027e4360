"""Third step: every rule of the form and of its rows. What does not hold is said on the page, and nothing typed is lost."""

from django.forms import all_valid
from django.utils.translation import gettext as _

from backoffice.record_steps.compare_with_shown import OF_PROPOSAL, list_conflicts
from backoffice.record_steps.edit import RecordEdit, build_formsets


def validate(edit: RecordEdit):
    edit.form = edit.form_class(edit.request.POST, edit.request.FILES, instance=edit.record)
    build_formsets(edit, edit.form.instance)
    is_valid = edit.form.is_valid()
    if is_valid:
        edit.page.save_form(edit.request, edit.form, edit.is_change)
    is_valid = all_valid(edit.formsets) and is_valid
    is_same = check_proposal(edit)
    if is_valid and is_same:
        return None
    edit.conflicts = list(list_conflicts(edit))
    return edit.page.render_page(edit)


def check_proposal(edit: RecordEdit) -> bool:
    """What the bureau takes over is what its page showed: not a newer proposal, nor one that somebody decided meanwhile."""
    if edit.proposal is None:
        return True
    shown = (edit.shown or {}).get(OF_PROPOSAL)
    if shown == edit.proposal.stamp and edit.proposal.is_open:
        return True
    if edit.proposal.is_open:
        sentence = _("Meanwhile the school has proposed something else. Nothing is saved; open this page anew to see it.")
    else:
        sentence = _("Meanwhile somebody has decided about this proposal. Nothing is saved.")
    edit.form.add_error(None, sentence)
    return False
