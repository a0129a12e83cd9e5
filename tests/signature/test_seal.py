"""The seal of the oficina de partes: once, whoever asks for it and however often."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import documents.service as documents
from documents.models import Document
from kernel.jobs import JobState
from kernel.operations import operate
from oficina.platform import Platform
from signature import credentials
from signature.errors import NoSeal
from signature.sealing import SealFolio
from tests.offices import Office, alone, do_all_jobs, jobs
from tests.signature.people import House, a_house, a_pdf_document, asked, content, sign, signed_by


def a_numbered_one(platform: Platform, house: House) -> Document:
    document = a_pdf_document(platform, house.ana)
    (firm,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, firm)
    with house.ana.desk.writing() as work:
        documents.number(work, document.id)
    return document


def test_the_seal_comes_after_the_signatures_and_says_number_and_date(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_numbered_one(platform, house)
    signed = content(platform, ministry, document)

    operate(ministry.desk, SealFolio(platform.workshop, document.id), alone)

    sealed = content(platform, ministry, document)
    assert sealed.startswith(signed)
    firm, seal = PdfFileReader(BytesIO(sealed)).embedded_signatures
    assert (firm.field_name, seal.field_name) == ("FEA-1", "SELLO")
    assert seal.sig_object["/Reason"].startswith("Sello de Oficina de Partes, Ministerio de Obras: ORD. N° 1/")
    assert "Sello de Oficina de Partes" in seal.signer_cert.subject.human_friendly
    with ministry.desk.reading() as work:
        assert documents.sealed_version(work, document.id).number == documents.get(work, document.id).head


def test_however_often_it_is_asked_for_a_document_is_sealed_once(platform: Platform, ministry: Office) -> None:
    house = a_house(platform, ministry)
    document = a_numbered_one(platform, house)
    seal = SealFolio(platform.workshop, document.id)

    with ThreadPoolExecutor(3) as crowd:
        asked_at_once = [crowd.submit(operate, ministry.desk, seal, alone) for _ in range(3)]
        heads = {each.result().head for each in asked_at_once}
    operate(ministry.desk, seal, alone)

    assert len(heads) == 1
    names = [
        each.field_name for each in PdfFileReader(BytesIO(content(platform, ministry, document))).embedded_signatures
    ]
    assert names == ["FEA-1", "SELLO"]


def test_an_office_without_a_seal_waits_for_one(platform: Platform, municipality: Office) -> None:
    document = a_pdf_document(platform, municipality)
    with municipality.desk.writing() as work:
        credentials.retire_seal(work, municipality.office_id)
        theirs = documents.get(work, document.id, lock=True)
        documents.fix(work, theirs)
        documents.mark_signed(work, theirs)
        documents.number(work, document.id)

    with pytest.raises(NoSeal, match="sello"):
        operate(municipality.desk, SealFolio(platform.workshop, document.id), alone)


def test_a_number_that_was_annulled_before_its_seal_is_left_alone_and_its_job_is_done(
    platform: Platform, ministry: Office
) -> None:
    document = a_numbered_one(platform, a_house(platform, ministry))
    with ministry.desk.writing() as work:
        documents.annul(work, document.id, "Se numeró dos veces")
    do_all_jobs(platform)

    assert {(job.state, job.attempt) for job in jobs(platform, kind="documents.seal-document")} == {(JobState.DONE, 1)}
    with ministry.desk.reading() as work:
        assert documents.get(work, document.id).sealed is None
