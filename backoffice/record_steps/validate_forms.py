"""Fourth step: validate the form and its formsets. If anything is invalid, the page comes back with errors and all input."""

from django.forms import all_valid
from django.utils.translation import gettext as _

from backoffice.record_steps.compare_with_snapshot import PROPOSAL_KEY, list_conflicts
from backoffice.record_steps.edit import RecordEdit, build_formsets


def validate_forms(edit: RecordEdit):
    edit.form = edit.form_class(edit.request.POST, edit.request.FILES, instance=edit.record)
    build_formsets(edit, edit.form.instance)
    is_valid = edit.form.is_valid()
    if is_valid:
        # Takes the cleaned values over into the instance without saving it; undocumented in Django 5.2.19.
        edit.model_admin.save_form(edit.request, edit.form, edit.is_change)
    is_valid = all_valid(edit.formsets) and is_valid
    is_proposal_current = check_proposal(edit)
    if is_valid and is_proposal_current:
        return None
    edit.conflicts = list(list_conflicts(edit))
    return edit.model_admin.render_page(edit)


def check_proposal(edit: RecordEdit) -> bool:
    """Return whether the proposal is still the open one that the page showed; say so if it is not."""
    if edit.proposal is None:
        return True
    stamp_shown = (edit.snapshot or {}).get(PROPOSAL_KEY)
    if stamp_shown == edit.proposal.stamp and edit.proposal.is_open:
        return True
    if edit.proposal.is_open:
        sentence = _("Meanwhile the school has proposed something else. Nothing is saved; open this page anew to see it.")
    else:
        sentence = _("Meanwhile somebody has decided about this proposal. Nothing is saved.")
    edit.questions.append(sentence)
    return False
