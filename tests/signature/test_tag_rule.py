"""The one rule for the tags of later signatures: what we add passes, and whatever differs from it does not."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from oficina.platform import Platform
from signature.certificates import Holder
from signature.form_tags import tag
from tests.signature.people import a_pdf
from tests.signature.test_forgeries import Judge, incremental, sealed, verdict

pytestmark = pytest.mark.once
"""What a file proves does not depend on the database."""

__all__ = ["sealed", "verdict"]


class Structure:
    """The tags of a file that is being written on."""

    def __init__(self, writer: IncrementalPdfFileWriter) -> None:
        self.writer = writer
        self.tree: Any = writer.root["/StructTreeRoot"]
        whole: Any = self.tree["/K"]
        self.document: Any = whole[0] if isinstance(whole, generic.ArrayObject) else whole
        self.kids: Any = self.document["/K"]
        self.parents: Any = self.tree["/ParentTree"]
        self.nums: Any = self.parents["/Nums"]
        self.first: Any = self.kids[0]
        self.last: Any = self.kids[-1]
        self.fields: Any = writer.root["/AcroForm"]["/Fields"]
        self.page: Any = writer.root["/Pages"]["/Kids"][0]

    def put(self, holder: Any, key: str, value: Any) -> None:
        holder[name(key)] = value
        self.writer.update_container(holder)

    def touch(self) -> None:
        for each in (self.kids, self.nums):
            self.writer.update_container(each)


Change = Callable[[Structure], object]


def changed(pdf: bytes, change: Change) -> bytes:
    """What was there, changed."""

    def write(writer: IncrementalPdfFileWriter) -> None:
        there = Structure(writer)
        change(there)
        there.touch()

    return incremental(pdf, write)


def tagged(pdf: bytes, change: Change = lambda _: None) -> bytes:
    """One more field, tagged as we do, and then spoiled."""

    def write(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(
            writer, SigFieldSpec("FEA-9", on_page=0, box=(50, 50, 90, 90), readable_field_name="Otra")
        )
        assert tag(writer, Structure(writer).fields.raw_get(-1), "Otra firma")
        there = Structure(writer)
        change(there)
        there.touch()

    return incremental(pdf, write)


def text(said: str) -> generic.TextStringObject:
    return generic.TextStringObject(said)


def swap(items: Any) -> None:
    items[0], items[1] = items.raw_get(1), items.raw_get(0)


def a_copy(of: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({key: of.raw_get(key) for key in of})


OF_WHAT_WAS_THERE: dict[str, Change] = {
    "the description of a signature": lambda it: it.put(it.last, "/Alt", text("Otra cosa")),
    "what a paragraph reads as": lambda it: it.put(it.first, "/ActualText", text("Otra cosa")),
    "the description of a paragraph": lambda it: it.put(it.first, "/Alt", text("Otra cosa")),
    "the role of a paragraph": lambda it: it.put(it.first, "/S", name("/Artifact")),
    "the role of a signature": lambda it: it.put(it.last, "/S", name("/Figure")),
    "the kids of a paragraph": lambda it: it.put(it.first, "/K", generic.ArrayObject()),
    "the order of the kids": lambda it: swap(it.kids),
    "a kid that is gone": lambda it: it.kids.pop(0),
    "the last kid, gone": lambda it: it.kids.pop(),
    "a kid told twice": lambda it: it.kids.append(it.kids.raw_get(0)),
    "a place of the parent tree": lambda it: it.nums.__setitem__(-1, it.kids.raw_get(0)),
    "a place of the parent tree, gone": lambda it: [it.nums.pop(), it.nums.pop()],
    "a map of roles": lambda it: it.put(it.tree, "/RoleMap", generic.DictionaryObject({name("/P"): name("/H1")})),
    "a map of classes": lambda it: it.put(it.tree, "/ClassMap", generic.DictionaryObject()),
    "a second tree": lambda it: it.put(it.writer.root, "/StructTreeRoot", it.writer.add_object(a_copy(it.tree))),
    "no tree": lambda it: [it.writer.root.pop("/StructTreeRoot"), it.writer.update_root()],
    "a second document": lambda it: it.put(
        it.tree, "/K", generic.ArrayObject([it.kids.raw_get(1), it.kids.raw_get(0)])
    ),
    "the language of the document": lambda it: it.put(it.document, "/Lang", generic.pdf_string("en")),
    "where a page's tags are": lambda it: it.put(it.page, "/StructParents", generic.NumberObject(99)),
    "where a signature's tag is": lambda it: it.put(it.fields[0], "/StructParent", generic.NumberObject(0)),
    "the name of a signature's field": lambda it: it.put(it.fields[0], "/TU", text("Otra persona")),
}

OF_WHAT_IS_ADDED: dict[str, Change] = {
    "another role": lambda it: it.put(it.last, "/S", name("/P")),
    "a text of its own": lambda it: it.put(it.last, "/ActualText", text("Se aprueba.")),
    "a parent that is not the document": lambda it: it.put(it.last, "/P", it.kids.raw_get(0)),
    "an older annotation": lambda it: it.put(it.last["/K"], "/Obj", it.fields.raw_get(0)),
    "several things": lambda it: it.put(it.last, "/K", generic.ArrayObject([it.last["/K"], it.last["/K"]])),
    "marked content": lambda it: it.put(it.last, "/K", generic.NumberObject(0)),
    "another key": lambda it: it.put(it.fields[-1], "/StructParent", generic.NumberObject(0)),
    "a place for something else": lambda it: it.nums.__setitem__(-1, it.kids.raw_get(0)),
    "an older place for it": lambda it: it.nums.__setitem__(1, it.kids.raw_get(-1)),
    "no place": lambda it: [it.nums.pop(), it.nums.pop()],
    "one place too many": lambda it: it.nums.extend([generic.NumberObject(99), it.kids.raw_get(-1)]),
    "the first of the kids": lambda it: it.kids.insert(0, it.kids.pop()),
    "a field that is no signature": lambda it: it.put(it.fields[-1], "/FT", name("/Tx")),
    "an annotation that is no field": lambda it: it.put(it.fields[-1], "/Subtype", name("/FreeText")),
    "a map of roles beside it": lambda it: it.put(
        it.tree, "/RoleMap", generic.DictionaryObject({name("/Form"): name("/P")})
    ),
}


def test_a_tag_as_we_add_it_passes_and_each_that_differs_does_not(sealed: bytes, verdict: Judge) -> None:
    assert verdict(tagged(sealed)) == "valid"
    passed = [what for what, change in OF_WHAT_IS_ADDED.items() if verdict(tagged(sealed, change)) != "invalid"]
    assert passed == []


def test_whatever_changes_in_the_structure_that_was_signed_is_invalid(sealed: bytes, verdict: Judge) -> None:
    assert verdict(changed(sealed, lambda _: None)) == "valid"
    passed = [what for what, change in OF_WHAT_WAS_THERE.items() if verdict(changed(sealed, change)) != "invalid"]
    assert passed == []


def test_an_older_format_of_signature_without_a_timestamp_is_judged_as_of_today(
    platform: Platform,
    verdict: Judge,
) -> None:
    now = platform.database.clock()
    pki = platform.demonstration.pki(now)
    p12 = pki.issue(Holder("Eva Rojas", "Una empresa", rut="44.444.444-4"), "clave", now)
    key = SimpleSigner.load_pkcs12_data(p12, [], b"clave")
    assert key is not None
    out, how = (
        BytesIO(),
        PdfSignatureMetadata("Firma1", md_algorithm="sha256", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED),
    )
    asyncio.run(PdfSigner(how, key).async_sign_pdf(IncrementalPdfFileWriter(BytesIO(a_pdf())), output=out))

    assert verdict(out.getvalue()) == "valid"
