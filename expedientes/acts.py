"""The register of what was done to an expediente, each act holding on to the one before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

import audit.service as audit
from expedientes.models import Act, Deed, Expediente
from kernel.canonical import fingerprint
from kernel.work import Work

SCHEMA = "oficina/expediente-act/1"


def append(
    work: Work,
    expediente: Expediente,
    deed: Deed,
    facts: Mapping[str, Any],
    people: Mapping[str, str] | None = None,
    public: Mapping[str, Any] | None = None,
) -> Act:
    """Write down the act, in the register of the expediente and in the log, which also tells what of it is `public`.
    The caller holds the expediente locked.
    """
    act = Act(
        institution_id=work.institution_id,
        expediente_id=expediente.id,
        position=expediente.acts + 1,
        deed=deed,
        at=work.now,
        by=work.actor.name,
        system=work.actor.system,
        facts=dict(facts),
        previous=expediente.chain,
        hash="",
    )
    act.hash = hash_of(expediente.iuie, act)
    work.add(act)
    expediente.acts, expediente.chain = act.position, act.hash
    told = {"iuie": expediente.iuie, "position": act.position, "act_sha256": act.hash}
    audit.record(work, f"expediente.{deed}", expediente.id, people, **told, **(public or {}))
    return act


def hash_of(iuie: str, act: Act) -> str:
    return fingerprint(
        {
            "schema": SCHEMA,
            "iuie": iuie,
            "position": act.position,
            "deed": act.deed,
            "at": act.at.isoformat(),
            "by": act.by,
            "system": act.system,
            "facts": act.facts,
            "previous": act.previous,
        }
    )


def acts_of(work: Work, expediente: Expediente) -> Sequence[Act]:
    mine = (Act.institution_id == work.institution_id, Act.expediente_id == expediente.id)
    return work.session.scalars(select(Act).where(*mine).order_by(Act.position)).all()
