from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

import search.service as search
from kernel.errors import Invalid
from kernel.permissions import Permission
from kernel.rows import new_id
from kernel.work import Work
from oficina.app import create_app
from oficina.platform import Platform
from search import operations
from search.engines import Asked, Copy
from search.entries import Entry, File
from search.operations import rebuild
from search.query import parse
from search.readings import Told
from search.service import Results, Wanted
from tests.offices import Office, do_all_jobs


@dataclass
class Notes:
    """Things of some feature: what a real one reads from its rows."""

    kind: str = "note"
    texts: dict[UUID, str] = field(default_factory=dict)

    def entries(self, work: Work, subject_ids: Collection[UUID]) -> Iterator[Entry]:
        for each in subject_ids:
            if text := self.texts.get(each):
                yield Entry(
                    each, "note", text, "", work.now, files=(File("nota.txt", sha256(text.encode()).hexdigest()),)
                )

    def ids(self, work: Work, after: UUID | None) -> list[UUID]:
        return sorted(each for each in self.texts if after is None or each > after)

    def read(self, file: File) -> Told:
        text = next(text for text in self.texts.values() if sha256(text.encode()).hexdigest() == file.blob)
        if "dañado" in text:
            raise Invalid("El archivo está dañado.")
        return Told(f"Texto completo: {text}")


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def platform(platform: Platform, notes: Notes) -> Platform:
    return replace(platform, sources=(notes,), extract=notes.read)  # type: ignore[arg-type]


def noted(notes: Notes, office: Office, text: str, *marks: str) -> UUID:
    subject_id = uuid4()
    notes.texts[subject_id] = text
    with office.desk.writing() as work:
        search.set_marks(work, subject_id, marks)
        search.enqueue_index(work, "note", subject_id)
    return subject_id


def asks(platform: Platform, office: Office, typed: str, *, unit: UUID | None = None) -> Results:
    """Somebody who sees only what their marks let them see."""
    units = frozenset({unit}) if unit else frozenset()
    actor = replace(office.desk.actor, units=units, posts=frozenset(), offices=frozenset(), sees_everything=False)
    return search.find(platform.database.desk(actor), platform.index, Wanted(typed))


def test_what_was_written_is_found_with_its_words_marked(platform: Platform, notes: Notes, ministry: Office) -> None:
    subject_id = noted(notes, ministry, "Solicita las Resoluciones del año", search.EVERYONE)
    do_all_jobs(platform)

    results = asks(platform, ministry, "resolución completo")
    (result,) = results.items
    assert (results.total, result.subject_id) == (1, subject_id)
    assert [piece.text for piece in result.title if piece.match] == ["Resoluciones"]
    assert [piece.text for piece in result.excerpt if piece.match] == ["completo", "Resoluciones"]


def test_another_institution_and_the_unmarked_are_neither_found_nor_counted(
    platform: Platform, notes: Notes, ministry: Office, municipality: Office
) -> None:
    unit = uuid4()
    noted(notes, municipality, "Presupuesto ajeno", search.EVERYONE)
    noted(notes, ministry, "Presupuesto sin marcas")
    noted(notes, ministry, "Presupuesto de otra unidad", f"unit:{uuid4()}")
    mine = noted(notes, ministry, "Presupuesto propio", f"unit:{unit}")
    do_all_jobs(platform)

    results = asks(platform, ministry, "presupuesto", unit=unit)
    assert ([each.subject_id for each in results.items], results.total, results.kinds) == ([mine], 1, {"note": 1})
    assert asks(platform, ministry, "presupuesto").total == 0


def test_what_was_just_restricted_is_gone_before_the_index_hears_of_it(
    platform: Platform, notes: Notes, ministry: Office
) -> None:
    unit = uuid4()
    subject_id = noted(notes, ministry, "Sumario administrativo", f"unit:{unit}")
    do_all_jobs(platform)
    assert asks(platform, ministry, "sumario", unit=unit).total == 1

    with ministry.desk.writing() as work:
        search.set_marks(work, subject_id, {f"unit:{uuid4()}"})
    results = asks(platform, ministry, "sumario", unit=unit)
    assert (results.total, results.items, results.kinds) == (0, (), {})


def test_a_file_that_cannot_be_read_does_not_keep_others_from_being_found(
    platform: Platform, notes: Notes, ministry: Office
) -> None:
    noted(notes, ministry, "Informe dañado", search.EVERYONE)
    noted(notes, ministry, "Informe sano", search.EVERYONE)
    do_all_jobs(platform)

    assert asks(platform, ministry, "informe").total == 2


