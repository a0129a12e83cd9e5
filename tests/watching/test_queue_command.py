"""`oficina queue`: what waits, what was given up and why, and trying it again."""

from pathlib import Path
from typing import Any

import pytest

from kernel.actor import PLATFORM
from kernel.jobs import JobRow, JobState
from oficina.admin import TaskRefused
from oficina.cli import main
from oficina.platform import Platform
from oficina.upkeep import TASKS
from tests.offices import Office, a_document, do_all_jobs, jobs
from tests.oficina.test_cli import founded, home

__all__ = ["founded", "home"]


def asked(platform: Platform, way: str, **arguments: object) -> dict[str, Any]:
    return dict(TASKS[f"queue {way}"](platform, arguments, lambda *_: None))


@pytest.fixture
def given_up(platform: Platform, ministry: Office) -> JobRow:
    a_document(platform, ministry)
    first = jobs(platform, institution_id=ministry.id)[0]
    with platform.database.writing(PLATFORM) as work:
        job = work.session.get_one(JobRow, first.id)
        job.state, job.error_code = JobState.SHELVED, "store-hangs"
    return job


def test_what_was_given_up_is_told_with_its_code_and_tried_again(platform: Platform, given_up: JobRow) -> None:
    assert {each["state"] for each in asked(platform, "show")["waiting"]} == {"due", "shelved"}
    assert asked(platform, "show")["troubles"][0]["code"] == "store-hangs"
    assert [each["id"] for each in asked(platform, "shelf")["shelf"]] == [str(given_up.id)]

    assert asked(platform, "retry", id=str(given_up.id))["retried"] == [str(given_up.id)]
    assert asked(platform, "retry", all=True)["retried"] == []
    do_all_jobs(platform)
    assert asked(platform, "show") == {"waiting": [], "troubles": []}


def test_what_is_not_on_the_shelf_is_not_tried_again(platform: Platform, given_up: JobRow) -> None:
    asked(platform, "retry", all=True)

    with pytest.raises(TaskRefused, match="oficina queue shelf"):
        asked(platform, "retry", id=str(given_up.id))


@pytest.mark.once
def test_a_person_reads_it_in_lines(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*asked: str) -> str:
        main(["queue", *asked, "--home", str(home)])
        told = capsys.readouterr()
        return told.out + told.err

    assert "audit.sequence-log               espera" in run()
    assert '"shelf": []' in run("shelf", "--json")
    assert "No hay trabajos" in run("shelf")
    assert "Volvieron a la cola: 0" in run("retry", "--all")
    assert "Diga qué reintenta" in run("retry")
