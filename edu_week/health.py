"""Health checks: whether the process is alive and can do its work. They use real time, not the rehearsal clock."""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.models import Heartbeat
from edu_week.proxy_headers import has_seen_untrusted_proxy
from edu_week.replica.freshness import has_fresh_places
from edu_week.replica.rendering import has_replica

WORKER = "worker"
BEAT_SECONDS = 10
WORKER_DEAD_AFTER = timedelta(seconds=60)

TOLD_ONLY = ("cache", "proxy", "replica")  # the portal works all the same

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request):
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Answer 200 if the portal can work, else 503. Failures are named in fixed words: an exception's text may hold secrets.

    Without its cache or replica, or behind a proxy that is not trusted, it works, so that is told and no more.
    """
    checks = run_health_checks()
    is_ready = all(result == "ok" for name, result in checks.items() if name not in TOLD_ONLY)
    return JsonResponse({"status": "ok" if is_ready else "failing", "checks": checks}, status=200 if is_ready else 503)


def run_health_checks():
    checks = {"cache": check_cache(), "database": check_database()}
    if checks["database"] == "ok":
        checks["migrations"] = check_migrations()
    if checks.get("migrations") == "ok":
        checks["worker"] = check_worker(timezone.now())
    if checks["database"] == "ok" and has_replica():
        checks["replica"] = check_replica()
    if has_seen_untrusted_proxy():
        checks["proxy"] = "not trusted: set TRUST_PROXY_HEADERS"
    return checks


def check_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return "does not answer"
    return "ok"


def check_replica():
    try:
        return "ok" if has_fresh_places() else "behind"
    except DatabaseError:
        logger.exception("The replica does not answer")
        return "does not answer"


def check_cache():
    value = get_random_string(8)
    try:
        cache.set("readyz", value, timeout=10)
        is_stored = cache.get("readyz") is not None  # another process may just have written its own value
    except Exception:  # each cache backend raises its own kind
        logger.exception("The cache does not answer")
        return "does not answer"
    return "ok" if is_stored else "does not keep what it is given"


def check_migrations():
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"{missing} not applied" if missing else "ok"


def check_worker(now):
    beat_at = Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()
    if beat_at is None:
        return "never started"
    silent = now - beat_at
    return "ok" if silent < WORKER_DEAD_AFTER else f"no sign of life for {int(silent.total_seconds())} seconds"


def record_heartbeat():
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": timezone.now()})