def test_an_index_that_was_lost_is_read_again_from_the_rows(
    platform: Platform, notes: Notes, ministry: Office, municipality: Office
) -> None:
    noted(notes, ministry, "Circular de octubre", search.EVERYONE)
    noted(notes, municipality, "Circular de mayo", search.EVERYONE)
    told: list[int] = []

    assert asks(platform, ministry, "circular").total == 0
    ours = replace(notes, texts={each: text for each, text in notes.texts.items() if "octubre" in text})
    assert rebuild(platform.database, platform.index, (ours,), platform.extract, [ministry.id], told.append) == 1
    assert (sum(told), asks(platform, ministry, "circular").total) == (1, 1)
    assert asks(platform, municipality, "circular").total == 0


def test_search_over_http(platform: Platform, notes: Notes, ministry: Office) -> None:
    noted(notes, ministry, "Ord. N° 1847/2026 sobre aguas", search.EVERYONE)
    do_all_jobs(platform)
    app = create_app(platform)
    client = TestClient(app, raise_server_exceptions=False)
    clerk = replace(ministry.desk.actor, permissions=frozenset({Permission.SEARCH}), sees_everything=False)

    app.state.doorkeeper = lambda _authorization: replace(clerk, permissions=frozenset())
    assert ministry.get(client, "/search?q=1.847").status_code == 403
    app.state.doorkeeper = lambda _authorization: clerk
    answer = ministry.get(client, "/search?q=1.847")
    assert (answer.status_code, answer.json()["total"]) == (200, 1)
    assert {"text": "1847", "match": True} in answer.json()["items"][0]["title"]
    refused = ministry.get(client, "/search?q=fecha:ayer")
    assert (refused.status_code, refused.json()["code"]) == (422, "query-not-understood")
    assert ministry.get(client, "/search?q=").json()["total"] == 0


def test_documents_that_arrive_while_it_is_rebuilt_are_not_missed(
    platform: Platform, notes: Notes, ministry: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People write, restrict and search between one batch and the next."""
    monkeypatch.setattr(operations, "REBUILT", 2)
    first = [noted(notes, ministry, f"Circular {n}", search.EVERYONE) for n in range(6)]
    do_all_jobs(platform)
    rebuild(platform.database, platform.index, platform.sources, platform.extract, [ministry.id])
    arrived: list[UUID] = []

    def meanwhile(_: int) -> None:
        arrived.append(noted(notes, ministry, f"Circular que llega {len(arrived)}", search.EVERYONE))
        if len(arrived) == 1:
            with ministry.desk.writing() as work:
                search.set_marks(work, first[0], {f"unit:{uuid4()}"})
                search.set_marks(work, first[-1], {f"unit:{uuid4()}"})
        if len(arrived) == 2:
            notes.texts[first[1]] = "Circular cambiada"
            with ministry.desk.writing() as work:
                search.enqueue_index(work, "note", first[1])
        do_all_jobs(platform)
        assert asks(platform, ministry, "circular").total == 4 + len(arrived), "people find all of it meanwhile"

    rebuild(platform.database, platform.index, platform.sources, platform.extract, [ministry.id], meanwhile)

    assert len(arrived) >= 3
    found = {each.subject_id for each in asks(platform, ministry, "circular").items}
    assert found == {*first[1:-1], *arrived}
    assert [each.subject_id for each in asks(platform, ministry, "cambiada").items] == [first[1]]


def test_all_of_a_long_result_can_be_leafed_through(platform: Platform, ministry: Office) -> None:
    """Page after page, to the very last, in either order; beyond what many engines let one reach."""
    many, at = 10_500, datetime(2026, 5, 11, tzinfo=UTC)
    copies = [
        Copy(ministry.id, new_id(), "note", "Oficio", "", at + timedelta(minutes=n), 1, frozenset({search.EVERYONE}))
        for n in range(many)
    ]
    platform.index.write(copies)
    unrestricted = {copy.subject_id for copy in copies}
    for newest in (True, False):
        asked, after, seen = Asked(ministry.id, None, parse("oficio", ZoneInfo("UTC")), newest_first=newest), None, []
        while True:
            page = platform.index.search(asked, after=after, limit=1_500)
            seen += [hit.subject_id for hit in page.hits]
            if (after := page.following) is None:
                break
        assert (len(seen), set(seen) == unrestricted) == (many, True)
        assert page.total == many
