"""Health checks: whether the process is alive and can do its work. They use real time, not the rehearsal clock."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.database_threads import suspect_absence
from content.models import Heartbeat
from edu_week import file_checks
from edu_week.proxy_headers import has_seen_untrusted_proxy
from edu_week.replica.freshness import has_fresh_places
from edu_week.replica.rendering import has_replica

WORKER = "worker"
NO_ANSWER = "does not answer"
WORKS_WITHOUT = {"cache", "replica", "media", "proxy"}
BEAT_SECONDS = 10
SELECT_CAN_WRITE = "SELECT 0"  # SQLite: its file was looked at
READ_ONLY = "SELECT current_setting('transaction_read_only')::boolean"  # a replica, or a server whose disk is full
WORKER_DEAD_AFTER = timedelta(seconds=60)

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request):
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Answer 200 if the portal can work, else 503. Failures are named in fixed words: an exception's text may hold secrets.

    Without its cache or replica it works, and without a place for new pictures almost; that is told and no more.
    """
    return answer_checks(run_health_checks())


def answer_checks(checks: dict[str, str]) -> JsonResponse:
    """`limited`: the portal works, but not all of it."""
    failing = {name for name, result in checks.items() if result != "ok"}
    status = "failing" if failing - WORKS_WITHOUT else "limited" if failing else "ok"
    response = JsonResponse({"status": status, "checks": checks}, status=503 if status == "failing" else 200)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # whoever asks every few seconds is told; the log would have nothing else
    return response


def check_without_database() -> dict[str, str]:
    return {**check_machine(), "database": NO_ANSWER}


def check_machine() -> dict[str, str]:
    """What can be told without the database: the cache, the files this machine needs, and what stands in front of it."""
    proxy = {"proxy": "not trusted: set TRUST_PROXY_HEADERS"} if has_seen_untrusted_proxy() else {}
    return {"cache": check_cache(), **file_checks.check_files(list_files()), **proxy}


def list_files() -> file_checks.Files:
    is_sqlite = connection.vendor == "sqlite"
    return file_checks.Files(
        static=Path(settings.STATIC_ROOT) if hasattr(staticfiles_storage, "manifest_name") else None,
        media=Path(settings.MEDIA_ROOT),
        database=Path(connection.settings_dict["NAME"]) if is_sqlite else None,
    )


def run_health_checks():
    checks = check_machine()
    checks["database"] = check_database() if checks.get("database", "ok") == "ok" else checks["database"]
    if checks["database"] == "ok":
        checks["migrations"] = check_migrations()
    if checks.get("migrations") == "ok":
        checks["worker"] = check_worker(timezone.now())
    if checks["database"] == "ok" and has_replica():
        checks["replica"] = check_replica()
    return checks


def check_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute(READ_ONLY if connection.vendor == "postgresql" else SELECT_CAN_WRITE)
            if cursor.fetchone()[0]:
                return "takes no changes"
    except DatabaseError:
        logger.exception("The database does not answer")
        suspect_absence()
        return NO_ANSWER
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
