"""How long other people's writing takes while the store, the authority of time or the index hangs for half a minute.

The jobs that need it wait for it, on the threads that the office gives them. Meanwhile eight people open an expediente
every half second each.
"""

import argparse
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

import documents.service as documents
import expedientes.service as expedientes
from benchmarks import machine, office
from documents.drafting import Beginning
from documents.fields import DraftFields
from documents.kinds import kind
from documents.models import Document, Source
from documents.operations import DraftDocument
from documents.storage import Blob
from documents.storage.folder import FolderBlobs
from expedientes.service import Opening
from kernel.actor import system
from kernel.operations import Act, operate
from kernel.work import Work
from oficina.demo.cast import House
from oficina.platform import Platform
from search.engines import Copy, Gone
from search.engines.embedded import EmbeddedEngine
from signature.timestamps import HttpTsa
from workers.inline import THREADS, beside_the_web

PEOPLE, THINKING = 8, 0.5
AIM = 100
FIELDS = {
    "place": "Santiago",
    "subject": "Solicita antecedentes",
    "from": [{"post": "Ministra"}],
    "to": [{"post": "Alcalde"}],
    "paragraphs": [{"text": "Solicito a usted los antecedentes."}],
}


class HangingStore(FolderBlobs):
    seconds = 30.0
    called = Event()

    def put(self, chunks: Iterable[bytes]) -> Blob:
        self.called.set()
        time.sleep(self.seconds)
        return super().put(chunks)


class HangingIndex(EmbeddedEngine):
    seconds = 30.0
    called = Event()

    def write(self, copies: Sequence[Copy], gone: Sequence[Gone] = ()) -> None:
        self.called.set()
        time.sleep(self.seconds)
        super().write(copies, gone)


@contextmanager
def silence(seconds: float) -> Iterator[tuple[str, Event]]:
    """An address where somebody answers the call and then says nothing; and what tells that it was called."""
    called, over = Event(), Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while not over.is_set():
                try:
                    call, _ = listener.accept()
                except OSError:
                    return
                called.set()
                Thread(target=say_nothing, args=(call, seconds), daemon=True).start()

        Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", called
        over.set()
        listener.shutdown(socket.SHUT_RDWR)


def say_nothing(call: socket.socket, seconds: float) -> None:
    with call:
        time.sleep(seconds)


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=30.0)
    seconds = asked.parse_args(argv).seconds
    HangingStore.seconds = HangingIndex.seconds = seconds
    figures = {}
    with office.a_folder() as home, silence(seconds) as (url, called):
        platform = office.begun(home)
        house, shop = office.a_house(platform), platform.workshop
        store, index = HangingStore(home / "blobs"), HangingIndex(home / "hanging-index")
        slow = HttpTsa(url, patience=seconds + 10)
        figures["nothing"] = told(waits(platform, None, house, seconds))
        hanging = replace(platform, workshop=replace(shop, blobs=store))
        figures["the_store"] = told(waits(hanging, store.called, house, seconds))
        hanging = replace(platform, workshop=replace(shop, timestamper=slow))
        figures["the_authority_of_time"] = told(waits(hanging, called, house, seconds))
        figures["the_index"] = told(waits(replace(platform, index=index), index.called, house, seconds))
        index.close()
        platform.close()
    what = f"Writing of {PEOPLE} while something hangs {seconds:.0f} s (aim: p99 ≤ {AIM} ms)"
    machine.tell(what, **figures)


def waits(platform: Platform, called: Event | None, house: House, seconds: float) -> list[float]:
    """How long each writing of others took, from when the thing hangs until it does no more."""
    over = Event()
    for _ in range(THREADS):
        to_be_sealed(platform, house)
    with beside_the_web(platform), ThreadPoolExecutor(PEOPLE) as people:
        if called and not called.wait(60):
            raise SystemExit("what was to hang was never called")
        writing = [people.submit(write, platform, house, over) for _ in range(PEOPLE)]
        time.sleep(seconds)
        over.set()
        return [wait for each in writing for wait in each.result()]


def to_be_sealed(platform: Platform, house: House) -> None:
    """Work for every queue: what was drafted is indexed, what was numbered is sealed."""
    beginning = Beginning(kind("oficio-ordinario"), DraftFields.model_validate(FIELDS), Source.DRAFTED)
    drafted = operate(house.desk("drafter"), DraftDocument(platform.blobs, beginning), done)
    with house.desk("drafter").writing() as work:
        document = documents.get(work, drafted.id, lock=True)
        documents.fix(work, document)
        documents.mark_signed(work, document)
    with house.desk("partes").writing() as work:
        documents.number(work, document.id)


def done(work: Work, act: Act[Document]) -> Document:
    return act(work)


def write(platform: Platform, house: House, over: Event) -> list[float]:
    """One of the others, until it is over: an expediente is a row, an act, an entry of the log and two jobs."""
    desk, took = platform.database.desk(system(house.id)), []
    opening = Opening("Puente", "Reparación del puente", "Jefatura de Obras", ex_officio=True)
    while not over.wait(THINKING):
        begun = time.perf_counter()
        with desk.writing() as work:
            expedientes.open_(work, opening)
        took.append(time.perf_counter() - begun)
    return took


def told(waited: Sequence[float]) -> str:
    """The middle one, that which one in a hundred passes, and the longest."""
    ordered = [1000 * each for each in sorted(waited)]
    middle, late = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {middle:.0f} ms, p99 {late:.0f} ms, longest {ordered[-1]:.0f} ms, of {len(ordered)}"


if __name__ == "__main__":
    main()
