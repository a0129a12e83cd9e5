"""No forgery of any class passes, and what honestly follows a signature does.

Here a few of each class, chosen by a seed, so that they are the same in every run; `benchmarks.judging` makes hundreds.
"""

from collections.abc import Callable
from itertools import islice
from random import Random

import pytest

from tests.signature.forging import CLASSES, Signed, increment
from tests.signature.forging.raw import put, stream
from tests.signature.forging.shadows import as_written

pytestmark = pytest.mark.database_free
EACH, SEED = 14, 20261121


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("attacks"))


@pytest.mark.parametrize("kind", list(CLASSES))
def test_no_forgery_is_accepted(signed: Signed, kind: str) -> None:
    assert signed.accepted(islice(CLASSES[kind](signed, Random(SEED)), EACH)) == []  # noqa: S311 -- to be repeated


def with_a_store(signed: Signed, how: str) -> bytes:
    """A revision as one adds for the archive."""
    named, written = signed.paper.numbers, as_written(signed)
    root = put(written["root"], b"/DSS", b"9000 0 R")
    return increment(
        signed.pdf,
        {named["root"]: root, 9000: b"<</Type/DSS/Certs[9001 0 R]>>", 9001: stream(signed.certificate)}
        if how != "packed"
        else {named["root"]: root, 9000: b"<</Type/DSS/Certs[]>>"},
        how=how,
    )


def filled(signed: Signed, pdf: bytes) -> bytes:
    """The field of the form, filled in with what it shows."""
    look = b"/Type/XObject/Subtype/Form/BBox[0 0 150 30]/Resources<<>>"
    value = put(put(as_written(signed)["field"], b"/V", b"(250)"), b"/AP", b"<</N 9001 0 R>>")
    return increment(
        pdf, {signed.paper.numbers["field"]: value, 9001: stream(b"q BT /F1 12 Tf 2 8 Td (250) Tj ET Q", look)}
    )


HONEST: dict[str, tuple[Callable[[Signed], bytes], str]] = {
    "nothing": (lambda signed: signed.pdf, "none"),
    "blanks": (lambda signed: signed.pdf + b"\n\r\n \n", "none"),
    "a document timestamp": (lambda signed: signed.stamped(signed.pdf), "archive"),
    "two document timestamps": (lambda signed: signed.stamped(signed.stamped(signed.pdf)), "archive"),
    "a second signature": (lambda signed: signed.again(signed.pdf, "FEA-2")[0], "signatures"),
    "a second signature with its stamp where nothing was": (
        lambda signed: signed.again(signed.pdf, "FEA-2", (60, 100, 260, 160), signed.blank_stamp())[0],
        "signatures",
    ),
    "a timestamp, then a second signature": (
        lambda signed: signed.again(signed.stamped(signed.pdf), "FEA-2")[0],
        "signatures",
    ),
    "a store of certificates": (lambda signed: with_a_store(signed, "table"), "archive"),
    "a store of certificates, told by a stream": (lambda signed: with_a_store(signed, "stream"), "archive"),
    "a store of certificates, packed": (lambda signed: with_a_store(signed, "packed"), "archive"),
    "a store, then a timestamp": (lambda signed: signed.stamped(with_a_store(signed, "stream")), "archive"),
    "certified, and nothing": (lambda signed: signed.certified(1), "none"),
    "certified against changes, and a timestamp": (lambda signed: signed.stamped(signed.certified(1)), "archive"),
    "certified to be filled in, and filled in": (lambda signed: filled(signed, signed.certified(2)), "fields"),
    "certified to be signed, and signed": (lambda signed: signed.again(signed.certified(2), "FEA-2")[0], "signatures"),
}


@pytest.mark.parametrize("what", list(HONEST))
def test_what_honestly_follows_a_signature_passes_and_is_told(signed: Signed, what: str) -> None:
    make, changed = HONEST[what]

    told = signed.report(make(signed))

    assert (told["indication"], told["reasons"]) == ("TOTAL-PASSED", [])
    assert told["signatures"][0]["later_changes"] == changed
    assert bool(told["signatures"][0]["changes"]) is (changed != "none")


def test_what_was_done_is_told_in_words(signed: Signed) -> None:
    forged = increment(signed.pdf, {signed.paper.numbers["font"]: b"<</Type/Font/BaseFont/Symbol>>"})
    unsigned = filled(signed, signed.pdf)

    assert signed.report(forged)["signatures"][0]["changes"] == ["se cambió una tipografía"]
    assert signed.report(unsigned)["reasons"][0].endswith("se llenó el campo «monto», y quien firmó no lo permitía.")
    assert signed.report(forged)["sub_indication"] == "FORMAT_FAILURE"
