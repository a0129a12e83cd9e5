"""How long things are kept, as a records manager says it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from correspondence.holdings import BOOK
from documents.kinds import all_kinds
from documents.retention.keepable import DOCUMENT, EXPEDIENTE, RECEPTION
from documents.retention.models import Disposal, HoldCause, Scope
from documents.storage import BlobStore, Retaining

DISPOSALS = {
    Disposal.PERMANENT: "Conservar para siempre",
    Disposal.TRANSFER: "Transferir al Archivo Nacional",
    Disposal.ELIMINATE: "Eliminar, con acta",
}
CAUSES = {
    HoldCause.LITIGATION: "Litigio",
    HoldCause.OVERSIGHT: "Fiscalización",
    HoldCause.OTHER: "Otra causa",
}
TROUBLES = {
    "store-does-not-retain": "El almacén no retiene: pida a quien opera la oficina un cubo con Object Lock.",
    "blob-missing": "Falta un contenido en el almacén: avise a quien opera la oficina.",
}
PLACES = {
    DOCUMENT: ("/documentos", "Documento"),
    EXPEDIENTE: ("/expedientes", "Expediente"),
    RECEPTION: ("/recepciones", "Ingreso"),
}
ANOTHER = "series:"
"""Chosen by whoever writes the name of a series that is not on the list."""


def applies(scope: str | None, name: str | None) -> str:
    """What a rule is for."""
    if scope == Scope.SERIES:
        if name == BOOK:
            return "Lo recibido (libro de ingresos)"
        return f"Serie {name}"
    if scope == Scope.KIND:
        kind = all_kinds().get(name or "")
        return kind.name if kind else f"Tipo {name}"
    return "Todo lo demás"


def choices() -> list[tuple[str, str]]:
    """What a rule may be for: the kinds of documents, the series of their books, and the rest."""
    kinds = sorted(((f"kind:{each.code}", each.name) for each in all_kinds().values()), key=lambda pair: pair[1])
    series = sorted({each.series for each in all_kinds().values()})
    return [
        ("rest:", "Todo lo demás"),
        *kinds,
        *((f"series:{each}", applies(Scope.SERIES, each)) for each in (BOOK, *series)),
        (ANOTHER, "Otra serie, o la de los expedientes"),
    ]


def term(row: Any, today: date) -> str:
    """One sentence for a thing: until when it is kept, and what becomes of it then."""
    if row is None or row.scope is None:
        return "Ninguna regla de la tabla dice cuánto se conserva."
    if row.since is None:
        return f"{applies(row.scope, row.name)}: el plazo se cuenta desde que se firme o se termine."
    if row.until is None:
        return f"{applies(row.scope, row.name)}: se conserva para siempre."
    over = "Cumplió su plazo el" if row.until <= today else "Se conserva hasta el"
    return f"{over} {row.until:%d-%m-%Y} ({applies(row.scope, row.name)})."


def of_the_store(blobs: BlobStore, mode: str) -> str:
    if not isinstance(blobs, Retaining):
        return (
            "Los archivos están en una carpeta de esta máquina. El programa no borra ninguno, pero quien administra la "
            "máquina podría: para que nadie pueda, use un almacén S3 con Object Lock."
        )
    nobody = (
        "nadie, ni quien lo opera, puede borrarlo antes"
        if mode == "compliance"
        else "solo un permiso especial lo levanta"
    )
    return f"El almacén retiene cada archivo hasta la fecha de su plazo ({mode.upper()}: {nobody})."


def counted_by_trouble(troubles: dict[str, int]) -> Sequence[tuple[str, int]]:
    return [
        (TROUBLES.get(code, "El almacén no lo aceptó: se intenta cada día."), many) for code, many in troubles.items()
    ]
