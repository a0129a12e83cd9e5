"""What bad input gets: a sentence that says what happened and what to do, a stable code, and nothing half done."""

from collections.abc import Iterator

import pytest

import audit.service as audit
from kernel.actor import system
from oficina.platform import open_platform
from tests.conftest import an_empty_database, settings_for
from tests.journeys.bad_inputs import TABLE, Case
from tests.journeys.scene import Clock, Scene, a_scene, changed, kept

pytestmark = pytest.mark.once
"""What is refused is refused before any row is written."""

LOGGED = {"audit_entries", "audit_personal_facts", "jobs"}
"""What an entry of the log touches: itself, what it says of people, and the job that puts it in order."""


@pytest.fixture(scope="module")
def scene(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One for all: whatever is refused must leave it as it was."""
    folder, clock = tmp_path_factory.mktemp("office"), Clock()
    with an_empty_database(migrated, folder) as owner:
        platform = open_platform(settings_for(owner, folder), clock=clock)
        yield a_scene(platform, clock)
        platform.close()


@pytest.mark.parametrize("case", TABLE, ids=str)
def test_bad_input_is_told_what_is_wrong_and_leaves_nothing_half_done(scene: Scene, case: Case) -> None:
    before, logged = kept(scene.platform), len(log(scene))
    answer = case.try_it(scene)
    touched, new = changed(before, kept(scene.platform)), log(scene)[logged:]

    told = answer.json()
    assert (answer.status_code, told["code"], told["detail"]) == case.refusal[:3]
    assert answer.headers["content-type"] == "application/problem+json"
    if case.refusal.logged is None:
        assert touched == set()
    else:
        assert LOGGED <= touched <= LOGGED | {"signature_credentials"}
        assert new == [(case.refusal.logged, told["code"] if case.refusal.logged == "act.refused" else None)]


def log(scene: Scene) -> list[tuple[str, object]]:
    """What the ministry wrote down of what was refused there, oldest first."""
    with scene.platform.database.reading(system(scene.ana.id)) as work:
        refused = audit.acts(work, "act.refused", "credential.wrong-pin")
        return [(each.action, each.facts.get("code")) for each in refused]


def test_a_double_click_is_answered_twice_and_done_once(scene: Scene) -> None:
    before = kept(scene.platform)

    again = scene.post(scene.ana, "/documents", scene.a_draft(), key=scene.ids["key"])

    assert (again.status_code, again.json()) == (201, scene.answered)
    assert changed(before, kept(scene.platform)) == set()
