"""The evidence records of what is kept, put together from the rows that they share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

import search.service as search
from kernel.work import Work
from signature.der import first, value
from signature.errors import NoEvidenceYet
from signature.evidence.records import archive_stamp, record
from signature.evidence.tree import REDUCED
from signature.kept import EvidenceFile, EvidenceStamp, EvidenceTree

ROOT = value(REDUCED)
"""The way of a file that is alone in its tree: there is none, and a record says nothing of it."""

Tokens = tuple[tuple[tuple[str, bytes], ...], ...]
"""Of each chain, its tokens, each with its hash."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a file of a subject, and what comes next."""

    blob: str
    received_at: datetime
    proved_at: datetime | None
    """None while it waits for the next record."""
    files: int = 0
    step: str | None = None
    due_at: datetime | None = None
    ends_at: datetime | None = None
    trouble: str | None = None


def proofs_of(work: Work, subject_id: UUID) -> list[Proof]:
    """Of each file of a subject, for whoever may read it: two statements."""
    if not search.may_read(work, subject_id):
        return []
    mine = (EvidenceFile.institution_id == work.institution_id, EvidenceFile.subject_id == subject_id)
    files = work.session.scalars(select(EvidenceFile).where(*mine).order_by(EvidenceFile.received_at)).all()
    ids = {each.tree_id for each in files if each.tree_id}
    query = select(EvidenceTree).where(EvidenceTree.institution_id == work.institution_id, EvidenceTree.id.in_(ids))
    trees = {each.id: each for each in work.session.scalars(query)} if ids else {}
    return [_proof(each, trees.get(each.tree_id) if each.tree_id else None) for each in files]


def _proof(file: EvidenceFile, tree: EvidenceTree | None) -> Proof:
    if tree is None:
        return Proof(file.blob, file.received_at, None)
    return Proof(
        file.blob, file.received_at, tree.made_at, tree.files, tree.step, tree.due_at, tree.ends_at, tree.trouble
    )


def record_of(work: Work, subject_id: UUID, blob: str) -> bytes:
    """The evidence record of one file, whole, for whoever may read what it is of (RFC 4998)."""
    file = work.find(EvidenceFile, subject_id=subject_id, blob=blob)
    if file is None or file.tree_id is None or not search.may_read(work, subject_id):
        raise NoEvidenceYet(
            "Ese archivo todavía no está en un registro de evidencia: se hace solo; vuelva a pedirlo en una hora.",
            subject_id=subject_id,
        )
    return written(tokens_of(work, file.tree_id), file.ways)


def tokens_of(work: Work, tree_id: UUID) -> Tokens:
    mine = (EvidenceStamp.institution_id == work.institution_id, EvidenceStamp.tree_id == tree_id)
    query = select(EvidenceStamp).where(*mine).order_by(EvidenceStamp.chain, EvidenceStamp.number)
    chains = defaultdict[int, list[tuple[str, bytes]]](list)
    for each in work.session.scalars(query):
        chains[each.chain].append((each.algorithm, each.token))
    return tuple(tuple(chains[each]) for each in sorted(chains))


def files_of(work: Work, tree_id: UUID) -> Sequence[EvidenceFile]:
    mine = (EvidenceFile.institution_id == work.institution_id, EvidenceFile.tree_id == tree_id)
    return work.session.scalars(select(EvidenceFile).where(*mine)).all()


def written(tokens: Tokens, ways: bytes) -> bytes:
    """The record of a file: its ways with the tokens that it shares. The first token of each chain has a way."""
    chains = []
    for chain in tokens:
        way = first(ways).whole
        ways = ways[len(way) :]
        (algorithm, token), *later = chain
        begun = archive_stamp(algorithm, b"" if way == ROOT else way, token)
        chains.append([begun, *(archive_stamp(name, b"", each) for name, each in later)])
    return record(chains, list(dict.fromkeys(name for chain in tokens for name, _ in chain)))
