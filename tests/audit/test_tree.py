"""The tree, and its proofs, against the definitions of RFC 6962 word for word."""

import hashlib

import pytest

from audit.merkle import (
    Frontier,
    Subtree,
    consistency_path,
    consistent,
    included,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    subtrees,
)
from audit.proofs import extract_root

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The root of the empty tree in RFC 6962."""
LEAVES = [leaf_hash(str(number).encode()) for number in range(40)]


def defined(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(defined(leaves[:half]), defined(leaves[half:]))


def part(start: int, end: int) -> bytes:
    return defined(LEAVES[start:end])


def test_the_frontier_has_the_root_of_the_whole_tree_at_every_size() -> None:
    frontier = Frontier()
    assert frontier.root().hex() == EMPTY == root_of([]).hex()
    for size, each in enumerate(LEAVES, start=1):
        frontier = Frontier.of(size - 1, frontier.packed()).grown(each)
        assert frontier.root() == part(0, size)


def test_every_leaf_of_every_tree_is_proved_and_nothing_else_is() -> None:
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            path, root = inclusion_path(index, size, part), part(0, size)
            assert included(index, size, LEAVES[index], path, root)
            assert not included(index, size, leaf_hash(b"x"), path, root)
            assert not included(index, size, LEAVES[index], [*path, root], root)
            assert not included(index, size, LEAVES[index], path[:-1], root) or not path
    assert not included(3, 3, LEAVES[3], [], part(0, 3))


def test_every_tree_is_shown_to_be_the_beginning_of_every_later_one_and_of_no_other() -> None:
    for new in range(1, len(LEAVES) + 1):
        for old in range(new + 1):
            path, roots = consistency_path(old, new, part), (part(0, old), part(0, new))
            assert consistent(old, new, roots, path)
            assert not consistent(old, new, roots, [*path, leaf_hash(b"x")])
            if 0 < old < new:
                assert not consistent(old, new, (leaf_hash(b"x"), roots[1]), path)
                assert not consistent(old, new, (roots[0], leaf_hash(b"x")), path)
                assert not consistent(old, new, roots, path[:-1])
    assert not consistent(5, 3, (part(0, 5), part(0, 3)), [leaf_hash(b"x")])


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, 40), (7, 23), (32, 40), (39, 40), (1, 2)])
def test_an_extract_leads_to_the_root_and_a_changed_one_does_not(start: int, end: int) -> None:
    def cover(first: int, last: int) -> list[bytes]:
        return [part(at, at + (1 << level)) for at, level in subtrees(first, last)]

    before, after, leaves = cover(0, start), cover(end, 40), LEAVES[start:end]

    assert extract_root(40, start, leaves, before, after) == part(0, 40)
    assert extract_root(40, start, [leaf_hash(b"x"), *leaves[1:]], before, after) != part(0, 40)


def test_subtrees_that_come_to_be_are_told_with_their_roots() -> None:
    frontier = Frontier()
    told: list[Subtree] = []
    for each in LEAVES:
        frontier = frontier.grown(each, told)

    assert {(level, start) for level, start, _ in told} == {
        (level, start) for level in range(1, 6) for start in range(0, 40 - (1 << level) + 1, 1 << level)
    }
    assert all(root == part(start, start + (1 << level)) for level, start, root in told)
