"""The page of the back office on which a record is added or changed.

A save runs the functions in `STEPS` in order. A model's admin configures the page with the attributes of
`RecordPageAdmin`; it overrides neither the page nor the save.

What is taken from Django beyond its documented admin is marked "undocumented in Django 5.2.19" or "private in Django
5.2.19" at the line that uses it; check those lines when Django is upgraded.
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
from backoffice.conflicts.row_locks import lock_rows
from backoffice.conflicts.snapshot import sign_snapshot, snapshot_form
from backoffice.history_pages.sources import inline_foreign_key
from backoffice.proposals import form_values
from backoffice.proposals.admin import find_requested_proposal
from backoffice.record_page.error_summary import list_page_errors
from backoffice.record_page.parts import arrange_parts, list_declared_parts
from backoffice.record_page.side_panel import build_side_panel
from backoffice.record_steps.compare_with_snapshot import PROPOSAL_KEY, RECORD_KEY, compare_with_snapshot
from backoffice.record_steps.edit import RecordEdit, build_formsets, choose_classes
from backoffice.record_steps.keep_version import keep_version
from backoffice.record_steps.read_submission import read_submission
from backoffice.record_steps.refill_page import refill_page
from backoffice.record_steps.reopen_form import reopen_form
from backoffice.record_steps.report_outcome import report_outcome
from backoffice.record_steps.show_consequences import Clashes, Consequences, show_consequences
from backoffice.record_steps.validate_forms import validate_forms
from backoffice.record_steps.withhold_unapproved import withhold_unapproved
from backoffice.record_steps.write_changes import write_changes
from content.query_values import parse_id

STEPS = (
    read_submission,
    refill_page,
    compare_with_snapshot,
    validate_forms,
    reopen_form,
    withhold_unapproved,
    show_consequences,
    write_changes,
    keep_version,
    report_outcome,
)


class RecordPageAdmin(DeclaresPages):
    """Base of every admin whose records are edited. A model's admin may declare:

    - `operational_fields` (names) and `operational_rows` (models of inlines): changes to these on a public record are saved
      at once, whoever makes them; all other changes wait for approval if the user may not publish;
    - `find_clashes`: finds other records that the edited one collides with; they are shown for confirmation once;
    - `consequences`: a class that shows, for confirmation once, what the save does to others, and saves that as well;
    - `page_context`: functions of (model_admin, request, record or None) that return context for the template;
    - `groups`: the parts of the page (`backoffice.record_page.parts`);
    - `refills`: functions of a `RecordEdit` that change what was sent and show the page again (`refill_page`);
    - `draft_kept`: how long a browser keeps what is typed and not saved, on the "device" or in the "tab" alone.
    """

    groups: tuple = ()
    refills: tuple[Callable[[RecordEdit], bool], ...] = ()
    operational_fields: tuple[str, ...] = ()
    operational_rows: tuple[type[models.Model], ...] = ()
    consequences: type[Consequences] | None = None
    page_context: tuple[Callable, ...] = ()
    draft_kept = "device"

    def find_clashes(self, edit: RecordEdit) -> Clashes | None:
        return None

    def lock_for_edit(self, request, keys: list):
        """Lock the records, then their inline rows, each by rising key, against every other save of one of them."""
        lock_rows(self.model._base_manager.filter(pk__in=keys))
        for inline in self.get_inline_instances(request):
            lock_rows(inline.model._base_manager.filter(**{f"{inline_foreign_key(inline).name}__in": keys}))

    def snapshot_scope(self, key) -> str:
        """Return the name of the record that a signed snapshot is valid for."""
        return f"{self.opts.label_lower}.{key}"

    @method_decorator(csrf_protect)  # changeform_view is undocumented in Django 5.2.19
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        start_edit = partial(self.start_edit, request, object_id, form_url, extra_context)
        if request.method != "POST":
            edit = start_edit()
            return self.show_page(edit) if edit else self.redirect_missing(request)
        with transaction.atomic(using=router.db_for_write(self.model)):
            edit = start_edit()
            if edit is None:
                return self.redirect_missing(request)
            for step in STEPS:
                response = step(edit)
                if response is not None:
                    return response
            raise AssertionError("the last step returns a response")

    def start_edit(self, request, object_id, form_url, extra_context) -> RecordEdit | None:
        """Return the state of this request, or None if there is no such record.

        Raises PermissionDenied if the user may not open the page.
        """
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):  # undocumented in Django 5.2.19
            raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
        key = None if object_id is None else unquote(object_id)
        restored = self.find_restored_values(request, key)
        record = None if key is None else self.get_object(request, key, to_field)  # undocumented in Django 5.2.19
        if not self.may_open(request, record, is_new=key is None):
            raise PermissionDenied
        if key is not None and record is None:
            return None
        return RecordEdit(
            model_admin=self,
            request=request,
            record=record,
            form_url=form_url,
            to_field=to_field,
            extra_context=extra_context or {},
            restored=restored,
            proposal=find_requested_proposal(self, request, record),
        )

    def may_open(self, request, record, *, is_new: bool) -> bool:
        if is_new:
            return self.has_add_permission(request)
        if request.method == "POST":
            return self.has_change_permission(request, record)
        return self.has_view_or_change_permission(request, record)  # undocumented in Django 5.2.19

    def find_restored_values(self, request, object_id):
        """Return the values of the version named in the URL, or None; overridden by admins that keep versions."""
        return None

    def redirect_missing(self, request):
        request.is_unsaved = True
        sentence = _("There is no such %(kind)s any more. Perhaps it was deleted?") % {"kind": self.opts.verbose_name}
        self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.admin_site.name))

    def show_page(self, edit: RecordEdit):
        """Show the unbound form with the record's values, or with those of an old version or a proposal."""
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
            form_values.fill_in_proposal(edit.form, edit.formsets, edit.proposal.data or {})
            edit.conflicts = form_values.find_proposal_conflicts(edit.form, edit.formsets, edit.proposal.data or {})
        return self.render_page(edit)

    def get_changeform_initial_data(self, request):
        """Return what the address of a new record's page fills in; where it names a record by what is no id, nothing."""
        initial = super().get_changeform_initial_data(request)
        relations = {field.name for field in self.opts.get_fields() if field.is_relation}
        ids = {name: value if isinstance(value, list) else [value] for name, value in initial.items() if name in relations}
        return {name: value for name, value in initial.items() if None not in map(parse_id, ids.get(name, []))}

    def render_page(self, edit: RecordEdit):
        """Render the page with the current form, either unbound or with errors, conflicts or questions."""
        request, record = edit.request, edit.record
        may_change = self.has_change_permission(request, record) if edit.is_change else True
        admin_form = helpers.AdminForm(  # `helpers` is undocumented in Django 5.2.19
            edit.form,
            list(edit.fieldsets),
            self.get_prepopulated_fields(request, record) if may_change else {},
            self.get_readonly_fields(request, record) if may_change else flatten_fieldsets(edit.fieldsets),
            model_admin=self,
        )
        # get_inline_formsets, get_preserved_filters: undocumented in Django 5.2.19
        inline_formsets = self.get_inline_formsets(request, edit.formsets, edit.inlines, record)
        parts, loose_inlines = arrange_parts(list_declared_parts(self.groups), admin_form, inline_formsets)
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
            "media": sum((formset.media for formset in inline_formsets), self.media + admin_form.media),
            "inline_admin_formsets": inline_formsets,
            "page_parts": parts,
            "loose_inlines": loose_inlines,
            "side_panel": build_side_panel(edit),
            "errors": helpers.AdminErrorList(edit.form, edit.formsets),
            "page_errors": list_page_errors(edit.form, edit.formsets) if edit.form.is_bound else [],
            "preserved_filters": self.get_preserved_filters(request),
            "restoring": edit.restored,
            "proposal": edit.proposal,
            "conflicts": edit.conflicts,
            "shows_proposal": edit.proposal is not None and request.method != "POST",
            "draft_kept": self.draft_kept if may_change else "none",
            "snapshot": self.sign_page_snapshot(edit) if edit.is_change and may_change else "",
            "clashes": edit.clashes or (self.find_clashes(edit) if edit.form.is_bound else None),
        }
        for build_context in collect_declared(type(self), "page_context"):
            context |= build_context(self, request, record)
        context |= edit.extra_context
        mode = {"add": not edit.is_change, "change": edit.is_change}
        # undocumented in Django 5.2.19
        return self.render_change_form(request, context, obj=record, form_url=edit.form_url, **mode)

    def sign_page_snapshot(self, edit: RecordEdit) -> str:
        """Return the stored values that the page shows, signed, to be compared with those stored when it is submitted."""
        rows = {RECORD_KEY: {str(edit.record.pk): snapshot_form(edit.form)}}
        for formset in edit.formsets:
            stored = [form for form in formset.initial_forms if form.instance.pk]
            rows[formset.get_default_prefix()] = {str(form.instance.pk): snapshot_form(form) for form in stored}
        if edit.proposal:
            is_first_view = edit.request.method != "POST"
            rows[PROPOSAL_KEY] = edit.proposal.stamp if is_first_view else (edit.snapshot or {}).get(PROPOSAL_KEY)
        return sign_snapshot(rows, self.snapshot_scope(edit.record.pk))
