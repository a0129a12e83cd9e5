"""A whole office carried to other parts: from one machine to servers, or back. Where it was, it is only read."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import audit.service as audit
import institutions.service as institutions
from kernel.actor import PLATFORM, system
from kernel.database import Database
from kernel.secrets import read_key_file
from oficina.admin import TaskRefused, Tell
from oficina.home import LOCK, MOVING, keep_settings
from oficina.office import admit, office_of
from oficina.platform import Platform, open_platform
from oficina.schema import migrate_as_owner, require_newest
from oficina.settings import Settings
from oficina.upkeep.beside import copy_file, files_of
from oficina.upkeep.carrying import Carried, become, carry_on, digests, many
from oficina.upkeep.contents import missing_from, names_in
from oficina.upkeep.manifest import is_empty
from oficina.upkeep.rebuild import rebuild_index
from oficina.upkeep.rows import counted, is_file
from oficina.upkeep.verify import verify_all

AT_ONCE = 4
"""How many contents are on their way at the same time."""

CHANGED = (
    "El origen cambió mientras se llevaba: detenga todos sus procesos, "
    "y empiece de nuevo en una carpeta y una base vacías."
)

OTHERS = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
""")


def move(source: Platform, target: Settings, tell: Tell, *, signatures: bool = True) -> dict[str, Any]:
    """Everything, and at the end the row that makes it an office; then it is checked. Killed, it is run again."""
    office = _office_at_rest(source)
    goes_on = begin(source, office, target)
    if is_file(target.database_url) or target.owner_database_url:
        migrate_as_owner(target)
    there = open_platform(target)
    try:
        if not _is_already(there, office, goes_on=goes_on):
            _bring_everything(source, there, tell)
        admit(there)
        rebuild_index(there, {}, _named("índice", tell))
        found = {
            "source": verify_all(source, {"signatures": signatures}, _named("origen", tell)),
            "target": verify_all(there, {"signatures": signatures}, _named("destino", tell)),
        }
        told = {"rows": many(source.database), "logs": log_roots(there.database)}
    finally:
        there.close()
    keep_settings(target)
    (target.home / MOVING).unlink()
    clean = all(each["clean"] for each in found.values())
    return {"home": str(target.home), "clean": clean, "verified": found, **told}


def _bring_everything(source: Platform, there: Platform, tell: Tell) -> None:
    """Rows, then the contents that they name; and only what is the same on both sides becomes an office."""
    rows = many(source.database)
    try:
        carry_on(source.database, there.database, counted("Filas", tell, of=rows))
    except IntegrityError:
        raise TaskRefused(CHANGED) from None
    _bring_contents(source, there, tell)
    for file in files_of(source.settings.home):
        copy_file(file, source.settings.home, there.settings.home)
    _office_at_rest(source)
    _refuse_different(source.database, there.database, counted("Comparación", tell, of=2 * rows))
    become(source.database, there.database)


def begin(source: Platform, office: str, target: Settings) -> bool:
    """Into an empty folder with the same key; or to go on, where this same office was being carried to."""
    if read_key_file(target.key_file).name != source.secrets.name:
        raise TaskRefused(f"{target.key_file} no es la llave de esta oficina: copie ahí la suya, que va con ella.")
    note = target.home / MOVING
    if note.is_file():
        if json.loads(note.read_text("utf-8")) != {"office": office}:
            raise TaskRefused(f"A {target.home} se estaba llevando otra oficina: elija una carpeta nueva.")
        return True
    if not is_empty(target.home, but=frozenset({LOCK})):
        raise TaskRefused(f"{target.home} no está vacía: fije OFICINA_HOME del destino en una carpeta nueva.")
    target.home.mkdir(parents=True, exist_ok=True)
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps({"office": office}), "utf-8")
    draft.replace(note)
    return False


def log_roots(database: Database) -> dict[str, dict[str, Any]]:
    """How far each log goes, and the root that its last checkpoint signs."""
    found: dict[str, dict[str, Any]] = {}
    with database.reading(PLATFORM) as work:
        everybody = institutions.all_logs(work)
    for each in everybody:
        with database.reading(system(each)) as work:
            if last := audit.last_checkpoint(work):
                found[str(each)] = {"size": last.size, "root": last.root}
    return found


def _office_at_rest(source: Platform) -> str:
    """What is carried must stand still. On one machine the lock of its folder sees to it."""
    office = office_of(source.database)
    if office is None:
        raise TaskRefused(f"No hay ninguna oficina en {source.settings.home}: revise los ajustes del origen.")
    if source.database.engine.dialect.name == "postgresql":
        with source.database.engine.connect() as connection:
            others = connection.scalar(OTHERS)
        if others:
            raise TaskRefused(
                f"La oficina está en marcha: {others} conexiones la usan. Detenga todos sus procesos "
                "(web, relay y worker, en todas las máquinas) y vuelva a intentarlo."
            )
    return str(office.id)


def _is_already(there: Platform, office: str, *, goes_on: bool) -> bool:
    """Whether all of it was brought, and what was cut short came after. Whatever is somebody else's is refused."""
    require_newest(there.database)
    taken = office_of(there.database)
    if taken and not (goes_on and str(taken.id) == office):
        raise TaskRefused("La base de destino ya tiene una oficina: use una base nueva.")
    if (other := there.blobs.belongs_to(office)) != office:
        raise TaskRefused(f"El almacén de destino es de otra oficina ({other}): use uno vacío.")
    return taken is not None


def _bring_contents(source: Platform, there: Platform, tell: Tell) -> None:
    """Those that the carried rows name and the target lacks, each proven while it is read."""

    def bring(name: str) -> None:
        there.blobs.put(source.blobs.get(name))

    with names_in(there.database) as names, ThreadPoolExecutor(AT_ONCE) as crowd:
        carried = counted("Contenidos", tell, of=len(names))
        wanted = missing_from(there.blobs, names)
        while some := list(islice(wanted, AT_ONCE * 16)):
            for _ in crowd.map(bring, some):
                carried(1)


def _refuse_different(source: Database, there: Database, carried: Carried) -> None:
    """A source that was written to meanwhile says something else than what was carried."""
    if digests(source, carried) != digests(there, carried):
        raise TaskRefused(CHANGED)


def _named(whose: str, tell: Tell) -> Tell:
    return lambda what, done, total: tell(f"{what} ({whose})", done, total)
