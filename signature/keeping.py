"""What has to last, what it needs next, and when: rows, and no files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

import documents.service as documents
import search.service as search
from kernel.jobs import Job
from kernel.work import Work
from signature.aging import SOON, Step, signed_further
from signature.errors import NotExtendedYet
from signature.jobs import ExtendSignature, MakeEvidence, RenewEvidence
from signature.kept import EvidenceFile, EvidenceTree, Extension, Lasting

AT_ONCE = 500
"""How much one look sets going."""
OVERLAP = timedelta(hours=1)
"""How far back files are looked for again: who keeps one may take a while to commit."""
UNSEEN = "unseen"
"""The level of what came, until somebody looks at it: it may be no signed PDF at all."""
UNFINISHED = timedelta(days=7)
"""How long a document that still circulates is left alone: whoever signs next should not find another version."""


def begin(work: Work, document_id: UUID, blob: str, level: str, *, finished: bool) -> None:
    """A document of the house was signed or sealed, at this level: it is to last from now on."""
    row = work.find(Lasting, lock=True, subject_id=document_id, origin="")
    due = work.now + (SOON if finished else UNFINISHED)
    if row is None:
        work.add(_row(work, document_id, "", blob, due, level))
    else:
        row.blob, row.due_at, row.attempts, row.trouble = blob, due, 0, None
        row.level, row.step = signed_further(row.level, level), Step.VALIDATION


def _row(work: Work, subject_id: UUID, origin: str, blob: str, due: datetime, level: str) -> Lasting:
    return Lasting(
        institution_id=work.institution_id,
        subject_id=subject_id,
        origin=origin,
        blob=blob,
        since=work.now,
        level=level,
        step=Step.VALIDATION,
        due_at=due,
    )


def lasting_of(work: Work, subject_id: UUID) -> list[Lasting]:
    """How far each file of a subject goes, for whoever may read it."""
    if not search.may_read(work, subject_id):
        return []
    mine = (Lasting.institution_id == work.institution_id, Lasting.subject_id == subject_id)
    return list(work.session.scalars(select(Lasting).where(*mine).order_by(Lasting.since, Lasting.origin)))


def extended(work: Work, subject_id: UUID, origin: str) -> Lasting:
    """What became of a file that came, for whoever may read it."""
    row = work.find(Lasting, subject_id=subject_id, origin=origin)
    if row is None or row.blob == origin or not search.may_read(work, subject_id):
        raise NotExtendedYet(
            "A ese archivo no se le han agregado pruebas: se hace solo, unos minutos después de recibirlo.",
            subject_id=subject_id,
        )
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """How the proofs of an institution stand: in numbers."""

    levels: list[tuple[str, int]]
    troubled: int
    next_end: datetime | None
    proved: int
    waiting: int


def standing(work: Work) -> Standing:
    """Three statements, however much is kept."""
    mine = Lasting.institution_id == work.institution_id
    levels = select(Lasting.level, func.count(), func.count(Lasting.trouble)).where(mine).group_by(Lasting.level)
    rows = work.session.execute(levels.order_by(Lasting.level)).all()
    ahead = select(func.min(Lasting.due_at)).where(mine, Lasting.level.endswith("LTA"))
    files = select(func.count(), func.count(EvidenceFile.tree_id)).where(
        EvidenceFile.institution_id == work.institution_id
    )
    every, proved = work.session.execute(files).one()
    return Standing(
        levels=[(level, many) for level, many, _ in rows if level not in {"none", UNSEEN}],
        troubled=sum(troubled for _, _, troubled in rows),
        next_end=work.session.scalar(ahead),
        proved=proved,
        waiting=every - proved,
    )


def todo(work: Work) -> bool:
    """Whether there is anything to set going: it only looks."""
    asked = (
        select(Lasting.subject_id).where(*_due(work, Lasting)),
        select(EvidenceTree.id).where(*_due(work, EvidenceTree)),
        select(EvidenceFile.blob).where(*_waiting(work)),
    )
    return any(work.session.execute(each.limit(1)).first() for each in asked) or bool(_arrived(work))


def set_going(work: Work) -> list[Job]:
    """Remember the files that came, and enqueue whatever is due. Done again at once, it finds the same jobs."""
    for blob, subject_id, since in _arrived(work):
        prove(work, subject_id, blob, since)
        if work.find(Lasting, subject_id=subject_id, origin=blob) is None:
            work.add(_row(work, subject_id, blob, blob, work.now + SOON, UNSEEN))
    work.session.flush()
    due = select(Lasting).where(*_due(work, Lasting)).order_by(Lasting.due_at)
    old = select(EvidenceTree.id).where(*_due(work, EvidenceTree))
    jobs: list[Job] = [
        ExtendSignature(each.subject_id, each.origin) for each in work.session.scalars(due.limit(AT_ONCE))
    ]
    jobs += [RenewEvidence(each) for each in work.session.scalars(old.order_by(EvidenceTree.due_at).limit(AT_ONCE))]
    if work.session.execute(select(EvidenceFile.blob).where(*_waiting(work)).limit(1)).first():
        jobs.append(MakeEvidence(work.institution_id))
    for each in jobs:
        work.enqueue(each)
    return jobs


def prove(work: Work, subject_id: UUID, blob: str, since: datetime) -> None:
    """Have a file in the next evidence record."""
    if work.find(EvidenceFile, subject_id=subject_id, blob=blob) is None:
        work.add(EvidenceFile(institution_id=work.institution_id, subject_id=subject_id, blob=blob, received_at=since))


def _arrived(work: Work) -> Sequence[tuple[str, UUID, datetime]]:
    """What others made and the institution keeps, and nobody remembered here yet."""
    last = select(func.max(EvidenceFile.received_at)).where(EvidenceFile.institution_id == work.institution_id)
    latest = work.session.scalar(last)
    held = documents.held_for_others(work, latest - OVERLAP if latest else None)
    found = [each for part in held for each in _unknown(work, part)]
    return found[:AT_ONCE]


def _unknown(work: Work, part: Sequence[tuple[str, UUID, datetime]]) -> list[tuple[str, UUID, datetime]]:
    blobs = {blob for blob, _, _ in part}
    mine = (EvidenceFile.institution_id == work.institution_id, EvidenceFile.blob.in_(blobs))
    known = {
        (blob, subject)
        for blob, subject in work.session.execute(select(EvidenceFile.blob, EvidenceFile.subject_id).where(*mine))
    }
    own = set(work.session.scalars(select(Extension.made).where(Extension.made.in_(blobs))))
    return [each for each in part if each[:2] not in known and each[0] not in own]


def _due(work: Work, table: type[Lasting | EvidenceTree]) -> tuple[ColumnElement[bool], ...]:
    return table.institution_id == work.institution_id, table.due_at.is_not(None), table.due_at <= work.now


def _waiting(work: Work) -> tuple[ColumnElement[bool], ...]:
    return EvidenceFile.institution_id == work.institution_id, EvidenceFile.tree_id.is_(None)
