"""Making evidence records, and renewing them before what they rest on ends (RFC 4998 §4.2 and §5.2)."""

import hashlib
from collections.abc import Callable, Sequence

from signature.evidence.records import Record, Stamp
from signature.evidence.tree import Tree, grow

Stamping = Callable[[bytes, str], bytes]
"""A token over a hash made with this algorithm."""


def cover(hashes: Sequence[bytes], algorithm: str, stamping: Stamping) -> list[Record]:
    """One record for each of these hashes of contents, all with one token."""
    tree = grow(hashes, algorithm)
    token, places = stamping(tree.root, algorithm), _places(tree)
    return [Record(((Stamp(algorithm, token, tree.way(places[each])),),)) for each in hashes]


def stamped_again(records: Sequence[Record], stamping: Stamping) -> list[Record]:
    """Each with a timestamp more over the last one: its hash still holds. The contents are not needed."""
    renewed: dict[str, dict[bytes, Stamp]] = {}
    for algorithm in {each.last.algorithm for each in records}:
        tokens = {each.last.token for each in records if each.last.algorithm == algorithm}
        renewed[algorithm] = cover_tokens(tokens, algorithm, stamping)
    return [
        Record((*each.chains[:-1], (*each.chains[-1], renewed[each.last.algorithm][each.last.token])))
        for each in records
    ]


def cover_tokens(tokens: set[bytes], algorithm: str, stamping: Stamping) -> dict[bytes, Stamp]:
    """What is to follow each of these tokens, all with one new token."""
    hashes = {each: hashlib.new(algorithm, each).digest() for each in tokens}
    tree = grow(hashes.values(), algorithm)
    token, places = stamping(tree.root, algorithm), _places(tree)
    return {each: Stamp(algorithm, token, tree.way(places[found])) for each, found in hashes.items()}


def hashed_again(
    records: Sequence[Record], hashes: Sequence[bytes], algorithm: str, stamping: Stamping
) -> list[Record]:
    """Each with a chain more, of another hash: `hashes` are of the contents, read again, in the same order."""
    over = [with_history(found, each, algorithm) for each, found in zip(records, hashes, strict=True)]
    tree = grow(over, algorithm)
    token, places = stamping(tree.root, algorithm), _places(tree)
    return [
        Record((*each.chains, (Stamp(algorithm, token, tree.way(places[found])),)))
        for each, found in zip(records, over, strict=True)
    ]


def with_history(found: bytes, record: Record, algorithm: str, chains: int | None = None) -> bytes:
    """The hash of a content together with all that proved it until then."""
    before = record.sequence(len(record.chains) if chains is None else chains)
    return hashlib.new(algorithm, found + hashlib.new(algorithm, before).digest()).digest()


def _places(tree: Tree) -> dict[bytes, int]:
    return {each: at for at, each in enumerate(tree.levels[0])}
