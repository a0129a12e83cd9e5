"""A ministra signs, and an office seals, with what FirmaGob keeps."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

import documents.service as documents
from institutions.doors import actor_behind
from kernel.errors import Refused
from kernel.operations import operate
from oficina.platform import Platform
from signature import access
from signature.errors import (
    NoRemoteAccess,
    NotACredential,
    RunNeeded,
    SealWaits,
    WrongPin,
)
from signature.providers import Providers
from signature.providers.elsewhere import address_in
from signature.rehearsing import StandIn
from signature.report import examine
from signature.sealing import SealFolio
from signature.timestamps import NoTsa
from tests.offices import alone
from tests.signature.firmagob.remembered import (
    PowerCut,
    a_request,
    fields,
    one_signed_version,
    power_cut_at,
    remembered,
)
from tests.signature.firmagobs import OTP, There, a_firmagob, authority, chooses, seals_with
from tests.signature.people import House, a_pdf_document, asked, content, sign, signed_by
from tests.signature.test_memorandum import code_of, with_a_second_factor

OF_THE_SEAL = "33.333.333-3"


def test_what_firmagob_signs_goes_after_the_bytes_and_is_what_it_is(there: There, house: House, tmp_path: Path) -> None:
    document, firm = a_request(there, house)
    before = content(there.platform, house.ana, document)

    sign(there.platform, house.carla, firm, pin=OTP)

    one_signed_version(there, house, document, before)
    file = tmp_path / "signed.pdf"
    file.write_bytes(content(there.platform, house.ana, document))
    (made,) = PdfFileReader(BytesIO(file.read_bytes())).embedded_signatures
    assert made.sig_object["/SubFilter"] == "/adbe.pkcs7.detached"
    at = there.platform.database.clock()
    roots = authority().root.certificate, there.platform.demonstration.pki(at).root.certificate
    anchors = [{"pem": each.public_bytes(Encoding.PEM).decode()} for each in roots]
    told = examine(str(file), anchors, at.isoformat())
    (firm_told,) = told["signatures"]
    assert (firm_told["reached"], firm_told["intact"], firm_told["timestamped"]) == ("PKCS#7", True, True)
    (row,) = remembered(house)
    assert (row.audit_key, row.claim and row.claim["seen_sha256"]) == ("2", sha256(before).hexdigest())
    assert row.digest == made.compute_digest().hex()


@pytest.mark.once
def test_where_the_signature_names_its_certificate_it_is_a_pades(platform: Platform, house: House) -> None:
    with a_firmagob(platform, house.ana) as there:
        there.service.names_certificate = True
        chooses(there, house.carla)
        document, firm = a_request(there, house)
        sign(there.platform, house.carla, firm, pin=OTP)

    (made,) = PdfFileReader(BytesIO(content(platform, house.ana, document))).embedded_signatures
    assert made.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.once
def test_where_it_may_be_told_later_it_is_signed_without_time(there: There, house: House) -> None:
    document, firm = a_request(there, house)
    workshop = replace(there.platform.workshop, timestamper=NoTsa(), signs_without_time=True)

    sign(replace(there.platform, workshop=workshop), house.carla, firm, pin=OTP)

    assert fields(there, house, document) == ["FEA-1"]


def test_an_office_seals_with_nobody_asked_and_once(there: There, house: House) -> None:
    seals_with(there, house.ana, OF_THE_SEAL)
    document, firm = a_request(there, house)
    sign(there.platform, house.carla, firm, pin=OTP)
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    there.service.asked.clear()
    seal = SealFolio(there.platform.workshop, document.id)
    there.service.fault = "error"
    with pytest.raises(SealWaits, match="FirmaGob"):
        operate(house.ana.desk, seal, alone)
    there.service.fault = None
    with pytest.raises(PowerCut), power_cut_at(6):
        operate(house.ana.desk, seal, alone)

    operate(house.ana.desk, seal, alone)

    assert fields(there, house, document) == ["FEA-1", "SELLO"]
    assert [(each["run"], each["purpose"], each["with_otp"]) for each in there.service.asked] == [
        ("33333333", "Desatendido", False)
    ]


@pytest.mark.once
def test_who_has_no_run_or_no_agreement_is_told(there: There, platform: Platform, house: House) -> None:
    with pytest.raises(RunNeeded):
        chooses(there, house.ana)
    without = replace(there, platform=replace(platform, workshop=replace(platform.workshop, providers=Providers())))
    with pytest.raises(NoRemoteAccess, match="OFICINA_FIRMAGOB_URL"):
        chooses(without, house.carla)


@pytest.mark.once
def test_an_institution_that_does_not_use_it_yet_is_told(platform: Platform, house: House) -> None:
    without = There(platform, StandIn(authority(), platform.database.clock))
    with pytest.raises(NoRemoteAccess, match="Administración, FirmaGob"):
        chooses(without, house.carla)
    with pytest.raises(NotACredential, match="elíjala de nuevo"):
        address_in(b"firmagob:nadie")
    with house.ana.desk.writing() as work:
        access.note_trial(work, None)
        assert access.current(work) is None


@pytest.mark.once
def test_the_second_factor_of_the_post_is_spent_with_what_comes_back_and_once(there: There, house: House) -> None:
    platform = there.platform
    carla, secret = with_a_second_factor(platform, house.carla, "Tesorera")
    carla = replace(carla, desk=platform.database.desk(actor_behind(platform.database, carla.key)))
    documents_ = [a_pdf_document(platform, house.ana) for _ in range(2)]
    one, other = (asked(house, each, signed_by(carla))[0] for each in documents_)
    code = code_of(platform, secret)
    with pytest.raises(WrongPin):
        sign(platform, carla, one, pin="000000", code=code)

    sign(platform, carla, one, pin=OTP, code=code)

    with pytest.raises(Refused) as refused:
        sign(platform, carla, other, pin=OTP, code=code)
    assert refused.value.code == "second-factor-refused"
    assert [fields(there, house, each) for each in documents_] == [["FEA-1"], []]
