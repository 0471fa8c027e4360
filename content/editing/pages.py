"""Two people with the same record open: who saves second is told, and nothing is overwritten unseen."""

from django.contrib.admin.utils import unquote

from content.editing.forms import GuardedForm, guarded_form
from content.editing.opened import FIELD, seal, shown_by, unseal
from content.editing.rows import guarded_formset
from content.versions.tracks import tie_of

OF_RECORD = "record"


class GuardsEdits:
    """Of an admin page. What it showed comes back with it, and is compared under the record's lock with what is stored."""

    def _changeform_view(self, request, object_id, form_url, extra_context):
        """Where every way to the page meets, inside the transaction of a save."""
        if object_id is not None and request.method == "POST" and FIELD in request.POST:
            if record := self.get_object(request, unquote(object_id)):
                self.lock_for_edit(request, [record.pk])
            request._opened = unseal(request.POST[FIELD], self.about(unquote(object_id)))
        response = super()._changeform_view(request, object_id, form_url, extra_context)
        return self.with_opened(response) if object_id is not None else response

    def about(self, key) -> str:
        return f"{self.opts.label_lower}.{key}"

    def lock_for_edit(self, request, keys: list):
        """The records, then their rows by rising key: whoever saves the page of one, or of one of its rows, waits here."""
        lock(self.model._base_manager.filter(pk__in=keys))
        for inline in self.get_inline_instances(request):
            lock(inline.model._base_manager.filter(**{f"{tie_of(inline).name}__in": keys}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        opened = getattr(request, "_opened", None)
        if opened is None or not change:
            return form
        return guarded_form(form, GuardedForm, opened.get(OF_RECORD, {}), request.POST)

    def get_formsets_with_inlines(self, request, obj=None):
        opened = getattr(request, "_opened", None)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if opened is not None and obj is not None:
                rows = opened.get(formset.get_default_prefix(), {})
                formset = guarded_formset(formset, rows, request.POST)
            yield formset, inline

    def with_opened(self, response):
        context = getattr(response, "context_data", None) or {}
        if not (context.get("original") and context.get("has_change_permission") and "adminform" in context):
            return response
        form, formsets = context["adminform"].form, [inline.formset for inline in context["inline_admin_formsets"]]
        rows = {OF_RECORD: {str(form.instance.pk): shown_by(form)}}
        for formset in formsets:
            rows[formset.get_default_prefix()] = {str(f.instance.pk): shown_by(f) for f in formset.initial_forms if f.instance.pk}
        context["opened"] = seal(rows, self.about(form.instance.pk))
        context["conflicts"] = [conflict for part in conflicting(form, formsets) for conflict in part]
        return response


def conflicting(form, formsets):
    yield getattr(form, "conflicts", ())
    for formset in formsets:
        yield getattr(formset, "conflicts", ())
        yield from (getattr(row, "conflicts", ()) for row in formset.initial_forms)


def lock(records):
    """On SQLite the transaction holds the write lock already."""
    list(records.order_by("pk").select_for_update(no_key=True).values_list("pk"))
