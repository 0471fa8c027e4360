"""Writing the audit log: who did what that somebody may have to answer for. Rows are only ever added.

The database itself refuses to change a row, or to delete one within six months. Times are real time, also in rehearsal.
A detail never contains a whole telephone number, a password or a code.
"""

import datetime as dt

from django.utils import timezone

from backoffice.audit_log.models import AuditEntry
from backoffice.audit_log.retention import AUDIT_RETENTION_DAYS

Event = AuditEntry.Event


def record_audit_event(
    event: Event, *, request=None, user=None, about=None, detail: str = "", succeeded: bool = True
) -> AuditEntry:
    """Add a row in the caller's transaction. `user` defaults to that of the request; `about` may be any record."""
    user = user or getattr(request, "user", None)
    is_known = user is not None and getattr(user, "pk", None) is not None
    return AuditEntry.objects.create(
        event=event,
        at=timezone.now(),
        user=user if is_known else None,
        who=(str(user) if is_known else "")[:80],
        address=(request.META.get("REMOTE_ADDR") if request is not None else None) or None,
        about_model=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        about=(str(about) if about is not None else "")[:200],
        detail=detail[:1000],
        succeeded=succeeded,
    )


def delete_expired_audit_entries() -> int:
    """Delete rows older than `AUDIT_RETENTION_DAYS` and return how many."""
    limit = timezone.now() - dt.timedelta(days=AUDIT_RETENTION_DAYS)
    # private in Django 5.2.19: deletes without loading the rows
    return AuditEntry.objects.filter(at__lt=limit)._raw_delete(AuditEntry.objects.db)
