"""Whether the servers that others operate are fit for an office: each is tried, and not believed."""

import json
from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files
from pkgutil import resolve_name

from sqlalchemy import text

from documents.storage import Proving
from kernel.clock import Clock, utc_now
from oficina.platform import Platform
from oficina.readiness import Check, Unfit
from search.analysis import stems
from search.engines import Operated

Golden = tuple[str, list[str]]
"""What is written, and the words by which it is kept."""

AT_ONCE = 100
"""Texts that a server is asked for in one call."""
FARTHEST_CLOCK = timedelta(seconds=2)
REBUILD = "Ejecute «oficina rebuild-index»: entretanto se sigue buscando en lo que hay."

POWERS = text("""
    SELECT rolsuper, rolbypassrls,
           (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND pg_has_role(tableowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
""")


def database_role_is_nobody(platform: Platform) -> Unfit | None:
    """Whoever owns a table, or is above it, is not held by its row-level security."""
    if platform.database.engine.dialect.name != "postgresql":
        return None
    with platform.database.engine.connect() as connection:
        above, passes, owns = connection.execute(POWERS).one()
    if above or passes or owns:
        return Unfit(
            "El rol con que la oficina entra a PostgreSQL es dueño de tablas, o pasa por sobre sus reglas.",
            "Ejecute «oficina migrate» con OFICINA_OWNER_DATABASE_URL, y en OFICINA_DATABASE_URL use oficina_app.",
        )
    return None


def clocks_agree(platform: Platform, ours: Clock = utc_now) -> Unfit | None:
    if platform.database.engine.dialect.name != "postgresql":
        return None
    with platform.database.engine.connect() as connection:
        theirs = connection.scalar(text("SELECT clock_timestamp()"))
    apart = abs(theirs - ours()) if theirs else timedelta.max
    if apart > FARTHEST_CLOCK:
        return Unfit(
            f"El reloj de PostgreSQL y el de esta máquina difieren en {apart.total_seconds():.1f} segundos.",
            "Ponga ambas máquinas en hora con NTP (chrony o systemd-timesyncd).",
        )
    return None


def store_only_creates(platform: Platform) -> Unfit | None:
    if isinstance(platform.blobs, Proving) and not platform.blobs.creates_only():
        return Unfit(
            "El almacén S3 deja reemplazar lo que ya tiene (no cumple If-None-Match).",
            "Use un servidor S3 que lo cumpla, por ejemplo VersityGW o AWS.",
        )
    return None


def store_keeps(platform: Platform) -> Unfit | None:
    """A lock is proven by trying to delete what is locked: some servers accept it and do not enforce it."""
    if not isinstance(platform.blobs, Proving):
        return None
    found = platform.blobs.guarded()
    if not found.versions:
        return Unfit(
            "El cubo S3 no guarda versiones: lo que se borra se pierde.",
            "Cree un cubo con Object Lock (que activa las versiones), y mueva a él la oficina con «oficina move».",
        )
    if not found.locks:
        return Unfit(
            "El almacén S3 dejó borrar un objeto retenido: su Object Lock no protege.",
            "Cree el cubo con Object Lock activado, o use un servidor que lo haga cumplir.",
        )
    return None


def index_is_of_our_kind(platform: Platform) -> Unfit | None:
    """One that is too old does not understand what it is asked, and a newer one may answer otherwise."""
    if not isinstance(platform.index, Operated):
        return None
    theirs, ours = platform.index.versions()
    if theirs.partition(".")[0] != ours.partition(".")[0]:
        return Unfit(
            f"El servidor del índice es Elasticsearch {theirs}, y la oficina habla con la versión {ours}.",
            f"Ponga un servidor de la versión {ours.partition('.')[0]}, o la oficina que corresponda al suyo.",
        )
    return None


def index_keeps_words(platform: Platform) -> Unfit | None:
    """The golden words: a server that cuts them in another way finds other documents."""
    if not isinstance(platform.index, Operated):
        return None
    golden = golden_words()
    for first in range(0, len(golden), AT_ONCE):
        part = golden[first : first + AT_ONCE]
        told = platform.index.words_kept([" ".join(stems(written)) for written, _ in part])
        if otherwise := cut_otherwise(part, told):
            return Unfit(
                "El servidor del índice corta las palabras de otro modo que la oficina, y hay búsquedas que no "
                f"encuentran: {otherwise}.",
                "Quite las plantillas de índices que alcancen a los de la oficina, y ejecute «oficina rebuild-index».",
            )
    return None


def golden_words() -> list[Golden]:
    """Ours, with the numbers and the abbreviations of papers; and some hundreds of texts as Lucene cuts them."""
    ours = json.loads((files("search") / "spanish_words.json").read_text("utf-8"))["stems"]
    theirs = json.loads((files("search") / "lucene_words.json").read_text("utf-8"))["kept"]
    return [*((written, list(kept)) for written, kept in ours), *((written, kept.split()) for written, kept in theirs)]


def cut_otherwise(golden: Sequence[Golden], told: Sequence[str]) -> str:
    """The first word that is kept in another way, or nothing."""
    kept = [(written, word) for written, words in golden for word in words]
    for at, (written, word) in enumerate(kept):
        if (other := told[at] if at < len(told) else "") != word:
            return f"de «{written}» guarda «{other}» donde va «{word}»"
    return f"guarda «{told[len(kept)]}» de más" if len(told) > len(kept) else ""


def index_has_everything(platform: Platform) -> Unfit | None:
    """An embedded office makes its index again by itself; where there are several processes, somebody has to say so."""
    if not isinstance(platform.index, Operated):
        return None
    if platform.index.is_new:
        return Unfit("Al índice pueden faltarle documentos: nunca se hizo de las filas.", REBUILD)
    if damage := platform.index.damage():
        return Unfit(f"Al índice le faltan partes: {damage}.", REBUILD)
    return None


def somebody_listens(platform: Platform) -> Unfit | None:
    if platform.settings.in_one_process:
        return None
    consumers = resolve_name("workers.celery:consumers")  # Celery is loaded only where it is used
    alone = sorted(queue for queue, many in consumers(platform.settings).items() if not many)
    if alone:
        return Unfit(
            f"Nadie atiende estas colas del servidor de mensajes: {', '.join(alone)}.",
            "Ponga en marcha «oficina worker» para ellas, y mire su registro si ya lo está.",
        )
    return None


CHECKS: dict[str, Check] = {
    "database-role": database_role_is_nobody,
    "database-clock": clocks_agree,
    "store-create-only": store_only_creates,
    "store-lock": store_keeps,
    "index-version": index_is_of_our_kind,
    "index-words": index_keeps_words,
    "index-whole": index_has_everything,
    "queues": somebody_listens,
}
