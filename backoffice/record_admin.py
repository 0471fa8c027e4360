"""The one page of the back office on which a record is added or changed.

Saving is the list of `STEPS`, in the order in which they happen. What a model's admin wants of the page it declares in
the attributes of `RecordPageAdmin`; it overrides neither the page nor the saving.
"""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, router, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from backoffice.admin_pages import DeclaresPages, collect_declared
from backoffice.conflicts import pages
from backoffice.conflicts.snapshot import sign_snapshot, snapshot_form
from backoffice.history_pages.sources import inline_foreign_key
from backoffice.proposals import form_values
from backoffice.proposals.admin import find_asked_proposal
from backoffice.record_steps.compare_with_shown import OF_PROPOSAL, OF_RECORD, compare_with_shown
from backoffice.record_steps.divide import divide
from backoffice.record_steps.edit import RecordEdit, build_formsets, choose_classes
from backoffice.record_steps.keep_version import keep_version
from backoffice.record_steps.read_submission import read_submission
from backoffice.record_steps.report_outcome import report_outcome
from backoffice.record_steps.show_consequences import Clashes, Consequences, show_consequences
from backoffice.record_steps.validate import validate
from backoffice.record_steps.write import write

STEPS = (
    read_submission,
    compare_with_shown,
    validate,
    divide,
    show_consequences,
    write,
    keep_version,
    report_outcome,
)


