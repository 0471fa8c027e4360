"""What robots, broken links and curious people put into addresses, percent-encoded as it is sent."""

from urllib.parse import quote

DAYS = ["9999-12-31", "0001-01-01", "0000-00-00", "2025-02-30", "20250513", "2025-W20-1", "2025-05-13T00:00"]
NUMBERS = ["-1", "0", str(2**63), str(10**20), "9" * 5000, "1e3", "1.5", "0x10", "1_0", "+1", "%201", "NaN"]
TEXTS = [
    *("", "a" * 9000, "all", "null", "[]", "__class__", "pk__in", "-pk", "{0.__class__}", "%25s", "%", "%zz", "%2e%2e", "%5c"),
    *("..%2f..%2fetc%2fpasswd", "'%20or%201%3d1--", "%22%3E%3Cscript%3E", "%0d%0aSet-Cookie:%20a=b", "%0a"),
]
CHARACTERS = [
    *("%00", "a%00b", "2025-05-13%00", "%0b", "%1b", "%7f", "%c2%85"),  # controls
    *("%ed%a0%80", "%ff", "%c3%28"),  # no UTF-8
    *map(quote, ("١٢", "²", "\u2028", "\u202e", "\ufffe", "\U0010ffff", "😀", "İ")),
]
ODD_VALUES = [*DAYS, *NUMBERS, *TEXTS, *CHARACTERS]
