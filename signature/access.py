"""How an institution presents itself to FirmaGob: kept wrapped, shown only by its last characters."""

import json

from sqlalchemy import select

import audit.service as audit
from kernel.secrets import Secrets
from kernel.work import Work
from signature.errors import NoRemoteAccess
from signature.models import FirmaGobAccess
from signature.providers.firmagob import Access

WRAPPED = "signature/firmagob"
SHOWN = 4


def keep(work: Work, secrets: Secrets, access: Access) -> FirmaGobAccess:
    """From now on the institution presents itself so."""
    for each in _kept(work):
        each.retired_at = each.retired_at or work.now
    told = json.dumps({"api_token": access.api_token, "secret": access.secret}).encode()
    row = FirmaGobAccess(
        institution_id=work.institution_id,
        entity=access.entity,
        wrapped=secrets.wrap(WRAPPED, told),
        token_ends=access.api_token[-SHOWN:],
        kept_at=work.now,
    )
    work.add(row)
    audit.record(work, "firmagob.access-kept", row.id, entity=access.entity)
    return row


def current(work: Work) -> FirmaGobAccess | None:
    return next((each for each in _kept(work) if each.retired_at is None), None)


def access_of(work: Work, secrets: Secrets) -> Access:
    row = current(work)
    if row is None:
        raise NoRemoteAccess(
            "Su institución todavía no usa FirmaGob: pida al administrador que la conecte en Administración, FirmaGob."
        )
    told = json.loads(secrets.unwrap(WRAPPED, row.wrapped))
    return Access(row.entity, told["api_token"], told["secret"])


def note_trial(work: Work, trouble: str | None) -> None:
    """What came of trying it, and when."""
    row = current(work)
    if row is not None:
        row.tried_at, row.trouble = work.now, trouble


def _kept(work: Work) -> list[FirmaGobAccess]:
    query = select(FirmaGobAccess).where(FirmaGobAccess.institution_id == work.institution_id)
    return list(work.session.scalars(query.order_by(FirmaGobAccess.kept_at.desc())))
