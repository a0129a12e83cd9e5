"""The structure element that tells, to whoever does not see the page, that a signature stands there (PDF/UA-1 7.18.4).

It is added in the revision of its signature: a `/Form` element under the document's, pointing at the widget, and the
widget's place in the parent tree. Nothing else of the structure changes; `signature.tag_rule` accepts exactly this.
"""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def tag(writer: IncrementalPdfFileWriter, widget: generic.IndirectObject, told: str) -> bool:
    """Tag a new widget, if the file has a structure that we know how to add to. Says whether it was."""
    tree, parents = _behind(writer.root, "/StructTreeRoot"), None
    if tree is not None:
        parents = _behind(tree, "/ParentTree")
    document = _document_element(tree) if tree is not None else None
    if document is None or parents is None or "/Nums" not in parents:
        return False
    key = _next_key(tree, parents["/Nums"])
    element = writer.add_object(_element(document, widget, told))
    document.get_object()["/K"].append(element)
    parents["/Nums"].extend([generic.NumberObject(key), element])
    tree["/ParentTreeNextKey"] = generic.NumberObject(key + 1)
    widget.get_object()[name("/StructParent")] = generic.NumberObject(key)
    for changed in (document.get_object(), parents, tree, widget.get_object()):
        writer.update_container(changed)
    return True


def _behind(holder: Any, key: str) -> Any:
    """What the key names, which may be a reference: `get` would give just that."""
    return holder[key] if key in holder else None  # noqa: SIM401 -- see above


def _document_element(tree: Any) -> Any:
    """The one element of the whole document, with its kids in an array."""
    kids = tree.raw_get("/K") if "/K" in tree else None
    if isinstance(kids, generic.IndirectObject) and isinstance(kids.get_object(), generic.ArrayObject):
        kids = kids.get_object()
    if isinstance(kids, generic.ArrayObject):
        kids = kids.raw_get(0) if len(kids) == 1 else None
    if not isinstance(kids, generic.IndirectObject):
        return None
    element: Any = kids.get_object()
    return kids if element.get("/S") == "/Document" and isinstance(element.get("/K"), generic.ArrayObject) else None


def _next_key(tree: Any, nums: Any) -> int:
    used = [int(each) for each in list(nums)[::2]]
    return max([int(tree.get("/ParentTreeNextKey", 0)), *(each + 1 for each in used)])


def _element(document: Any, widget: generic.IndirectObject, told: str) -> generic.DictionaryObject:
    page = widget.get_object().raw_get("/P")
    pointer = generic.DictionaryObject({name("/Type"): name("/OBJR"), name("/Obj"): widget, name("/Pg"): page})
    return generic.DictionaryObject(
        {
            name("/Type"): name("/StructElem"),
            name("/S"): name("/Form"),
            name("/P"): document,
            name("/Pg"): page,
            name("/K"): pointer,
            name("/Alt"): generic.TextStringObject(told),
        }
    )