class RecordPageAdmin(DeclaresPages):
    """What a model's admin declares:

    - `operational_fields`, `operational_rows`: of a public record these hold at once, whoever saves them (fields by name,
      rows by their model); everything else waits for approval where the user may not publish;
    - `find_clashes`: what the record stands in the way of, shown and asked about once;
    - `consequences`: what the save does to others, shown and asked about once, and carried out with it;
    - `page_context`: functions (record_page, request, record or None) whose dictionaries the template gets.
    """

    operational_fields: tuple[str, ...] = ()
    operational_rows: tuple[type[models.Model], ...] = ()
    consequences: type[Consequences] | None = None
    page_context: tuple[Callable, ...] = ()

    def find_clashes(self, edit: RecordEdit) -> Clashes | None:
        return None

    def lock_for_edit(self, request, keys: list):
        """The records, then their rows by rising key: whoever saves the page of one, or of one of its rows, waits here."""
        pages.lock_rows(self.model._base_manager.filter(pk__in=keys))
        for inline in self.get_inline_instances(request):
            pages.lock_rows(inline.model._base_manager.filter(**{f"{inline_foreign_key(inline).name}__in": keys}))

    def describe_edited(self, key) -> str:
        """What the sealed values of a page belong to."""
        return f"{self.opts.label_lower}.{key}"

    @method_decorator(csrf_protect)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        find = partial(self.find_edit, request, object_id, form_url, extra_context)
        if request.method != "POST":
            edit = find()
            return self.show_page(edit) if edit else self.answer_missing(request)
        with transaction.atomic(using=router.db_for_write(self.model)):
            edit = find()
            if edit is None:
                return self.answer_missing(request)
            for step in STEPS:
                response = step(edit)
                if response is not None:
                    return response
            raise AssertionError("the last step answers")

    def find_edit(self, request, object_id, form_url, extra_context) -> RecordEdit | None:
        """None where there is no such record; refuses whoever may not do this."""
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
        key = None if object_id is None else unquote(object_id)
        restored = self.find_old_values(request, key)
        record = None if key is None else self.get_object(request, key, to_field)
        if not self.may_open(request, record, is_new=key is None):
            raise PermissionDenied
        if key is not None and record is None:
            return None
        return RecordEdit(
            page=self,
            request=request,
            record=record,
            form_url=form_url,
            to_field=to_field,
            extra_context=extra_context or {},
            restored=restored,
            proposal=find_asked_proposal(self, request, record),
        )

    def may_open(self, request, record, *, is_new: bool) -> bool:
        if is_new:
            return self.has_add_permission(request)
        if request.method == "POST":
            return self.has_change_permission(request, record)
        return self.has_view_or_change_permission(request, record)

    def find_old_values(self, request, object_id):
        """Of the version the address asks for, where the admin keeps versions."""
        return None

    def answer_missing(self, request):
        sentence = _("There is no such %(kind)s any more. Perhaps it was deleted?") % {"kind": self.opts.verbose_name}
        self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.admin_site.name))

    def show_page(self, edit: RecordEdit):
        """The form with the record's own values; those of an old version or of a proposal stand in their place."""
        choose_classes(edit)
        if edit.is_change:
            edit.form = edit.form_class(instance=edit.record)
        else:
            restored = edit.restored.values if edit.restored else {}
            edit.form = edit.form_class(initial={**self.get_changeform_initial_data(edit.request), **restored})
        build_formsets(edit, edit.record if edit.is_change else edit.form.instance)
        if edit.is_change and edit.restored:
            form_values.fill_form(edit.form, edit.restored.values)
        if edit.proposal:
            form_values.fill_in(edit.form, edit.formsets, edit.proposal.data or {})
            edit.conflicts = form_values.find_proposal_conflicts(edit.form, edit.formsets, edit.proposal.data or {})
        return self.render_page(edit)

    def render_page(self, edit: RecordEdit):
        """The page with the form as it is now: freshly opened, or come back with what has to be mended or answered."""
        request, record = edit.request, edit.record
        may_change = self.has_change_permission(request, record) if edit.is_change else True
        admin_form = helpers.AdminForm(
            edit.form,
            list(edit.fieldsets),
            self.get_prepopulated_fields(request, record) if may_change else {},
            self.get_readonly_fields(request, record) if may_change else flatten_fieldsets(edit.fieldsets),
            model_admin=self,
        )
        inline_formsets = self.get_inline_formsets(request, edit.formsets, edit.inlines, record)
        title = _("Add %s") if not edit.is_change else _("Change %s") if may_change else _("View %s")
        context = {
            **self.admin_site.each_context(request),
            "title": title % self.opts.verbose_name,
            "subtitle": str(record) if record else None,
            "adminform": admin_form,
            "object_id": str(record.pk) if record else None,
            "original": record,
            "is_popup": IS_POPUP_VAR in request.POST or IS_POPUP_VAR in request.GET,
            "to_field": edit.to_field,
            "media": sum((rows.media for rows in inline_formsets), self.media + admin_form.media),
            "inline_admin_formsets": inline_formsets,
            "errors": helpers.AdminErrorList(edit.form, edit.formsets),
            "preserved_filters": self.get_preserved_filters(request),
            "restoring": edit.restored,
            "proposal": edit.proposal,
            "conflicts": edit.conflicts,
            "shows_proposal": edit.proposal is not None and request.method != "POST",
            "opened": self.seal_shown(edit) if edit.is_change and may_change else "",
            "clashes": edit.clashes or (self.find_clashes(edit) if edit.form.is_bound else None),
        }
        for describe in collect_declared(type(self), "page_context"):
            context |= describe(self, request, record)
        context |= edit.extra_context
        is_new = not edit.is_change
        return self.render_change_form(request, context, add=is_new, change=edit.is_change, obj=record, form_url=edit.form_url)

    def seal_shown(self, edit: RecordEdit) -> str:
        """What the page shows as stored, to be compared with what is stored when it comes back."""
        rows = {OF_RECORD: {str(edit.record.pk): snapshot_form(edit.form)}}
        for formset in edit.formsets:
            stored = [form for form in formset.initial_forms if form.instance.pk]
            rows[formset.get_default_prefix()] = {str(form.instance.pk): snapshot_form(form) for form in stored}
        if edit.proposal:
            rows[OF_PROPOSAL] = edit.proposal.stamp if edit.request.method != "POST" else (edit.shown or {}).get(OF_PROPOSAL)
        return sign_snapshot(rows, self.describe_edited(edit.record.pk))
