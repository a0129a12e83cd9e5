"""What may happen to a form after somebody signed: new signatures and, where it was permitted, fields filled in."""

from typing import TYPE_CHECKING, Any

from signature.tokens import ChangedError, Ref, Stream, references_in
from signature.writings import written_in

if TYPE_CHECKING:
    from signature.changes import Comparison

OF_THE_FORM = {"/Fields", "/SigFlags", "/DR", "/DA"}
OF_A_NEW_FIELD = {
    *("/Type", "/Subtype", "/FT", "/T", "/TU", "/Ff", "/F", "/P", "/Rect", "/V", "/AP", "/Lock", "/SV", "/DA", "/DR"),
    *("/MK", "/BS", "/Border", "/Q", "/H", "/Kids", "/Parent", "/StructParent", "/M", "/NM", "/AS", "/Contents"),
}
FILLED_IN = {"/V", "/AP", "/F", "/M", "/P", "/DA", "/Type"}
WRITTEN_IN = {"/V", "/AP", "/AS", "/I", "/M"}
SIGNED = {"/Sig", "/DocTimeStamp"}
HIDDEN, ONLY_SOMETIMES = 2, 32 | 256
"""Flags of an annotation (ISO 32000-2, 12.5.3): never seen; not on a screen, or not always."""
SMALLEST = 0.5
"""A side in points below which nothing is seen."""
DEEPEST = 30


