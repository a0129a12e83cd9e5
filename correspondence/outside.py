"""Copies for whoever is outside: by mail, letter, courier or hand, with what proves it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
from correspondence import delivering, rights
from correspondence.errors import DispatchNotFound, FutureDate, NotDispatchable, TrackingMissing
from correspondence.models import Communication, Evidence, OutsideDispatch, OutsideState
from documents.storage import Blob
from kernel.errors import NotFound
from kernel.permissions import Permission
from kernel.work import Work

WITH_TRACKING = {"registered-letter"}


def dispatch_outside(
    work: Work, dispatch_id: UUID, *, tracking_number: str | None, at: datetime | None = None
) -> OutsideDispatch:
    """Write down that the copy left, by which hand and with which number. Only a sealed document leaves."""
    sent, communication = _locked(work, dispatch_id)
    if sent.state != OutsideState.TO_DISPATCH:
        raise NotDispatchable(
            "Este despacho ya se hizo o se retiró: envíe otra comunicación si falta una copia.", dispatch_id=sent.id
        )
    if sent.medium in WITH_TRACKING and not tracking_number:
        raise TrackingMissing(
            "Falta el número de seguimiento de la carta certificada: escríbalo como lo dio el correo.",
            dispatch_id=sent.id,
        )
    documents.sealed_version(work, communication.document_id)
    behalf = institutions.behalf(work, Permission.DISPATCH, usual=communication.behalf)
    sent.dispatched_at = _not_future(work, at)
    sent.state, sent.tracking_number, sent.dispatched_by = OutsideState.DISPATCHED, tracking_number, work.actor.name
    delivering.left(work, communication)
    audit.record(work, "communication.dispatched-outside", sent.id, behalf.people, medium=sent.medium, **behalf.facts)
    return sent


def settle_outside(
    work: Work, dispatch_id: UUID, *, delivered: bool, result: str, at: datetime | None = None
) -> OutsideDispatch:
    """Write down how it ended: received by whom, or why it could not be delivered."""
    sent, _ = _locked(work, dispatch_id)
    if sent.state != OutsideState.DISPATCHED:
        raise NotDispatchable("Registre primero el despacho; un resultado se anota una vez.", dispatch_id=sent.id)
    sent.state = OutsideState.DELIVERED if delivered else OutsideState.FAILED
    sent.ended_at, sent.result = _not_future(work, at), result
    audit.record(work, "communication.outside-result", sent.id, state=sent.state, people={"result": result})
    return sent


def withdraw_outside(work: Work, dispatch_id: UUID, reason: str) -> OutsideDispatch:
    """Not to be sent after all."""
    sent, _ = _locked(work, dispatch_id)
    if sent.state != OutsideState.TO_DISPATCH:
        raise NotDispatchable(
            "Este despacho ya se hizo o se retiró: envíe otra comunicación si falta una copia.", dispatch_id=sent.id
        )
    sent.state, sent.ended_at, sent.result = OutsideState.WITHDRAWN, work.now, reason
    audit.record(work, "communication.withdrawn", sent.id, people={"reason": reason})
    return sent


def add_evidence(work: Work, dispatch_id: UUID, name: str, blob: Blob) -> Evidence:
    """Keep what proves it beside it."""
    sent, _ = _locked(work, dispatch_id)
    evidence = Evidence(
        institution_id=work.institution_id,
        dispatch_id=sent.id,
        name=name,
        blob=blob.name,
        size=blob.size,
        at=work.now,
    )
    work.add(evidence)
    documents.hold(work, blob.name, sent.id)
    audit.record(work, "communication.evidence-added", sent.id, sha256=blob.name)
    return evidence


def get_dispatch(work: Work, dispatch_id: UUID) -> OutsideDispatch:
    sent = work.find(OutsideDispatch, id=dispatch_id)
    with _as_absent(dispatch_id) as refusal:
        rights.communication(work, sent.communication_id if sent else dispatch_id)
        if sent is None:
            raise refusal
    return sent


def of_communication(work: Work, *communication_ids: UUID) -> Sequence[OutsideDispatch]:
    """The copies for whoever is outside, of a communication or of several."""
    query = select(OutsideDispatch).where(
        OutsideDispatch.institution_id == work.institution_id, OutsideDispatch.communication_id.in_(communication_ids)
    )
    return work.session.scalars(query.order_by(OutsideDispatch.position)).all()


def evidence_of(work: Work, dispatch_id: UUID) -> Sequence[Evidence]:
    get_dispatch(work, dispatch_id)
    query = select(Evidence).where(Evidence.institution_id == work.institution_id, Evidence.dispatch_id == dispatch_id)
    return work.session.scalars(query.order_by(Evidence.id)).all()


def dispatch_list(
    work: Work, day: date, *, medium: str | None = None
) -> Sequence[tuple[OutsideDispatch, Communication]]:
    """The nómina de despacho: what leaves or left on a day, to hand over and have signed."""
    begins = datetime.combine(day, time.min, institutions.local_zone(work))
    query = (
        select(OutsideDispatch, Communication)
        .join(Communication, OutsideDispatch.communication_id == Communication.id)
        .where(
            OutsideDispatch.institution_id == work.institution_id,
            Communication.institution_id == work.institution_id,
            rights.listed_sent(work),
            OutsideDispatch.state != OutsideState.WITHDRAWN,
            OutsideDispatch.dispatched_at.is_(None)
            | (OutsideDispatch.dispatched_at >= begins) & (OutsideDispatch.dispatched_at < begins + timedelta(days=1)),
        )
    )
    if medium:
        query = query.where(OutsideDispatch.medium == medium)
    rows = work.session.execute(query.order_by(OutsideDispatch.id)).all()
    return [(row[0], row[1]) for row in rows]


def _not_future(work: Work, at: datetime | None) -> datetime:
    if at and at > work.now:
        raise FutureDate("La fecha todavía no llega: revise el día y la hora.", at=at.isoformat())
    return at or work.now


def _locked(work: Work, dispatch_id: UUID) -> tuple[OutsideDispatch, Communication]:
    sent = work.find(OutsideDispatch, lock=True, id=dispatch_id)
    with _as_absent(dispatch_id) as refusal:
        communication = rights.communication(work, sent.communication_id if sent else dispatch_id, lock=True)
        if sent is None:
            raise refusal
        return sent, communication


def _as_absent(dispatch_id: UUID) -> AbstractContextManager[NotFound]:
    return rights.as_its_part(
        DispatchNotFound(
            "El despacho no existe, o no está entre los suyos: búsquelo en la comunicación con que salió.",
            dispatch_id=dispatch_id,
        )
    )
