"""The program as somebody runs it: in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy2, copytree
from socket import socket
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.once
"""What is founded here is an embedded office, whatever the other tests run on."""

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("OFICINA_")}


def oficina(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oficina.cli", *map(str, arguments)]
    return subprocess.run(command, env=CLEAN | environ, capture_output=True, text=True, check=False, timeout=100)  # noqa: S603 -- our own program


def told(*arguments: object) -> Any:
    done = oficina(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was just founded, and that nobody touches."""
    home = tmp_path_factory.mktemp("founded") / "oficina"
    url = ("--public-url", "https://partes.ejemplo.cl")
    told("init", "--home", home, "--name", "Ilustre Municipalidad", "--code", "MU001", "--administrator", "Ana", *url)
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    """A copy of it, with its key beside it."""
    home = tmp_path / "oficina"
    copytree(founded, home)
    copy2(founded.with_name("oficina.key"), home.with_name("oficina.key"))
    settings = home / "oficina.env"
    settings.write_text(settings.read_text().replace(str(founded.parent), str(tmp_path)))
    return home


@contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "oficina.cli", "serve", "--home", str(home), "--listen", listen]
    with subprocess.Popen(command, env=CLEAN, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own program
        try:
            answers(process, listen)
            yield process, f"http://{listen}"
        finally:
            process.kill()


def answers(process: subprocess.Popen[str], listen: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            if httpx.get(f"http://{listen}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("it never answered")


def test_a_founded_office_serves_and_stops_when_it_is_told_to(home: Path) -> None:
    for stop in (signal.SIGTERM, signal.SIGINT):
        with serving(home) as (process, url):
            assert httpx.get(f"{url}/health/live").json() == {"status": "alive"}
            process.send_signal(stop)
            assert process.wait(timeout=20) == 0
    assert not (home / "admin.sock").exists()


def test_a_second_serve_refuses_and_the_first_goes_on(home: Path) -> None:
    with serving(home) as (process, url):
        second = oficina("serve", "--home", home, "--listen", "127.0.0.1:1")
        assert (second.returncode, "en uso por «oficina serve" in second.stderr) == (1, True)
        assert str(process.pid) in second.stderr
        assert httpx.get(f"{url}/health/live").status_code == 200


def test_an_office_that_was_killed_starts_again(home: Path) -> None:
    with serving(home) as (process, _):
        process.kill()
        process.wait()
    with serving(home) as (_, url):
        assert httpx.get(f"{url}/health/ready").json() == {"status": "ready", "unfit": []}


def test_commands_go_through_the_running_office_and_work_without_it(home: Path) -> None:
    with serving(home):
        assert told("rebuild-index", "--home", home) == {"indexed": 0}
        assert told("verify", "--all", "--home", home)["clean"]
        assert told("backup", home.with_name("copia"), "--home", home)["instant"]
        refused = oficina("migrate", "--home", home)
        assert (refused.returncode, "en uso" in refused.stderr) == (1, True)
    assert told("rebuild-index", "--home", home) == {"indexed": 0}
    assert told("migrate", "--home", home)["revision"]


def test_the_doctor_says_what_is_wrong_and_what_to_do(home: Path) -> None:
    home.with_name("oficina.key").chmod(0o644)
    found = oficina("doctor", "--home", home)

    assert found.returncode == 1
    assert "bien  blobs" in found.stdout
    assert "chmod 600" in found.stdout
    assert "OFICINA_TSA_URL" in found.stdout


def test_an_office_is_founded_once(home: Path) -> None:
    again = oficina("init", "--home", home, "--name", "Otra", "--code", "MU002", "--administrator", "Eva")

    assert (again.returncode, "Ya hay una oficina" in again.stderr) == (1, True)


def test_the_key_of_another_office_is_refused(home: Path) -> None:
    key = home.with_name("oficina.key")
    key.unlink()
    absent = oficina("doctor", "--home", home)
    oficina("init", "--home", home.with_name("otra"), "--name", "Otra", "--code", "X", "--administrator", "Eva",
            "--public-url", "https://otra.cl", "--key-file", key)  # fmt: skip
    other = oficina("doctor", "--home", home)

    assert (absent.returncode, "No está el archivo de claves" in absent.stderr) == (1, True)
    assert (other.returncode, "no es el de esta oficina" in other.stdout) == (1, True)


def test_looking_at_an_office_that_is_not_there_makes_none(tmp_path: Path) -> None:
    environ = {"OFICINA_PUBLIC_URL": "https://x.cl", "OFICINA_KEY_FILE": str(tmp_path / "x.key")}
    looked = oficina("doctor", "--home", tmp_path / "nada", **environ)

    assert (looked.returncode, "fúndela" in looked.stderr) == (1, True)
    assert not (tmp_path / "nada" / "oficina.db").exists()


@pytest.mark.parametrize("arguments", [(), ("nada",), ("serve",)])
def test_what_is_not_understood_is_explained_and_fails(arguments: tuple[str, ...]) -> None:
    done = oficina(*arguments)

    assert done.returncode == 1
    assert "oficina serve" in done.stdout or "OFICINA_HOME" in done.stderr


def test_a_demonstration_that_was_cut_short_is_begun_again_and_a_whole_one_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    (home / "seeding").touch()
    (home / "oficina.db").write_bytes(b"half")

    made = told("demo", "--home", home)
    kept = told("demo", "--home", home)

    assert (list(kept), "kept" in made, (home / "seeding").exists()) == (["kept"], False, False)
    assert told("verify", "--all", "--home", home)["clean"]


def test_a_checkpoint_kept_elsewhere_is_compared_from_a_file_or_from_the_input(home: Path, tmp_path: Path) -> None:
    with serving(home) as (_, url):
        note = httpx.get(f"{url}/v1/log/MU001/checkpoint").text
    (tmp_path / "kept").write_text(note)
    (tmp_path / "other").write_text(note.replace("/log/", "/gol/"))

    assert told("verify", "--against", tmp_path / "kept", "--home", home)["clean"]
    assert oficina("verify", "--against", tmp_path / "other", "--home", home).returncode == 1
    assert "No se puede leer" in oficina("verify", "--against", tmp_path / "none", "--home", home).stderr
