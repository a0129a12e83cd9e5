"""A full office, made in bulk: documents, numbers, dispatches, entries and referrals of two years, with Spanish words.

Every row goes through the session, so that it bears its seal as any other. What people did is not in the log: this is
for measuring, and `oficina verify` would say so.
"""

import gc
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from benchmarks import papers
from correspondence.models import (
    Communication,
    Correction,
    Delivery,
    DeliveryState,
    Purpose,
    Reception,
    ReceptionState,
    Referral,
    ReferralState,
    Source,
)
from documents import codes, models
from documents.kinds import kind
from kernel.clock import utc_now
from kernel.rows import Owned
from oficina.demo.cast import House
from oficina.platform import Platform
from search.models import ReaderMark

BATCH = 500
DAYS = 700
STILL_OPEN, TO_NUMBER, TO_DISPATCH, DRAFTS = 1_500, 60, 60, 200
"""At the end of a long list: what is not finished yet."""
ONE_IN_RESTRICTED, ONE_IN_ANNULLED, ONE_IN_RETURNED, ONE_IN_CORRECTED = 50, 400, 60, 80
UNITS = ("Obras", "Tránsito", "Finanzas", "Personas", "Jurídica", "Rentas", "Desarrollo Comunitario")
SENDERS = ("Ministerio de Obras Públicas", "Gobierno Regional", "Contraloría Regional", "Junta de Vecinos N° 7")


