"""What is done to a whole office: checking it, copying it, bringing it back. Each is a task of the back door."""

from oficina.admin import Task
from oficina.upkeep import admitting, queueing
from oficina.upkeep.backup import backup
from oficina.upkeep.blobs import list_blobs
from oficina.upkeep.examine import examine
from oficina.upkeep.indexed import verify_index
from oficina.upkeep.rebuild import rebuild_index
from oficina.upkeep.reporting import seal_report
from oficina.upkeep.verify import verify_against, verify_all

TASKS: dict[str, Task] = {
    "backup": backup,
    "blobs": list_blobs,
    "doctor": examine,
    "rebuild-index": rebuild_index,
    "seal-report": seal_report,
    "verify-all": verify_all,
    "verify-index": verify_index,
    "verify-against": verify_against,
    **admitting.TASKS,
    **queueing.TASKS,
}
