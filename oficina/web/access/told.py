"""What the page of the access of a thing shows: how open it is, who sees it now and why, and what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import audit.service as audit
import documents.service as documents
import institutions.service as institutions
import search.service as search
from kernel.work import Work

CHANGES = (
    "document.access-changed",
    "document.access-lapsed",
    "reception.access-changed",
    "reception.access-lapsed",
    "expediente.access-changed",
    "expediente.access-lapsed",
    "reader.added",
    "reader.removed",
)
ERASED = "[borrado]"
OF_AN_EXPEDIENTE = {
    "opened": "El expediente",
    "access": "Quién lo ve",
    "read": "Una pieza",
    "exported": "Todo, al exportarlo",
}
LATEST = 50


@dataclass(frozen=True, slots=True)
class Seeing:
    """A line of those who see it now."""

    mark: str
    name: str
    people: tuple[str, ...]
    why: str
    added: bool


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    who: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Opening:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing, as far as its access goes."""

    id: UUID
    address: str
    name: str
    title: str
    level: int
    cause: str
    until: date | None
    warning: str
    sensitive: bool
    decided_by: str
    decided_at: datetime | None
    decides: bool
    only_people: bool
    """Whoever else is to read it is named one by one."""
    levels: tuple[int, ...]
    """Those that it may have: of its kind, and no lower than what may no longer be undone."""
    floor: str = ""
    """Why it may not be opened more than so."""
    note: str = ""
    """What else there is to know of who sees it."""


def told(work: Work, subject: Subject, why: Mapping[str, str]) -> dict[str, Any]:
    """All of the page; `why` says of each mark what part it has in the thing."""
    changes = audit.trail(work, subject.id, *CHANGES)
    added = {each.mark: each for each in documents.readers_of(work, subject.id)}
    marks = search.readers_of(work, subject.id)
    named = {str(each.facts["mark"]) for each in changes if "mark" in each.facts}
    who = institutions.carriers(work, marks | named)
    openings = audit.openings(work, [subject.id], limit=LATEST) if subject.decides else []
    people = audit.people_in(work, changes)
    return {
        "subject": subject,
        "level": documents.LEVELS[subject.level],
        "only_people": subject.only_people,
        "levels": [documents.LEVELS[each] for each in subject.levels],
        "causes": [(each.code, each.label) for each in documents.CAUSES.values()],
        "seeing": sorted(_seeing(marks, who, why, added), key=lambda each: (each.added, each.name)),
        "changes": [_change(each, people[each.id], who) for each in reversed(changes)],
        "openings": opened(work, openings),
    }


def opened(work: Work, found: Sequence[Any]) -> list[Opening]:
    """Each reading, with who it was as long as that is known."""
    people = audit.people_in(work, found)
    return [Opening(each.at, _who(people[each.id], each.system), _what(each.facts)) for each in found]


def _seeing(
    marks: frozenset[str],
    who: Mapping[str, institutions.Carrier],
    why: Mapping[str, str],
    added: Mapping[str, documents.Reader],
) -> list[Seeing]:
    lines = []
    for mark in marks & who.keys():
        given = added.get(mark)
        reasons = [why[mark]] if mark in why else []
        if given:
            reasons.append(f"Lo agregó {given.added_by}: «{given.reason}»")
        people = () if mark.startswith(("person:", "system:")) else who[mark].people
        lines.append(Seeing(mark, who[mark].name, people, ". ".join(reasons) or "Tomó parte", given is not None))
    return lines


def _change(each: Any, people: Mapping[str, Any], who: Mapping[str, institutions.Carrier]) -> Change:
    facts, told_of = each.facts, {name: fact.value for name, fact in people.items()}
    if "mark" in facts:
        name = who[facts["mark"]].name if facts["mark"] in who else ERASED
        what = f"Puede leerlo {name}" if each.action == "reader.added" else f"Ya no puede leerlo {name}"
        return Change(each.at, _who(people, each.system), what, told_of.get("reason", _closed(facts)))
    return Change(each.at, _who(people, each.system), _levels(each.action, facts), told_of.get("cause", ""))


def _closed(facts: Mapping[str, Any]) -> str:
    return f"El nivel {documents.LEVELS[facts['level']].name.lower()} no lo admite" if "level" in facts else ""


def _levels(action: str, facts: Mapping[str, Any]) -> str:
    before, after = documents.LEVELS[facts["before"]].name, documents.LEVELS[facts["level"]].name
    if action.endswith("lapsed"):
        return f"Terminó la reserva en su fecha: de {before} a {after}"
    what = f"De {before} a {after}" if before != after else f"Sigue {after}"
    until = f", hasta el {date.fromisoformat(facts['until']):%d-%m-%Y}" if facts.get("until") else ""
    return what + until + (", con información sensible" if facts.get("sensitive") else "")


def _what(facts: Mapping[str, Any]) -> str:
    if "what" in facts:
        return OF_AN_EXPEDIENTE.get(facts["what"], "El expediente")
    if "attachment" in facts:
        return "Un anexo"
    return "La ficha" if facts.keys() & {"page", "metadata", "record"} else "El documento"


def _who(people: Mapping[str, Any], system: str | None) -> str:
    actor = people.get("actor")
    return "El sistema" if system == "oficina" else str(actor.value) if actor else system or ERASED


def of_readers(marks: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Why each mark is there, where several say so, the first."""
    why: dict[str, str] = {}
    for mark, says in marks:
        why.setdefault(mark, says)
    return why
