from backoffice.audit_log.models import AuditEntry
from backoffice.proposals.models import ProposedChange

__all__ = ["AuditEntry", "ProposedChange"]
