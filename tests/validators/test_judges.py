"""A document of the office, from its draft to its seal, before judges that nobody here wrote."""

import asyncio
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfTimeStamper

import documents.service as documents
from documents.fields import DraftFields
from documents.kinds import all_kinds, kind
from documents.rendering import Letterhead, render_draft
from oficina.platform import Platform
from signature import reporting
from signature.panel import Examiner
from signature.reporting import Examined, SealReport
from tests.documents.test_rendering import fields_for
from tests.offices import Office, a_document, do_all_jobs
from tests.signature.people import House, a_house, asked, attested_by, endorse, endorsed_by, sign, signed_by
from tests.validators.judges import built, has, java, said, signatures

pytestmark = pytest.mark.once

SIGNATURES = 4
"""An endorsement, the signature of the act, the ministro de fe, and the seal."""


class Sealed(NamedTuple):
    """The same document: as drafted, sealed, and with a document timestamp after its seal; and whom to trust."""

    drafted: Path
    sealed: Path
    stamped: Path
    root: Path
    crls: tuple[Path, ...]


@pytest.fixture
def sealed(platform: Platform, ministry: Office, tmp_path: Path) -> Sealed:
    """Endorsed, signed, attested and sealed."""
    house = a_house(platform, ministry)
    document = a_document(platform, house.ana)
    steps = endorsed_by(house.berta), signed_by(house.carla), attested_by(house.diego)
    first, second, third = asked(house, document, *steps)
    endorse(platform, house.berta, first)
    sign(platform, house.carla, second)
    sign(platform, house.diego, third)
    return _papers(platform, tmp_path / "papers", house, document.id)


def _papers(platform: Platform, folder: Path, house: House, document_id: UUID) -> Sealed:
    with house.ana.desk.writing() as work:
        documents.number(work, document_id)
    do_all_jobs(platform)
    with house.ana.desk.reading() as work:
        last = documents.sealed_version(work, document_id).blob
        begun = documents.version_of(work, documents.get(work, document_id), 1).blob
    folder.mkdir()
    pki = platform.demonstration.pki(platform.database.clock())
    names = ("begun.pdf", "sealed.pdf", "stamped.pdf", "root.pem")
    drafted, sealed, stamped, root = (folder / name for name in names)
    found = Sealed(drafted, sealed, stamped, root, crls=(folder / "0.crl", folder / "1.crl"))
    found.drafted.write_bytes(b"".join(platform.blobs.get(begun)))
    found.sealed.write_bytes(b"".join(platform.blobs.get(last)))
    found.root.write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    for file, crl in zip(found.crls, pki.crls(platform.database.clock()), strict=True):
        file.write_bytes(crl.public_bytes(Encoding.DER))
    with found.sealed.open("rb") as before, found.stamped.open("w+b") as after:
        stamper = PdfTimeStamper(platform.workshop.timestamper.stamper(platform.database.clock()))
        writer = IncrementalPdfFileWriter(before)
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=after, bytes_reserved=16_384))
    return found


@pytest.fixture
def report(sealed: Sealed, platform: Platform, ministry: Office) -> Path:
    """What the office says of that document, under its seal."""
    told = Examiner(platform.workshop, platform.demonstration, sealed.root.parent).of_file(
        sealed.sealed, platform.database.clock()
    )
    examined = Examined("ORD. N° 1", sha256(sealed.sealed.read_bytes()).hexdigest(), told)
    file = sealed.root.with_name("informe.pdf")
    file.write_bytes(reporting.sealed(ministry.desk, SealReport(platform.workshop, examined)))
    return file


@built
@has("pdfsig", "certutil")
def test_the_sealed_report_is_one_of_the_archive_and_its_seal_is_valid(sealed: Sealed, report: Path) -> None:
    (standards,) = java("verapdf", "--flavour", "3a,ua1", report)
    assert standards["ok"], standards
    told = said("pdfsig", "-nssdir", f"sql:{trusting(sealed.root)}", report).stdout
    assert told.count("Signature is Valid.") == told.count("Certificate is Trusted.") == 1, told
    crls = [each for crl in sealed.crls for each in ("--crl", crl)]
    (judged,) = java("dss", "--trust", sealed.root, *crls, report)
    assert judged["ok"], judged
    assert "PAdES-BASELINE-T" in str(judged), judged


def trusting(root: Path) -> Path:
    """A database of NSS in which this root is trusted."""
    nss = root.with_name("nss")
    nss.mkdir()
    said("certutil", "-N", "-d", f"sql:{nss}", "--empty-password")
    said("certutil", "-A", "-d", f"sql:{nss}", "-n", "root", "-t", "CT,CT,CT", "-a", "-i", root)
    return nss


@has("pdfsig", "certutil")
def test_pdfsig_with_our_root_accepts_every_signature_and_trusts_every_certificate(sealed: Sealed) -> None:
    told = said("pdfsig", "-nssdir", f"sql:{trusting(sealed.root)}", sealed.sealed).stdout
    assert told.count("Signature is Valid.") == told.count("Certificate is Trusted.") == SIGNATURES, told


@has("openssl")
def test_openssl_accepts_the_cms_of_every_signature(sealed: Sealed, tmp_path: Path) -> None:
    found = signatures(sealed.sealed)
    assert len(found) == SIGNATURES
    for covered, cms in found:
        (tmp_path / "covered").write_bytes(covered)
        (tmp_path / "cms").write_bytes(cms)
        answer = said(
            *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / "cms"),
            *("-content", tmp_path / "covered", "-CAfile", sealed.root, "-purpose", "any", "-out", "/dev/null"),
        )
        assert "AdES Verification successful" in answer.stderr + answer.stdout, answer.stderr


@built
def test_dss_finds_b_t_every_stamp_passed_and_nothing_modified(sealed: Sealed) -> None:
    crls = [each for crl in sealed.crls for each in ("--crl", crl)]
    for told in java("dss", "--trust", sealed.root, *crls, sealed.sealed, sealed.stamped):
        assert told["ok"], told
        assert "PAdES-BASELINE-T" in str(told), told


@has("qpdf")
def test_qpdf_finds_nothing_wrong_with_the_structure(sealed: Sealed) -> None:
    for file in (sealed.drafted, sealed.sealed, sealed.stamped):
        answer = said("qpdf", "--check", file)
        assert answer.returncode == 0, answer.stdout + answer.stderr


@built
def test_verapdf_finds_the_standards_of_the_archive_and_of_access_before_and_after(sealed: Sealed) -> None:
    judged = java("verapdf", "--flavour", "3a,ua1", sealed.drafted, sealed.sealed, sealed.stamped)
    assert [each["ok"] for each in judged] == [True] * 3, judged


@built
@pytest.mark.database_free
def test_verapdf_accepts_every_kind_of_document(tmp_path: Path) -> None:
    files = []
    for code in all_kinds():
        fields: DraftFields = fields_for(code)
        files.append(tmp_path / f"{code}.pdf")
        files[-1].write_bytes(render_draft(kind(code), fields, Letterhead(("República de Chile", "Ministerio"), None)))

    judged = java("verapdf", "--flavour", "3a,ua1", *files)
    assert [each["file"] for each in judged if not each["ok"]] == []
    assert len(judged) == len(files)
