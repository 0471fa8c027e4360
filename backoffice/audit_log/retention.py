"""How long the audit log keeps what it knows, in days of real time."""

AUDIT_MIN_RETENTION_DAYS = 184  # six months, as the law on network security asks; the database refuses less
AUDIT_RETENTION_DAYS = 366
