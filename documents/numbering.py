"""The books of numbers: gapless, without duplicates, and nothing ever leaves them.

Taking a number locks one row, that of the series in the office and the year, until the commit. Whoever numbers
does nothing else meanwhile.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, exists, select

import audit.service as audit
import institutions.service as institutions
import search.service as search
from documents.errors import (
    AlreadyDispatched,
    AlreadyNumbered,
    Annulled,
    AnnulmentReasonMissing,
    NotNumbered,
    NotSigned,
    NumberingStarted,
)
from documents.holding import fields_of, handleable, handled, kind_of
from documents.jobs import SealDocument
from documents.models import Correlative, Document, Folio, Signing
from kernel.work import Work

SHORTEST_REASON = 3
MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def number(work: Work, document_id: UUID) -> Folio:
    """Give a signed document the next number and today's date; its seal follows on its own."""
    document = handled(work, document_id, lock=True)
    folio = work.find(Folio, document_id=document.id)
    if folio is not None:
        raise AlreadyNumbered(
            f"El documento ya tiene número, {folio}: siga con su despacho.", document_id=document_id, folio=str(folio)
        )
    if document.signing != Signing.SIGNED:
        raise NotSigned("El documento todavía no está firmado: se numera después de la firma.", document_id=document_id)
    kind, dated = kind_of(work, document), institutions.today(work)
    folio = Folio(
        institution_id=work.institution_id,
        document_id=document.id,
        office_id=document.office_id,
        series=kind.series,
        year=dated.year,
        number=take_number(work, kind.series, document.office_id, dated.year),
        prefix=fields_of(document).prefix or kind.prefix,
        dated=dated,
        at=work.now,
        given_by=work.actor.person_id,
    )
    work.add(folio)
    work.enqueue(SealDocument(document.id))
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.numbered", document.id, folio=str(folio), series=folio.series)
    return folio


def annul(work: Work, document_id: UUID, reason: str) -> Folio:
    """Leave the number in the book as annulled. What was dispatched is undone by another document only."""
    document = handled(work, document_id, lock=True)
    folio = folio_of(work, document)
    if document.dispatched_at:
        raise AlreadyDispatched(
            "El documento ya fue despachado y su número no se puede anular: déjelo sin efecto con otro documento.",
            document_id=document_id,
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise AnnulmentReasonMissing("Escriba por qué se anula el número: queda en el libro.", field="reason")
    document.annulled_at = folio.annulled_at = work.now
    folio.annulled_by = work.actor.person_id
    folio.annulment_reason = reason.strip()
    search.enqueue_index(work, "document", document.id)
    audit.record(work, "document.annulled", document.id, people={"reason": reason.strip()}, folio=str(folio))
    return folio


def folio_of(work: Work, document: Document) -> Folio:
    """The number that the document bears; refused if it has none, or if it was annulled."""
    folio = entry_of(work, document)
    if folio is None:
        raise NotNumbered("El documento todavía no tiene número: numérelo primero.", document_id=document.id)
    if folio.annulled_at:
        raise Annulled(f"El número {folio} fue anulado: use otro documento.", document_id=document.id)
    return folio


def entry_of(work: Work, document: Document) -> Folio | None:
    """What the book says of the document, annulled or not."""
    return work.find(Folio, document_id=document.id)


def printed_folio(folio: Folio) -> str:
    """As it is printed: «ORD. N° 1847/2026»."""
    return str(folio)


def printed_date(_work: Work, folio: Folio) -> str:
    """As it is printed: «21 de noviembre de 2026», the day where the institution is."""
    return f"{folio.dated.day} de {MONTHS[folio.dated.month - 1]} de {folio.dated.year}"


def entries_of(work: Work, ids: Collection[UUID]) -> dict[UUID, Folio]:
    """What the book says of each of them: one statement."""
    query = select(Folio).where(Folio.institution_id == work.institution_id, Folio.document_id.in_(ids))
    return {folio.document_id: folio for folio in work.session.scalars(query)}


def book(
    work: Work, *, office_id: UUID | None = None, series: str | None = None, year: int | None = None
) -> Select[Folio]:
    """The numbers given, annulled ones among them. Of what the reader may not read, only that there is one."""
    query = select(Folio).where(Folio.institution_id == work.institution_id)
    asked = {Folio.office_id: office_id, Folio.series: series, Folio.year: year}
    for column, value in asked.items():
        if value is not None:
            query = query.where(column == value)
    return query


def to_number(work: Work) -> Select[Document]:
    """What is signed and has no number yet, of what the actor may read or their office numbers: the oldest first."""
    numbered = exists().where(Folio.institution_id == work.institution_id, Folio.document_id == Document.id)
    signed = (Document.signing == Signing.SIGNED, Document.dispatched_at.is_(None), Document.annulled_at.is_(None))
    return handleable(work).where(*signed, ~numbered).order_by(Document.id)


def numbered(work: Work) -> Select[Document, Folio]:
    """What has a number that holds, with it, of what the actor may read or their office sends unread."""
    return (
        handleable(work)
        .add_columns(Folio)
        .join(Folio, (Folio.document_id == Document.id) & (Folio.institution_id == work.institution_id))
        .where(Folio.annulled_at.is_(None), Document.annulled_at.is_(None))
    )


def take_number(work: Work, series: str, office_id: UUID, year: int) -> int:
    """The next number of a series. The row stays locked to the commit: no gap, no duplicate."""
    correlative = work.lock(Correlative, office_id=office_id, series=series, year=year)
    correlative.last += 1
    return correlative.last


def declare_next(work: Work, series: str, office_id: UUID, year: int, next_: int) -> Correlative:
    """The book goes on from another, kept elsewhere: its first number here. Only before one is given."""
    institutions.office(work, office_id)
    correlative = work.lock(Correlative, office_id=office_id, series=series, year=year)
    if correlative.last >= correlative.first:
        raise NumberingStarted(
            f"Esta serie ya dio números en {year} (el último, {correlative.last}): su inicio no se puede cambiar.",
            series=series,
            year=year,
            last=correlative.last,
        )
    correlative.first, correlative.last = next_, next_ - 1
    audit.record(work, "correlative.declared", office_id, series=series, year=year, first=next_)
    return correlative


def correlatives(work: Work) -> list[Correlative]:
    """Every series that has begun, or whose beginning was declared."""
    mine = Correlative.institution_id == work.institution_id
    order = (Correlative.year.desc(), Correlative.series, Correlative.office_id)
    return list(work.session.scalars(select(Correlative).where(mine).order_by(*order)))
