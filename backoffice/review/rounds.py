"""The review of one record as a round: what waits, what was said about it, and how it ends.

A round is about a proposed change of a public record, or about a draft that was sent for review. It goes on while the change
or the draft waits and while it is with the school again; it ends when it is adopted or taken back.
"""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from backoffice.audit_log import events
from backoffice.proposals.models import ProposedChange
from backoffice.review.models import REMARK_MAX_LENGTH, ReviewRemark
from content.models import Published
from content.publishing import PUBLISH_PERMISSION

State = ProposedChange.State
REMARK_PREFIX = "remark:"
OTHER_FIELD, OTHER_TEXT = "other_field", "other_remark"  # a remark about something that does not wait
WITH_SCHOOL_OR_BUREAU = (State.OPEN, State.REFUSED)


def is_of_bureau(user) -> bool:
    return user.has_perm(PUBLISH_PERMISSION)


def record_reference(record) -> dict:
    return {"model": record._meta.label_lower, "object_id": record.pk}


def find_waiting_proposal(record, *, is_locked: bool = False) -> ProposedChange | None:
    """Return the newest proposal of the record if it waits for the bureau or was returned to the school."""
    proposals = ProposedChange.objects.filter(**record_reference(record))
    latest = (proposals.select_for_update() if is_locked else proposals.select_related("proposed_by", "decided_by")).first()
    return latest if latest is not None and latest.state in WITH_SCHOOL_OR_BUREAU else None


def list_open_remarks(record) -> QuerySet[ReviewRemark]:
    return ReviewRemark.objects.filter(**record_reference(record), closed_at=None).select_related("author")


def list_closed_remarks(record) -> QuerySet[ReviewRemark]:
    return ReviewRemark.objects.filter(**record_reference(record), closed_at__isnull=False).select_related("author")


def read_remarks(post_data) -> dict[str, str]:
    """Return the remarks by key. The other one is about a field that is chosen from a list, or about the whole."""
    remarks = {name.removeprefix(REMARK_PREFIX)[:120]: text for name, text in post_data.items() if name.startswith(REMARK_PREFIX)}
    other = post_data.get(OTHER_FIELD, "")[:120]
    texts = [remarks.get(other, ""), post_data.get(OTHER_TEXT, "")]
    return remarks | {other: "\n".join(text for text in texts if text.strip())}


def write_remarks(request, record, texts: dict[str, str]) -> list[ReviewRemark]:
    """Write what was said, by field; blank texts are left out. The audit log says that it was, not what."""
    proposal = find_waiting_proposal(record)
    written = []
    for field, text in texts.items():
        if text := text.replace("\r\n", "\n").strip()[:REMARK_MAX_LENGTH]:
            remark = ReviewRemark(
                **record_reference(record),
                proposal=proposal,
                field=field,
                text=text,
                author=request.user,
                is_from_bureau=is_of_bureau(request.user),
                written_at=timezone.now(),
            )
            remark.save()
            written.append(remark)
    if written:
        names = dict.fromkeys(name_part(record, remark.field) for remark in written if remark.field)
        events.record_audit_event(events.Event.REVIEW_REMARK, request=request, about=record, detail="、".join(names))
    return written


def name_part(record, key: str) -> str:
    """Return what people call the field, or the rows, that a remark is about."""
    try:
        field = record._meta.get_field(key.removeprefix("rows:"))
    except FieldDoesNotExist:
        return key
    is_of_rows = field.auto_created and not field.concrete
    return capfirst(str(field.related_model._meta.verbose_name_plural if is_of_rows else field.verbose_name))


def close_remarks(record, fields=None):
    """End the conversation, or only what is about some fields."""
    remarks = list_open_remarks(record)
    if fields is not None:
        remarks = remarks.filter(field__in=fields)
    remarks.update(closed_at=timezone.now())


def find_return_reason(record, proposal: ProposedChange | None) -> str:
    """Return what the bureau said in this round, the newest first; blank if it has said nothing since the text was sent."""
    remarks = list_open_remarks(record).filter(is_from_bureau=True)
    if proposal is not None:
        remarks = remarks.filter(written_at__gte=proposal.proposed_at)
    newest = remarks.order_by("-written_at", "-pk").first()
    return newest.text if newest else ""


def delete_reviews_of_record(sender, instance, **_kwargs):
    """Receiver of `post_delete`: what was proposed and said about a record goes with it."""
    if isinstance(instance, Published):
        reference = {"model": sender._meta.label_lower, "object_id": instance.pk}
        ReviewRemark.objects.filter(**reference).delete()
        ProposedChange.objects.filter(**reference).delete()
