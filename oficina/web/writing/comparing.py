"""What changed from one version of a document to another: field by field, and word by word inside them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

import documents.service as documents
import institutions.service as institutions
from kernel.work import Work
from oficina.web.words import errand

NAMES = {
    "prefix": "Sigla del número",
    "place": "Lugar",
    "antecedents": "ANT.",
    "subject": "MAT.",
    "enclosures": "INC.",
    "from": "DE",
    "to": "A",
    "higher": "Orden de DE y A",
    "vistos": "Vistos",
    "considerando": "Considerando",
    "resuelvo": "Resuelvo",
    "paragraphs": "Cuerpo",
    "closing": "Despedida",
    "initials": "Iniciales",
    "distribution": "Distribución",
    "attributed_date": "Fecha atribuida",
    "printed_date": "Fecha impresa",
    "notes": "Notas",
}
CAUSES = {
    "drafted": "Se escribió",
    "redrafted": "Se cambió",
    "uploaded": "Se subió el PDF",
    "repaired": "Se reparó el PDF recibido",
    "returned": "Volvió a como estaba escrita",
    "endorsed": "Se visó",
    "signed": "Se firmó",
    "sealed": "Se numeró y selló",
    "augmented": "Se agregó sellado de tiempo",
}
WRITTEN = ("drafted", "redrafted")
WORDS = re.compile(r"\s+|[^\s]+")
PURPOSES = {"action": "", "information": " (para conocimiento)"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stayed, came or went."""

    says: str
    how: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is no longer what it was, in lines of pieces."""

    name: str
    lines: list[list[Piece]]


def compared(work: Work, document: documents.Document, a: int | None, b: int | None) -> dict[str, Any]:
    """The versions, and the changes between two of them: by default the last two that somebody wrote."""
    versions = documents.versions_of(work, document)
    people = institutions.people(work, {each.by for each in versions if each.by})
    written = [each for each in versions if each.cause in WRITTEN and each.fields is not None]
    numbers = [each.number for each in written]
    b = b if b in numbers else (numbers[-1] if numbers else None)
    earlier = [each for each in numbers if b and each < b]
    a = a if a in numbers else (earlier[-1] if earlier else None)
    by_number = {each.number: each for each in written}
    changes = _changes(by_number[a].fields or {}, by_number[b].fields or {}) if a and b else []
    return {
        "document": {"id": document.id, "subject": document.subject, "fixed": document.drafting == "fixed"},
        "versions": [_line(each, people) for each in reversed(versions)],
        "pairs": [(each, each) for each in numbers],
        "a": a,
        "b": b,
        "changes": changes,
    }


def _line(version: documents.Version, people: dict[UUID, institutions.Person]) -> dict[str, Any]:
    who = people[version.by].name if version.by else version.system or ""
    told = {"number": version.number, "says": CAUSES.get(version.cause, version.cause), "at": version.at}
    return told | {"who": who + errand(version.behalf), "sha256": version.blob}


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    changes = []
    for name, says in NAMES.items():
        old, new = _lines(before.get(name)), _lines(after.get(name))
        if old != new:
            changes.append(Change(says, list(_compared_lines(old, new))))
    return changes


def _compared_lines(old: list[str], new: list[str]) -> Any:
    """Lines that stayed are left out; those that changed are told word by word."""
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        pairs = max(j - i, m - k)
        for at in range(pairs):
            was = old[i + at] if i + at < j else ""
            is_ = new[k + at] if k + at < m else ""
            yield _words(was, is_)


def _words(was: str, is_: str) -> list[Piece]:
    old, new = WORDS.findall(was), WORDS.findall(is_)
    pieces = []
    for verb, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            pieces.append(Piece("".join(old[i:j]), "same"))
            continue
        pieces += [Piece("".join(old[i:j]), "went")] if j > i else []
        pieces += [Piece("".join(new[k:m]), "came")] if m > k else []
    return pieces


def _lines(told: Any) -> list[str]:
    """A value of a field as lines that a person reads."""
    if isinstance(told, list | None):
        return [line for each in told or () for line in _lines(each)]
    if not isinstance(told, dict):
        return [{"from": "DE primero", "to": "A primero"}.get(str(told), str(told))]
    if "header" in told:
        return [told["caption"], *(" | ".join(row) for row in (told["header"], *told["rows"]))]
    if "addressee" in told:
        return [told["addressee"] + PURPOSES.get(told.get("purpose", "action"), "")]
    if "post" in told:
        return [", ".join(told[each] for each in ("post", "name", "institution") if told.get(each))]
    return [" ".join(told[each] for each in ("label", "heading", "text") if told.get(each))]
