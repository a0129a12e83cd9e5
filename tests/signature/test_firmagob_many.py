"""Many signatures in one request to FirmaGob; how far they go is told as it is; and what an API does with it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi.testclient import TestClient

from institutions.service import Showing
from kernel.operations import operate
from oficina.app import create_app
from oficina.platform import Platform
from signature import batches, keeping, reporting
from signature.aging import called, signed_further
from signature.approving import Picked
from signature.errors import NoKeyElsewhere, WrongPin
from signature.panel import Examiner
from signature.report import unreadable
from signature.reporting import Examined, SealReport
from tests.offices import Office, alone
from tests.signature.firmagobs import OTP, There, a_firmagob, a_small_house, authority, chooses
from tests.signature.people import House, a_pdf_document, asked, seen, signed_by

OF_THE_SEAL = "33.333.333-3"


@pytest.fixture
def house(platform: Platform, ministry: Office) -> House:
    return a_small_house(platform, ministry)


@pytest.fixture
def there(platform: Platform, house: House) -> Iterator[There]:
    with a_firmagob(platform, house.ana) as there:
        yield there


def picked_by(house: House, there: There, many: int) -> list[Picked]:
    """So many documents that wait for Carla's signature, as she saw them."""
    found = []
    for _ in range(many):
        (request,) = asked(house, a_pdf_document(there.platform, house.ana), signed_by(house.carla))
        found.append(Picked(request, seen(house.carla, request)))
    return found


def test_a_code_is_enough_for_many_since_all_are_asked_for_at_once(house: House, there: There) -> None:
    workshop, desk = there.platform.workshop, house.carla.desk
    chooses(there, house.carla)
    there.service.asked.clear()
    picked = picked_by(house, there, 3)
    gone = Picked(UUID(int=7), "0" * 64)
    with pytest.raises(WrongPin):
        batches.begin(desk, workshop, picked, "999999", Showing())
    assert there.asked == 0

    batch = batches.begin(desk, workshop, [*picked[:2], gone], OTP, Showing())
    there.service.fault = "run"
    done = [operate(desk, batch.signing(each), alone) for each in picked[:2]]

    (request,) = there.service.asked
    assert len(request["hashes"]) == 2
    assert [each.state for each in done] == ["done", "done"]
    with desk.reading() as work:
        rows = [row for each in done for row in keeping.lasting_of(work, each.document_id)]
    assert [each.level for each in rows] == ["PKCS#7-T", "PKCS#7-T"], "it names no certificate of its own"
    alone_again = batches.begin(desk, workshop, picked[2:], OTP, Showing())
    both = batches.begin(desk, workshop, [*picked[2:], *picked_by(house, there, 1)], OTP, Showing())
    assert alone_again.factor_shown is both.factor_shown is False
    with pytest.raises(NoKeyElsewhere):
        operate(desk, both.signing(picked[2]), alone)
    assert there.asked == 1


def test_other_systems_choose_firmagob_and_a_report_is_sealed_by_it(
    house: House, there: There, tmp_path: Path, ministry: Office
) -> None:
    client = TestClient(create_app(there.platform))
    wrong = house.carla.post(client, "/me/firmagob-credential", {"otp": "999999"})
    mine = house.carla.post(client, "/me/firmagob-credential", {"otp": OTP})
    seal = ministry.post(client, f"/offices/{ministry.office_id}/firmagob-seal", {"run": OF_THE_SEAL})

    assert (wrong.status_code, wrong.json()["code"]) == (403, "signature-wrong-pin")
    assert (mine.status_code, seal.status_code) == (201, 201), (mine.text, seal.text)
    assert OTP not in mine.text
    examined = Examined("algo", "0" * 64, unreadable("No se puede leer."))
    pdf = reporting.sealed(ministry.desk, SealReport(there.platform.workshop, examined))
    file = tmp_path / "informe.pdf"
    file.write_bytes(pdf)
    (tmp_path / "root.pem").write_bytes(root_of_the_stand_in())
    examiner = Examiner(there.platform.workshop, there.platform.demonstration, tmp_path)
    told = examiner.of_file(file, there.platform.database.clock())
    (each,) = told["signatures"]
    assert (told["verdict"], each["reached"], each["timestamped"]) == ("valid", "PKCS#7", True), told["reasons"]


def root_of_the_stand_in() -> bytes:
    return authority().root.certificate.public_bytes(Encoding.PEM)


@pytest.mark.database_free
def test_a_level_is_called_what_it_is_and_a_signature_more_lowers_it() -> None:
    assert [called(each, pades=False) for each in ("B-B", "B-T", "B-LT", "B-LTA")] == [
        *("PKCS#7", "PKCS#7-T", "PKCS#7-LT", "PKCS#7-LTA"),
    ]
    pairs = [("B-LTA", "B-T"), ("B-T", "B-B"), ("PKCS#7-T", "B-T"), ("B-LTA", "PKCS#7"), ("none", "B-T")]
    assert [signed_further(*each) for each in pairs] == ["B-T", "B-B", "PKCS#7-T", "PKCS#7", "B-B"]
