"""A ministra signs with a key in her token, and the office seals with one in its HSM. Neither key was ever here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import documents.service as documents
import institutions.service as institutions
from kernel.operations import operate
from oficina.platform import Platform
from signature import pki
from signature.certificates import Holder
from signature.errors import TokenOfAnother, TokenUnavailable, WrongPin
from signature.issuing import BringCredential, BringSeal
from signature.providers import Providers, Tokens
from signature.sealing import SealFolio
from tests.offices import Office, alone
from tests.signature.devices import HERE, LIBRARY, a_token, address, put_into, tokens_in
from tests.signature.people import House, a_house, a_pdf_document, asked, content, sign, signed_by

pytestmark = [pytest.mark.once, pytest.mark.skipif(not HERE, reason="SoftHSM (Debian: softhsm2) is not here")]

PIN, SEAL_PIN = "4711-2026", "la del sello"


@pytest.fixture
def with_devices(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with tokens_in(tmp_path_factory.mktemp("softhsm")):
        yield replace(platform, workshop=replace(platform.workshop, providers=Providers(Tokens(LIBRARY))))


@pytest.fixture
def house(with_devices: Platform, ministry: Office) -> House:
    return a_house(with_devices, ministry)


def the_code(office: Office) -> str:
    with office.desk.reading() as work:
        return institutions.institution(work).code


def in_a_token(token: str, pin: str, holder: Holder) -> bytes:
    begins = datetime.now(UTC)
    a_token(token, pin)
    return put_into(token, pin, "firma", pki.make(begins).issue(holder, pin, begins), pin)


def test_what_is_signed_and_sealed_by_devices_is_signed_like_any_other(with_devices: Platform, house: House) -> None:
    platform, carla = with_devices, house.carla
    hers = in_a_token("11111111-1", PIN, Holder("Carla Díaz", "Ministerio", rut="11111111-1"))
    seal = in_a_token(f"{the_code(house.ana)}-sello", SEAL_PIN, Holder("Sello del Ministerio", "Ministerio", seal=True))
    bring = BringCredential(platform.secrets, platform.workshop.providers, carla.person_id, hers, PIN)
    operate(carla.desk, bring, alone)
    operate(
        house.ana.desk,
        BringSeal(platform.secrets, platform.workshop.providers, house.ana.office_id, seal, SEAL_PIN),
        alone,
    )
    document = a_pdf_document(platform, house.ana)
    (firm,) = asked(house, document, signed_by(carla))
    with pytest.raises(WrongPin):
        sign(platform, carla, firm, pin="otro")
    sign(platform, carla, firm, pin=PIN)
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    operate(house.ana.desk, SealFolio(platform.workshop, document.id), alone)

    pdf = PdfFileReader(BytesIO(content(platform, house.ana, document)))
    assert [each.signer_cert.subject.native["common_name"].partition(" (")[0] for each in pdf.embedded_signatures] == [
        "Carla Díaz",
        "Sello del Ministerio",
    ]
    for each in pdf.embedded_signatures:
        each.compute_integrity_info()
        assert each.summarise_integrity_info()["docmdp_ok"] is not False


def test_nobody_tries_pins_on_the_device_of_another(with_devices: Platform, house: House) -> None:
    platform, providers = with_devices, with_devices.workshop.providers
    for token in ("22222222-2", "MU999-sello", ""):
        with pytest.raises(TokenOfAnother, match="se llama"):
            operate(
                house.carla.desk,
                BringCredential(platform.secrets, providers, house.carla.person_id, address(token, "firma"), PIN),
                alone,
            )
        with pytest.raises(TokenOfAnother, match="se llama"):
            operate(
                house.ana.desk,
                BringSeal(platform.secrets, providers, house.ana.office_id, address(token, "firma"), PIN),
                alone,
            )


def test_a_device_that_is_not_there_is_told_and_nothing_is_kept(with_devices: Platform, house: House) -> None:
    absent = address(f"{the_code(house.ana)}-ninguno", "sello")
    bring = BringSeal(with_devices.secrets, with_devices.workshop.providers, house.ana.office_id, absent, SEAL_PIN)

    with pytest.raises(TokenUnavailable, match="conéctelo"):
        operate(house.ana.desk, bring, alone)
