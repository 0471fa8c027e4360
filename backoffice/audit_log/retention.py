"""Retention periods of the audit log, in days of real time."""

AUDIT_MIN_RETENTION_DAYS = 184  # six months, as the Cybersecurity Law asks; the database refuses to delete earlier
AUDIT_RETENTION_DAYS = 366
