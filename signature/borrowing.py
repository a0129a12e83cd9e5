"""The page of a stamp, carried into another file as what is seen of a signature.

The stamp is one that was typeset here a moment ago, so it is as plain as can be; one that is not is left to others.
"""

import re
from pathlib import Path

from signature.ordinary import Ordinary
from signature.revising import Revision
from signature.tokens import Ref, StrangeError, Tokens
from signature.written import Told

PIECE = re.compile(
    rb"\((?:\\.|[^\\()])*\)|/[^\0\t\n\f\r ()<>\[\]{}/%]*"
    rb"|(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])|[()%]",
    re.DOTALL,
)
MOST = 500
OF_A_CONTENT = {"/Length", "/Filter", "/DecodeParms"}


def appearance(revision: Revision, stamp: Path) -> Ref:
    """The stamp as a form that can be drawn."""
    with stamp.open("rb") as file:
        return _Borrowed(revision, Ordinary(file)).page()


class _Borrowed:
    """What was carried over, by the number that it had."""

    def __init__(self, revision: Revision, stamp: Ordinary) -> None:
        self._revision, self._stamp = revision, stamp
        self._taken = dict[int, Ref]()

    def page(self) -> Ref:
        one = self._stamp
        pages = one.told(one.told(one.trailer.value("/Root")).value("/Pages"))
        kids = pages.value("/Kids")
        page = one.told(kids[0])
        contents, box = page.value("/Contents"), page.get("/MediaBox", pages.get("/MediaBox"))
        if len(kids) != 1 or "/Rotate" in page or box is None or not isinstance(contents, Ref):
            raise StrangeError("a stamp is one page, with one content")
        drawn = one.stream(contents)
        told = Told({"/Type": b"/XObject", "/Subtype": b"/Form", "/BBox": box})
        told["/Resources"] = self._renumbered(one.behind(page.get("/Resources", b"<<>>")))
        told |= {key: each for key, each in one.told(contents).items() if key in OF_A_CONTENT}
        told["/Length"] = b"%d" % len(drawn.raw)
        return self._revision.add(_with_bytes(told.written, drawn.raw))

    def _take(self, found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            if len(found[0]) == 1 and found[0] != b"/":
                raise StrangeError("a string within a string, or something that is said aside")
            return found[0]
        ref = Ref(int(found[1]), int(found[2]))
        if ref.number not in self._taken:
            if len(self._taken) > MOST:
                raise StrangeError("a stamp with more than a stamp has")
            self._taken[ref.number] = self._revision.add()
            self._revision.put(self._taken[ref.number], self._copied(ref))
        return b"%d %d R" % self._taken[ref.number]

    def _copied(self, ref: Ref) -> bytes:
        one = self._stamp
        written = self._renumbered(one.raw(ref))
        return _with_bytes(written, one.stream(ref).raw) if one.is_stream(ref) else written

    def _renumbered(self, written: bytes) -> bytes:
        return PIECE.sub(self._take, written)


def _with_bytes(written: bytes, raw: bytes) -> bytes:
    if not isinstance(Tokens(written).value(), dict):
        raise StrangeError("a stream without a dictionary")
    return b"%s\nstream\n%s\nendstream" % (written, raw)
