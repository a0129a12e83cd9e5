"""Whether what was filled in makes a document of its kind; each refusal says which field, and what to do."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import institutions.service as institutions
from documents.errors import (
    AccessCauseMissing,
    AccessLevelNotOfThisKind,
    AntecedentNotFound,
    DateInTheFuture,
    DocumentNotFound,
    FieldMissing,
    FieldNotOfThisKind,
    FieldWrong,
)
from documents.fields import DraftFields, Table
from documents.holding import get_many
from documents.kinds import Kind
from documents.levels import PUBLIC, SHORTEST_CAUSE, cause_told
from kernel.work import Work

NAMES = {
    "prefix": "la sigla del número",
    "place": "el lugar",
    "antecedents": "los antecedentes (ANT.)",
    "subject": "la materia (MAT.)",
    "enclosures": "lo incluido (INC.)",
    "from": "quién lo envía (DE)",
    "to": "a quién va (A)",
    "vistos": "los VISTOS",
    "considerando": "los CONSIDERANDO",
    "resuelvo": "lo que se resuelve (RESUELVO)",
    "paragraphs": "el cuerpo",
    "closing": "la despedida",
    "initials": "las iniciales de responsabilidad",
    "distribution": "la distribución",
    "attributed_date": "la fecha atribuida",
    "printed_date": "la fecha impresa",
    "notes": "las notas",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may know of the document, and by what law not everybody."""

    level: int | None = None
    cause: str | None = None
    until: date | None = None
    sensitive: bool = False
    warning: str = ""

    @property
    def told(self) -> str:
        """The cause as it is kept: a code of the list stands for what it cites."""
        return cause_told(self.cause or "")


Cited = Callable[[Work, Collection[UUID]], Collection[UUID]]
"""Of these things that came in, those that there are and that the actor may read. Whoever keeps them knows."""


def nothing_came_in(_work: Work, _ids: Collection[UUID]) -> Collection[UUID]:
    """Where nobody was told who keeps what comes in."""
    return ()


AS_THE_KIND = Access()
"""Whatever the kind of document says."""


def check_fields(work: Work, kind: Kind, fields: DraftFields, *, today: date, cited: Cited) -> None:
    """Everything that a draft of this kind needs is there, and nothing that it does not have."""
    check_filled(kind, fields)
    check_begun(work, kind, fields, today=today, cited=cited)


def check_filled(kind: Kind, fields: DraftFields) -> None:
    """Everything that a draft of this kind needs is there."""
    filled = fields.filled()
    for name in kind.fields.required:
        if name not in filled:
            raise FieldMissing(f"Falta {NAMES[name]}: {kind.name} no puede ir sin ese dato.", field=name)


def check_begun(work: Work, kind: Kind, fields: DraftFields, *, today: date, cited: Cited) -> None:
    """A draft that somebody still writes may lack something; what there is must be right."""
    for name in sorted(fields.filled() - {*kind.fields.required, *kind.fields.optional}):
        raise FieldNotOfThisKind(f"{kind.name} no lleva {NAMES[name]}: quite ese dato o elija otro tipo.", field=name)
    check_description(work, fields, today=today, cited=cited)


def check_upload(kind: Kind, fields: DraftFields) -> None:
    """Of a file that came from elsewhere at least what it is about must be said."""
    if not fields.subject:
        raise FieldMissing(f"Falta la materia (MAT.): {kind.name} no se puede encontrar sin ella.", field="subject")


def check_description(work: Work, fields: DraftFields, *, today: date, cited: Cited) -> None:
    """What holds for any document, written here or elsewhere."""
    for where, table in _tables(fields):
        for at, row in enumerate(table.rows):
            if len(row) != len(table.header):
                raise FieldWrong(
                    f"La fila {at + 1} de la tabla «{table.caption}» no tiene {len(table.header)} columnas: revísela.",
                    field=f"{where}.rows.{at}",
                )
    if fields.attributed_date and fields.attributed_date > today:
        raise DateInTheFuture("La fecha atribuida está en el futuro: revísela.", field="attributed_date")
    _check_antecedents(work, fields, cited)
    _check_distribution(work, fields)


def check_access(kind: Kind, access: Access, *, today: date) -> int:
    """The level of access of a document of this kind. To keep it from people takes a cause."""
    level = kind.access.default if access.level is None else access.level
    if level not in kind.access.allowed:
        allowed = ", ".join(map(str, sorted(kind.access.allowed)))
        raise AccessLevelNotOfThisKind(
            f"{kind.name} no admite el nivel de acceso {level}: use {allowed}.", field="access_level"
        )
    check_reserve(level, access, today=today)
    return level


def check_reserve(level: int, access: Access, *, today: date) -> None:
    """Of whatever is kept from people, written here or come from elsewhere: by what law, and until a day to come."""
    if level != PUBLIC and len(access.told) < SHORTEST_CAUSE:
        raise AccessCauseMissing(
            "Indique la causa legal de la reserva: sin ella no se puede reservar.", field="access_cause"
        )
    if access.until and access.until <= today:
        raise FieldWrong("La restricción ya habría terminado: revise su fecha de término.", field="access_until")


def _check_antecedents(work: Work, fields: DraftFields, cited: Cited) -> None:
    """What is cited is there, and whoever cites it may read it."""
    linked = {each.document_id for each in fields.antecedents if each.document_id}
    if unknown := linked - get_many(work, linked).keys():
        raise DocumentNotFound(
            "Un antecedente cita un documento que no existe, o que usted no puede ver: búsquelo y elíjalo de nuevo.",
            field="antecedents",
            unknown=_listed(unknown),
        )
    received = {each.reception_id for each in fields.antecedents if each.reception_id}
    if unknown := received - set(cited(work, received) if received else ()):
        raise AntecedentNotFound(
            "Un antecedente cita un ingreso que no existe, o que usted no puede ver: búsquelo y elíjalo de nuevo.",
            field="antecedents",
            unknown=_listed(unknown),
        )


def _listed(ids: Collection[UUID]) -> str:
    return ", ".join(sorted(map(str, ids)))


def _check_distribution(work: Work, fields: DraftFields) -> None:
    """The institutions are there and receive; a unit or a post stands inside one of them."""
    institutions.names_of(work, {line.institution_id for line in fields.distribution if line.institution_id})
    for at, line in enumerate(fields.distribution):
        if (line.unit_id or line.post_id) and line.institution_id is None:
            raise FieldWrong(
                f"La línea {at + 1} de la distribución nombra una unidad o un cargo sin su institución: indíquela.",
                field=f"distribution.{at}.institution_id",
            )


def _tables(fields: DraftFields) -> Iterator[tuple[str, Table]]:
    for name in ("paragraphs", "vistos", "considerando", "resuelvo"):
        for at, block in enumerate(getattr(fields, name)):
            if isinstance(block, Table):
                yield f"{name}.{at}", block
