"""Computing the whole log again, and saying where it is not what it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from audit.leaves import leaf, sealed
from audit.merkle import Frontier, Subtree
from audit.models import AuditEntry, Checkpoint, LogHead, LogKey, LogNode, PersonalFact
from audit.notes import NoteRefused, Told, opened
from kernel.work import Work

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the log and its checkpoints disagree."""

    index: int
    what: str


def verify(work: Work, tell: Callable[[int], None] = lambda _size: None) -> Iterator[Fault]:
    """Every point where the rows no longer say what the checkpoints say."""
    mine = select(Checkpoint).where(_mine(work, Checkpoint)).order_by(Checkpoint.size)
    checkpoints = {each.size: each for each in work.session.scalars(mine)}
    yield from _false_notes(work, checkpoints)
    frontier = Frontier()
    nodes = _nodes(work)
    for entry in _in_order(work):
        if entry.index != frontier.size:
            yield Fault(frontier.size, "an entry is missing")
            return
        completed: list[Subtree] = []
        frontier = frontier.grown(leaf(entry), completed)
        tell(frontier.size)
        checkpoint = checkpoints.pop(frontier.size, None)
        if checkpoint and checkpoint.root != frontier.root().hex():
            yield Fault(entry.index, "an entry up to here was changed")
            return
        if any(nodes.get((level, start), root) != root for level, start, root in completed):
            yield Fault(entry.index, "a kept subtree was changed")
    yield from (Fault(size - 1, "the end of the log is missing") for size in sorted(checkpoints))
    yield from _false_head(work, frontier)
    yield from _false_facts(work)


def compare(work: Work, *notes: str) -> Iterator[Fault]:
    """Where the log does not begin with what checkpoints kept elsewhere say it was."""
    keys, roots = _verifiers(work), dict[int, set[bytes]]()
    for note in notes:
        try:
            told = opened(note, *keys)
        except NoteRefused as refusal:
            yield Fault(0, f"the checkpoint is of no key of this log: {refusal}")
        else:
            roots.setdefault(told.size, set()).add(told.root)
    frontier = Frontier()
    for entry in _in_order(work):
        if not roots:
            break
        frontier = frontier.grown(leaf(entry))
        if roots.pop(frontier.size, {frontier.root()}) != {frontier.root()}:
            yield Fault(frontier.size - 1, "the log is not the one that was signed: an entry up to here was changed")
    yield from (Fault(frontier.size, "the log is shorter than the checkpoint says") for _ in roots)


def _in_order(work: Work) -> Iterator[AuditEntry]:
    """Every sequenced entry, some at a time, so that a long log fits in memory."""
    ordered = select(AuditEntry).where(_mine(work, AuditEntry), AuditEntry.index.is_not(None))
    last: int | None = -1
    while chunk := work.session.scalars(
        ordered.where(AuditEntry.index > last).order_by(AuditEntry.index).limit(CHUNK)
    ).all():
        for entry in chunk:
            work.session.expunge(entry)
            yield entry
        last = chunk[-1].index


def _false_notes(work: Work, checkpoints: dict[int, Checkpoint]) -> Iterator[Fault]:
    """Checkpoints whose signature, or whose signed text, is not theirs."""
    keys = _verifiers(work)
    for checkpoint in checkpoints.values():
        try:
            told = opened(checkpoint.note, *keys)
        except NoteRefused:
            yield Fault(checkpoint.size - 1, "the signature of a checkpoint is not valid")
            continue
        if told != Told(told.origin, checkpoint.size, bytes.fromhex(checkpoint.root)):
            yield Fault(checkpoint.size - 1, "a checkpoint was changed after it was signed")


def _nodes(work: Work) -> dict[tuple[int, int], bytes]:
    query = select(LogNode.level, LogNode.start, LogNode.hash).where(_mine(work, LogNode))
    return {(level, start): kept for level, start, kept in work.session.execute(query)}


def _false_head(work: Work, frontier: Frontier) -> Iterator[Fault]:
    head = work.find(LogHead)
    if head and (head.size, head.frontier) != (frontier.size, frontier.packed()):
        yield Fault(max(frontier.size - 1, 0), "the head of the log is not at its end")


def _false_facts(work: Work) -> Iterator[Fault]:
    """Personal facts that are still there and do not match the hash in their entry."""
    facts = (
        select(PersonalFact, AuditEntry)
        .where(_mine(work, PersonalFact), _mine(work, AuditEntry))
        .join_from(PersonalFact, AuditEntry, AuditEntry.id == PersonalFact.entry_id)
    )
    for fact, entry in work.session.execute(facts):
        if entry.sealed_facts.get(fact.name) != sealed(fact.salt, fact.value):
            yield Fault(entry.index or 0, "a personal fact was changed")


def _verifiers(work: Work) -> list[str]:
    return list(work.session.scalars(select(LogKey.verifier).where(_mine(work, LogKey))))


Table = AuditEntry | Checkpoint | LogHead | LogKey | LogNode | PersonalFact


def _mine(work: Work, table: type[Table]) -> ColumnElement[bool]:
    return table.institution_id == work.institution_id
