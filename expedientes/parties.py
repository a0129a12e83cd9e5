"""Whoever has an interest in the case (interesados), from when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from expedientes.acts import append
from expedientes.errors import EntryNotFound
from expedientes.models import Deed, Expediente, Party
from expedientes.reading import open_one
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Interested:
    """Who it is; `relation` and `kind` are codes of the controlled lists of the metadata guide."""

    name: str
    run: str = ""
    relation: int = 2
    kind: int = 1
    represents: str = ""


def add_party(work: Work, expediente_id: UUID, who: Interested) -> Party:
    return join(work, open_one(work, expediente_id), who)


def join(work: Work, expediente: Expediente, who: Interested) -> Party:
    party = Party(
        institution_id=work.institution_id,
        expediente_id=expediente.id,
        name=who.name,
        run=who.run,
        relation=who.relation,
        kind=who.kind,
        represents=who.represents,
        added_at=work.now,
    )
    work.add(party)
    told = {"id": str(party.id), "name": who.name, "run": who.run, "relation": who.relation, "kind": who.kind}
    facts = {**told, "represents": who.represents}
    append(work, expediente, Deed.PARTY_ADDED, facts, people={"party": f"{who.name} {who.run}".strip()})
    return party


def end_party(work: Work, expediente_id: UUID, party_id: UUID, reason: str) -> Party:
    """They have no interest any more; that they had it stays."""
    expediente = open_one(work, expediente_id)
    party = work.find(Party, id=party_id)
    if party is None or party.expediente_id != expediente.id or party.ended_at is not None:
        raise EntryNotFound("El expediente no tiene ese interesado: revise la lista.", party_id=party_id)
    party.ended_at = work.now
    append(work, expediente, Deed.PARTY_ENDED, {"id": str(party.id), "reason": reason})
    return party


def parties(work: Work, expediente: Expediente) -> Sequence[Party]:
    mine = (Party.institution_id == work.institution_id, Party.expediente_id == expediente.id)
    return work.session.scalars(select(Party).where(*mine).order_by(Party.id)).all()
