"""A backup made while people work has everything that was answered before the instant it states."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from documents.models import Document
from documents.storage.base import path_of
from kernel.actor import system
from kernel.clock import utc_now
from oficina.admin import TaskRefused
from oficina.home import settings_of
from oficina.office import admit
from oficina.platform import Platform, open_platform
from oficina.settings import Settings
from oficina.upkeep.backup import backup
from oficina.upkeep.blobs import list_blobs
from oficina.upkeep.manifest import MANIFEST, Manifest
from oficina.upkeep.restore import restore
from oficina.upkeep.verify import verify_all
from tests.conftest import one_at_a_time
from tests.correspondence.desks import arrived
from tests.journeys.scene import changed, kept
from tests.offices import Office, a_document, a_sealed_document, an_office, trust_in_seals
from tests.upkeep.places import CLEAN, Place, an_empty_bucket
from tests.upkeep.test_verify_all import nothing


def restored(settings: Settings, folder: Path, place: Place, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oficina.cli", "restore", str(folder), "--home", str(place.home), "--json", *more]
    key = ("--key-file", str(settings.key_file)) if "--key-file" not in more else ()
    with one_at_a_time():
        return subprocess.run(  # noqa: S603 -- our own program
            [*command, *key], env={**CLEAN, **place.environ}, capture_output=True, text=True, check=False, timeout=100
        )


def test_what_was_answered_before_the_instant_is_there_after_a_restore(
    platform: Platform, ministry: Office, tmp_path: Path, place: Place
) -> None:
    stopped, answered = Event(), list[tuple[Any, UUID]]()

    def write(_: int) -> None:
        while not stopped.is_set():
            document = a_document(platform, ministry)
            answered.append((utc_now(), document.id))

    with ThreadPoolExecutor(16) as crowd:
        for number in range(16):
            crowd.submit(write, number)
        while len(answered) < 50:
            stopped.wait(0.01)
        made = backup(platform, {"folder": str(tmp_path / "copy")}, nothing)
        while len(answered) < 100:
            stopped.wait(0.01)
        stopped.set()

    done = restored(platform.settings, tmp_path / "copy", place)
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["clean"]
    before = {each for at, each in answered if at.isoformat() < made["instant"]}
    assert len(before) >= 50
    assert before <= documents_in(place.platform(platform.settings.key_file), ministry)


def documents_in(platform: Platform, office: Office) -> set[UUID]:
    with platform.database.reading(system(office.id)) as work:
        found = set(work.session.scalars(select(Document.id).where(Document.institution_id == office.id)))
    platform.close()
    return found


@pytest.mark.needs_postgres
def test_a_backup_of_one_kind_of_database_is_brought_back_in_either(
    platform: Platform, ministry: Office, municipality: Office, tmp_path: Path, a_folder: Place, a_database: Place
) -> None:
    arrived(platform, ministry, municipality)
    admit(platform)
    before = kept(platform)
    backup(platform, {"folder": str(tmp_path / "copy")}, nothing)

    for place in (a_folder, a_database):
        done = restored(platform.settings, tmp_path / "copy", place)
        assert done.returncode == 0, done.stderr + done.stdout
        there = place.platform(platform.settings.key_file)
        assert changed(before, kept(there)) == {"blobs"}, "which lie in another folder"
        assert verify_all(there, {}, nothing)["clean"]
        there.close()
    taken = there.settings.model_copy(update={"home": tmp_path / "again", "owner_database_url": None})
    with pytest.raises(TaskRefused, match="ya tiene una oficina"):
        restore(taken, Manifest.read(tmp_path / "copy"), tmp_path / "copy", nothing)


@pytest.mark.needs_postgres
@pytest.mark.needs_s3
def test_servers_are_backed_up_while_somebody_writes_and_brought_back_to_empty_ones(
    settings: Settings, tmp_path: Path, a_database: Place
) -> None:
    """Rows of one moment, and every content that they name: whatever is stored later is not missed."""
    source = open_platform(settings.model_copy(update={"blobs_url": an_empty_bucket()}))
    office, stopped = an_office(source, "Ministerio de Obras"), Event()
    a_sealed_document(source, office)

    def write() -> int:
        written = 0
        while not stopped.is_set():
            a_document(source, office)
            written += 1
        return written

    with ThreadPoolExecutor(2) as crowd:
        writing = [crowd.submit(write) for _ in range(2)]
        backup(source, {"folder": str(tmp_path / "copy")}, nothing)
        stopped.set()
    assert sum(each.result() for each in writing) > 0
    source.close()

    told = dict(a_database.environ) | {
        "OFICINA_BLOBS_URL": an_empty_bucket(),
        "OFICINA_PUBLIC_URL": "http://testserver",
    }
    there = settings_of(a_database.home, told | {"OFICINA_KEY_FILE": str(settings.key_file)})
    with one_at_a_time():
        restore(there, Manifest.read(tmp_path / "copy"), tmp_path / "copy", nothing)
    back = open_platform(there)
    found = verify_all(back, {"signatures": False}, nothing)
    assert (found["clean"], found["faults"]) == (True, [])
    assert list_blobs(back, {}, nothing)["missing"] == []
    back.close()


@pytest.fixture
def copy(platform: Platform, ministry: Office, tmp_path: Path) -> Path:
    a_sealed_document(platform, ministry)
    backup(platform, {"folder": str(tmp_path / "copy")}, nothing)
    return tmp_path / "copy"


@pytest.mark.once
def test_the_roots_that_somebody_trusts_go_with_the_office(platform: Platform, tmp_path: Path, a_folder: Place) -> None:
    trust_in_seals(platform)
    backup(platform, {"folder": str(tmp_path / "trusting")}, nothing)
    there = settings_of(
        a_folder.home, {"OFICINA_KEY_FILE": str(platform.settings.key_file), "OFICINA_PUBLIC_URL": "http://x"}
    )
    trusting = Manifest.read(tmp_path / "trusting")
    restore(there, trusting, tmp_path / "trusting", nothing)
    assert list((a_folder.home / "trust").glob("*.pem"))

    elsewhere = there.model_copy(update={"home": tmp_path / "elsewhere"})
    stranger = trusting.model_copy(update={"files": {"../outside.pem": "0" * 64}})
    with pytest.raises(TaskRefused, match="no es de una oficina"):
        restore(elsewhere.model_copy(update=in_it(elsewhere)), stranger, tmp_path / "trusting", nothing)


def in_it(settings: Settings) -> dict[str, str]:
    return {"database_url": f"sqlite:///{settings.home}/oficina.db", "blobs_url": f"file://{settings.home}/blobs"}


@pytest.mark.once
def test_a_backup_carries_no_key_and_says_where_it_is(platform: Platform, copy: Path) -> None:
    key = platform.settings.key_file.read_text().split()[1]

    assert all(key.encode() not in file.read_bytes() for file in copy.rglob("*") if file.is_file())
    assert json.loads((copy / MANIFEST).read_text())["key_name"] == platform.secrets.name


@pytest.mark.once
def test_a_damaged_backup_is_refused_and_leaves_no_office(platform: Platform, copy: Path, tmp_path: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text())
    blob = copy / "blobs" / path_of(next(iter(manifest["blobs"])))
    content = blob.read_bytes()
    places = [Place(tmp_path.with_name(f"{tmp_path.name}-{number}"), {}) for number in range(3)]

    blob.write_bytes(b"x" + content[1:])
    altered = restored(platform.settings, copy, places[0])
    assert (altered.returncode, "falta o está dañado" in altered.stderr) == (1, True)
    assert not (places[0].home / "oficina.db").exists()

    blob.write_bytes(content)
    with (copy / "oficina.db").open("ab") as rows:
        rows.write(b"x")
    longer = restored(platform.settings, copy, places[1])
    assert (longer.returncode, "no es el que se respaldó" in longer.stderr) == (1, True)

    (copy / MANIFEST).unlink()
    half = restored(platform.settings, copy, places[2])
    assert (half.returncode, "no es un respaldo completo" in half.stderr) == (1, True)


@pytest.mark.once
def test_a_restore_needs_an_empty_folder_and_the_right_key(
    platform: Platform, copy: Path, tmp_path: Path, a_folder: Place
) -> None:
    taken = restored(platform.settings, copy, Place(platform.settings.home, {}))
    other = tmp_path.with_name(f"{tmp_path.name}-other.key")
    other.write_text("oficina-key-v1 " + "A" * 43 + "=\n")
    wrong = restored(platform.settings, copy, a_folder, "--key-file", str(other))
    later = restored(
        platform.settings, copy, Place(a_folder.home.with_name(f"{a_folder.home.name}-in-a-hurry"), {}), "--check-later"
    )

    assert (taken.returncode, "no está vacía" in taken.stderr) == (1, True)
    assert (wrong.returncode, "no es la llave" in wrong.stderr) == (1, True)
    assert (later.returncode, json.loads(later.stdout)["clean"]) == (0, None)


@pytest.mark.once
def test_a_backup_never_writes_over_another(platform: Platform, copy: Path) -> None:
    with pytest.raises(Exception, match="no está vacía"):
        backup(platform, {"folder": str(copy)}, nothing)
