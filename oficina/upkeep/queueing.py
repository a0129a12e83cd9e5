"""The queue of the whole installation, from the machine: `oficina queue`. It tells kinds and ids, and no contents."""

from typing import Any
from uuid import UUID

from kernel.actor import PLATFORM, system
from kernel.errors import Refused
from kernel.jobs import JobRow
from oficina.admin import Task, TaskRefused, Tell
from oficina.platform import Platform
from workers import shelf


def show(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """What is not done, by kind and state, since when, and what of it failed and why."""
    with platform.database.reading(PLATFORM) as work:
        waiting, troubles = shelf.everywhere(work), shelf.troubles(work)
    return {
        "waiting": [
            {"kind": each.kind, "queue": each.queue, "state": each.state, "many": each.many, "since": _at(each.since)}
            for each in waiting
        ],
        "troubles": [
            {"queue": queue, "state": state, "code": code, "many": many} for queue, state, code, many in troubles
        ],
    }


def show_shelf(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Each job that was given up, with its code and the request that left it."""
    return {"shelf": [_told(job) for job in _shelf(platform)]}


def retry(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Take one from the shelf, or all of them. Each is kept in the log of its institution."""
    jobs = [job for job in _shelf(platform) if arguments.get("all") or str(job.id) == arguments.get("id")]
    if not jobs and not arguments.get("all"):
        raise TaskRefused(f"{arguments.get('id')} no está en la repisa: vea «oficina queue shelf».")
    for done, job in enumerate(jobs, start=1):
        _take(platform, job.institution_id, job.id)
        tell("Trabajos", done, len(jobs))
    return {"retried": [str(job.id) for job in jobs]}


def _take(platform: Platform, institution_id: UUID, job_id: UUID) -> None:
    try:
        with platform.database.writing(system(institution_id)) as work:
            shelf.try_again(work, job_id)
    except Refused as refusal:
        raise TaskRefused(refusal.message) from None


def _shelf(platform: Platform) -> list[JobRow]:
    with platform.database.reading(PLATFORM) as work:
        return list(shelf.shelved(work))


def _told(job: JobRow) -> dict[str, Any]:
    return {
        "id": str(job.id),
        "kind": job.kind,
        "code": job.error_code,
        "since": _at(job.due_at),
        "attempts": job.attempt,
        "request": job.request_id,
    }


def _at(instant: Any) -> str:
    return str(instant.isoformat(timespec="seconds"))


TASKS: dict[str, Task] = {"queue show": show, "queue shelf": show_shelf, "queue retry": retry}
