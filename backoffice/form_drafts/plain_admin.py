"""For admins whose page is Django's own, such as that of accounts: what is typed there is kept in the tab, and given back."""

from backoffice.form_drafts.sent_forms import is_reopened


class ReopenedForm:
    """Mixed into a form that is only to be shown again: it is checked, so that mistakes are named, and never counts as valid."""

    def is_valid(self) -> bool:
        super().is_valid()
        return False


class ReopensFormMixin:
    """Mixed into a `ModelAdmin` that is not one of `RecordPageAdmin`."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (ReopenedForm, form), {}) if is_reopened(request) else form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_write = self.has_change_permission(request, obj) if obj else True
        context |= {"draft_kept": "tab" if may_write else "none"}
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)
