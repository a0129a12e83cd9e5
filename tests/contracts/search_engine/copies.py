"""What lies in the index in these tests, and how it is asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from search.engines import Asked, Copy, SearchEngine
from search.query import parse

OURS, THEIRS = uuid4(), uuid4()
ZONE = ZoneInfo("America/Santiago")
READER = "unit:1"
NOON = datetime(2026, 5, 11, 16, tzinfo=UTC)

OFICIO = Copy(
    institution_id=OURS,
    subject_id=uuid4(),
    kind="document",
    title="Solicita estado de avance de las medidas",
    text="Me permito solicitar a la señora intendenta de Ñuñoa las resoluciones del año, según el N° 1.847.",
    at=NOON,
    version=1,
    marks=frozenset({READER}),
    fields={
        "folio": ("ORD. N° 1847/2026",),
        "rut": ("12.345.678-5",),
        "de": "Ministerio Secretaría General de la Presidencia",
        "para": ("Intendencia de Tarapacá", "Intendencia de Atacama"),
        "tipo": "Oficio ordinario",
    },
)
OTHER = replace(
    OFICIO,
    at=NOON + timedelta(days=365),
    subject_id=uuid4(),
    title="Memorándum de prueba",
    text="Nada que ver.",
    fields={},
)


def found(engine: SearchEngine, typed: str, **said: object) -> set[UUID]:
    asked = Asked(OURS, frozenset({READER}), parse(typed, ZONE))
    return {hit.subject_id for hit in engine.search(replace(asked, **said)).hits}  # type: ignore[arg-type]


def paged(engine: SearchEngine, asked: Asked) -> list[UUID]:
    listed: list[UUID] = []
    after: str | None = None
    while True:
        page = engine.search(asked, after=after, limit=2)
        listed += [hit.subject_id for hit in page.hits]
        if page.following is None:
            assert page.total == len(listed)
            return listed
        after = page.following
