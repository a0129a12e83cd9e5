"""What is known of a document, element by element, with all that was known before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select

import audit.service as audit
import institutions.service as institutions
from documents.elements import Element, scheme
from documents.errors import CorrectionReasonMissing, KeptByTheOffice, NotRepeatable
from documents.holding import get
from documents.kinds import Kind
from documents.models import Document, Metadatum, Source
from kernel.work import Work

KEPT_BY_THE_OFFICE = frozenset({"MGDDE1_1", "MGDDE7_1", "MGDDE7_4", "MGDDE8_3", "MGDDE10"})
"""What only an act changes: the identifier, who may read it, whether it is signed, and by which guide it is told."""

AUTHOR, OFFICIAL, ISSUING_BODY, DIGITAL, NO = "3", "4", "1", "2", "2"
"""Values of the controlled lists."""

Values = Mapping[str, str]
NOTHING: Values = {}


def describe(work: Work, document: Document, kind: Kind, also: Values = NOTHING) -> None:
    """What is known of a document when it begins, and `also` of the file that it came in."""
    institution = institutions.institution(work)
    at = work.now.isoformat(timespec="seconds")
    told = {
        "MGDDE1_1": document.unique_code,
        "MGDDE1_2": document.classification,
        "MGDDE1_5": "1",
        "MGDDE1_6": document.subject,
        "MGDDE2_3": "pdf",
        "MGDDE3_2": f"{kind.name} - {document.subject}",
        "MGDDE3_3": "es",
        "MGDDE4_1": at,
        "MGDDE4_2": at,
        "MGDDE5_1": str(kind.documentary_type),
        "MGDDE5_3": DIGITAL,
        "MGDDE61_1": institution.code or "",
        "MGDDE61_2": institution.name,
        "MGDDE61_3": ISSUING_BODY,
        "MGDDE62_1": AUTHOR if work.actor.person_id else "",
        "MGDDE62_2": OFFICIAL if work.actor.person_id else "",
        "MGDDE62_4": work.actor.name if work.actor.person_id else "",
        "MGDDE7_1": str(document.access_level),
        "MGDDE7_2": document.access_until.isoformat() if document.access_until else "",
        "MGDDE7_4": "1" if document.sensitive else NO,
        "MGDDE8_3": NO,
        "MGDDE10": scheme().version,
        **also,
    }
    if document.source == Source.UPLOADED:
        told["MGDDE4_3"] = at
    work.add(*(_row(work, document, code, value) for code, value in told.items() if value))


def note(work: Work, document: Document, values: Values, *, reason: str | None = None, occurrence: int = 1) -> None:
    """What an act made known: the values that changed, and when."""
    told = {(code, occurrence): value for code, value in values.items()}
    told["MGDDE4_2", 1] = work.now.isoformat(timespec="seconds")
    current = {(row.element, row.occurrence): row for row in current_values(work, document)}
    for (code, at), value in told.items():
        before = current.get((code, at))
        if before is None or before.value != value:
            revision = before.revision + 1 if before else 1
            work.add(_row(work, document, code, value, occurrence=at, revision=revision, reason=reason))


def set_value(
    work: Work, document_id: UUID, code: str, value: str, *, occurrence: int = 1, reason: str | None = None
) -> Metadatum:
    """Say what is known, or correct it with its reason; what was said stays in the history."""
    document = get(work, document_id, lock=True)
    element = scheme().element(code)
    _refuse_unless_open(element, occurrence)
    scheme().check(element, value)
    history = [row for row in history_of(work, document, code) if row.occurrence == occurrence]
    if history and not (reason or "").strip():
        raise CorrectionReasonMissing(
            f"Escriba por qué corrige «{element.label}»: queda en su historia.", field="reason"
        )
    row = _row(work, document, code, value, occurrence=occurrence, revision=len(history) + 1, reason=reason)
    row.automatic = False
    work.add(row)
    told = {"element": code, "occurrence": occurrence, "revision": row.revision}
    audit.record(work, "document.metadata-set", document.id, people={"value": value[:200]}, **told)
    return row


def current_values(work: Work, document: Document) -> Sequence[Metadatum]:
    """What is known now: of each element and occurrence, the last that was said."""
    mine = (Metadatum.institution_id == work.institution_id, Metadatum.document_id == document.id)
    last = (
        select(Metadatum.element, Metadatum.occurrence, func.max(Metadatum.revision).label("revision"))
        .where(*mine)
        .group_by(Metadatum.element, Metadatum.occurrence)
        .subquery()
    )
    same = (
        (Metadatum.element == last.c.element)
        & (Metadatum.occurrence == last.c.occurrence)
        & (Metadatum.revision == last.c.revision)
    )
    return work.session.scalars(select(Metadatum).join(last, same).where(*mine)).all()


def history_of(work: Work, document: Document, code: str) -> Sequence[Metadatum]:
    """All that was ever said of an element, oldest first."""
    of_it = (
        Metadatum.institution_id == work.institution_id,
        Metadatum.document_id == document.id,
        Metadatum.element == code,
    )
    return work.session.scalars(
        select(Metadatum).where(*of_it).order_by(Metadatum.occurrence, Metadatum.revision)
    ).all()


def by_element(work: Work, document: Document) -> list[tuple[Element, list[Metadatum]]]:
    """Every element of the guide in its order, with what is known of it: nothing, for many."""
    known: dict[str, list[Metadatum]] = defaultdict(list)
    for row in sorted(current_values(work, document), key=lambda row: row.occurrence):
        known[row.element].append(row)
    return [(element, known[element.code]) for element in scheme().elements]


def missing(work: Work, document: Document) -> list[Element]:
    """The obligatory elements of which nothing is known yet."""
    return [element for element, known in by_element(work, document) if element.obligation == "required" and not known]


def _refuse_unless_open(element: Element, occurrence: int) -> None:
    if element.code in KEPT_BY_THE_OFFICE:
        raise KeptByTheOffice(
            f"«{element.label}» lo lleva el sistema: cambia con el acto que corresponde.", element=element.code
        )
    if occurrence > 1 and not element.repeatable:
        raise NotRepeatable(f"«{element.label}» lleva un solo valor: corrija el que tiene.", element=element.code)


def _row(  # noqa: PLR0913 -- a value with where it stands
    work: Work,
    document: Document,
    code: str,
    value: str,
    *,
    occurrence: int = 1,
    revision: int = 1,
    reason: str | None = None,
) -> Metadatum:
    return Metadatum(
        institution_id=work.institution_id,
        document_id=document.id,
        element=code,
        occurrence=occurrence,
        revision=revision,
        value=value,
        automatic=True,
        at=work.now,
        by=work.actor.person_id,
        reason=reason,
    )
