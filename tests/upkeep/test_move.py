"""An office goes from one machine to servers and back, whole; where it was, it is only read."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

import documents.service as documents
from kernel.actor import PLATFORM
from kernel.database import Database
from kernel.secrets import make_key_file
from oficina.admin import TaskRefused
from oficina.commands import CommandRefused
from oficina.commands.move import target_of
from oficina.founding import ready
from oficina.home import MOVING
from oficina.office import admit
from oficina.platform import Platform, open_platform
from oficina.readiness import unfit
from oficina.settings import Settings, SettingsRefused
from oficina.upkeep.move import log_roots, move
from tests.conftest import one_at_a_time
from tests.correspondence.desks import arrived
from tests.journeys.scene import changed, kept
from tests.offices import Office, a_document, a_numbered_document, an_office, do_all_jobs
from tests.upkeep.places import CLEAN, Place, an_empty_bucket
from tests.upkeep.test_verify_all import nothing

DERIVED = {"readings", "blobs"}
"""What was read out of files is read again; and contents lie in another place."""


class Cut(Exception):  # noqa: N818 -- of the power
    """Whatever was being done is not finished."""


def cut_at(what: str) -> Callable[[str, int, int], None]:
    def tell(doing: str, _done: int, _whole: int) -> None:
        if doing == what:
            raise Cut

    return tell


@pytest.fixture
def office(platform: Platform, ministry: Office, municipality: Office) -> Platform:
    """With something of everything; at rest."""
    arrived(platform, ministry, municipality)
    do_all_jobs(platform)
    admit(platform)
    platform.database.engine.dispose()
    return platform


@pytest.fixture
def target(office: Platform, a_folder: Place, tmp_path: Path) -> Settings:
    return target_of(office.settings, a_folder.told(tmp_path.with_name(f"{tmp_path.name}.env")))


def the_same(before: Mapping[str, Counter[str]], settings: Settings) -> bool:
    there = open_platform(settings)
    different = changed(before, kept(there)) - DERIVED
    there.close()
    return not different


def next_folio(platform: Platform, office: Office) -> int:
    document = a_numbered_document(platform, office)
    with office.desk.reading() as work:
        folio = documents.folio_of(work, document)
    assert folio
    return folio.number


@pytest.mark.needs_postgres
@pytest.mark.needs_s3
def test_an_office_goes_to_servers_and_comes_back_the_same(
    settings: Settings, tmp_path: Path, a_database: Place
) -> None:
    file = tmp_path / "to.env"
    embedded = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/oficina.db"})
    source = ready(embedded)
    arrived(source, an_office(source, "Ministerio de Obras"), an_office(source, "Municipalidad de Ancud"))
    do_all_jobs(source)
    before, roots = kept(source), log_roots(source.database)
    assert len(roots) == 2

    with one_at_a_time():
        servers = target_of(embedded, a_database.told(file, OFICINA_BLOBS_URL=an_empty_bucket()))
        there = move(source, servers, nothing, signatures=False)
    assert (there["clean"], there["logs"]) == (True, roots)
    assert the_same(before, servers)
    assert not changed(before, kept(source)), "the source is only read"
    source.close()

    back = target_of(servers, Place(tmp_path.with_name(f"{tmp_path.name}-back"), {}).told(file))
    returning = open_platform(servers)
    again = move(returning, back, nothing, signatures=False)
    returning.close()
    assert (again["clean"], again["logs"]) == (True, roots)
    assert the_same(before, back)
    contents = [{each.name for each in (home / "blobs").rglob("*") if each.is_file()} for home in (tmp_path, back.home)]
    assert contents[0] == contents[1]


@pytest.mark.once
def test_a_move_that_is_cut_short_anywhere_is_gone_on_with(
    office: Platform, ministry: Office, target: Settings
) -> None:
    """And then the office goes on with its numbers, where it is now."""
    before = kept(office)
    office.database.engine.dispose()
    for cut in ("Filas", "Contenidos", "Comparación", "Contenidos (destino)"):
        with pytest.raises(Cut):
            move(office, target, cut_at(cut), signatures=False)
        assert (target.home / MOVING).is_file()
        half = open_platform(target)
        assert "oficina move" in unfit(half)["office"].do, "it is not yet an office"
        half.close()

    assert move(office, target, nothing, signatures=False)["clean"]
    assert the_same(before, target)
    assert not (target.home / MOVING).exists()
    with pytest.raises(TaskRefused, match="no está vacía"):
        move(office, target, nothing)
    (target.home / MOVING).parent.rename(elsewhere := target.home.with_name(f"{target.home.name}-elsewhere"))
    at_work = {"database_url": f"sqlite:///{elsewhere}/oficina.db", "blobs_url": f"file://{elsewhere}/blobs"}
    with pytest.raises(TaskRefused, match="ya tiene una oficina"):
        move(office, target.model_copy(update=at_work), nothing)

    there = open_platform(target.model_copy(update={"home": elsewhere} | at_work))
    moved = Office(**{**vars(ministry), "desk": there.database.desk(ministry.desk.actor)})
    assert next_folio(there, moved) == next_folio(office, ministry) == 2
    there.close()


@pytest.mark.once
def test_a_command_that_is_killed_is_run_again(
    platform: Platform, ministry: Office, a_folder: Place, tmp_path: Path
) -> None:
    a_document(platform, ministry)
    admit(platform)
    target = target_of(platform.settings, file := a_folder.told(tmp_path.with_name(f"{tmp_path.name}.env")))
    told = {"OFICINA_HOME": platform.settings.home, "OFICINA_KEY_FILE": platform.settings.key_file}
    command = [sys.executable, "-m", "oficina.cli", "move", "--no-signatures", "--to", str(file)]
    environ = CLEAN | {name: str(value) for name, value in told.items()} | {"OFICINA_PUBLIC_URL": "http://testserver"}
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE) as process:  # noqa: S603 -- our own program
        while process.poll() is None and not (target.home / MOVING).exists():
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)

    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=100)  # noqa: S603 -- our own program
    assert (done.returncode, done.stderr) == (0, "")
    assert "iguales en ambos lados" in done.stdout
    assert the_same(kept(platform), target)


@pytest.mark.once
def test_what_is_written_meanwhile_is_found_out_and_nothing_becomes_an_office(
    platform: Platform, ministry: Office, a_folder: Place, tmp_path: Path
) -> None:
    a_document(platform, ministry)
    admit(platform)
    target = target_of(platform.settings, a_folder.told(tmp_path.with_name(f"{tmp_path.name}.env")))

    def somebody_works(doing: str, _done: int, _whole: int) -> None:
        if doing == "Contenidos":
            a_document(platform, ministry)

    with pytest.raises(TaskRefused, match="El origen cambió"):
        move(platform, target, somebody_works)
    assert not (target.home / "oficina.env").exists()


@pytest.mark.needs_postgres
def test_an_office_that_others_are_using_is_not_carried(platform: Platform, a_folder: Place, tmp_path: Path) -> None:
    admit(platform)
    platform.database.engine.dispose()
    target = target_of(platform.settings, a_folder.told(tmp_path / "to.env"))
    other = Database(platform.settings.database_url)
    with other.reading(PLATFORM), pytest.raises(TaskRefused, match="Detenga todos sus procesos"):
        move(platform, target, nothing)
    other.engine.dispose()


@pytest.mark.once
def test_what_is_somebody_elses_is_refused(platform: Platform, a_folder: Place, tmp_path: Path) -> None:
    admit(platform)
    target = target_of(platform.settings, a_folder.told(tmp_path.with_name(f"{tmp_path.name}.env")))
    other = tmp_path.with_name(f"{tmp_path.name}-other.key")
    make_key_file(other)
    with pytest.raises(TaskRefused, match="no es la llave"):
        move(platform, target.model_copy(update={"key_file": other}), nothing)

    store = tmp_path.with_name(f"{tmp_path.name}-store")
    store.mkdir()
    (store / "office").write_text(str(uuid4()))
    with pytest.raises(TaskRefused, match="El almacén de destino es de otra oficina"):
        move(platform, target.model_copy(update={"blobs_url": f"file://{store}"}), nothing)

    (target.home / MOVING).write_text('{"office": "another"}')
    with pytest.raises(TaskRefused, match="se estaba llevando otra oficina"):
        move(platform, target, nothing)


@pytest.mark.once
def test_there_must_be_an_office_to_carry(platform: Platform, a_folder: Place, tmp_path: Path) -> None:
    with pytest.raises(TaskRefused, match="No hay ninguna oficina"):
        move(platform, target_of(platform.settings, a_folder.told(tmp_path / "to.env")), nothing)


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url="http://x", key_file=tmp_path.with_name("k"))


@pytest.mark.database_free
def test_the_file_names_another_office_than_this(here: Settings, tmp_path: Path) -> None:
    same = Place(here.home, {}).told(tmp_path / "same.env")
    with pytest.raises(CommandRefused, match="nombra la misma oficina"):
        target_of(here, same)
    with pytest.raises(CommandRefused, match="No se puede leer"):
        target_of(here, tmp_path / "none.env")
    (tmp_path / "typo.env").write_text("# al servidor\nexport OFICINA_HOME=/srv/x\nOFICINA_BLOB_URL='s3://'\n")
    with pytest.raises(SettingsRefused, match="OFICINA_BLOBS_URL"):
        target_of(here, tmp_path / "typo.env")


@pytest.mark.database_free
def test_what_an_office_has_for_good_goes_with_it(here: Settings, tmp_path: Path) -> None:
    there = target_of(here, Place(tmp_path / "b", {}).told(tmp_path / "to.env"))
    assert (there.public_url, there.key_file, there.demo) == (here.public_url, here.key_file, False)
    moved = target_of(here, Place(tmp_path / "b", {}).told(tmp_path / "to.env", OFICINA_PUBLIC_URL="https://nuevo.cl"))
    assert moved.public_url == "https://nuevo.cl"
