"""What each revision that followed a signature changed: nothing may change but what is known to change nothing.

Every object that a revision writes anew has to be explained by what it is for (the list of fields, the annotations of
a page, the store of certificates, …) and differ only in what that may differ in. A new object is harmless if nothing
that was signed points at it. Whatever is left over was changed after signing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from signature.covered import Covered, keys_of
from signature.descriptions import description_kept, information_kept
from signature.fields import Forms
from signature.increments import Increment
from signature.tokens import ChangedError, Ref, StrangeError, Stream, keys_in, references_in

ARCHIVE, SIGNATURES, FIELDS, ANNOTATIONS, SUSPICIOUS = "archive", "signatures", "fields", "annotations", "suspicious"
ORDER = ("none", ARCHIVE, SIGNATURES, FIELDS, ANNOTATIONS, SUSPICIOUS)
OF_THE_ROOT = {"/AcroForm", "/DSS", "/Metadata", "/Extensions", "/Version"}
OF_THE_STORE = {"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"}
OF_A_RECORD = {"/Type", "/Cert", "/CRL", "/OCSP", "/TU", "/TS"}
LAYERS = {"/OC", "/OCGs", "/Properties"}
PARTS = {
    "/Page": "una página",
    "/Pages": "el orden de las páginas",
    "/Catalog": "la raíz del documento",
    "/Font": "una tipografía",
    "/FontDescriptor": "una tipografía",
    "/Annot": "una anotación",
    "/OCG": "una capa del documento",
    "/OCMD": "una capa del documento",
    "/StructElem": "la descripción de su contenido",
    "/StructTreeRoot": "la descripción de su contenido",
    "/Metadata": "lo que el documento dice de sí mismo",
    "/Sig": "una firma que ya estaba",
    "/DocTimeStamp": "un sello de tiempo que ya estaba",
    "/XObject": "una imagen o un contenido",
}


@dataclass(slots=True)
class Step:
    """What one revision did: the worst of it, in words, and which pages its marks are drawn on."""

    level: str = "none"
    says: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    drawn: set[Ref] = field(default_factory=set)
    shown_field: bool = False
    """Whether a field that was not there is seen: a certification does not allow it."""

    def raise_to(self, level: str, says: str = "") -> None:
        self.level = max(self.level, level, key=ORDER.index)
        if says and says not in self.says:
            self.says.append(says)


Tagged = Callable[[int], set[int]]
"""Of a revision: the numbers of the structure elements that our own tags explain, or a refusal."""


class Comparing:
    """Follows the revisions one after the other."""

    def __init__(self, covered: Covered, tagged: Tagged) -> None:
        self._covered, self._tagged = covered, tagged
        self._before = dict[int, Any]()
        self._hanging = set[int]()
        self._trailer = covered.trailer
        self._steps = 0

    def step(self, one: Increment) -> Step:
        """What this revision did to the ones before it."""
        found = Step()
        try:
            Comparison(self, one, found).compare()
        except ChangedError as error:
            found.raise_to(SUSPICIOUS, str(error))
        except (StrangeError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
            found.raise_to(SUSPICIOUS, "se cambió algo de un modo que no se puede leer")
        values = {number: piece.value for number, piece in one.objects.items()}
        self._before |= values | dict.fromkeys(one.freed)
        self._hanging |= {each.number for value in values.values() for each in references_in(value)}
        self._trailer = self._trailer | one.trailer
        self._steps += 1
        return found

    def was(self, ref: Ref) -> Any:
        return self._before[ref.number] if ref.number in self._before else self._covered.value(ref)

    def tagged(self) -> set[int]:
        return self._tagged(self._steps)

    @property
    def trailer(self) -> dict[str, Any]:
        return self._trailer

    def pointed_at(self, numbers: set[int]) -> list[tuple[int, str | None]]:
        """Where these are pointed at, in all that was there."""
        found = list(self._covered.references_to(numbers))
        for value in self._before.values():
            found += keys_of(value, numbers)
        return found

    def hanging(self, numbers: set[int]) -> bool:
        """Whether something that was there already pointed at what was not."""
        return bool(numbers & self._hanging) or next(self._covered.references_to(numbers), None) is not None


class Comparison:
    """One revision, compared with what was there."""

    def __init__(self, comparing: Comparing, one: Increment, found: Step) -> None:
        self.all, self.one, self.found = comparing, one, found
        self.explained = set[int]()
        self.roles = dict[int, set[str]]()
        self.changed, self.new = set[int](), set[int]()

    def was(self, value: Any) -> Any:
        return self.all.was(value) if isinstance(value, Ref) else value

    def now(self, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        piece = self.one.objects.get(value.number)
        return piece.value if piece else self.all.was(value)

    def compare(self) -> None:
        self._sort()
        self._compare_trailer()
        forms = Forms(self)
        self._compare_root(forms)
        forms.compare_pages()
        forms.compare_filled()
        left = self.changed - self.explained
        if left and (kept := self.was(self.all.trailer["/Root"]).get("/StructTreeRoot")) is not None:
            self.explained |= self.all.tagged() if isinstance(kept, Ref) else set()
        self._require_roles()
        for number in sorted(self.changed - self.explained):
            self.found.raise_to(SUSPICIOUS, f"se cambió {_part(self.all.was(Ref(number, 0)))}")
        if self.found.level == "none" and (self.changed or self.new):
            self.found.raise_to(ARCHIVE, "se agregaron datos que no cambian lo que se ve")

    def _sort(self) -> None:
        """What was there and is another, and what was not there."""
        for number, piece in self.one.objects.items():
            before = self.all.was(Ref(number, piece.generation))
            if before is None:
                self.new.add(number)
            elif not same(before, piece.value):
                self.changed.add(number)
            if LAYERS & (keys_in(piece.value) - keys_in(before)):
                raise ChangedError("se agregó algo que se ve unas veces y otras no")
            if piece.generation:
                raise ChangedError("se volvió a usar el número de algo que se había quitado")
        holders = {each for each in self.one.holders if self.all.was(Ref(each, 0)) is not None}
        freed = {each for each in self.one.freed if each and self.all.was(Ref(each, 0)) is not None}
        if holders or freed:
            raise ChangedError("se quitó algo que estaba")
        if self.all.hanging(self.new | self.one.holders):
            raise ChangedError("se puso algo en un lugar que lo firmado dejaba vacío")

    def _compare_trailer(self) -> None:
        before, after = self.all.trailer, self.one.trailer
        if after.get("/Root") != before.get("/Root") or "/Encrypt" in before:
            raise ChangedError("se cambió la raíz del documento")
        ids = [each.get("/ID") for each in (before, after)]
        if ids[1] is not None and ids[0] is not None and ids[0][:1] != ids[1][:1]:
            raise ChangedError("se cambió la identidad del documento")
        old, new = before.get("/Info"), after.get("/Info", before.get("/Info"))
        if not same(self.was(old), self.now(new)):
            if not information_kept(self.was(old) or {}, self.now(new) or {}):
                raise ChangedError("se cambió el título, el autor u otro dato del documento")
            self.found.raise_to(ARCHIVE, "se anotó la fecha o el programa del último cambio")
        self.explain(new if new == old else None, "/Info")

    def _compare_root(self, forms: Forms) -> None:
        root = self.all.trailer["/Root"]
        before, after = self.was(root), self.now(root)
        require_same_but(before, after, OF_THE_ROOT, "la raíz del documento")
        self.explained.add(root.number)
        self._compare_store(before.get("/DSS"), after.get("/DSS"))
        self._compare_description(before.get("/Metadata"), after.get("/Metadata"))
        if before.get("/Extensions") == after.get("/Extensions"):
            self.explain(before.get("/Extensions"), "/Extensions")
        forms.compare_form(before.get("/AcroForm"), after.get("/AcroForm"))

    def _compare_store(self, old: Any, new: Any) -> None:
        """The store of what was known of certificates may grow, and nothing of it goes."""
        before, after = self.was(old) or {}, self.now(new) or {}
        if not set(after) <= OF_THE_STORE:
            raise ChangedError("se cambió el almacén de certificados de un modo que no se reconoce")
        if not same(before, after):
            self.found.raise_to(ARCHIVE, "se agregaron certificados y listas de revocación para archivarlo")
        self.explain(new if new == old else None, "/DSS")
        for key in ("/Certs", "/CRLs", "/OCSPs"):
            self._grown(before.get(key), after.get(key), {key})
        records, kept = self.was(before.get("/VRI")) or {}, self.now(after.get("/VRI")) or {}
        if not set(records) <= set(kept):
            raise ChangedError("se quitaron datos para archivarlo")
        if before.get("/VRI") == after.get("/VRI"):
            self.explain(before.get("/VRI"), "/VRI")
        for name, record in records.items():
            self._compare_record(record, kept[name], name)

    def _compare_record(self, record: Any, kept: Any, name: str) -> None:
        was, now = self.was(record), self.now(kept)
        if not set(now) <= OF_A_RECORD:
            raise ChangedError("se cambió el almacén de certificados de un modo que no se reconoce")
        if record == kept:
            self.explain(record, name)
        for key in ("/Cert", "/CRL", "/OCSP"):
            self._grown(was.get(key), now.get(key), {key})

    def _grown(self, old: Any, new: Any, roles: set[str]) -> None:
        """A list that has what it had, and may have more."""
        before, after = self.was(old) or [], self.now(new) or []
        missing = [each for each in before if each not in after]
        if missing or not all(isinstance(each, Ref) for each in after):
            raise ChangedError("se quitaron datos para archivarlo")
        if old == new:
            self.explain(old, *roles)

    def _compare_description(self, old: Any, new: Any) -> None:
        """What the document says of itself in XMP: its dates and programs may be written anew, and nothing else."""
        before, after = self.was(old), self.now(new)
        if same(before, after):
            return
        if not isinstance(after, Stream) or not description_kept(before, after):
            raise ChangedError("se cambió el título, el autor u otro dato del documento")
        self.found.raise_to(ARCHIVE, "se anotó la fecha o el programa del último cambio")
        self.explain(new if new == old else None, "/Metadata")

    @staticmethod
    def same(before: Any, after: Any) -> bool:
        return same(before, after)

    def explain_safely(self, old: Any, new: Any) -> None:
        """A dictionary whose keys that differ are known to draw nothing, whoever else points at it."""
        if isinstance(old, Ref) and old == new:
            self.explained.add(old.number)

    def explain(self, ref: Any, *roles: str) -> None:
        """Let this number be another, as long as nobody points at it for anything else."""
        if isinstance(ref, Ref) and ref.number in self.changed:
            self.explained.add(ref.number)
            self.roles.setdefault(ref.number, set()).update(roles)

    def _require_roles(self) -> None:
        if not self.roles:
            return
        for number, key in self.all.pointed_at(set(self.roles)):
            if key not in self.roles[number]:
                raise ChangedError("se cambió algo que lo firmado usa también para otra cosa")


def same(before: Any, after: Any) -> bool:
    if isinstance(before, Stream) and isinstance(after, Stream):
        told = [{key: each for key, each in one.told.items() if key != "/Length"} for one in (before, after)]
        return before.raw == after.raw and same(*told)
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    numbers = [isinstance(each, (int, float)) and not isinstance(each, bool) for each in (before, after)]
    return (all(numbers) or type(before) is type(after)) and bool(before == after)


def require_same_but(before: Any, after: Any, may_change: set[str], what: str) -> None:
    if not isinstance(before, dict) or not isinstance(after, dict):
        raise ChangedError(f"se cambió {what}")
    kept = [{key: each for key, each in one.items() if key not in may_change} for one in (before, after)]
    if not same(*kept):
        raise ChangedError(f"se cambió {what}")


def _part(value: Any) -> str:
    told = value.told if isinstance(value, Stream) else value
    kind = told.get("/Type") if isinstance(told, dict) else None
    if isinstance(value, Stream) and kind not in PARTS:
        return "una imagen o un contenido"
    return PARTS.get(str(kind), "una parte de lo firmado")
