"""Every address that answers, asked by somebody who may not know: what it says must hold nothing of what is planted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi.testclient import TestClient

from oficina.platform import Platform
from tests.architecture.routes import PageRoute, Route, page_routes, routes
from tests.isolation.canaries import EVERYWHERE, Planted
from tests.offices import Office
from tests.web.test_cases_page import at_desk

STREAMS = {"/inicio/eventos"}
LEAVES = {"/salir", "/cuenta/sesiones", "/cargo"}
"""What ends the very session that asks."""
NAMED = re.compile(r"\{([a-z_]+)\}")
CHANGING = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|<time[^>]*>[^<]*</time>")
SEARCHES = ("/v1/search?q={}", "/buscar?q={}", "/v1/register/entries?text={}", "/libro?q={}")


@dataclass
class Asker:
    """Somebody at a browser and with a key; `may` says what of the planted is theirs to read."""

    name: str
    office: Office
    client: TestClient
    own: dict[str, str]
    may: frozenset[UUID] = frozenset()
    unsaid: frozenset[UUID] = frozenset()
    """What they know to be there, without its words."""
    absent: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """How what is not there was answered, by what was asked."""

    def ask(self, method: str, address: str, form: Any = None) -> httpx.Response:
        if address.startswith("/v1"):
            headers = self.office.headers | ({"Idempotency-Key": str(uuid4())} if method != "GET" else {})
            answer: httpx.Response = self.client.request(
                method, address, headers=headers, json=form if method != "GET" else None
            )
            return answer
        data = {**self.own, "key": str(uuid4()), **(form or {})}
        page: httpx.Response = self.client.request(method, address, data=data if method != "GET" else None)
        return page


def an_asker(
    platform: Platform,
    app: Any,
    name: str,
    office: Office,
    may: Sequence[Planted] = (),
    unsaid: Sequence[Planted] = (),
) -> Asker:
    client = TestClient(app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False)
    own = at_desk(platform, client, office)
    ids = frozenset(each.subject_id for each in may)
    return Asker(name, office, client, own, ids, frozenset(each.subject_id for each in unsaid))


@dataclass
class Findings:
    """What was asked, and every answer that should have been another."""

    probes: int = 0
    leaks: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def addresses(method: str) -> Iterator[str]:
    every: list[Route | PageRoute] = [*routes(), *page_routes()]
    yield from sorted({each.path for each in every if each.method == method} - STREAMS - LEAVES)


def try_everything(asker: Asker, things: Sequence[Planted], found: Findings, *, acts: bool = True) -> None:
    """Lists and pages as they are; what names a thing, once with each planted one and once with one that is not."""
    hidden = [each for each in things if each.subject_id not in asker.may]
    for path in addresses("GET"):
        if not NAMED.search(path):
            _look(asker, "GET", path, hidden, found)
    for method in ("GET", "POST") if acts else ("GET",):
        for path in (each for each in addresses(method) if NAMED.search(each)):
            for thing in hidden:
                _compare(asker, method, path, thing, hidden, found)


def search_everything(asker: Asker, things: Sequence[Planted], found: Findings) -> None:
    """A word that is in something hidden is answered like one that is nowhere."""
    hidden = [each for each in things if each.subject_id not in asker.may]
    for address in SEARCHES:
        _look(asker, "GET", address.format(EVERYWHERE), hidden, found)
        for word in (word for each in hidden for word in each.words):
            nowhere = "z" * len(word)
            told = asker.ask("GET", address.format(word))
            if (asked := address.format(nowhere)) not in asker.absent:
                other = asker.ask("GET", asked)
                asker.absent[asked] = other.status_code, _plain(other, nowhere)
            found.probes += 1
            if (told.status_code, _plain(told, word)) != asker.absent[asked]:
                found.differences.append(f"{asker.name}: {address} {word}")


def _compare(asker: Asker, method: str, path: str, thing: Planted, hidden: Sequence[Planted], found: Findings) -> None:
    names = NAMED.findall(path)
    ids = [thing.ids.get(name) for name in names]
    if not any(ids):
        if thing.what != "document" or method != "GET" or not any(name.endswith("_id") for name in names):
            return
        ids = [str(thing.subject_id) if name.endswith("_id") else None for name in names]
    if path.endswith("/verificar/{code}") or path == "/v1/verification/{code}":
        _look(asker, method, path.replace("{code}", str(thing.ids.get("code"))), hidden, found)
        return
    answer = _look(asker, method, _filled(path, ids), hidden, found)
    if thing.subject_id in asker.unsaid or "/log/" in path or path.startswith("/auditoria"):
        return
    if (asked := f"{method} {path} {[bool(each) for each in ids]}") not in asker.absent:
        absent = asker.ask(method, _filled(path, [str(uuid4()) if each else None for each in ids]), FORM)
        asker.absent[asked] = absent.status_code, _plain(absent, "")
    if (answer.status_code, _plain(answer, "")) != asker.absent[asked]:
        found.differences.append(f"{asker.name}: {method} {path} {thing.what} {thing.level}: {answer.status_code}")


FORM = {"reason": "Prueba de aislamiento", "motivo": "Prueba de aislamiento"}


def _look(asker: Asker, method: str, address: str, hidden: Sequence[Planted], found: Findings) -> httpx.Response:
    answer = asker.ask(method, address, FORM)
    found.probes += 1
    told = answer.content + str(answer.headers).encode()
    for thing in hidden:
        for word in thing.words:
            if word.encode() in told:
                found.leaks.append(f"{asker.name}: {method} {address}: {thing.what} of level {thing.level}: {word}")
    if answer.status_code >= 500:
        found.differences.append(f"{asker.name}: {method} {address}: {answer.status_code}")
    return answer


def _filled(path: str, ids: Sequence[str | None]) -> str:
    left = iter(ids)
    return NAMED.sub(lambda _named: next(left) or "1", path)


def _plain(answer: httpx.Response, word: str) -> bytes:
    """Without what differs in any two answers: ids, and the word that was asked for."""
    told = answer.content.replace(word.encode(), b"") if word else answer.content
    return CHANGING.sub(b"", told)
