"""Work that reads long lists, through a PgBouncer that gives every transaction another session of the database."""

# Appended to pgbouncer.ini: whatever is left in a session by one transaction is missing in the next.
ANOTHER_SESSION_EACH_TIME = "\nserver_round_robin = 1\nmin_pool_size = 5\n"
DUTIES = ("audit_places", "refresh_search", "delete_orphan_pictures")

EXPORT_EVERYTHING = """
from django.contrib import admin
from django.utils import timezone
from accounts.models import User
from backoffice.models import AuditEntry
from spreadsheets.exporting.export_job import build_export_file, select_export_rows
from spreadsheets.kinds import kind_for_model
from spreadsheets.permissions import Permissions
permissions = Permissions(User.objects.create_superuser("pooler"))
AuditEntry.objects.bulk_create([AuditEntry(event="export", at=timezone.now()) for _n in range(3000)])
kinds = [kind for model in admin.site._registry if (kind := kind_for_model(model))]
sizes = [len(build_export_file(kind, select_export_rows(kind, permissions), permissions, "xlsx")) for kind in kinds]
lines = b"".join(admin.site.get_model_admin(AuditEntry).export(permissions.request)).count(b"\\n")
assert lines > 3000, lines
print(f"{len(sizes)} lists exported, and {lines} lines of the audit log")
"""


def find_pooler_faults(several) -> list[str]:
    """Run what reads long lists; a command that fails ends the try. Return a sentence if the worker met an error meanwhile."""
    for duty in DUTIES:
        print(several.manage(duty, pooler=several.poolers[0]).strip())
    print(several.manage("shell", "--no-imports", "-c", EXPORT_EVERYTHING, pooler=several.poolers[0]).strip())
    is_troubled = "Traceback" in (several.scratch / "worker.log").read_text(errors="replace")
    return ["the worker met an error"] if is_troubled else []
