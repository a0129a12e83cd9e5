"""Every address that answers, asked by whoever may not know: what it says must hold nothing of what is planted, and
asking for what is hidden must be answered like asking for what is not there.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from typing import Any
from uuid import UUID

import httpx

from kernel.permissions import Permission
from tests.architecture.routes import page_routes, routes
from tests.isolation.addresses import (
    FIXED,
    FORM_IDS,
    FORM_NAMES,
    FORM_THINGS,
    NAMED,
    Address,
    addresses,
    naming,
)
from tests.isolation.askers import Asker, Kept
from tests.isolation.canaries import CANARY, EVERYWHERE, Planted
from tests.web.statements import counted

CHANGING = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|<time[^>]*>[^<]*</time>"
    rb"|reci\xc3\xa9n|hace \d+ (?:min|h|d\xc3\xadas?)|Su reloj marca el [0-9-]+ [0-9:]+"
    rb'|"behind_since":(?:null|"[^"]*")|<div class="notice alert" role="status">.*va atrasado.*</div></div>'
)
SEARCHES = {"GET /v1/search", "GET /v1/search/suggestions", "GET /v1/register/entries", "GET /libro"}
"""Where somebody searches in words, of the API and of what a person turns to."""
PUBLIC = {"code", "institution_id"}
"""What is for everybody: that a document is authentic and, of level 1, its subject; and who is in the directory."""
NOTHING = "00000000-0000-7000-8000-000000000000"
"""Where something must be named, and what is asked is about another thing."""
AGAIN = 3
"""How often both are asked before they are said to differ."""
TOLD = {"reason": "Prueba de aislamiento", "motivo": "Prueba de aislamiento", "nota": "Prueba"}
"""What the forms of pages ask for beside it."""


@dataclass
class Findings:
    """What was asked, and every answer that should have been another."""

    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)
    """Answered in the same words, with other questions to the database: what takes time."""
    compared: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    """How often each address was."""
    answered: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Question:
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: Any = None


@dataclass(frozen=True)
class Probe:
    """One thing to ask; and, where the answer must be the same, what is not there. `shape` is what both have."""

    address: Address
    of_it: Question
    of_nothing: Question | None = None
    shape: str = ""
    word: str = ""
    nonsense: str = ""


Pair = tuple[Asker, Probe]


def try_everything(  # noqa: PLR0913 -- it is asked for in all of these ways
    askers: Sequence[Asker],
    things: Sequence[Planted],
    found: Findings,
    *,
    share: int = 1,
    ways: int = 100,
    step: int = 1,
    among: Sequence[Address] | None = None,
) -> None:
    """Every address, by everybody, for every thing that is not theirs. Of `share` of these one is asked, by turns, and
    of each address at least one: first by somebody whom it lets in. What names nothing of anybody comes last.
    `ways`: in how many of the ways in which an address may be asked for a thing, at most; by turns too. `step`: of so
    many addresses, one; of all of them, or of those `among` which is asked.
    """
    secret = {asker.name: {word: each for each, word in asker.secret(things)} for asker in askers}
    every = (addresses() if among is None else among)[::step]
    for turn, address in enumerate(every):
        asking = sorted(askers, key=lambda asker: not _lets_in(address, asker.permissions))
        pairs = [(asker, thing) for asker in asking for thing in asker.hidden(things) if _concerns(address, thing)]
        welcome = sum(_lets_in(address, asker.permissions) for asker, _ in pairs) or len(pairs)
        first = 7 * turn % min(share, welcome or 1)
        for at, (asker, thing) in list(enumerate(pairs))[first::share]:
            asked = list(probes(asker, address, thing, at))
            begun = (turn + at) % len(asked) if len(asked) > ways else 0
            for probe in (asked + asked)[begun : begun + min(ways, len(asked))]:
                seen = replace(probe, of_nothing=None) if asker.hears_of(thing) else probe
                _try(asker, seen, secret[asker.name], found)
    for turn, address in enumerate(each for each in every if not found.asked[str(each)]):
        for asker in askers[turn % len(askers) :: share]:
            blind = Question(_filled(address, FIXED), form=_sent(address, NOTHING))
            _try(asker, Probe(address, blind), secret[asker.name], found)


def of_strangers(askers: Sequence[Asker], things: Sequence[Planted], *, own: bool = False) -> Iterator[Pair]:
    """Every address that takes an id, for a thing of another institution, and what is not there; or, of their own
    institution, for what is hidden from them: by one whom the address lets in.
    """
    for address in (each for each in addresses() if each.names_things):
        pairs = [
            (asker, thing)
            for asker in askers
            if asker.house_id and _lets_in(address, asker.permissions)
            for thing in asker.hidden(things)
            if (thing.house_id == asker.house_id) == own and _concerns(address, thing) and not asker.hears_of(thing)
        ]
        if pairs:
            asker, thing = max(pairs, key=lambda pair: len(pair[1].known_as.keys() & set(address.named)))
            probe = list(probes(asker, address, thing, 0))[-1]
            if probe.of_nothing:
                yield asker, probe


def ask_of_strangers(askers: Sequence[Asker], things: Sequence[Planted], found: Findings) -> None:
    for asker, probe in of_strangers(askers, things):
        _compare(asker, probe, ask(asker, probe), found)


def search_everything(asker: Asker, things: Sequence[Planted], found: Findings) -> None:
    """A word that is in something hidden is answered like one that is nowhere: every word, where words are asked."""
    secret = {word: each for each, word in asker.secret(things)}
    for address in (each for each in addresses() if str(each) in SEARCHES):
        for thing in asker.hidden(things):
            for at in range(len(thing.words)):
                for probe in _beside(address, FIXED, thing, at):
                    if probe.word:
                        _try(asker, probe, secret, found)


def probes(asker: Asker, address: Address, thing: Planted, at: int) -> Iterator[Probe]:
    """All that may be asked of an address about what somebody may not know; of its words one, by turns."""
    if not address.names_things:
        if address.method == "GET":
            yield Probe(address, Question(_filled(address, FIXED)))
        yield from _beside(address, FIXED, thing, at)
        return
    if set(address.named) <= asker.mine.keys() | FIXED.keys():
        yield from _beside(address, FIXED | asker.mine, thing, at)
    asked = {name: each for name, each in thing.known_as.items() if name in address.named}
    of_it = Question(_filled(address, FIXED | asked), form=_sent(address, str(thing.subject_id)))
    if not asked.keys().isdisjoint(PUBLIC) or _tells_acts(asker, address, thing):
        yield Probe(address, of_it)
        return
    absent = {name: beside(each) for name, each in asked.items()}
    other = Question(_filled(address, FIXED | absent), form=_sent(address, beside(str(thing.subject_id))))
    yield Probe(address, of_it, other, ",".join(sorted(asked)))


def _concerns(address: Address, thing: Planted) -> bool:
    return not address.names_things or any(name in thing.known_as for name in address.named)


@cache
def _doors() -> dict[str, Callable[[frozenset[Permission]], bool]]:
    pages = {str(each): each.lets_in for each in page_routes()}
    return pages | {str(each): frozenset(each.permissions).issubset for each in routes()}


def _lets_in(address: Address, permissions: frozenset[Permission]) -> bool:
    door = _doors().get(str(address))
    return door is None or door(permissions)


def _beside(address: Address, names: dict[str, str], thing: Planted, at: int) -> Iterator[Probe]:
    """What is named in the query or in what is sent: a thing by its id, and words that are in it."""
    path = _filled(address, names)
    if address.method == "GET":
        for name in address.ids:
            told = thing.named(name)
            yield Probe(address, Question(path, {name: told}), Question(path, {name: beside(told)}), f"?{name}{at}")
        word = thing.words[at % len(thing.words)]
        nonsense = "z" * len(word)
        for name in address.words:
            asked = Question(path, {name: word}), Question(path, {name: nonsense})
            yield Probe(address, *asked, f"?{name}~{len(word)}", word, nonsense)
            yield Probe(address, Question(path, {name: EVERYWHERE}))
    for way in address.inside:
        told = thing.named(str(way[-1]))
        forms = naming(address.body, way, told), naming(address.body, way, beside(told))
        yield Probe(address, Question(path, form=forms[0]), Question(path, form=forms[1]), str(way))
    if address.path in FORM_THINGS:
        told = str(thing.subject_id)
        forms = _sent(address, told), _sent(address, beside(told))
        yield Probe(address, Question(path, form=forms[0]), Question(path, form=forms[1]), "form")


def beside(thing_id: str) -> str:
    """An id that nothing has, and that in the order of ids comes next to it: a list goes on after either alike."""
    return str(UUID(int=UUID(thing_id).int + 1))


def _sent(address: Address, thing_id: str) -> Any:
    """What goes with it: the example of the form, or, of a page, whatever it may name by its id."""
    if address.method == "GET":
        return None
    if address.path.startswith("/v1"):
        return address.body
    names = dict.fromkeys((*FORM_IDS, *FORM_NAMES), thing_id)
    return names | TOLD | {"incorporar": f"document:{thing_id}"} | FORM_THINGS.get(address.path, {})


def _tells_acts(asker: Asker, address: Address, thing: Planted) -> bool:
    """The log of an institution is for its auditors, whatever it is about: it has no words."""
    return asker.house_id == thing.house_id and ("/log/" in address.path or address.path.startswith("/auditoria"))


def _try(asker: Asker, probe: Probe, secret: Mapping[str, Planted], found: Findings) -> None:
    with counted(asker.platform) as sent:
        answer = _asked(asker, probe.address, probe.of_it)
    found.probes += 1
    found.asked[str(probe.address)] += 1
    found.answered[answer.status_code] += 1
    what = f"{asker.name}: {probe.address} {probe.shape}"
    told = CANARY.findall(answer.text + str(answer.headers))
    for word in sorted({each for each in told if each in secret and each != probe.word}):
        thing = secret[word]
        if thing.level > 1 or "code" not in probe.address.named:
            found.leaks.append(f"{what}: {thing.what} of level {thing.level}: {word}")
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        found.differences.append(f"{what}: {answer.status_code}")
    theirs = probe.word and probe.word not in secret  # what left one house with it came to another
    if probe.of_nothing and not theirs:
        _compare(asker, probe, kept(answer, probe.word, sent), found)


def _compare(asker: Asker, probe: Probe, of_it: Kept, found: Findings) -> None:
    """With how what is not there is answered: what differs only once, and not when both are asked again, is of what
    happens meanwhile, and not of the thing.
    """
    asked = f"{probe.address} {probe.shape}"
    found.compared += 1
    for _ in range(AGAIN):
        if asked not in asker.absent:
            asker.absent[asked] = ask(asker, probe, there=False)
        of_nothing = asker.absent[asked]
        if of_it == of_nothing:
            return
        del asker.absent[asked]
        of_it = ask(asker, probe)
    what = f"{asker.name}: {asked}"
    if (of_it.status, of_it.told) != (of_nothing.status, of_nothing.told):
        found.differences.append(f"{what}: {of_it.status}, {of_nothing.status}: {probe.of_it}")
    else:
        found.longer.append(f"{what}: {_beside_each_other(of_it.statements, of_nothing.statements)}")


def _beside_each_other(some: Sequence[str], others: Sequence[str]) -> str:
    """How many they are, and the first in which they differ."""
    at, pair = next((at, each) for at, each in enumerate(zip_longest(some, others, fillvalue="")) if len(set(each)) > 1)
    first, other = ("…" + " ".join(each.split())[-160:] for each in pair)
    return f"{len(some)} and {len(others)} statements, and the {at + 1}th is {first} and not {other}"


def ask(asker: Asker, probe: Probe, *, there: bool = True) -> Kept:
    """For the thing, or for what is not there."""
    question = probe.of_it if there else probe.of_nothing or probe.of_it
    with counted(asker.platform) as sent:
        answer = _asked(asker, probe.address, question)
    return kept(answer, probe.word if there else probe.nonsense, sent)


def _asked(asker: Asker, address: Address, question: Question) -> httpx.Response:
    return asker.ask(address.method, question.path, question.form, dict(address.given) | question.query)


def kept(answer: httpx.Response, word: str, sent: Sequence[str]) -> Kept:
    """Without what differs in any two answers: ids, hours, how late the index is, the word that was asked for."""
    told = answer.content.replace(word.encode(), b"") if word else answer.content
    statements = tuple(re.sub(r"sa_savepoint_[0-9]+", "", each) for each in sent if not each.startswith("PRAGMA"))
    return Kept(answer.status_code, CHANGING.sub(b"", told), statements)


def _filled(address: Address, names: dict[str, str]) -> str:
    return NAMED.sub(lambda named: names.get(named[1], NOTHING), address.path)
