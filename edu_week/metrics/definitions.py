"""What is counted of requests. Labels are names of our own addresses and classes of status, so their number is bounded."""

from prometheus_client import Counter, Gauge, Histogram

BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10)  # seconds
FROM_MEMORY, FROM_DJANGO = "memory", "django"  # before Django saw the request, or by Django

REQUESTS = Counter(
    "portal_http_requests_total", "Requests, by address, class of status and what answered", ["route", "status", "by"]
)
SECONDS = Histogram("portal_http_request_seconds", "How long Django took to answer", ["route"], buckets=BUCKETS)
LINE = Gauge("portal_database_line", "Requests that wait for a thread that uses the database", multiprocess_mode="livesum")
LINE_FULL = Counter("portal_database_line_full_total", "Requests turned away because that line was full")
