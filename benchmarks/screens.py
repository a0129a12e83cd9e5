"""How long a page takes on the server with 100,000 documents behind it, and how many statements it asks.

The office is filled in bulk (`benchmarks/bulk.py`); then somebody of the oficina de partes, and somebody of a unit,
open each page many times. What is measured is the program from the first byte asked to the last byte answered, in the
process itself: no network. `--home` keeps the office, for the next time.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
from sqlalchemy import event, make_url, select
from sqlalchemy.exc import ProgrammingError
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks import bulk, machine, office
from benchmarks.office import PASSWORD
from benchmarks.servers import statement
from correspondence.models import Reception
from documents.models import Document
from institutions import sessions
from kernel.actor import PLATFORM, system
from kernel.row_security import APP_ROLE
from kernel.work import Work
from oficina.app import create_app
from oficina.home import settings_of
from oficina.platform import Platform, open_platform
from oficina.web.visits import COOKIE

AIM = 60
PEOPLE = "people.json"
REFUSED = {403, 404}
"""What one may not open is no page to measure."""
SEEN = 211
"""Documents and entries of all ages that are opened, one after the other."""


@dataclass(slots=True)
class Watch:
    """Stands before the program: how long each request took, how much of it the processor, and its statements."""

    app: ASGIApp
    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    sent: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.sent, begun, worked = 0, time.perf_counter(), time.process_time()
        await self.app(scope, receive, send)
        self.took.append(time.perf_counter() - begun)
        self.worked.append(time.process_time() - worked)
        self.statements.append(self.sent)

    def forget(self) -> None:
        for kept in (self.took, self.worked, self.statements):
            kept.clear()

    def forget_last(self) -> None:
        for kept in (self.took, self.worked, self.statements):
            kept.pop()

    def hear(self, *_: object) -> None:
        self.sent += 1

    @property
    def late(self) -> float:
        """The time that nineteen in twenty did not take."""
        return sorted(self.took)[len(self.took) * 95 // 100]

    def told(self) -> str:
        took, worked = (sorted(1000 * each for each in these) for these in (self.took, self.worked))
        middle, late = len(took) // 2, len(took) * 95 // 100
        return (
            f"p50 {took[middle]:.0f} ms, p95 {took[late]:.0f} ms; of the processor p50 {worked[middle]:.0f} ms, "
            f"p95 {worked[late]:.0f} ms; {max(self.statements)} statements"
        )


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--documents", type=int, nargs="+", default=[100_000], help="and as many entries; of each size one"
    )
    asked.add_argument("--times", type=int, default=100)
    asked.add_argument("--home", type=Path, help="where the offices are kept, or were kept the last time")
    asked.add_argument(
        "--server", help="a PostgreSQL, as its owner: databases of its own are made there; without it, SQLite"
    )
    asked.add_argument("--only-fill", action="store_true", help="make the offices in --home, and measure another day")
    given = asked.parse_args(argv)
    with nullcontext(given.home) if given.home else office.a_folder() as homes:
        seen = {count: with_so_many(homes / str(count), count, given) for count in given.documents}
    if given.only_fill:
        return
    least, most = min(seen), max(seen)
    for page, late in seen[most].items():
        if least != most and "inicio" in page:
            print(f"  {page}: p95 with {most} is {late / seen[least][page]:.2f} times that with {least} (aim: < 2)")


def with_so_many(home: Path, count: int, given: argparse.Namespace) -> dict[str, float]:
    """The p95 of each page of such an office, told on the way."""
    begun = time.monotonic()
    platform = opened(home, settings_on(given.server, count) if given.server else {}, count)
    figures, late = {"made_in": f"{time.monotonic() - begun:.0f} s"}, dict[str, float]()
    for part, told in () if given.only_fill else json.loads((home / PEOPLE).read_text()).items():
        who = [UUID(each) for each in told]
        with looking(platform, who) as (browser, watch):
            for name, addresses in screens(platform, who[-1]).items():
                page = f"{name} ({part})"
                figures[page] = seen(browser, watch, addresses, given.times)
                if watch.took:
                    late[page] = watch.late
    platform.close()
    where = "PostgreSQL" if given.server else "SQLite"
    machine.tell(f"{count} documents and as many entries, {where} (aim: p95 ≤ {AIM} ms)", **figures)
    return late


def settings_on(server: str, count: int) -> dict[str, str]:
    """A database for an office of this size; the program comes in as who owns nothing."""
    owner = make_url(server).set(database=f"pages_{count}")
    with suppress(ProgrammingError):  # it is there from the last time
        statement(make_url(server), f"CREATE DATABASE {owner.database}")
    program = owner.set(username=APP_ROLE, password=PASSWORD)
    told = {"DATABASE_URL": program, "OWNER_DATABASE_URL": owner}
    return {name: url.render_as_string(hide_password=False) for name, url in told.items()}


def opened(home: Path, settings: Mapping[str, str], count: int) -> Platform:
    """The office of this folder, filled if it was not yet."""
    if (home / PEOPLE).exists():
        return open_platform(settings_of(home, {f"OFICINA_{name}": value for name, value in settings.items()}))
    home.mkdir(parents=True, exist_ok=True)
    platform = office.begun(home, **settings)
    house = office.a_house(platform, *bulk.UNITS)
    bulk.fill(platform, house, count)
    who = {part: [player.person_id, player.post_id, house.id] for part, player in house.players.items()}
    (home / PEOPLE).write_text(json.dumps(who, default=str))
    return platform


@contextmanager
def looking(platform: Platform, who: Sequence[UUID]) -> Iterator[tuple[TestClient, Watch]]:
    """A browser in which they have signed in, and the watch on the program behind it."""
    person_id, post_id, institution_id = who
    with platform.database.writing(PLATFORM) as work:
        token = sessions.open_for(work, person_id).token
    with platform.database.writing(system(institution_id)) as work:
        sessions.work_at(work, token, institution_id, post_id)
    watch = Watch(create_app(platform))
    browser = TestClient(watch, base_url="https://testserver", cookies={COOKIE: token})
    event.listen(platform.database.engine, "before_cursor_execute", watch.hear)
    yield browser, watch
    event.remove(platform.database.engine, "before_cursor_execute", watch.hear)


def screens(platform: Platform, institution_id: UUID) -> dict[str, list[str]]:
    """The addresses of each page that is measured."""
    today = platform.database.clock().date()
    month, year = f"desde={today - timedelta(days=30)}", f"desde={today - timedelta(days=365)}"
    with platform.database.reading(system(institution_id)) as work:
        ids = [sample(work, table) for table in (Document, Reception)]
    return {
        "inicio": ["/inicio"],
        "inicio_devueltos": ["/inicio?bandeja=returned"],
        "inicio_terminados": ["/inicio?bandeja=closed"],
        "inicio_para_conocimiento": ["/inicio?bandeja=to-know"],
        "documento": [f"/documentos/{each}" for each in ids[0]],
        "ingreso": [f"/recepciones/{each}" for each in ids[1]],
        "libro_del_dia": ["/libro"],
        "libro_del_mes": [f"/libro?{month}&hasta={today}"],
        "libro_del_año": [f"/libro?{year}&hasta={today}"],
        "libro_de_despachos_del_año": [f"/libro?libro=despachos&{year}&hasta={today}"],
        "enviados": ["/enviados"],
        "borradores": ["/borradores"],
        "oficina_de_partes": ["/oficina-de-partes"],
    }


def sample(work: Work, table: type[Document] | type[Reception]) -> list[UUID]:
    """Some of all ages."""
    every = work.session.scalars(select(table.id).where(table.institution_id == work.institution_id).order_by(table.id))
    ids = list(every)
    return ids[:: max(1, len(ids) // SEEN)]


def seen(browser: TestClient, watch: Watch, addresses: Sequence[str], times: int) -> str:
    """Each page in its turn; the first time of all is not counted, for the program still loads."""
    browser.get(addresses[0])
    watch.forget()
    for at in range(times):
        answer = browser.get(addresses[at % len(addresses)])
        if answer.status_code in REFUSED:
            watch.forget_last()
        elif answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{answer.request.url}: {answer.status_code}")
    return watch.told() if watch.took else "is not theirs to open"


if __name__ == "__main__":
    main()
