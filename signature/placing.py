"""Making room for a signature in an ordinary PDF: its field, its mark, its tag, and nothing else is another.

It changes what `signature.holes` changes, but for what only says that something changed (/Info, the metadata). Whatever
is not as it usually is, or may forbid what is to be done, is for that one to decide: nothing was written yet.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signature.borrowing import appearance
from signature.holes import ADVANCED, RESERVED
from signature.ordinary import Ordinary
from signature.reopening import Hole
from signature.revising import Revision
from signature.tokens import Ref, StrangeError, Tokens, keys_in
from signature.written import Told, told_in

NOT_FOR_US = {"/Perms", "/Collection"}
OF_A_FORM = {"/Fields", "/SigFlags", "/DA", "/DR"}
EXTENSION = b"<</ESIC <</Type /DeveloperExtensions/BaseVersion /1.7/ExtensionLevel 1>>>>"
MOST_FIELDS, MOST_KIDS, DEEPEST = 200, 2_000, 40
FAILS = (StrangeError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
"""What is met in a file that is not as it usually is, before anything was written."""


def open_here(path: Path, stamp: Path | None, told: dict[str, Any], at: datetime) -> Hole | None:
    """The same as `open_hole` makes, in a file of the ordinary kind; or nothing, and the file is as it was."""
    with path.open("r+b") as file:
        try:
            return make_room(file, stamp, told, at)
        except FAILS:
            return None


def make_room(file: Any, stamp: Path | None, told: dict[str, Any], at: datetime) -> Hole:
    """Write the revision, or say what is not as it usually is."""
    left, bottom, right, top = (round(each) for each in told["box"])
    if (stamp is None) != (right == left and top == bottom):
        raise StrangeError("a mark that is seen is a stamp, and the other way around")
    one = Ordinary(file)
    revision, root = Revision(one), _root(one)
    page = page_of(one, root.value("/Pages"), told["page"] - 1)
    widget, signature = revision.add(), revision.add()
    _add_field(revision, root, widget, told["name"])
    _add_annotation(revision, page, widget)
    field = Told({"/FT": b"/Sig", "/T": text(told["name"]), "/Type": b"/Annot", "/Subtype": b"/Widget", "/F": b"132"})
    field["/Rect"], field["/P"] = b"[%d %d %d %d]" % (left, bottom, right, top), written(page)
    field["/TU"], field["/V"] = text(told["tooltip"]), written(signature)
    if stamp is not None:
        field["/AP"] = b"<</N %s>>" % written(appearance(revision, stamp))
    _tag(revision, root, widget, page, field)
    revision.put(widget, field.written)
    kind = told.get("kind", ADVANCED)
    if kind == ADVANCED and "/Extensions" not in root:
        root["/Extensions"] = EXTENSION
    elif kind == ADVANCED and "/ESIC" not in keys_in(root.value("/Extensions")):
        raise StrangeError("extensions of others")
    revision.put(one.trailer.value("/Root"), root.written)
    return revision.write(file, signature, _said(told, kind, at), told.get("room", RESERVED))


def _said(told: dict[str, Any], kind: str, at: datetime) -> bytes:
    said = b"/Type /Sig/Filter /Adobe.PPKLite/SubFilter %s/M (D:%s)" % (
        kind.encode("ascii"),
        at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"),
    )
    for key, each in (("Location", told["location"]), ("Reason", told["reason"])):
        said += b"/%s %s" % (key.encode("ascii"), text(each)) if each else b""
    return said


def written(ref: Ref) -> bytes:
    return b"%d %d R" % ref


def text(said: str) -> bytes:
    """A text string: as it reads, where any reader reads it so."""
    if said.isascii() and said.isprintable():
        escaped = said.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return b"(%s)" % escaped.encode("ascii")
    return b"<FEFF%s>" % said.encode("utf-16-be").hex().encode("ascii")


def _root(one: Ordinary) -> Told:
    root = one.told(one.trailer.value("/Root"))
    if root.value("/Type") != "/Catalog" or NOT_FOR_US & root.keys():
        raise StrangeError("its root may say what is allowed")
    return root


def page_of(one: Ordinary, ref: Any, wanted: int) -> Ref:
    """The page at a place in the tree of pages."""
    for _ in range(DEEPEST):
        told = one.told(ref)
        if told.value("/Type") == "/Page" and wanted == 0 and "/Kids" not in told:
            return Ref(*ref)
        kids, count = told.value("/Kids"), told.value("/Count")
        kids = Tokens(one.raw(kids)).value() if isinstance(kids, Ref) else kids
        if told.value("/Type") != "/Pages" or not isinstance(kids, list) or not 0 <= wanted < count:
            raise StrangeError("pages that are told otherwise than usual")
        ref, wanted = (kids[wanted], 0) if len(kids) == count else _below(one, kids, wanted)
    raise StrangeError("a tree of pages that is too deep")


def _below(one: Ordinary, kids: list[Any], wanted: int) -> tuple[Any, int]:
    for kid in kids[:MOST_KIDS]:
        told = one.told(kid)
        count = 1 if told.value("/Type") == "/Page" else told.value("/Count")
        if wanted < count:
            return kid, wanted
        wanted -= count
    raise StrangeError("fewer pages than it says")


def _extended(array: bytes, *more: bytes) -> bytes:
    if not array.startswith(b"[") or not array.endswith(b"]"):
        raise StrangeError("not a list")
    return array[:-1] + b" " + b" ".join(more) + b"]"


def _extend(revision: Revision, holder: Told, key: str, *more: bytes) -> bool:
    """Add to a list that a dictionary holds or points at. Says whether it was the dictionary that changed."""
    ref = holder.value(key)
    if isinstance(ref, Ref):
        revision.put(ref, _extended(revision.raw(ref), *more))
        return False
    holder[key] = _extended(holder.get(key, b"[]"), *more)
    return True


def _add_field(revision: Revision, root: Told, widget: Ref, name: str) -> None:
    """The form is in the root, is pointed at from there, or is new."""
    ref = root.value("/AcroForm")
    form = revision.one.told(ref) if isinstance(ref, Ref) else told_in(root.get("/AcroForm", b"<<>>"))
    if not form.keys() <= OF_A_FORM:
        raise StrangeError("a form that is not a usual one")
    _refuse_locks(revision.one, form, name)
    flags = form.value("/SigFlags") or 0
    _extend(revision, form, "/Fields", written(widget))
    form["/SigFlags"] = b"%d" % (flags | 3)
    if isinstance(ref, Ref):
        revision.put(ref, form.written)
    else:
        root["/AcroForm"] = written(revision.add(form.written)) if ref is None else form.written


def _refuse_locks(one: Ordinary, form: Told, name: str) -> None:
    """Another field of that name, or one that forbids what follows it."""
    fields = Tokens(one.behind(form["/Fields"])).value() if "/Fields" in form else []
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise StrangeError("more fields than usual")
    for each in fields:
        told = one.told(each)
        is_free = told.value("/FT") == "/Sig" and "/V" not in told
        if is_free or "/Lock" in told or told.value("/T") == name.encode() or not isinstance(told.value("/T"), bytes):
            raise StrangeError("a field that may be in the way")


def _add_annotation(revision: Revision, page: Ref, widget: Ref) -> None:
    told = told_in(revision.raw(page))
    if _extend(revision, told, "/Annots", written(widget)):
        revision.put(page, told.written)


def _tag(revision: Revision, root: Told, widget: Ref, page: Ref, field: Told) -> None:
    """What `signature.form_tags` does, where the structure is as it usually is."""
    ref = root.value("/StructTreeRoot")
    if ref is None:
        return
    tree = revision.one.told(ref)
    document, element = _document(revision.one, tree)
    parents_ref = tree.value("/ParentTree")
    parents = revision.one.told(parents_ref) if isinstance(parents_ref, Ref) else told_in(tree["/ParentTree"])
    key = max([tree.value("/ParentTreeNextKey") or 0, *(each + 1 for each in parents.value("/Nums")[::2])])
    field["/StructParent"] = b"%d" % key
    pointer = b"<</Type /OBJR/Obj %s/Pg %s>>" % (written(widget), written(page))
    form = Told({"/Type": b"/StructElem", "/S": b"/Form", "/P": written(document), "/Pg": written(page)})
    form |= {"/K": pointer, "/Alt": field["/TU"]}
    added = revision.add(form.written)
    element["/K"] = _extended(element["/K"], written(added))
    parents["/Nums"] = _extended(parents["/Nums"], b"%d" % key, written(added))
    tree["/ParentTreeNextKey"] = b"%d" % (key + 1)
    if isinstance(parents_ref, Ref):
        revision.put(parents_ref, parents.written)
    else:
        tree["/ParentTree"] = parents.written
    revision.put(document, element.written)
    revision.put(ref, tree.written)


def _document(one: Ordinary, tree: Told) -> tuple[Ref, Told]:
    """The one element of the whole document, with its kids in an array of its own."""
    kids = tree.value("/K")
    if isinstance(kids, Ref) and one.raw(kids).startswith(b"["):
        kids = Tokens(one.raw(kids)).value()
    ref = kids[0] if isinstance(kids, list) and len(kids) == 1 else kids
    element = one.told(ref)
    if element.value("/S") != "/Document":
        raise StrangeError("a structure that is told otherwise than usual")
    return Ref(*ref), element
