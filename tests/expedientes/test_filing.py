from datetime import timedelta
from uuid import uuid4

import pytest

import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
from documents.errors import AccessCauseMissing
from expedientes.errors import (
    AlreadyFiled,
    AlreadyWithdrawn,
    ExpedienteClosed,
    ExpedienteNotFound,
    ExpedienteOpen,
    NestedInItself,
    NotFileable,
    OccursInFuture,
)
from expedientes.index import index_of
from expedientes.models import Direction, Expediente
from expedientes.service import Opening
from kernel.database import Desk
from oficina.platform import Platform
from tests.correspondence.papers import a_petition
from tests.expedientes.cases import MAY, OPENING, Hands, a_clerk, a_seer, a_thing, faults, filed, keeping_time, opened
from tests.offices import Office, a_document, a_sealed_document


@pytest.fixture
def clerk(platform: Platform, ministry: Office) -> Desk:
    return a_clerk(keeping_time(platform, Hands()), ministry)


def in_order(desk: Desk, expediente: Expediente) -> list[tuple[str, bool]]:
    with desk.reading() as work:
        found = work.session.scalars(expedientes.entries_of(work, expediente))
        return [(entry.title, entry.late) for entry in found]


def test_each_expediente_gets_the_next_identifier_of_its_institution_and_year(
    platform: Platform, clerk: Desk, municipality: Office
) -> None:
    first, second, elsewhere = opened(clerk), opened(clerk), opened(a_clerk(platform, municipality))

    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]
    assert first.iuie.startswith("EXP-")
    assert first.iuie.endswith("-2026-000001")
    assert len({first.iuie, second.iuie, elsewhere.iuie}) == 3


def test_what_came_in_goes_by_its_reception_and_what_went_out_by_its_sending(clerk: Desk) -> None:
    """Ley 19.880, art. 18: the answer was filed first, and the request is still before it, shown as filed late."""
    case = opened(clerk)
    filed(clerk, case, a_thing("Oficio que responde", at=MAY + timedelta(days=5), direction=Direction.OUT))
    filed(clerk, case, a_thing("Solicitud", at=MAY))
    filed(clerk, case, a_thing("Informe interno", at=MAY + timedelta(days=2), direction=Direction.INTERNAL))
    filed(clerk, case, a_thing("Notificación", at=MAY + timedelta(days=9), direction=Direction.OUT))

    assert in_order(clerk, case) == [
        ("Solicitud", True),
        ("Informe interno", True),
        ("Oficio que responde", False),
        ("Notificación", False),
    ]


def test_things_of_one_instant_keep_the_order_in_which_they_were_filed(clerk: Desk) -> None:
    case = opened(clerk)
    for title in ("Uno", "Dos", "Tres"):
        filed(clerk, case, a_thing(title, at=MAY))

    assert in_order(clerk, case) == [("Uno", False), ("Dos", False), ("Tres", False)]


def test_both_instants_are_kept(clerk: Desk) -> None:
    entry = filed(clerk, opened(clerk), a_thing(at=MAY))

    assert entry.occurred_at == MAY
    assert entry.filed_at > MAY + timedelta(days=29)


def test_nothing_occurs_tomorrow(clerk: Desk) -> None:
    with pytest.raises(OccursInFuture):
        filed(clerk, opened(clerk), a_thing(at=MAY + timedelta(days=400)))


def test_the_same_version_is_filed_once(clerk: Desk) -> None:
    case, thing = opened(clerk), a_thing()
    entry = filed(clerk, case, thing)
    with pytest.raises(AlreadyFiled):
        filed(clerk, case, thing)
    with clerk.writing() as work:
        expedientes.withdraw(work, case.id, entry.id, "Era de otro expediente")
    filed(clerk, case, thing)


def test_what_was_withdrawn_stays_in_sight(clerk: Desk) -> None:
    case = opened(clerk)
    entry = filed(clerk, case, a_thing("Equivocado"))
    with clerk.writing() as work:
        expedientes.withdraw(work, case.id, entry.id, "Era de otro expediente")
    with pytest.raises(AlreadyWithdrawn), clerk.writing() as work:
        expedientes.withdraw(work, case.id, entry.id, "Otra vez")

    with clerk.reading() as work:
        (line,) = expedientes.index(work, case)["entries"]
    assert (line["title"], line["withdrawn"]["reason"]) == ("Equivocado", "Era de otro expediente")


