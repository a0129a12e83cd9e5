"""What the page of an expediente shows of it, part by part (DS 10, art. 19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import documents.service as documents
import expedientes.service as expedientes
from expedientes.showing import elements, entries_page, index_shown, sees_all
from expedientes.views import ActView, ElementView
from kernel.work import Work
from search import readings
from search.entries import EntrySource, File

PARTS = {
    "indice": "Índice",
    "metadatos": "Metadatos",
    "trazabilidad": "Trazabilidad",
    "accesos": "Accesos",
    "interesados": "Interesados",
    "acciones": "Acciones",
}
DEEDS = {
    "opened": "Expediente abierto",
    "filed": "Pieza incorporada",
    "withdrawn": "Pieza retirada",
    "amended": "Datos rectificados",
    "party-added": "Interesado agregado",
    "party-ended": "Interesado que deja de serlo",
    "readers-added": "Se dio acceso a otros",
    "readers-removed": "Se quitó el acceso a otros",
    "access-changed": "Acceso cambiado",
    "access-lapsed": "Terminó la reserva en su fecha",
    "accumulated": "Acumulado a otro expediente",
    "closed": "Expediente terminado",
    "reopened": "Expediente reabierto",
}
LOOKED = {
    "opened": "Abrió el expediente",
    "access": "Miró quién lo ve",
    "read": "Leyó una pieza",
    "exported": "Exportó el expediente",
}
RELATIONS = {1: "Responsable", 2: "Interesado/a"}
"""The codes that the guide names; the others are of the Servicio Codificador, and are shown as they are."""
ACTORS = {1: "Persona", 2: "Persona extranjera", 3: "Empresa u organización", 4: "Funcionario/a"}
LEVELS = {code: level.name for code, level in documents.LEVELS.items()}
OBLIGATIONS = {"required": "Obligatorio", "conditional": "Condicional", "suggested": "Sugerido"}
SHOWN = 50
NESTED = "expediente"


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers on top of the page."""

    state: str
    since: Any
    filled: int
    elements: int
    missing: int
    faults: int


def figures(work: Work, expediente: Any, public_url: str) -> Figures:
    told = elements(work, expediente, public_url)
    return Figures(
        state="En tramitación" if expediente.state == "open" else "Terminado",
        since=expediente.opened_at if expediente.state == "open" else expediente.closed_at,
        filled=sum(any(each.values) for each in told),
        elements=len(told),
        missing=sum(each.is_missing for each in told),
        faults=sum(1 for _ in expedientes.verify(work, expediente.id)),
    )


def wordless(work: Work, expediente: Any, sources: Iterable[EntrySource]) -> list[str]:
    """What of all that is filed in it, and is for whoever looks, cannot be found by what it says: with its piece.

    What another expediente holds, that one tells.
    """
    held = expedientes.filed(work, expediente)
    files = [File(each.title, each.blob) for each in held if each.blob and not each.subject_id]
    titles = {each.subject_id: each.title for each in held if each.subject_id}
    for source in sources:
        of_kind = {each.subject_id for each in held if each.subject_id and each.kind == source.kind != NESTED}
        for thing in source.entries(work, of_kind) if of_kind else ():
            files += [File(f"{titles[thing.subject_id]}: {each.name}", each.blob) for each in thing.files]
    return readings.wordless(work, files)


def part(work: Work, expediente: Any, name: str, public_url: str, after: UUID | None) -> dict[str, Any]:
    """What one part needs, and nothing of the others."""
    match name:
        case "metadatos":
            return {"elements": [ElementView.of(each) for each in elements(work, expediente, public_url)]}
        case "trazabilidad":
            told = sees_all(work, expediente)
            acts = [ActView.of(each, told=told) for each in expedientes.acts_of(work, expediente)]
            return {"acts": acts[::-1], "deeds": DEEDS}
        case "accesos":
            return {"accesses": list(expedientes.accesses(work, expediente))[::-1][:200], "looked": LOOKED}
        case "interesados":
            return {"parties": expedientes.parties(work, expediente), "relations": RELATIONS, "actors": ACTORS}
        case "acciones":
            return {}
        case _:
            shown = index_shown(work, expediente)
            page = entries_page(work, expediente, after, SHOWN)
            return {"entries": page, "index_sha256": shown.sha256, "partial": shown.partial}
