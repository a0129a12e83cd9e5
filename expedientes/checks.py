"""Whether an expediente still says what its acts said, and exactly where it does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from expedientes.acts import acts_of, hash_of
from expedientes.filing import facts_of
from expedientes.index import digest, index_of
from expedientes.models import Act, Deed, Expediente, FiledEntry, IuieSeries, Party, State
from expedientes.reading import entries_of
from kernel.work import Work

AMENDABLE = (
    "title", "subject", "summary", "procedure_code", "procedure_name", "series", "responsible", "ex_officio",
)  # fmt: skip
DESCRIPTION = (
    *AMENDABLE, "access_level", "access_cause", "restricted_until", "warning", "sensitive",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which expediente, and at which of its acts."""

    iuie: str
    what: str
    position: int | None = None


def verify(work: Work, expediente_id: UUID | None = None) -> Iterator[Fault]:
    """Every point where rows and acts disagree: of one expediente, or of all the institution's and their numbers."""
    asked = select(Expediente).where(Expediente.institution_id == work.institution_id)
    if expediente_id is not None:
        asked = asked.where(Expediente.id == expediente_id)
    for expediente in work.session.scalars(asked.order_by(Expediente.year, Expediente.number)):
        yield from _of(work, expediente)
    if expediente_id is None:
        yield from _numbers(work)


def contents(work: Work) -> Iterator[tuple[str, int, str]]:
    """The IUIe, the position and the blob of everything filed that has bytes: for whoever checks the store."""
    held = (
        select(Expediente.iuie, FiledEntry.position, FiledEntry.blob)
        .join(FiledEntry, FiledEntry.expediente_id == Expediente.id)
        .where(Expediente.institution_id == work.institution_id, FiledEntry.institution_id == work.institution_id)
        .where(FiledEntry.blob.is_not(None))
        .order_by(Expediente.iuie, FiledEntry.position)
    )
    for iuie, position, blob in work.session.execute(held):
        yield iuie, position, blob or ""


@dataclass(frozen=True, slots=True)
class Altered:
    """A fault, as the verification of the whole office tells it."""

    table: str
    id: str
    what: str


def altered(work: Work) -> Iterator[Altered]:
    for fault in verify(work):
        where = f"{fault.iuie} act {fault.position}" if fault.position else fault.iuie
        yield Altered("expedientes", where, fault.what)


def blobs_named(work: Work) -> Iterator[str]:
    yield from (blob for _, _, blob in contents(work))


def description(expediente: Expediente) -> dict[str, Any]:
    """What can be amended, as plain values."""
    told = {name: getattr(expediente, name) for name in DESCRIPTION}
    until = expediente.restricted_until
    return told | {"restricted_until": until.isoformat() if until else None}


def _of(work: Work, expediente: Expediente) -> Iterator[Fault]:
    iuie, acts = expediente.iuie, acts_of(work, expediente)
    yield from _chain(expediente, acts)
    described, filed = _told(acts)
    for name, value in description(expediente).items():
        if described.get(name) != value:
            yield Fault(iuie, f"«{name}» is not what its acts say")
    yield from _lines(work, expediente, filed)
    yield from _people(work, expediente, acts)
    closed = next(
        (act.deed == Deed.CLOSED for act in reversed(acts) if act.deed in {Deed.CLOSED, Deed.REOPENED}), False
    )
    if (expediente.state == State.CLOSED) != closed:
        yield Fault(iuie, "its state is not what its acts say")


def _chain(expediente: Expediente, acts: Sequence[Act]) -> Iterator[Fault]:
    previous = ""
    for expected, act in enumerate(acts, start=1):
        if act.position != expected:
            yield Fault(expediente.iuie, "an act is missing", expected)
            return
        if act.hash != hash_of(expediente.iuie, act):
            yield Fault(expediente.iuie, "an act was changed", expected)
        if act.previous != previous:
            yield Fault(expediente.iuie, "the chain of acts is broken", expected)
        if act.deed == Deed.CLOSED and act.facts["index_sha256"] != digest(
            index_of(expediente.iuie, acts[: expected - 1])
        ):
            yield Fault(expediente.iuie, "the index that was closed is another", expected)
        previous = act.hash
    if (expediente.acts, expediente.chain) != (len(acts), previous):
        yield Fault(expediente.iuie, "the last acts are missing", len(acts) + 1)


def _told(acts: Sequence[Act]) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """How the acts describe the expediente and what they filed, by position."""
    described: dict[str, Any] = {}
    filed: dict[int, dict[str, Any]] = {}
    for act in acts:
        match act.deed:
            case Deed.OPENED:
                described |= act.facts
            case Deed.AMENDED | Deed.ACCESS_CHANGED | Deed.ACCESS_LAPSED:
                described |= act.facts["after"]
            case Deed.FILED:
                filed[act.position] = {**act.facts, "withdrawn": False}
            case Deed.WITHDRAWN if act.facts["entry_position"] in filed:
                filed[act.facts["entry_position"]]["withdrawn"] = True
    return described, filed


def _lines(work: Work, expediente: Expediente, filed: dict[int, dict[str, Any]]) -> Iterator[Fault]:
    held = {entry.position: entry for entry in work.session.scalars(entries_of(work, expediente))}
    for position in sorted(filed.keys() | held.keys()):
        if position not in held:
            yield Fault(expediente.iuie, "an entry is missing", position)
        elif position not in filed:
            yield Fault(expediente.iuie, "an entry was put in behind the program's back", position)
        else:
            entry = held[position]
            told = {**facts_of(entry), "withdrawn": entry.withdrawn_at is not None}
            for name in sorted(name for name in told if told[name] != filed[position].get(name)):
                yield Fault(expediente.iuie, f"«{name}» of an entry was changed", position)


def _people(work: Work, expediente: Expediente, acts: Sequence[Act]) -> Iterator[Fault]:
    told = {act.facts["id"]: act for act in acts if act.deed == Deed.PARTY_ADDED}
    mine = (Party.institution_id == work.institution_id, Party.expediente_id == expediente.id)
    held = {str(party.id): party for party in work.session.scalars(select(Party).where(*mine))}
    for party_id in sorted(told.keys() ^ held.keys()):
        yield Fault(expediente.iuie, "the interested parties are not those that its acts say")
        del party_id
        return
    for party_id, act in told.items():
        party = held[party_id]
        if (party.name, party.run) != (act.facts["name"], act.facts["run"]):
            yield Fault(expediente.iuie, "an interested party was changed", act.position)


def _numbers(work: Work) -> Iterator[Fault]:
    """No number of any year is missing, and none was invented."""
    series = select(IuieSeries).where(IuieSeries.institution_id == work.institution_id)
    last = {each.year: each.last for each in work.session.scalars(series)}
    taken: dict[int, set[int]] = {}
    numbered = select(Expediente.year, Expediente.number).where(Expediente.institution_id == work.institution_id)
    for year, number in work.session.execute(numbered):
        taken.setdefault(year, set()).add(number)
    for year in sorted(last.keys() | taken.keys()):
        given = set(range(1, last.get(year, 0) + 1))
        for number in sorted(given ^ taken.get(year, set())):
            yield Fault(
                f"{year}-{number:06}", "an expediente is missing" if number in given else "its number was not given"
            )
