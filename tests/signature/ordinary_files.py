"""Files of the ordinary kind, and files that are each in one way of another."""

import re
import struct
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode

from tests.signature.forging.raw import increment

Change = Callable[[pikepdf.Pdf], object]
PACKED = {"object_stream_mode": ObjectStreamMode.generate}


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that are in no form, which is what is tried
        pdf.save(out, static_id=True, **({"object_stream_mode": ObjectStreamMode.disable} | how))
    return out.getvalue()


def with_(change: Change, **how: Any) -> Callable[[bytes], bytes]:
    def changed(pdf: bytes) -> bytes:
        with pikepdf.open(BytesIO(pdf)) as opened:
            change(opened)
            return saved(opened, **how)

    return changed


def put(path: str, value: Any) -> Change:
    *above, last = path.split("/")

    def change(pdf: pikepdf.Pdf) -> None:
        holder: Any = pdf.Root
        for each in above:
            holder = holder[f"/{each}"]
        holder[f"/{last}"] = value(pdf) if callable(value) else value

    return change


def without(name: str) -> Change:
    return lambda pdf: pdf.Root.__delattr__(name)


def a_field(**more: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: Array([pdf.make_indirect(Dictionary(**{"FT": Name.Tx, "T": "otro", **more}))])


def nested(pdf: pikepdf.Pdf) -> None:
    """Its two pages in a tree of three floors."""
    pages = pdf.Root.Pages
    for at, page in enumerate(list(pages.Kids)):
        page.Parent = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([page]), Count=1, Parent=pages))
        pages.Kids[at] = page.Parent
    pages.Kids = Array([pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=pages.Kids, Count=2, Parent=pages))])


def structured(parents: Any, kind_of: Any = Name.Document) -> Change:
    """With a structure of one element; the tree of parents is as it is told."""

    def change(pdf: pikepdf.Pdf) -> None:
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=kind_of, P=tree, K=Array([])))
        tree.K, tree.ParentTree = pdf.make_indirect(Array([element])), parents(pdf)
        pdf.Root.StructTreeRoot = tree

    return change


ORDINARY: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda pdf: pdf,
    "packed": with_(lambda _: None, **PACKED),
    "read from its first page on": with_(lambda _: None, linearize=True),
    "with no form": with_(without("AcroForm")),
    "with its form in the root": with_(put("AcroForm", Dictionary(Fields=Array([]), SigFlags=0))),
    "with a form of no fields yet": with_(put("AcroForm", lambda pdf: pdf.make_indirect(Dictionary()))),
    "with a list of fields of its own": with_(put("AcroForm/Fields", lambda pdf: pdf.make_indirect(Array([])))),
    "with its annotations in the page": with_(lambda pdf: pdf.pages[0].obj.__setattr__("Annots", Array([]))),
    "with pages in a tree": with_(nested),
    "with a list of pages of its own": with_(put("Pages/Kids", lambda pdf: pdf.make_indirect(pdf.Root.Pages.Kids))),
    "with a structure": with_(structured(lambda pdf: pdf.make_indirect(Dictionary(Nums=Array([]))))),
    "with the extension already": with_(put("Extensions", Dictionary(ESIC=Dictionary(ExtensionLevel=1)))),
    "with no name": lambda pdf: re.sub(rb"/ID \[.*?\]", b"", pdf),
    "with no line after its end": lambda pdf: pdf.rstrip(),
    "with a revision more": lambda pdf: increment(pdf, {900: b"<<>>"}, how="table"),
    "with packed objects in a revision more": lambda pdf: increment(
        with_(lambda _: None, **PACKED)(pdf), {900: b"<</A(b)>>", 901: b"[1 2]"}, how="packed"
    ),
}


