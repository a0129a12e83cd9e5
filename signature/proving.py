"""Evidence records of what the institution keeps: made for many files at once, and renewed before they end."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
from documents.errors import ChangedMeanwhile
from documents.storage import BlobStore
from kernel.errors import Unavailable
from kernel.work import Work
from signature import evidence, proofs
from signature.archive import HASHES, Archive, Token
from signature.kept import EvidenceFile, EvidenceStamp, EvidenceTree

AT_ONCE = 2_000
"""Files of one tree: as many as can be read again in one job, when the hash is changed."""
RESTS = timedelta(hours=1), timedelta(days=3)
STAMP, HASH = "stamp", "hash"


@dataclass(frozen=True, slots=True)
class Files:
    """What is to be proved together, by subject and content."""

    keys: tuple[tuple[UUID, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Proved:
    token: Token
    ways: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Make:
    """One record for all the files that wait, with one timestamp."""

    archive: Archive

    def prepare(self, work: Work) -> Files:
        mine = (EvidenceFile.institution_id == work.institution_id, EvidenceFile.tree_id.is_(None))
        query = select(EvidenceFile.subject_id, EvidenceFile.blob).where(*mine).order_by(EvidenceFile.received_at)
        return Files(tuple((row.subject_id, row.blob) for row in work.session.execute(query.limit(AT_ONCE))), work.now)

    def effect(self, files: Files, /) -> Proved | None:
        if not files.keys:
            return None
        algorithm = HASHES[0]
        tree = evidence.grow((bytes.fromhex(blob) for _, blob in files.keys), algorithm)
        places = {each.hex(): at for at, each in enumerate(tree.levels[0])}
        return Proved(
            self.archive.token(tree.root, files.at, algorithm),
            {blob: tree.written(at) or proofs.ROOT for blob, at in places.items()},
        )

    def settle(self, work: Work, files: Files, proved: Proved | None, /) -> EvidenceTree | None:
        if proved is None:
            return None
        rows = [work.find(EvidenceFile, lock=True, subject_id=subject, blob=blob) for subject, blob in files.keys]
        found = [each for each in rows if each is not None and each.tree_id is None]
        if len(found) != len(files.keys):
            raise ChangedMeanwhile("Otro proceso hizo ya este registro de evidencia: no hay nada más que hacer.")
        tree = _tree(work, self.archive, proved.token, len(found))
        work.add(tree, _stamp(tree, proved.token, 0, 0))
        for each in found:
            each.tree_id, each.ways = tree.id, proved.ways[each.blob]
        audit.record(
            work,
            "evidence.made",
            tree.id,
            files=len(found),
            token=hashlib.sha256(proved.token.content).hexdigest(),
        )
        return tree


def _tree(work: Work, archive: Archive, token: Token, files: int) -> EvidenceTree:
    step, due_at = _next(archive, token)
    return EvidenceTree(
        institution_id=work.institution_id,
        algorithm=token.algorithm,
        files=files,
        made_at=work.now,
        step=step,
        due_at=due_at,
        ends_at=token.ends_at,
    )


def _next(archive: Archive, token: Token) -> tuple[str, datetime]:
    """Before the token ends another is put on it; before the hash ends, everything is hashed anew."""
    hash_ends = archive.policy.of([token.algorithm])
    step = HASH if hash_ends - archive.margin <= token.ends_at else STAMP
    ends = min(hash_ends, token.ends_at)
    return step, ends - min(archive.margin, (ends - token.at) / 3)


def _stamp(tree: EvidenceTree, token: Token, chain: int, number: int) -> EvidenceStamp:
    return EvidenceStamp(
        institution_id=tree.institution_id,
        tree_id=tree.id,
        chain=chain,
        number=number,
        algorithm=token.algorithm,
        token=token.content,
        at=token.at,
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A tree to be renewed: its tokens so far, by chain, and its files with their ways."""

    step: str
    ends_at: datetime
    algorithm: str
    tokens: tuple[tuple[tuple[str, bytes], ...], ...]
    files: tuple[tuple[UUID, str, bytes], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Renewed:
    token: Token | None
    ways: dict[tuple[UUID, str], bytes]
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Renew:
    """Renew one tree by a timestamp, or by a tree of another hash. Done twice, it finds nothing to do."""

    archive: Archive
    blobs: BlobStore
    tree_id: UUID

    def prepare(self, work: Work) -> Due | None:
        tree = work.find(EvidenceTree, id=self.tree_id)
        if tree is None or tree.due_at > work.now:
            return None
        files = proofs.files_of(work, tree.id) if tree.step == HASH else []
        return Due(
            step=tree.step,
            ends_at=min(tree.ends_at, self.archive.policy.of([tree.algorithm])),
            algorithm=tree.algorithm,
            tokens=proofs.tokens_of(work, tree.id),
            files=tuple((each.subject_id, each.blob, each.ways) for each in files),
            at=work.now,
        )

    def effect(self, due: Due | None, /) -> Renewed | None:
        if due is None:
            return None
        try:
            return self._hashed_again(due) if due.step == HASH else self._stamped_again(due)
        except Unavailable as refusal:
            return Renewed(None, {}, refusal.code)

    def settle(self, work: Work, due: Due | None, renewed: Renewed | None, /) -> EvidenceTree | None:
        tree = work.find(EvidenceTree, lock=True, id=self.tree_id)
        if tree is None or due is None or renewed is None or tree.due_at > work.now:
            return tree
        if renewed.token is None:
            shortest, longest = RESTS
            tree.attempts, tree.trouble = tree.attempts + 1, renewed.trouble
            tree.due_at = work.now + min(shortest * 2 ** min(tree.attempts - 1, 10), longest)
            return tree
        chains = len(due.tokens)
        chain, number = (chains, 0) if due.step == HASH else (chains - 1, len(due.tokens[-1]))
        work.add(_stamp(tree, renewed.token, chain, number))
        for (subject_id, blob), way in renewed.ways.items():
            file = work.find(EvidenceFile, lock=True, subject_id=subject_id, blob=blob)
            if file is not None:
                file.ways += way
        tree.algorithm, tree.ends_at = renewed.token.algorithm, renewed.token.ends_at
        tree.step, tree.due_at = _next(self.archive, renewed.token)
        tree.attempts, tree.trouble = 0, None
        audit.record(work, f"evidence.renewed-by-{due.step}", tree.id, chain=chain, number=number)
        return tree

    def _stamped_again(self, due: Due) -> Renewed:
        digest = hashlib.new(due.algorithm, due.tokens[-1][-1][1]).digest()
        return Renewed(self.archive.token(digest, due.at, due.algorithm, beyond=due.ends_at), {})

    def _hashed_again(self, due: Due) -> Renewed:
        """Every file is read again: the new hash is of what they are, not of what somebody said that they were."""
        algorithm = self.archive.hash_for(due.at)
        over = {}
        for subject_id, blob, ways in due.files:
            found = hashlib.new(algorithm)
            for chunk in self.blobs.get(blob):
                found.update(chunk)
            so_far = evidence.read(proofs.written(due.tokens, ways))
            over[subject_id, blob] = evidence.with_history(found.digest(), so_far, algorithm)
        tree = evidence.grow(over.values(), algorithm)
        places = {each: at for at, each in enumerate(tree.levels[0])}
        token = self.archive.token(tree.root, due.at, algorithm, beyond=due.ends_at)
        return Renewed(token, {key: tree.written(places[each]) or proofs.ROOT for key, each in over.items()})
