"""How long the audit log keeps what it knows, in days of real time."""

KEPT_AT_LEAST_DAYS = 184  # six months, as the law on network security asks; the database refuses less
KEPT_DAYS = 366