def a_length_within_what_it_measures() -> bytes:
    """The pack in which the catalog lies says its length in an object that lies in it, too."""
    head = b"%PDF-1.7\n"
    pack = b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Length 6 0 R>>stream\n1 0 <</Type/Catalog>>\nendstream\nendobj\n"
    ends = len(head) + len(pack)
    places = ((0, 0, 255), (2, 5, 0), (0, 0, 0), (0, 0, 0), (1, ends, 0), (1, len(head), 0), (2, 5, 0))
    rows = b"".join(struct.pack(">BIB", *place) for place in places)
    table = b"4 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(rows)
    return head + pack + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % ends


UNUSUAL: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "encrypted": (with_(lambda _: None, encryption=pikepdf.Encryption(owner="x", user="")), "encrypted"),
    "told in two ways": (lambda pdf: pdf.replace(b"trailer <<", b"trailer << /XRefStm 15"), "two ways"),
    "something before it": (lambda pdf: b"\n" + pdf, "begin"),
    "something after it": (lambda pdf: pdf + b"%more\n", "end"),
    "short lines in its table": (lambda pdf: pdf.replace(b" n \n", b" n\n"), "not what has to follow"),
    "a place that is another's": (lambda pdf: re.sub(rb"(\d{9})\d 00000 n", rb"\g<1>0 00000 n", pdf), ""),
    "fewer objects than it has": (lambda pdf: re.sub(rb"/Size \d+", b"/Size 9", pdf), "more objects"),
    "sections in a circle": (lambda pdf: increment(pdf, {900: b"<<>>"}, previous=len(pdf)), ""),
    "a key twice": (lambda pdf: pdf.replace(b"/Type /Catalog", b"/Type /Catalog /Type /Catalog"), ""),
    "a certification": (with_(put("Perms", Dictionary())), "allowed"),
    "a collection": (with_(put("Collection", Dictionary())), "allowed"),
    "a form of another kind": (with_(put("AcroForm/XFA", "x")), "usual one"),
    "a list of fields that is none": (with_(put("AcroForm/Fields", 7)), "more fields"),
    "an empty signature field": (with_(put("AcroForm/Fields", a_field(FT=Name.Sig, T="vacío"))), "in the way"),
    "a field that locks": (with_(put("AcroForm/Fields", a_field(Lock=Dictionary()))), "in the way"),
    "a field of the same name": (with_(put("AcroForm/Fields", a_field(T="FEA-1"))), "in the way"),
    "extensions of others": (with_(put("Extensions", Dictionary(XYZ=Dictionary()))), "others"),
    "pages that say they are none": (lambda pdf: pdf.replace(b"/Count 2", b"/Count 0"), "pages"),
    "a structure in pieces": (with_(structured(lambda _: Dictionary(Kids=Array([])))), ""),
    "a structure of another kind": (
        with_(structured(lambda _: Dictionary(Nums=Array([])), Name.Part)),
        "structure that is told otherwise",
    ),
    "annotations that are no list": (
        with_(lambda pdf: pdf.pages[0].obj.__setattr__("Annots", Dictionary())),
        "not a list",
    ),
    "an object that is freed": (lambda pdf: increment(pdf, {}, freed=(1,), places={}), "is no more"),
    "a length within what it measures": (lambda _: a_length_within_what_it_measures(), "recursion"),
    "names with strange letters": (with_(put("Ñandú", 1)), ""),
}
STAMPS: dict[str, Change] = {
    "of two pages": lambda pdf: pdf.add_blank_page(page_size=(9, 9)),
    "that is turned": lambda pdf: pdf.pages[0].obj.__setattr__("Rotate", 90),
    "in pieces": lambda pdf: pdf.pages[0].obj.__setattr__("Contents", Array([pdf.pages[0].obj.Contents])),
    "with a word in a word": lambda pdf: pdf.pages[0].obj.__setattr__("Resources", Dictionary(A=Name("/a"))),
    "with far too much": lambda pdf: pdf.pages[0].obj.__setattr__(
        "Resources", Dictionary(A=Array([pdf.make_indirect(Dictionary(N=each)) for each in range(600)]))
    ),
}
