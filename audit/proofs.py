"""What shows, to somebody who has only a checkpoint, that the log says what it is told to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from audit.errors import EntryNotFound, NoSuchRange, NotInOrderYet
from audit.leaves import leaf
from audit.merkle import Frontier, consistency_path, inclusion_path, node_hash, root_of, subtrees
from audit.models import AuditEntry, Checkpoint, LogNode
from kernel.work import Work

NODES_FROM = 8
"""From this level on, full subtrees have a row; smaller ones are computed from their entries, 256 at most."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The way from a leaf, or from an older checkpoint, to the root of this one."""

    size: int
    path: list[bytes]
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Extract:
    """Some entries in a row, and the roots of all that lies before and after them."""

    start: int
    entries: Sequence[AuditEntry]
    before: list[bytes]
    after: list[bytes]
    checkpoint: Checkpoint


def inclusion_proof(work: Work, index: int) -> Proof:
    """That the entry with this index is in the log of the last checkpoint."""
    checkpoint = _last(work, at_least=index + 1)
    path = inclusion_path(index, checkpoint.size, _Tree(work).part)
    return Proof(checkpoint.size, path, checkpoint)


def consistency_proof(work: Work, old: int) -> Proof:
    """That the log of the last checkpoint only adds to what it was at this size."""
    checkpoint = _last(work, at_least=old)
    return Proof(checkpoint.size, consistency_path(old, checkpoint.size, _Tree(work).part), checkpoint)


def extract(work: Work, start: int, end: int) -> Extract:
    """The entries from `start` up to `end`, which is left out, provable without the rest."""
    if not 0 <= start < end:
        raise NoSuchRange("El tramo pedido no existe: «desde» tiene que ser menor que «hasta».", start=start, end=end)
    checkpoint, tree = _last(work, at_least=end), _Tree(work)

    def cover(first: int, last: int) -> list[bytes]:
        return [tree.part(at, at + (1 << level)) for at, level in subtrees(first, last)]

    entries = tree.entries(start, end)
    return Extract(start, entries, cover(0, start), cover(end, checkpoint.size), checkpoint)


def extract_root(size: int, start: int, leaves: Sequence[bytes], before: list[bytes], after: list[bytes]) -> bytes:
    """The root that an extract leads to: it proves itself when that is the checkpoint's."""
    frontier = Frontier(start, tuple(before))
    for each in leaves:
        frontier = frontier.grown(each)
    for (_, level), node in zip(subtrees(frontier.size, size), after, strict=True):
        frontier = frontier.joined(node, level)
    return frontier.root()


class _Tree:
    """The roots of any part of the log, from the rows that keep them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def part(self, start: int, end: int) -> bytes:
        size = end - start
        if size <= 1 << NODES_FROM:
            return root_of([leaf(entry) for entry in self.entries(start, end)])
        if size & (size - 1) == 0:
            return self._kept(size.bit_length() - 1, start)
        middle = start + (1 << (size - 1).bit_length() - 1)
        return node_hash(self.part(start, middle), self.part(middle, end))

    def entries(self, start: int, end: int) -> Sequence[AuditEntry]:
        mine = AuditEntry.institution_id == self._work.institution_id
        query = select(AuditEntry).where(mine, AuditEntry.index >= start, AuditEntry.index < end)
        return self._work.session.scalars(query.order_by(AuditEntry.index)).all()

    def _kept(self, level: int, start: int) -> bytes:
        key = (self._work.institution_id, level, start)
        return self._work.session.get_one(LogNode, key).hash


def _last(work: Work, *, at_least: int) -> Checkpoint:
    mine = (Checkpoint.institution_id == work.institution_id, Checkpoint.size >= at_least)
    newest = select(Checkpoint).where(*mine).order_by(Checkpoint.size.desc()).limit(1)
    if (checkpoint := work.session.scalar(newest)) is None:
        entries = select(func.count()).where(AuditEntry.institution_id == work.institution_id)
        if at_least > work.session.scalars(entries).one():
            raise EntryNotFound("La bitácora no llega hasta ahí: pida un tramo más corto.", size=at_least)
        raise NotInOrderYet("La bitácora todavía no llega hasta ahí: intente de nuevo en unos segundos.", size=at_least)
    return checkpoint
