"""What the record page shows of a review: beside each field what is public and what was said, above the form the whole."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from backoffice.proposals.form_values import ADOPTED_FIELD, CHOICE_OFFERED_FIELD, is_proposable, rows_key
from backoffice.proposals.models import ProposedChange
from backoffice.review.comparison import ReviewItem, list_review_items
from backoffice.review.models import REMARK_MAX_LENGTH, ReviewRemark
from backoffice.review.rounds import (
    OTHER_FIELD,
    OTHER_TEXT,
    REMARK_PREFIX,
    find_waiting_proposal,
    is_of_bureau,
    list_closed_remarks,
    list_open_remarks,
)
from content.models import Published
from content.publishing import may_publish

EARLIER_REMARKS_SHOWN = 20


@dataclass(kw_only=True)
class ReviewPanel:
    """`proposal` is the change that waits or was returned, None for a draft; `decided` is set on the bureau's page of it."""

    record: object
    proposal: ProposedChange | None
    decided: ProposedChange | None
    is_bureau: bool
    url: str
    items: list[ReviewItem] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)  # keys and labels of what else may be spoken about
    earlier: list[ReviewRemark] = field(default_factory=list)
    typed: dict = field(default_factory=dict)  # what was sent with a page that comes back
    remark_max_length: int = REMARK_MAX_LENGTH

    @property
    def waits(self) -> bool:
        """Whether it is the bureau that has to do something."""
        return self.proposal.is_open if self.proposal else self.record.status == Published.Status.REVIEW

    @property
    def offers_choice(self) -> bool:
        return self.decided is not None

    @property
    def may_adopt(self) -> bool:
        return self.is_bureau and self.waits and (self.decided is not None or self.proposal is None)

    @property
    def may_return(self) -> bool:
        return self.may_adopt

    @property
    def may_recall(self) -> bool:
        return not self.is_bureau and self.proposal is not None

    @property
    def has_conversation(self) -> bool:
        return any(item.remarks for item in self.items)


def takes_part_in_reviews(model_admin, request, record) -> bool:
    """Whether the user reads and writes remarks about the record: whoever may change it, and nobody else."""
    is_reviewed = model_admin.is_reviewed and isinstance(record, Published)
    return is_reviewed and model_admin.has_change_permission(request, record)


def shows_waiting_text(model_admin, request, record) -> bool:
    """Whether the user's page shows the text that waits in place of the public one: that of the school, which writes it."""
    return takes_part_in_reviews(model_admin, request, record) and not may_publish(request.user, record)


def build_review_panel(model_admin, request, record, form, formsets, *, decided, restored) -> ReviewPanel | None:
    """Return the panel, and write beside the fields what it has about them; None where there is nothing to review."""
    if not takes_part_in_reviews(model_admin, request, record):
        return None
    proposal = decided or find_waiting_proposal(record)
    remarks = list(list_open_remarks(record))
    if proposal is None and not remarks and record.status != Published.Status.REVIEW:
        return None
    opts = model_admin.opts
    panel = ReviewPanel(
        record=record,
        proposal=proposal,
        decided=decided,
        is_bureau=is_of_bureau(request.user) or may_publish(request.user, record),
        url=reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[record.pk]),
        earlier=list(list_closed_remarks(record).order_by("-written_at", "-pk")[:EARLIER_REMARKS_SHOWN]),
    )
    panel.items = list_items(form, formsets, proposal, remarks)
    for item in panel.items:
        item.typed = request.POST.get(REMARK_PREFIX + item.key, "")
        item.is_chosen = CHOICE_OFFERED_FIELD not in request.POST or item.key in request.POST.getlist(ADOPTED_FIELD)
    panel.typed = {"field": request.POST.get(OTHER_FIELD, ""), "text": request.POST.get(OTHER_TEXT, "")}
    panel.choices = list_choices(form, formsets, panel.items)
    write_beside_fields(form, panel, shows_waiting=restored is None)
    return panel


def list_items(form, formsets, proposal, remarks) -> list[ReviewItem]:
    """Return what waits, then what is only spoken about, then what was said about the whole."""
    labels = dict(label_keys(form, formsets))
    items = {item.key: item for item in list_review_items(form, formsets, (proposal.data or {}) if proposal else {})}
    for remark in remarks:
        item = items.setdefault(remark.field, ReviewItem(key=remark.field, label=labels.get(remark.field, "")))
        item.remarks.append(remark)
    return sorted(items.values(), key=lambda item: item.key == "")


def label_keys(form, formsets):
    for name, form_field in form.fields.items():
        if is_proposable(form, name):
            yield name, capfirst(str(form_field.label or name))
    for formset in formsets:
        yield rows_key(formset), capfirst(str(formset.model._meta.verbose_name_plural))


def list_choices(form, formsets, items) -> list[tuple[str, str]]:
    shown = {item.key for item in items}
    return [(key, label) for key, label in label_keys(form, formsets) if key not in shown]


def write_beside_fields(form, panel: ReviewPanel, *, shows_waiting: bool):
    """Put a note below each field that waits or was spoken about, before its help text."""
    for item in panel.items:
        form_field = form.fields.get(item.key)
        if form_field is not None and (item.remarks or (item.changes and shows_waiting)):
            context = {"item": item, "shows_waiting": shows_waiting and shows_proposed(panel)}
            note = render_to_string("admin/review/_field_note.html", context)
            form_field.help_text = mark_safe(note + str(form_field.help_text))  # noqa: S308 (both are HTML already)


def shows_proposed(panel: ReviewPanel) -> bool:
    """Whether the form is filled with what waits."""
    return panel.proposal is not None and (panel.decided is not None or not panel.is_bureau)
