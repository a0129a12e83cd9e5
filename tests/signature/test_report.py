"""What the report says of what was signed here, and of what was done to it afterwards."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import crl
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

import documents.service as documents
from kernel.operations import operate
from oficina.platform import Platform
from signature.certificates import SIMPLE, Holder
from signature.pades import FieldSpec
from signature.pades import sign as sign_pdf
from signature.report import examine
from signature.sealing import SealFolio
from tests.offices import Office, a_document, alone
from tests.signature.people import a_house, a_pdf, a_pdf_document, asked, content, endorse, endorsed_by, sign, signed_by
from tests.signature.test_forgeries import stamped
from tests.signature.test_seal import a_numbered_one

pytestmark = pytest.mark.once
"""What a file proves does not depend on the database."""


def report(platform: Platform, pdf: bytes, folder: Path, *, trusted: bool = True) -> dict[str, Any]:
    file, now = folder / "asked.pdf", datetime.now(UTC)
    file.write_bytes(pdf)
    root = platform.demonstration.pki(now).root.certificate.public_bytes(Encoding.PEM).decode()
    told: dict[str, Any] = platform.sandbox.call(examine, str(file), [root] if trusted else [], now.isoformat())
    return told


def a_sealed_pdf(platform: Platform, ministry: Office) -> bytes:
    document = a_numbered_one(platform, a_house(platform, ministry))
    operate(ministry.desk, SealFolio(platform.workshop, document.id), alone)
    return content(platform, ministry, document)


def test_what_was_signed_and_sealed_is_valid_and_each_mark_is_called_what_it_is(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    told = report(platform, a_sealed_pdf(platform, ministry), tmp_path)

    assert (told["verdict"], told["reasons"]) == ("valid", [])
    assert told["notices"] == ["Firma de demostración, sin valor legal."]
    firm, seal = told["signatures"]
    assert (firm["reached"], firm["run_from"]) == ("B-T", "subject-alternative-name")
    assert (firm["kind"], firm["level"], firm["later_changes"]) == ("signature", "advanced", "signatures")
    assert (seal["kind"], seal["level"], seal["later_changes"]) == ("seal", "seal", "none")
    assert firm["demonstration"]
    assert firm["timestamped"]
    assert firm["run"] == "11.XXX.XXX-X"


def test_the_level_is_what_the_document_carries_and_not_what_it_claims(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    sealed, now = a_sealed_pdf(platform, ministry), platform.database.clock()

    def keeping(which: slice, at: datetime) -> bytes:
        pdf, said = BytesIO(sealed), platform.demonstration.pki(now).crls(at)[which]
        lists = [crl.CertificateList.load(each.public_bytes(Encoding.DER)) for each in said]
        DocumentSecurityStore.add_dss(pdf, None, crls=lists)
        return pdf.getvalue()

    def levels(pdf: bytes) -> tuple[str, list[str]]:
        told = report(platform, pdf, tmp_path)
        return told["verdict"], [each["reached"] for each in told["signatures"]]

    everything, kept = slice(None), keeping(slice(None), now)
    assert levels(kept) == ("valid", ["B-LT", "B-LT"])
    assert levels(keeping(slice(1, 2), now)) == ("valid", ["B-T", "B-T"]), "of their own issuer only, and of no other"
    assert levels(keeping(everything, now - timedelta(days=400))) == ("valid", ["B-T", "B-T"]), "long out of force"
    long_kept = stamped(platform, kept)
    assert levels(long_kept) == ("valid", ["B-LTA", "B-LTA", "RFC 3161"])
    assert levels(signed_on(platform, long_kept, tmp_path))[1] == ["B-LTA", "B-LTA", "B-T", "RFC 3161"]


def signed_on(platform: Platform, pdf: bytes, folder: Path) -> bytes:
    """Somebody else signs what is preserved already: of them nothing was kept since."""
    file, now = folder / "signed-on.pdf", platform.database.clock()
    file.write_bytes(pdf)
    sign_pdf(
        platform.sandbox,
        file,
        key=platform.demonstration.pki(now).key_for(Holder("Diego Paz", "Ministerio", rut="22.222.222-2"), now),
        field=FieldSpec("FEA-9", 1, (0, 0, 0, 0), None, "Firma"),
        reason="Firma",
        location="Santiago",
        timestamper=platform.workshop.timestamper,
        at=now,
    )
    return file.read_bytes()


def test_a_v_b_is_never_reported_as_a_signature_of_the_act(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    review, firm = asked(house, document, endorsed_by(house.berta), signed_by(house.carla))
    endorse(platform, house.berta, review)
    sign(platform, house.carla, firm)

    told = report(platform, content(platform, ministry, document), tmp_path)["signatures"]

    assert [(each["kind"], each["level"]) for each in told] == [("endorsement", "simple"), ("signature", "advanced")]
    assert told[0]["reason"] == "Visado por Berta Soto, Jefa de Jurídica"
    assert (told[0]["who"], told[0]["run"]) == ("Berta Soto (DEMOSTRACIÓN)", "22.XXX.XXX-X")


def test_each_who_endorses_does_it_with_a_certificate_that_is_of_that_act_alone(
    platform: Platform, ministry: Office
) -> None:
    house = a_house(platform, ministry)
    document = a_pdf_document(platform, ministry)
    one, other, _ = asked(house, document, endorsed_by(house.berta), endorsed_by(house.diego), signed_by(house.carla))
    endorse(platform, house.berta, one)
    endorse(platform, house.diego, other)

    found = PdfFileReader(BytesIO(content(platform, ministry, document))).embedded_signatures
    names = [each.signer_cert.subject.native for each in found]
    assert [(each["common_name"], each["organizational_unit_name"], each["title"]) for each in names] == [
        ("Berta Soto (DEMOSTRACIÓN)", "Visación", "Jefa de Jurídica"),
        ("Diego Paz (DEMOSTRACIÓN)", "Visación", "Secretario General"),
    ]


def test_a_simple_certificate_that_claims_to_be_of_an_advanced_signature_is_found_out(
    platform: Platform, tmp_path: Path
) -> None:
    now, made = platform.database.clock(), tmp_path / "made.pdf"
    holder = Holder("Berta Soto", "Ministerio", rut="22222222-2", unit=SIMPLE)
    made.write_bytes(a_pdf())
    (tmp_path / "stamp.pdf").write_bytes(a_pdf())
    sign_pdf(
        platform.sandbox,
        made,
        key=platform.demonstration.pki(now).key_for(holder, now),
        field=FieldSpec("FEA-1", 1, (50, 50, 200, 100), tmp_path / "stamp.pdf", "Firma"),
        reason="Firmado",
        location="Santiago",
        timestamper=platform.workshop.timestamper,
        at=now,
    )

    told = report(platform, made.read_bytes(), tmp_path)

    assert (told["verdict"], told["signatures"][0]["intact"]) == ("indeterminate", True)
    assert told["reasons"] == ["Berta Soto (DEMOSTRACIÓN) figura como firma avanzada y su certificado no lo es."]


def test_a_flipped_byte_an_appended_page_and_bytes_at_the_end_are_invalid(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    pdf = a_sealed_pdf(platform, ministry)
    flipped = bytearray(pdf)
    at = pdf.index(b"/MediaBox") + 12
    flipped[at] ^= 1
    more, appended = BytesIO(), pikepdf.open(BytesIO(pdf))
    appended.add_blank_page()
    appended.save(more)

    assert report(platform, bytes(flipped), tmp_path)["verdict"] == "invalid"
    assert report(platform, more.getvalue(), tmp_path)["verdict"] == "invalid"
    assert report(platform, pdf + b"\nstartxref\n0\n%%EOF\n", tmp_path)["verdict"] != "valid"


def test_without_a_trusted_root_nothing_is_decided(platform: Platform, ministry: Office, tmp_path: Path) -> None:
    assert report(platform, a_sealed_pdf(platform, ministry), tmp_path, trusted=False)["verdict"] == "indeterminate"


def test_what_is_not_signed_or_not_a_pdf_is_indeterminate(platform: Platform, ministry: Office, tmp_path: Path) -> None:
    unsigned = content(platform, ministry, a_pdf_document(platform, ministry))

    assert report(platform, unsigned, tmp_path)["verdict"] == "indeterminate"
    assert report(platform, b"not a PDF", tmp_path)["verdict"] == "indeterminate"


def test_a_document_typeset_here_stays_valid_through_its_marks_and_their_tags(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    document = a_document(platform, ministry)
    review, firm = asked(house, document, endorsed_by(house.berta), signed_by(house.carla))
    endorse(platform, house.berta, review)
    sign(platform, house.carla, firm)
    with ministry.desk.writing() as work:
        documents.number(work, document.id)
    operate(ministry.desk, SealFolio(platform.workshop, document.id), alone)

    told = report(platform, content(platform, ministry, document), tmp_path)

    assert (told["verdict"], told["reasons"]) == ("valid", [])
    assert [each["kind"] for each in told["signatures"]] == ["endorsement", "signature", "seal"]


def test_a_description_that_was_changed_after_the_signature_is_suspicious(
    platform: Platform, ministry: Office, tmp_path: Path
) -> None:
    house = a_house(platform, ministry)
    document = a_document(platform, ministry)
    (firm,) = asked(house, document, signed_by(house.carla))
    sign(platform, house.carla, firm)
    pdf = BytesIO(content(platform, ministry, document))
    writer = IncrementalPdfFileWriter(pdf)
    tree: Any = writer.root["/StructTreeRoot"]
    whole: Any = tree["/K"][0] if isinstance(tree["/K"], generic.ArrayObject) else tree["/K"]
    whole.get_object()["/Lang"] = generic.pdf_string("en")
    writer.update_container(whole.get_object())
    changed = BytesIO()
    writer.write(changed)

    assert report(platform, changed.getvalue(), tmp_path)["verdict"] == "invalid"