class Forms:
    """The form and the pages of one revision, compared with those before."""

    def __init__(self, comparison: "Comparison") -> None:
        self._one = comparison
        self._widgets = dict[Ref, set[Ref]]()

    def compare_form(self, old: Any, new: Any) -> None:
        one = self._one
        before, after = one.was(old) or {}, one.now(new) or {}
        _require(isinstance(after, dict) and after.keys() >= before.keys(), "se quitó el formulario")
        for key in {*before, *after} - OF_THE_FORM:
            _require(key in before and one.same(before[key], after[key]), "se cambió el formulario")
        one.explain_safely(old, new)
        self._compare_resources(before.get("/DR"), after.get("/DR"))
        fields, kept = one.now(after.get("/Fields")) or [], one.was(before.get("/Fields")) or []
        _require(fields[: len(kept)] == kept, "se cambiaron los campos del formulario")
        if before.get("/Fields") == after.get("/Fields"):
            one.explain(before.get("/Fields"), "/Fields")
        names = {self._name(each) for each in kept}
        for each in fields[len(kept) :]:
            name = self._new_signature(each)
            _require(name not in names, "se agregó un campo con el nombre de otro")
            names.add(name)

    def _compare_resources(self, old: Any, new: Any) -> None:
        """The fonts of the form may be more, and those that were there stay."""
        one = self._one
        before, after = one.was(old) or {}, one.now(new) or {}
        for kind, each in before.items():
            was, now = one.was(each), one.now(after.get(kind))
            if isinstance(was, dict):
                _require(isinstance(now, dict) and was.items() <= now.items(), "se cambió el formulario")
            else:
                _require(one.same(was, now), "se cambió el formulario")
        one.explain(old if old == new else None, "/DR")

    def _name(self, ref: Any) -> Any:
        told = self._one.was(ref)
        return told.get("/T") if isinstance(told, dict) else None

    def _new_signature(self, ref: Any) -> Any:
        one = self._one
        _require(isinstance(ref, Ref) and ref.number in one.new, "se agregó un campo que ya estaba en otra parte")
        told = one.now(ref)
        _require(isinstance(told, dict) and told.get("/FT") == "/Sig", "se agregó un campo que no es de firma")
        _require(told.keys() <= OF_A_NEW_FIELD, "se agregó un campo de firma con algo que no es de una firma")
        signed = "/V" in told and self._signature(told["/V"])
        widgets = told.get("/Kids") or [ref]
        for each in widgets:
            self._new_widget(each, signed=bool(signed))
        one.found.names.append(_text(told.get("/T")))
        return told.get("/T")

    def _new_widget(self, ref: Any, *, signed: bool) -> None:
        one = self._one
        _require(isinstance(ref, Ref) and ref.number in one.new, "se agregó un campo que ya estaba en otra parte")
        told = one.now(ref)
        _require(isinstance(told, dict) and told.keys() <= OF_A_NEW_FIELD, "se agregó un campo que no es de firma")
        _require(told.get("/FT", "/Sig") == "/Sig", "se agregó un campo que no es de firma")
        page = told.get("/P")
        if isinstance(page, Ref):
            self._widgets.setdefault(page, set()).add(ref)
        if not _seen(told):
            return
        _require(signed or self._draws_nothing(told.get("/AP")), "se agregó algo que se ve y que nadie firmó")
        one.found.shown_field = True
        if isinstance(page, Ref):
            one.found.drawn.add(page)

    def _draws_nothing(self, appearances: Any) -> bool:
        looks = [self._one.now(each) for each in (self._one.now(appearances) or {}).values()]
        return all(isinstance(each, Stream) and not each.data.strip() for each in looks)

    def _signature(self, value: Any) -> bool:
        """A signature that was made in this very revision."""
        one = self._one
        told = one.now(value)
        _require(isinstance(value, Ref) and value.number in one.new, "se usó de nuevo una firma que ya estaba")
        _require(
            isinstance(told, dict) and told.get("/Type", "/Sig") in SIGNED and "/ByteRange" in told,
            "se agregó una firma que no es ninguna",
        )
        if told.get("/Type") == "/DocTimeStamp":
            one.found.raise_to("archive", "se agregó un sello de tiempo")
        else:
            one.found.raise_to("signatures", "se agregó una firma")
        return True

    def compare_pages(self) -> None:
        """A page may have the widgets of new signatures among its annotations, after those that it had."""
        for page, widgets in self._widgets.items():
            self._compare_page(page, widgets)
        for number in sorted(self._one.changed - self._one.explained):
            told = self._one.all.was(Ref(number, 0))
            if isinstance(told, dict) and told.get("/Type") == "/Page":
                self._compare_page(Ref(number, 0), set())

    def _compare_page(self, page: Ref, widgets: set[Ref]) -> None:
        one = self._one
        before, after = one.all.was(page), one.now(page)
        _require(isinstance(before, dict) and before.get("/Type") == "/Page", "se cambió lo que no es una página")
        kept = [{key: each for key, each in told.items() if key != "/Annots"} for told in (before, after)]
        _require(one.same(*kept), "se cambió una página")
        if page.number in one.changed:
            one.explained.add(page.number)
        old, new = before.get("/Annots"), after.get("/Annots")
        were, are = one.was(old) or [], one.now(new) or []
        _require(are[: len(were)] == were, "se quitó o se movió una anotación de una página")
        if old == new:
            one.explain(old, "/Annots")
        others = [each for each in are[len(were) :] if each not in widgets]
        if others:
            fresh = all(isinstance(each, Ref) and each.number in one.new for each in others)
            _require(fresh, "se puso en una página algo que estaba en otra parte")
            kinds = [one.now(each) for each in others]
            notes = all(isinstance(each, dict) and each.get("/Subtype") != "/Widget" for each in kinds)
            _require(notes, "se puso en una página un campo que no es del formulario")
            one.found.raise_to("annotations", "se agregaron anotaciones")

    def compare_filled(self) -> None:
        """Fields that were there, and now hold something."""
        one = self._one
        for number in sorted(one.changed - one.explained):
            ref = Ref(number, 0)
            before, after = one.all.was(ref), one.now(ref)
            if not isinstance(before, dict) or not isinstance(after, dict):
                continue
            kind, name = self._inherited(before)
            if kind == "/Sig":
                self._compare_signed(ref, before, after, name)
            elif kind in {"/Tx", "/Ch", "/Btn"}:
                self._compare_written(ref, before, after, name)

    def _inherited(self, told: dict[str, Any]) -> tuple[Any, str]:
        """Of what kind a field is, and its whole name: either may be told by those above it."""
        kind, names, one = None, list[str](), told
        for _ in range(DEEPEST):
            kind = kind or one.get("/FT")
            names += [_text(one["/T"])] if "/T" in one else []
            above = self._one.was(one.get("/Parent"))
            if not isinstance(above, dict):
                break
            one = above
        return kind, ".".join(reversed(names))

    def _compare_signed(self, ref: Ref, before: dict[str, Any], after: dict[str, Any], name: str) -> None:
        one = self._one
        kept = [{key: each for key, each in told.items() if key not in FILLED_IN} for told in (before, after)]
        _require(one.same(*kept) and "/V" not in before, "se cambió una firma que ya estaba")
        for key in ("/P", "/Type", "/DA"):
            _require(before.get(key, after.get(key)) == after.get(key), "se cambió una firma que ya estaba")
        above = one.now(before.get("/Parent"))
        signed = "/V" in after and self._signature(after["/V"])
        signed = signed or (
            isinstance(above, dict) and "/V" in above and "/V" not in (one.was(before["/Parent"]) or {})
        )
        _require(bool(signed) or not _seen(after), "se cambió cómo se ve un campo que nadie firmó")
        one.explained.add(ref.number)
        one.found.names.append(name)
        page = after.get("/P")
        if _seen(after) and "/AP" in after:
            if not isinstance(page, Ref):
                raise ChangedError("se puso una marca que no dice en qué página está")
            one.found.drawn.add(page)

    def _compare_written(self, ref: Ref, before: dict[str, Any], after: dict[str, Any], name: str) -> None:
        """It shows what it holds, and nothing else; whether it may is for each signature to say."""
        one = self._one
        kept = [{key: each for key, each in told.items() if key not in WRITTEN_IN} for told in (before, after)]
        _require(one.same(*kept), f"se cambió el campo «{name}» del formulario")
        above = one.now(before.get("/Parent"))
        value = after.get("/V", above.get("/V") if isinstance(above, dict) else None)
        if not one.same(before.get("/AP"), after.get("/AP")):
            look = one.now((one.now(after.get("/AP")) or {}).get("/N"))
            old = one.was((one.was(before.get("/AP")) or {}).get("/N"))
            shown = written_in(look, old)
            plain = isinstance(value, bytes) and shown is not None and shown == _squeezed(_text(value))
            _require(plain, f"el campo «{name}» muestra algo distinto de lo que contiene")
        fresh = {each.number for each in references_in(after.get("/AP"))} - {
            each.number for each in references_in(before.get("/AP"))
        }
        _require(fresh <= one.new, f"el campo «{name}» muestra algo que estaba en otra parte")
        one.explained.add(ref.number)
        one.found.names.append(name)
        one.found.raise_to("fields", f"se llenó el campo «{name}»")


def _seen(told: dict[str, Any]) -> bool:
    """Whether it takes room on a page, and is not hidden for good."""
    rect, flags = told.get("/Rect"), told.get("/F", 0)
    if rect is None or (isinstance(flags, int) and flags & HIDDEN):
        return False
    if not isinstance(flags, int) or flags & ONLY_SOMETIMES:
        raise ChangedError("se agregó algo que se ve unas veces y otras no")
    left, bottom, right, top = _box(rect)
    return right - left > SMALLEST and top - bottom > SMALLEST


def _box(rect: Any) -> tuple[float, float, float, float]:
    if not isinstance(rect, list) or len(rect) != 4 or not all(isinstance(each, (int, float)) for each in rect):  # noqa: PLR2004 -- a rectangle
        raise ChangedError("se agregó una marca que no dice dónde está")
    xs, ys = sorted((float(rect[0]), float(rect[2]))), sorted((float(rect[1]), float(rect[3])))
    return xs[0], ys[0], xs[1], ys[1]


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        return ""
    return value[2:].decode("utf-16-be", "replace") if value[:2] == b"\xfe\xff" else value.decode("latin-1")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- it is what is required
    if not holds:
        raise ChangedError(otherwise)
