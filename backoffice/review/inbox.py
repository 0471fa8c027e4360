"""The reviews of the first page: what waits for this user, what waits for the other side, and what was adopted lately."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.proposals.models import ProposedChange
from backoffice.review.models import ReviewRemark
from backoffice.review.review_list import list_rows_in_review
from backoffice.review.rounds import is_of_bureau
from content.models import Published

NEWS_DAYS = 7  # of real time, for which a school reads that a change of it was adopted
ROWS_SHOWN = 12
State = ProposedChange.State
Key = tuple[str, int]  # label of the model, number of the record


@dataclass(kw_only=True)
class ReviewRow:
    name: str
    kind: str
    url: str
    state: str
    at: dt.datetime | None
    is_mine: bool  # whether this user has to do something


@dataclass(kw_only=True)
class Review:
    """What is known of one record's review, before it is known whether the user may read it."""

    proposal: ProposedChange | None = None
    is_draft_in_review: bool = False
    last_remark: ReviewRemark | None = None

    @property
    def at(self):
        moments = [self.last_remark and self.last_remark.written_at]
        if self.proposal:
            moments += [self.proposal.decided_at, self.proposal.proposed_at]
        return max(filter(None, moments), default=None)


def list_review_rows(request) -> list[ReviewRow]:
    """Return the rows for this user, what they have to do first, the newest first."""
    reviews = collect_reviews(request)
    rows = []
    for label, keys in group_by_model(reviews).items():
        model_admin = find_admin(label)
        if model_admin is None:
            continue
        records = model_admin.editable_rows(request).exclude(status=Published.Status.ARCHIVED).in_bulk(keys)
        rows += [build_row(request, model_admin, record, reviews[label, key]) for key, record in records.items()]
    found = sorted((row for row in rows if row), key=lambda row: row.at or timezone.now(), reverse=True)
    return sorted(found, key=lambda row: not row.is_mine)[:ROWS_SHOWN]


def find_admin(label: str):
    for model, model_admin in admin.site._registry.items():  # private in Django 5.2.19
        if model._meta.label_lower == label and getattr(model_admin, "is_reviewed", False) and issubclass(model, Published):
            return model_admin
    return None


def group_by_model(reviews: dict[Key, Review]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for label, key in reviews:
        found[label].append(key)
    return found


def collect_reviews(request) -> dict[Key, Review]:
    """Return what waits, was returned, was adopted lately or is spoken about, of all schools: three queries."""
    found: dict[Key, Review] = defaultdict(Review)
    since = timezone.now() - dt.timedelta(days=NEWS_DAYS)
    lively = Q(state__in=(State.OPEN, State.REFUSED)) | Q(state__in=(State.TAKEN, State.RECALLED), decided_at__gte=since)
    for proposal in ProposedChange.objects.filter(lively).defer("data", "changes").order_by("proposed_at", "pk"):
        found[proposal.model, proposal.object_id].proposal = proposal  # the newest is the last
    for label, key in list_rows_in_review(request):
        found[label, key].is_draft_in_review = True
    for remark in ReviewRemark.objects.filter(closed_at=None):
        found[remark.model, remark.object_id].last_remark = remark
    return found


def build_row(request, model_admin, record, review: Review) -> ReviewRow | None:
    is_bureau = is_of_bureau(request.user)
    said = describe_for_bureau(review) if is_bureau else describe_for_school(review)
    if said is None:
        return None
    state, is_mine = said
    url = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[record.pk])
    if is_bureau and review.proposal and review.proposal.is_open:
        url += f"?proposal={review.proposal.pk}"
    kind = str(model_admin.opts.verbose_name)
    return ReviewRow(name=str(record), kind=kind, url=url, state=state, at=review.at, is_mine=is_mine)


def describe_for_bureau(review: Review) -> tuple[str, bool] | None:
    remark, proposal = review.last_remark, review.proposal
    is_answered = remark is not None and not remark.is_from_bureau
    if review.is_draft_in_review or (proposal is not None and proposal.is_open):
        is_asked = remark is not None and remark.is_from_bureau and (proposal is None or remark.written_at > proposal.proposed_at)
        return (_("remarks sent, the school's turn"), False) if is_asked else (_("waits for your review"), True)
    if is_answered:
        return _("the school has answered"), True
    if remark is not None or (proposal is not None and proposal.state == State.REFUSED):
        return _("returned, the school's turn"), False
    return None


def describe_for_school(review: Review) -> tuple[str, bool] | None:
    remark, proposal = review.last_remark, review.proposal
    is_asked = remark is not None and remark.is_from_bureau
    if review.is_draft_in_review or (proposal is not None and proposal.is_open):
        return (_("the bureau has remarks"), True) if is_asked else (_("sent for review, the bureau's turn"), False)
    if proposal is not None and proposal.state == State.REFUSED or is_asked:
        return _("returned: to be changed and sent again"), True
    if proposal is not None and proposal.state == State.TAKEN:
        return _("adopted"), False
    return (_("answered, the bureau's turn"), False) if remark is not None else None
