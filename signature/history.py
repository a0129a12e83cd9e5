"""What happened to a file since it was first signed, and what that means for each of its signatures."""

import mmap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signature.changes import ANNOTATIONS, ARCHIVE, FIELDS, ORDER, SUSPICIOUS, Comparing, Step
from signature.covered import Covered
from signature.drawing import hidden
from signature.increments import BLANKS, ending_of, increments_in
from signature.tag_rule import explained
from signature.tokens import ChangedError, StrangeError

TAIL = 2048


@dataclass(slots=True)
class Since:
    """What came after one signature: the worst of it, and each thing in words."""

    level: str = "none"
    says: list[str] = field(default_factory=list)

    def add(self, level: str, says: Sequence[str]) -> None:
        self.level = max(self.level, level, key=ORDER.index)
        self.says += [each for each in says if each not in self.says]


class History:
    """The revisions after the first signature, each with what it did."""

    def __init__(self, path: Path, reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> None:
        self._path, self._reader = path, reader
        self._first = min((each for each in signatures if _is_plain(each)), key=_end, default=None)
        self.fault: str | None = None
        """Why the revisions cannot be told apart, if they cannot."""
        self._ends, self._steps = list[int](), list[Step]()
        self._certified = _permission(signatures)
        if self._first is not None:
            try:
                self._follow(self._first)
            except ChangedError as error:
                self.fault = str(error)
            except StrangeError:
                self.fault = "lo que sigue está escrito de un modo que cada programa podría leer distinto"

    def _follow(self, first: EmbeddedPdfSignature) -> None:
        begins, size = _end(first), self._path.stat().st_size
        with self._path.open("rb") as file:
            file.seek(max(0, begins - TAIL))
            begun = ending_of(file.read(min(begins, TAIL)))
            added = file.read()
            if begun != self._reader.xrefs.get_startxref_for_revision(first.signed_revision):
                raise ChangedError("lo firmado no termina donde termina una revisión")
            self._ends = [begins]
            if not added.strip(BLANKS):
                return
            increments = list(increments_in(added, begins, begun))
            later = self._reader.xrefs.total_revisions - 1 - first.signed_revision
            if len(increments) != later or increments[-1].startxref != self._reader.last_startxref:
                raise ChangedError("hay revisiones que otros programas leerían de otro modo")
            with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as whole:
                comparing = Comparing(
                    Covered(self._reader, first.signed_revision, whole[:begins]), self._tagged(first.signed_revision)
                )
                for one in increments:
                    step = comparing.step(one)
                    if (
                        step.drawn
                        and step.level != SUSPICIOUS
                        and hidden(self._path, whole[: one.ends], self._ends[-1], step.drawn)
                    ):
                        step.raise_to(SUSPICIOUS, "una firma posterior tapa algo de lo firmado")
                    self._steps.append(step)
                    self._ends.append(one.ends)

    def _tagged(self, first: int) -> Any:
        def numbers(steps: int) -> set[int]:
            old, new = (self._reader.get_historical_resolver(first + each) for each in (steps, steps + 1))
            try:
                return explained(old, new)
            except SuspiciousModification as error:
                raise ChangedError("se cambió la descripción de su contenido") from error

        return numbers

    def since(self, embedded: EmbeddedPdfSignature) -> Since:
        """What came after this one, judged by what it permits."""
        found = Since()
        if self._first is None or self.fault or not _is_plain(embedded):
            found.add(SUSPICIOUS, [self.fault or "lo que cubre la firma no se puede determinar"])
            return found
        at = embedded.signed_revision - self._first.signed_revision
        if not 0 <= at < len(self._ends) or not self._reaches(embedded, at):
            found.add(SUSPICIOUS, ["la firma no cubre todo lo que había cuando se hizo"])
            return found
        for step in self._steps[at:]:
            level = _judged(step, self._certified, embedded)
            says = step.says if level != SUSPICIOUS or step.level == SUSPICIOUS else _forbidden(step)
            found.add(level, says)
        return found

    def _reaches(self, embedded: EmbeddedPdfSignature, at: int) -> bool:
        """Whether it covers up to the end of its own revision, and not into the next."""
        ends, covered = self._ends[at], _end(embedded)
        if at == 0 or covered == ends:
            return covered == ends
        with self._path.open("rb") as file:
            file.seek(ends)
            return covered > ends and not file.read(min(covered - ends, TAIL)).strip(BLANKS)


def _judged(step: Step, certified: MDPPerm | None, embedded: EmbeddedPdfSignature) -> str:
    """A step, as strict as this signature and the certification of the document demand."""
    permissions = [each for each in (certified, embedded.docmdp_level) if each is not None]
    strictest = min(permissions, key=lambda each: each.value, default=None)
    locked = [name for name in step.names for each in _locks(embedded) if each.is_locked(name)]
    if step.level in {"none", ARCHIVE, SUSPICIOUS}:
        return step.level
    if strictest is MDPPerm.NO_CHANGES or (step.shown_field and strictest is not None) or locked:
        return SUSPICIOUS
    if step.level == FIELDS and strictest is None:
        return SUSPICIOUS
    if step.level == ANNOTATIONS and strictest is not MDPPerm.ANNOTATE:
        return SUSPICIOUS
    return step.level


def _forbidden(step: Step) -> list[str]:
    return [f"{each}, y quien firmó no lo permitía" for each in step.says]


def _locks(embedded: EmbeddedPdfSignature) -> list[FieldMDPSpec]:
    found = [embedded.fieldmdp] if embedded.fieldmdp is not None else []
    lock: Any = embedded.sig_field.get("/Lock")
    told: Any = lock.get_object() if hasattr(lock, "get_object") else lock
    return [*found, FieldMDPSpec.from_pdf_object(told)] if told is not None else found


def _permission(signatures: Sequence[EmbeddedPdfSignature]) -> MDPPerm | None:
    """What the document was certified to permit, by any of its signatures: the strictest."""
    told = [each.docmdp_level for each in signatures if _is_plain(each)]
    return min((each for each in told if each is not None), key=lambda each: each.value, default=None)


def _is_plain(embedded: EmbeddedPdfSignature) -> bool:
    """Whether it says what it covers in the usual way: from the beginning, and all but one hole."""
    told = [int(each) for each in embedded.byte_range]
    return len(told) == 4 and told[0] == 0 and 0 < told[1] < told[2] and told[3] >= 0  # noqa: PLR2004 -- two parts


def _end(embedded: EmbeddedPdfSignature) -> int:
    return int(embedded.byte_range[2]) + int(embedded.byte_range[3])
