"""The tree of hashes over many contents, and the way from one of them to its root (RFC 4998 §4.2)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from signature.der import OCTETS, SEQUENCE, value

REDUCED = 0xA2
"""The tag of a way to the root inside an archive timestamp."""

Way = tuple[tuple[bytes, ...], ...]
"""Lists of hashes. What is proved is in the first; the hash of each list belongs to the one after it."""


@dataclass(frozen=True, slots=True)
class Tree:
    """All levels, from the contents up to the root. Whatever has no neighbour goes up as it is."""

    algorithm: str
    levels: Sequence[Sequence[bytes]]

    @property
    def root(self) -> bytes:
        return self.levels[-1][0]

    def neighbours(self, at: int) -> Iterator[bytes]:
        """Of a content, and of each node above it that has one: the hashes that lead to the root."""
        for level in self.levels[:-1]:
            neighbour = at ^ 1
            if neighbour < len(level):
                yield level[neighbour]
            at >>= 1

    def way(self, at: int) -> Way:
        """From one content to the root. It is empty where there is only one: that is the root itself."""
        own = self.levels[0][at]
        first, *others = (*self.neighbours(at),) or (b"",)
        return ((min(own, first), max(own, first)), *((each,) for each in others)) if first else ()

    def written(self, at: int) -> bytes:
        """The same as it stands in a record, or nothing: `written_way` for a million of them."""
        own = self.levels[0][at]
        size = len(own)
        begins = bytes((OCTETS, size))
        listed = bytes((SEQUENCE, size + 2, OCTETS, size))
        found = [*self.neighbours(at)]
        if not found:
            return b""
        pair = b"".join(begins + each for each in sorted((own, found[0])))
        return value(REDUCED, value(SEQUENCE, pair), *[listed + each for each in found[1:]])


def grow(contents: Iterable[bytes], algorithm: str) -> Tree:
    """The tree over these hashes. Each is in it once, whoever brings it."""
    level = sorted(set(contents))
    levels = [level]
    while len(level) > 1:
        level = [*_above(level, algorithm)]
        levels.append(level)
    return Tree(algorithm, levels)


def together(hashes: Iterable[bytes], algorithm: str) -> bytes:
    """One hash for several, whose order says nothing."""
    return hashlib.new(algorithm, b"".join(sorted(hashes))).digest()


def root_from(found: bytes, way: Way, algorithm: str) -> bytes | None:
    """Where the way leads, if it begins at this hash."""
    if not way:
        return found
    if found not in way[0]:
        return None
    here = together(way[0], algorithm)
    for others in way[1:]:
        here = together((*others, here), algorithm)
    return here


def written_way(way: Way) -> bytes:
    lists = (value(SEQUENCE, *(value(OCTETS, each) for each in hashes)) for hashes in way)
    return value(REDUCED, *lists) if way else b""


def _above(level: Sequence[bytes], algorithm: str) -> Iterator[bytes]:
    make = getattr(hashlib, algorithm)
    for at in range(0, len(level) - 1, 2):
        one, other = level[at], level[at + 1]
        yield make(one + other if one < other else other + one).digest()
    if len(level) % 2:
        yield level[-1]
