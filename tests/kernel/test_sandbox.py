import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kernel.sandbox import Limits, Sandbox, SandboxCrashed, TooHard
from tests.kernel import hostile
from tests.offices import eventually

pytestmark = pytest.mark.database_free

SHORT = Limits(seconds=1)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


def test_what_a_function_answers_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.call(hostile.double, 21) == {"twice": 42}


def test_a_refusal_comes_back_as_itself(sandbox: Sandbox) -> None:
    with pytest.raises(hostile.NotThat) as refused:
        sandbox.call(hostile.refuse)
    assert (refused.value.code, refused.value.message, refused.value.facts) == ("not-that", "Eso no.", {"page": "3"})


@pytest.mark.parametrize("hard", [hostile.eat_memory, hostile.flood])
def test_a_file_that_asks_for_too_much_is_refused(sandbox: Sandbox, hard: Callable[[], Any]) -> None:
    with pytest.raises(TooHard):
        sandbox.call(hard)


@pytest.mark.parametrize("stuck", [hostile.spin, hostile.sleep])
def test_a_file_that_never_ends_is_stopped(sandbox: Sandbox, stuck: Callable[[], Any]) -> None:
    began = time.monotonic()
    with pytest.raises((TooHard, SandboxCrashed)):
        sandbox.call(stuck, limits=SHORT)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("crash", [hostile.fall, hostile.die, hostile.surprise])
def test_a_reader_that_dies_takes_nobody_with_it(sandbox: Sandbox, crash: Callable[[], Any]) -> None:
    with pytest.raises(SandboxCrashed):
        sandbox.call(crash)
    assert sandbox.call(hostile.double, 1) == {"twice": 2}


def test_a_file_written_inside_stays_small(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxCrashed):
        sandbox.call(hostile.fill, str(tmp_path / "out"), limits=Limits(file=4 << 20))
    assert (tmp_path / "out").stat().st_size <= 4 << 20


def test_the_network_is_out_of_reach(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxCrashed):
        sandbox.call(hostile.call_home)


def test_nothing_of_the_program_is_within_reach(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFICINA_KEY_FILE", "/srv/secret.key")
    around = sandbox.call(hostile.what_is_around)

    assert "OFICINA_KEY_FILE" not in around["environment"]
    assert around["threads"] == 1
    assert [each for each in around["files"] if "socket" in each] == []


def test_many_at_once_are_all_answered(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: sandbox.call(hostile.double, number)["twice"], range(64)))
    assert answers == [number * 2 for number in range(64)]


def test_a_zygote_that_dies_is_started_again() -> None:
    sandbox = Sandbox()
    sandbox.call(hostile.double, 1)
    assert sandbox._zygote  # noqa: SLF001 -- killed behind its back
    os.kill(sandbox._zygote.pid, signal.SIGKILL)  # noqa: SLF001
    sandbox._zygote.wait()  # noqa: SLF001

    assert sandbox.call(hostile.double, 2) == {"twice": 4}
    sandbox.close()


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_whoever_silences_its_alarm_ends_with_all_that_it_left_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises((TooHard, SandboxCrashed)):
        sandbox.call(hostile.outlive, str(tmp_path), limits=SHORT)

    pids = [int(each.name) for each in tmp_path.iterdir()]
    assert len(pids) == 2
    eventually(lambda: gone(pids))


def test_nobody_outlives_the_sandbox(tmp_path: Path) -> None:
    sandbox = Sandbox()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(sandbox.call, hostile.outlive, str(tmp_path), limits=Limits(seconds=30))
        eventually(lambda: len(list(tmp_path.iterdir())) == 2)
        sandbox.close()
        assert isinstance(call.exception(5), SandboxCrashed)
    eventually(lambda: gone([int(each.name) for each in tmp_path.iterdir()]))


def test_only_a_function_that_can_be_named_is_called(sandbox: Sandbox) -> None:
    with pytest.raises((ValueError, AttributeError)):
        sandbox.call(lambda: 1)


def test_a_call_costs_some_milliseconds(sandbox: Sandbox) -> None:
    sandbox.call(hostile.double, 1)
    began = time.monotonic()
    for _ in range(20):
        sandbox.call(hostile.double, 1)
    assert (time.monotonic() - began) / 20 < 0.1