@dataclass(slots=True)
class Filler:
    """Makes the rows of one office, one after the other, always the same but for their ids."""

    house: House
    count: int
    now: datetime
    chance: random.Random
    blob: str
    numbers: dict[tuple[str, int], int]

    def at(self, number: int) -> datetime:
        """The first one two years ago, the last one now."""
        return self.now - timedelta(days=DAYS) * ((self.count - number) / self.count)

    def next(self, series: str, year: int) -> int:
        self.numbers[series, year] = self.numbers.get((series, year), 0) + 1
        return self.numbers[series, year]

    def document(self, number: int) -> Iterator[Owned | models.VerificationCode]:
        """One of the office's own, with its version and its number, sent to another institution."""
        left, at = self.count - number, self.at(number)
        document = self._written(number, at)
        yield document
        yield models.VerificationCode(
            code=document.verification_code, institution_id=self.house.id, document_id=document.id
        )
        yield models.Version(
            institution_id=self.house.id,
            document_id=document.id,
            number=1,
            cause=models.Cause.DRAFTED,
            blob=self.blob,
            size=1,
            at=at,
        )
        yield from self._marks(document.id, {f"office:{self.house.office_id}", f"unit:{document.unit_id}"})
        if left < DRAFTS:
            return
        document.drafting, document.signing = models.Drafting.FIXED, models.Signing.SIGNED
        if left < DRAFTS + TO_NUMBER:
            return
        folio = self._folio(document, at)
        yield folio
        if number % ONE_IN_ANNULLED == 0:
            document.annulled_at = folio.annulled_at = at
            folio.annulment_reason = "Se numeró dos veces la misma materia"
        elif left >= DRAFTS + TO_NUMBER + TO_DISPATCH:
            document.sealed, document.dispatched_at = 1, at
            yield from self._sent(document, folio, at)

    def reception(self, number: int) -> Iterator[Owned]:
        """One entry of the book, referred to a unit; most of them ended long ago."""
        left, at = self.count - number, self.at(number)
        reception, referrals = self._entry(number, at), list[Referral]()
        if number % ONE_IN_RETURNED == 0:
            reception.state, reception.returned_at, reception.reason = ReceptionState.RETURNED, at, "not-our-competence"
        elif left < STILL_OPEN // 3:
            reception.state = ReceptionState.ARRIVED
        else:
            reception.acknowledged_at = reception.referred_at = at
            referrals = list(self._referrals(reception, number, at, over=left >= STILL_OPEN))
        yield reception
        yield from referrals
        if number % ONE_IN_CORRECTED == 0:
            yield self._correction(reception, at)
        office = set() if reception.restricted and referrals else {f"office:{self.house.office_id}"}
        yield from self._marks(reception.id, office | {each.mark for each in referrals})

    def _written(self, number: int, at: datetime) -> models.Document:
        oficio = kind("oficio-ordinario")
        subject = papers.subject(number)
        return models.Document(
            institution_id=self.house.id,
            kind=oficio.code,
            kind_version=oficio.version,
            subject=subject,
            fields={
                "subject": subject,
                "from": [{"post": "Ministra"}],
                "to": [{"post": "Alcalde"}],
                "paragraphs": [{"text": papers.sentence(self.chance)}],
            },
            source=models.Source.DRAFTED,
            author_id=self.house.players["drafter"].person_id,
            unit_id=self._unit(number),
            office_id=self.house.office_id,
            access_level=self._level(number),
            access_cause="Ley 20.285, art. 21 N° 2" if self._level(number) > 1 else None,
            access_until=None,
            access_warning="",
            access_decided_by="Oficina de Partes",
            access_decided_at=at,
            sensitive=False,
            unique_code=f"DOCU-{at:%Y%m%d}-{number:07d}",
            classification=oficio.series,
            verification_code=codes.new_code(),
            created_at=at,
            head=1,
        )

    def _folio(self, document: models.Document, at: datetime) -> models.Folio:
        oficio = kind("oficio-ordinario")
        return models.Folio(
            institution_id=self.house.id,
            document_id=document.id,
            office_id=document.office_id,
            series=oficio.series,
            year=at.year,
            number=self.next(oficio.series, at.year),
            prefix=oficio.prefix,
            dated=at.date(),
            at=at,
            given_by=None,
        )

    def _sent(self, document: models.Document, folio: models.Folio, at: datetime) -> Iterator[Owned]:
        sent = Communication(
            institution_id=self.house.id,
            document_id=document.id,
            office_id=document.office_id,
            folio=str(folio),
            subject=document.subject,
            access_level=document.access_level,
            sent_at=at,
            sent_by="Oficina de Partes",
            left_at=at,
        )
        yield sent
        yield Delivery(
            institution_id=self.house.id,
            communication_id=sent.id,
            recipient_id=self.house.id,
            recipient=self.chance.choice(SENDERS),
            state=DeliveryState.ACKNOWLEDGED,
            delivered_at=at,
            acknowledged_at=at,
            entry=f"{folio.number}/{folio.year}",
        )

    def _entry(self, number: int, at: datetime) -> Reception:
        return Reception(
            institution_id=self.house.id,
            source=Source.EXCHANGE,
            state=ReceptionState.ACKNOWLEDGED,
            office_id=self.house.office_id,
            exchange_id=uuid4(),
            delivery_id=uuid4(),
            arrived_at=at,
            legal_at=at,
            registered_at=at,
            registered_by="oficina",
            medium="exchange",
            sender_kind="institution",
            sender=self.chance.choice(SENDERS),
            kind="Oficio ordinario",
            number=f"ORD. N° {number}/{at.year}",
            dated=at.date(),
            subject=papers.subject(number),
            access_level=self._level(number),
            year=at.year,
            entry_number=self.next("ingreso", at.year),
            turn=self.house.organ.short_name,
            turn_since=at,
            due_at=at + timedelta(days=self.chance.randint(2, 30)) if number % 3 == 0 else None,
        )

    def _correction(self, reception: Reception, at: datetime) -> Correction:
        return Correction(
            institution_id=self.house.id,
            reception_id=reception.id,
            at=at,
            by="Oficina de Partes",
            reason="Faltaba una hoja",
            before={"sheets": 1},
            after={"sheets": 2},
        )

    def _referrals(self, reception: Reception, number: int, at: datetime, *, over: bool) -> Iterator[Referral]:
        """To a unit, to attend it, and every third time a copy for the next one to know of it."""
        if over:
            reception.closed_at, reception.closed_way = at, "answered"
        yield self._referral(reception, self._unit(number), at, Purpose.ACTION, over=over)
        if number % 3 == 0:
            yield self._referral(reception, self._unit(number + 1), at, Purpose.INFORMATION, over=False)

    def _referral(self, reception: Reception, unit_id: UUID, at: datetime, purpose: Purpose, *, over: bool) -> Referral:
        state = ReferralState.INFORMED if purpose == Purpose.INFORMATION else ReferralState.PENDING
        return Referral(
            institution_id=self.house.id,
            reception_id=reception.id,
            parent_id=None,
            unit_id=unit_id,
            person_id=None,
            holder="Unidad",
            mark=f"unit:{unit_id}",
            purpose=purpose,
            instruction="Preparar respuesta",
            term=None,
            due_at=None,
            referred_at=at,
            referred_by="Oficina de Partes",
            state=ReferralState.ENDED if over else state,
        )

    def _marks(self, subject_id: UUID, marks: set[str]) -> Iterator[Owned]:
        for mark in sorted(marks):
            yield ReaderMark(institution_id=self.house.id, subject_id=subject_id, mark=mark)

    def _unit(self, number: int) -> UUID:
        units = list(self.house.units.values())
        return units[number % len(units)]

    @staticmethod
    def _level(number: int) -> int:
        return 1 if number % ONE_IN_RESTRICTED else 2


def fill(platform: Platform, house: House, count: int) -> None:
    """As many documents and as many entries, and all that goes with them."""
    blob = platform.blobs.put([papers.paper(1)])
    chance = random.Random(count)  # noqa: S311 -- the same each time
    filler = Filler(house, count, utc_now(), chance, blob.name, {})
    gc.disable()
    for first in range(1, count + 1, BATCH):
        with house.desk("partes").writing() as work:
            for number in range(first, min(first + BATCH, count + 1)):
                work.add(*filler.document(number), *filler.reception(number))
    gc.enable()
    with house.desk("partes").writing() as work:
        for (series, year), last in filler.numbers.items():
            work.lock(models.Correlative, office_id=house.office_id, series=series, year=year).last = last
