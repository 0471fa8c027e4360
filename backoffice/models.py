from backoffice.audit_log.models import AuditEntry
from backoffice.proposals.models import ProposedChange
from backoffice.review.models import ReviewRemark

__all__ = ["AuditEntry", "ProposedChange", "ReviewRemark"]