def test_a_document_is_filed_as_it_is_now(platform: Platform, ministry: Office) -> None:
    sealed, draft = a_sealed_document(platform, ministry), a_document(platform, ministry)
    everything = a_seer(platform, ministry)
    case = opened(everything)
    with everything.writing() as work:
        documents.mark_dispatched(work, documents.get(work, sealed.id))
        out = expedientes.file_by_id(work, platform.fileables, case.id, "document", sealed.id)
        kept = expedientes.file_by_id(work, platform.fileables, case.id, "document", draft.id)
        with pytest.raises(NotFileable):
            expedientes.file_by_id(work, platform.fileables, case.id, "dream", draft.id)

    assert (out.direction, kept.direction) == (Direction.OUT, Direction.INTERNAL)
    assert out.identifiers["folio"]
    assert out.sha256 == out.blob


def test_an_entry_of_the_book_is_filed_by_when_it_came_in(platform: Platform, ministry: Office) -> None:
    keeping_time(platform, Hands())
    everything = a_seer(platform, ministry)
    case = opened(everything)
    filed(everything, case, a_thing("Oficio que responde", at=MAY + timedelta(days=5), direction=Direction.OUT))
    with everything.writing() as work:
        came = correspondence.register_entry(work, a_petition(MAY))
        entry = expedientes.file_by_id(work, platform.fileables, case.id, "reception", came.id)

    assert (entry.direction, entry.occurred_at, entry.late) == (Direction.IN, MAY, True)
    assert in_order(everything, case) == [(came.subject, True), ("Oficio que responde", False)]
    assert faults(everything) == []


def test_an_expediente_lies_within_another_and_never_within_itself(clerk: Desk) -> None:
    outer, middle, inner = opened(clerk), opened(clerk), opened(clerk)
    with clerk.writing() as work:
        entry = expedientes.file_expediente(work, outer.id, middle.id)
    with clerk.writing() as work:
        expedientes.file_expediente(work, middle.id, inner.id)
    for within in (outer, middle, inner):
        with pytest.raises(NestedInItself), clerk.writing() as work:
            expedientes.file_expediente(work, inner.id, within.id)

    assert entry.identifiers["iuie"] == middle.iuie
    assert faults(clerk) == []


def test_a_closed_one_takes_nothing_until_it_is_reopened(clerk: Desk) -> None:
    case = opened(clerk)
    filed(clerk, case, a_thing())
    with clerk.writing() as work:
        before = expedientes.index(work, case)
        closed = expedientes.close(work, case.id, "Terminó el procedimiento")
        fixed = expedientes.acts_of(work, closed)[-1].facts
    with pytest.raises(ExpedienteClosed):
        filed(clerk, case, a_thing())
    with pytest.raises(ExpedienteClosed), clerk.writing() as work:
        expedientes.close(work, case.id, "Otra vez")
    with clerk.writing() as work:
        expedientes.reopen(work, case.id, "Se acogió un recurso")
    with pytest.raises(ExpedienteOpen), clerk.writing() as work:
        expedientes.reopen(work, case.id, "Otra vez")
    filed(clerk, case, a_thing())

    assert fixed["entries"] == 1
    with clerk.reading() as work:
        assert index_of(case.iuie, expedientes.acts_of(work, case)[:2]) == before
    assert faults(clerk) == []


def test_a_correction_keeps_what_it_said(clerk: Desk) -> None:
    case = opened(clerk)
    with clerk.writing() as work:
        expedientes.amend(work, case.id, {"title": "Río Copiapó"}, "Estaba mal")
        act = expedientes.acts_of(work, case)[-1]

    assert act.facts == {"before": {"title": OPENING.title}, "after": {"title": "Río Copiapó"}, "reason": "Estaba mal"}
    with clerk.reading() as work:
        assert expedientes.index(work, case)["title"] == "Río Copiapó"
    assert faults(clerk) == []


def test_what_is_not_public_says_why(clerk: Desk) -> None:
    with pytest.raises(AccessCauseMissing):
        opened(clerk, Opening("Sumario", "Sumario", "Fiscal", access_level=4))
    case = opened(clerk)
    with pytest.raises(AccessCauseMissing), clerk.writing() as work:
        expedientes.change_access(work, case.id, documents.Access(4))


def test_an_expediente_of_nobody_knows_where_is_not_found(clerk: Desk) -> None:
    with pytest.raises(ExpedienteNotFound), clerk.reading() as work:
        expedientes.get(work, uuid4())
