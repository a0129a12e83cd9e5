"""How an entry is found: registered in the platform as a source of the search."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

import institutions.service as institutions
from correspondence.models import Reception, ReceptionState, Referral
from kernel.work import Work
from search.entries import Entry, File

ITSELF = "El documento"
HOUSES = frozenset({"institution", "court"})
"""Senders that results are counted by; people are found by their name, never listed."""


class ReceptionSource:
    """Everything that came in, in the words of whoever sent it, wrote it down or referred it, and of what came."""

    kind = "reception"

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterator[Entry]:
        mine = (Reception.institution_id == work.institution_id, Reception.id.in_(subject_ids))
        receptions = work.session.scalars(select(Reception).where(*mine)).all()
        referrals = _referrals(work, [reception.id for reception in receptions])
        zone = institutions.local_zone(work)
        for reception in receptions:
            yield _entry(reception, referrals.get(reception.id, ()), zone)

    def ids(self, work: Work, after: UUID | None) -> Iterable[UUID]:
        query = select(Reception.id).where(Reception.institution_id == work.institution_id)
        if after:
            query = query.where(Reception.id > after)
        return work.session.scalars(query.order_by(Reception.id).limit(500)).all()


def _entry(reception: Reception, referrals: Sequence[Referral], zone: ZoneInfo) -> Entry:
    lines = tuple(line["addressee"] for line in reception.snapshot.get("lines", []))
    attached = reception.snapshot.get("attachments", [])
    said = [reception.subject, reception.antecedent, reception.sender, reception.annexes]
    instructions = (word for each in referrals for word in (each.instruction, each.holder))
    words = [*said, *lines, *(each["name"] for each in attached), *instructions]
    units = {each.unit_id for each in referrals} | {reception.destination_unit_id}
    return Entry(
        subject_id=reception.id,
        kind=ReceptionSource.kind,
        title=reception.subject,
        text="\n".join(word for word in words if word),
        at=reception.arrived_at,
        fields={
            "folio": tuple(each for each in (reception.number, reception.entry) if each),
            "de": reception.sender,
            "para": lines,
            "tipo": reception.kind,
            "rut": reception.sender_rut or "",
        },
        facets={
            "type": reception.kind,
            "institution": reception.sender if reception.sender_kind in HOUSES else "",
            "state": reception.state,
            "year": str(reception.arrived_at.astimezone(zone).year),
            "unit": tuple(sorted(str(unit) for unit in units if unit)),
            "level": str(reception.access_level),
        },
        files=files_of(reception),
        guarded=reception.guarded,
    )


def _referrals(work: Work, reception_ids: Collection[UUID]) -> dict[UUID, list[Referral]]:
    mine = (Referral.institution_id == work.institution_id, Referral.reception_id.in_(reception_ids))
    found: dict[UUID, list[Referral]] = {}
    for each in work.session.scalars(select(Referral).where(*mine).order_by(Referral.id)):
        found.setdefault(each.reception_id, []).append(each)
    return found


def files_of(reception: Reception) -> tuple[File, ...]:
    """What there is to read of it. What its sender took back is no longer shown, and is not found by its words."""
    if reception.state == ReceptionState.WITHDRAWN:
        return ()
    itself = [File(ITSELF, reception.blob, "application/pdf")] if reception.blob else []
    return (*itself, *(File(each["name"], each["blob"]) for each in reception.snapshot.get("attachments", [])))
