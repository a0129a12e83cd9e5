import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

import expedientes.service as expedientes
from expedientes.models import Expediente
from expedientes.parties import Interested
from kernel.database import Database, Desk
from oficina.platform import Platform
from tests.expedientes.cases import MAY, OPENING, Hands, a_seer, a_thing, faults, filed, keeping_time
from tests.offices import Office

Tamper = Callable[[str], None]


@pytest.fixture
def seer(platform: Platform, ministry: Office) -> Desk:
    return a_seer(keeping_time(platform, Hands()), ministry)


@pytest.fixture
def case(seer: Desk) -> Expediente:
    """Opened (1), a party (2), two things filed (3, 4), one withdrawn (5), closed (6)."""
    with seer.writing() as work:
        case = expedientes.open_(work, OPENING, interested=[Interested("Rosa Pérez", "12345678-5")])
    filed(seer, case, a_thing("Solicitud", at=MAY))
    mistake = filed(seer, case, a_thing("Equivocado", at=MAY))
    with seer.writing() as work:
        expedientes.withdraw(work, case.id, mistake.id, "Era de otro")
        expedientes.close(work, case.id, "Terminó")
    return case


@pytest.fixture
def tamper(owner: Database, ministry: Office) -> Tamper:
    """What somebody with the owner's password could do behind the program's back."""

    def do(statement: str) -> None:
        with owner.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT set_config('oficina.institution', :id, true)"), {"id": str(ministry.id)}
                )
            connection.execute(text(statement))

    return do


def test_what_nobody_touched_is_clean(seer: Desk, case: Expediente) -> None:
    with seer.reading() as work:
        assert expedientes.get(work, case.id).acts == 6
    assert faults(seer) == []


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE expediente_acts SET \"by\" = 'Nadie' WHERE position = 3", ("an act was changed", 3)),
        ("UPDATE expediente_acts SET previous = 'x' WHERE position = 4", ("the chain of acts is broken", 4)),
        ("DELETE FROM expediente_acts WHERE position = 4", ("an act is missing", 4)),
        ("DELETE FROM expediente_acts WHERE position = 6", ("the last acts are missing", 6)),
        ("DELETE FROM expediente_entries WHERE position = 3", ("an entry is missing", 3)),
        ("UPDATE expediente_entries SET title = 'x' WHERE position = 3", ("«title» of an entry was changed", 3)),
        ("UPDATE expediente_entries SET sha256 = 'x' WHERE position = 3", ("«sha256» of an entry was changed", 3)),
        ("UPDATE expediente_entries SET withdrawn_at = NULL", ("«withdrawn» of an entry was changed", 4)),
        ("UPDATE expedientes SET title = 'x'", ("«title» is not what its acts say", None)),
        ("UPDATE expedientes SET access_level = 1, sensitive = true", ("«sensitive» is not what its acts say", None)),
        ("UPDATE expedientes SET state = 'open'", ("its state is not what its acts say", None)),
        ("UPDATE expediente_parties SET name = 'Otra'", ("an interested party was changed", 2)),
        ("DELETE FROM expediente_parties", ("the interested parties are not those that its acts say", None)),
        ("UPDATE iuie_series SET last = 2", ("an expediente is missing", None)),
        ("UPDATE iuie_series SET last = 0", ("its number was not given", None)),
    ],
)
def test_whatever_is_done_behind_its_back_is_named(
    seer: Desk, tamper: Tamper, statement: str, found: tuple[str, int | None]
) -> None:
    tamper(statement)

    assert found in faults(seer)


@pytest.mark.usefixtures("case")
def test_what_was_put_in_behind_its_back_is_named(seer: Desk, tamper: Tamper) -> None:
    columns = (
        "institution_id, expediente_id, kind, subject_id, title, document_type, direction, occurred_at, filed_at, "
        "filed_by, late, identifiers, sha256, blob, size, media_type, location, restricted, origin, withdrawn_reason, "
        "row_seal"
    )
    an_id = "'00000000000070008000000000000000'"
    tamper(
        f"INSERT INTO expediente_entries (id, position, {columns}) "  # noqa: S608 -- names of columns
        f"SELECT {an_id}, 99, {columns} FROM expediente_entries WHERE position = 3"
    )

    assert ("an entry was put in behind the program's back", 99) in faults(seer)


@pytest.mark.usefixtures("case")
def test_an_index_that_was_closed_and_is_another_now_is_named(seer: Desk, tamper: Tamper) -> None:
    facts = {"reason": "Terminó", "index_sha256": "0" * 64, "entries": 1}
    tamper(f"UPDATE expediente_acts SET facts = '{json.dumps(facts)}' WHERE position = 6")  # noqa: S608 -- a test's own

    assert ("the index that was closed is another", 6) in faults(seer)


def test_only_the_one_asked_for_is_verified(seer: Desk, case: Expediente, tamper: Tamper) -> None:
    tamper("UPDATE expedientes SET title = 'x'")
    with seer.writing() as work:
        other = expedientes.open_(work, OPENING)
    with seer.reading() as work:
        assert list(expedientes.verify(work, other.id)) == []
        assert list(expedientes.verify(work, case.id)) != []
