"""What a result of the search brings along when it is taken away, by kind: of features that do not know each other."""

from collections.abc import Collection, Mapping
from uuid import UUID

import correspondence.service as correspondence
import documents.service as documents
import search.service as search
from kernel.work import Work
from search.gathering import Brought, Carrier, Piece

GUARDED = "De acceso restringido: se abre en su ficha, donde queda registrado"
UNOPENED = "Sin acuse de recibo: se abre en su ficha"
APART = "Un expediente se exporta entero desde su ficha"


def carried_documents(work: Work, ids: Collection[UUID]) -> dict[UUID, Brought]:
    """The last version and what goes with it. To open what is restricted is an act of its own, and not done here."""
    found = documents.get_many(work, ids)
    free = {each.id: each for each in found.values() if not documents.is_restricted(each)}
    heads, attached = documents.heads_of(work, free.values()), documents.attachments_of(work, free)
    folios = documents.entries_of(work, found)
    told = {}
    for document in found.values():
        folio = folios.get(document.id)
        number = documents.printed_folio(folio) if folio else ""
        if document.id not in free:
            told[document.id] = Brought(number, why=GUARDED)
            continue
        head = heads.get(document.id)
        itself = [Piece(f"{number or document.unique_code}.pdf", head.blob, head.size)] if head else []
        of_it = [Piece(each.name, each.blob, each.size) for each in attached.get(document.id, ())]
        told[document.id] = Brought(number, (*itself, *of_it))
    return told


def carried_receptions(work: Work, ids: Collection[UUID]) -> dict[UUID, Brought]:
    """What came, once it was acknowledged or opened: that it is opened is what its sender waits for."""
    return {reception_id: _received(each) for reception_id, each in correspondence.held(work, ids).items()}


def _received(held: correspondence.Held) -> Brought:
    why = GUARDED if held.restricted else UNOPENED if held.unopened else ""
    return Brought(held.entry, tuple(Piece(*each) for each in held.files), why)


def carried_expedientes(work: Work, ids: Collection[UUID]) -> dict[UUID, Brought]:
    return dict.fromkeys(search.may_read_which(work, ids), Brought(why=APART))


CARRIERS: Mapping[str, Carrier] = {
    "document": carried_documents,
    "reception": carried_receptions,
    "expediente": carried_expedientes,
}
