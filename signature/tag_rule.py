"""The one change to the structure of a PDF that may follow a signature: the tags of later signatures, as we add them.

`signature.form_tags` makes them. Whatever differs from that by anything is suspicious.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import SuspiciousModification

ROOT = "/StructTreeRoot"
GROWING = {"/ParentTree", "/ParentTreeNextKey"}
OF_AN_ELEMENT = {"/Type", "/S", "/P", "/Pg", "/K", "/Alt"}


def explained(old: HistoricalResolver, new: HistoricalResolver) -> set[int]:
    """The numbers of what the Form elements of new signature fields, added at the end, change; or a refusal."""
    if ROOT not in old.root and ROOT not in new.root:
        return set()
    _require(ROOT in old.root and ROOT in new.root, "the structure tree came or went")
    try:
        return {reference.idnum for _, reference in _changed(old, new)}
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise SuspiciousModification(f"tags: of another shape than ours ({type(error).__name__})") from error


def _changed(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[tuple[tuple[Any, ...], generic.Reference]]:
    before: Any = old.root[ROOT]
    after: Any = new.root[ROOT]
    _same_but(before, after, GROWING)
    path, document = _document(before)
    _same_but(old(document), new(document), {"/K"})
    added = _added(old(document)["/K"], new(document)["/K"])
    pairs = _added(before["/ParentTree"]["/Nums"], after["/ParentTree"]["/Nums"])
    _same_but(before["/ParentTree"], after["/ParentTree"], {"/Nums"})
    _require(len(pairs) == 2 * len(added), "the parent tree does not match the new elements")
    for at, element in enumerate(added):
        _check_element(old, new, element, document, pairs[2 * at : 2 * at + 2])
        yield (), element.reference
    told = after.get("/ParentTreeNextKey")
    wanted = int(pairs[-2]) + 1 if added else before.get("/ParentTreeNextKey")
    _require(told == wanted, "the next key is not the one that follows the new elements")
    for steps, reference in (((), old.root.raw_get(ROOT)), (("/ParentTree",), before.raw_get("/ParentTree"))):
        if isinstance(reference, generic.IndirectObject):
            yield ("/Root", ROOT, *steps), reference.reference
    yield ("/Root", ROOT, *path), document


def _document(tree: Any) -> tuple[tuple[Any, ...], generic.Reference]:
    """Where the one element of the whole document is told, and which it is."""
    kids = tree.raw_get("/K")
    if isinstance(tree["/K"], generic.ArrayObject):
        _require(len(tree["/K"]) == 1, "there is not one element for the whole document")
        return ("/K", 0), tree["/K"].raw_get(0).reference
    return ("/K",), kids.reference


def _check_element(
    old: HistoricalResolver, new: HistoricalResolver, element: Any, document: generic.Reference, pair: list[Any]
) -> None:
    told: Any = new(element.reference)
    _require(old.is_ref_unassignable(element.reference), "an element that was there is used again")
    _require(set(told) <= OF_AN_ELEMENT and told["/S"] == "/Form", "a new element is not that of a form field")
    _require(told.raw_get("/P").reference == document, "a new element hangs from somewhere else")
    pointer: Any = told["/K"]
    _require(set(pointer) <= {"/Type", "/Obj", "/Pg"} and pointer["/Type"] == "/OBJR", "it points at no object")
    widget: Any = pointer["/Obj"]
    _require(old.is_ref_unassignable(pointer.raw_get("/Obj").reference), "it points at something older")
    _require(widget.get("/FT") == "/Sig" and widget.get("/Subtype") == "/Widget", "it points at no signature")
    _require(int(pair[0]) == int(widget["/StructParent"]) and pair[1] == element, "the parent tree points elsewhere")


def _same_but(before: Any, after: Any, may_change: set[str]) -> None:
    kept = {key: before.raw_get(key) for key in before if key not in may_change}
    _require(kept == {key: after.raw_get(key) for key in after if key not in may_change}, "the structure was changed")


def _added(before: Any, after: Any) -> list[Any]:
    """What comes after what was there."""
    old, new = ([items.raw_get(at) for at in range(len(items))] for items in (before, after))
    _require(new[: len(old)] == old, "what was there was changed or moved")
    return new[len(old) :]


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- it is what is required
    if not holds:
        raise SuspiciousModification(f"tags: {otherwise}")
