"""The hoja de ruta of an entry: every step, whose turn it is, and since when."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from correspondence import rights
from correspondence.models import Reception, Referral, Step
from kernel.pages import a_few
from kernel.work import Work


def trail(work: Work, reception_id: UUID) -> tuple[Reception, Sequence[Step]]:
    """The entry and what was done about it, oldest first."""
    reception = rights.reception(work, reception_id)
    query = select(Step).where(Step.institution_id == work.institution_id, Step.reception_id == reception.id)
    return reception, work.session.scalars(query.order_by(Step.at, Step.id)).all()


def referrals(work: Work, reception_id: UUID) -> Sequence[Referral]:
    query = select(Referral).where(
        Referral.institution_id == work.institution_id, Referral.reception_id == reception_id
    )
    return a_few(work, query)
