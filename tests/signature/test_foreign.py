"""Documents that others signed: what holds is said to hold, what cannot be known is said to be unknown."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import ExternalSigner

from signature import certificates
from signature.certificates import rut_in
from signature.report import examine
from tests.signature.people import a_pdf

pytestmark = pytest.mark.database_free

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


Report = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return certificates.new_key()


def a_certificate(key: rsa.RSAPrivateKey, *, unit: str = "", serial: str = "", san: str = "") -> x509.Certificate:
    """As an authority of the State might issue it."""
    told = [
        (NameOID.COMMON_NAME, "Rosa Vega"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.SERIAL_NUMBER, serial),
    ]
    extensions = [
        *certificates.of_signer(certificates.Holder("Rosa Vega", "Ministerio", rut=san or None)),
        *certificates.of_key(key),
    ]
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in told if value])
    return certificates.certificate(name, key, None, AT - timedelta(days=9), AT + timedelta(days=900), extensions)


def signed(pdf: bytes, key: rsa.RSAPrivateKey, certificate: x509.Certificate, *, old: bool = False) -> bytes:
    """With the CMS of another program, that names no certificate in what it signs and brings no timestamp."""
    metadata = PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    nobody = ExternalSigner(signing_cert=None, cert_registry=None, signature_value=256)
    out = BytesIO()
    making = PdfSigner(metadata, nobody).async_digest_doc_for_signing(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=16_384, output=out
    )
    hole, _, _ = asyncio.run(making)
    made = out.getvalue()
    if old:
        made = made.replace(b"/adbe.pkcs7.detached", b"/adbe.pkcs7.sha1    ")
    covered = made[: hole.reserved_region_start] + made[hole.reserved_region_end :]
    builder = PKCS7SignatureBuilder().set_data(sha1(covered).digest() if old else covered)  # noqa: S324 -- as they did
    kept = [PKCS7Options.Binary] if old else [PKCS7Options.Binary, PKCS7Options.DetachedSignature]
    filled = BytesIO(made)
    hole.fill_with_cms(filled, builder.add_signer(certificate, key, SHA256()).sign(Encoding.DER, kept))
    return filled.getvalue()


@pytest.fixture
def report(tmp_path: Path) -> Report:
    def of(pdf: bytes, *roots: x509.Certificate) -> dict[str, Any]:
        (tmp_path / "shown.pdf").write_bytes(pdf)
        trusted = [each.public_bytes(Encoding.PEM).decode() for each in roots]
        return examine(str(tmp_path / "shown.pdf"), trusted, AT.isoformat())

    return of


def flipped(pdf: bytes) -> bytes:
    at = pdf.index(b"/MediaBox") + 12
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


@pytest.mark.parametrize("old", [False, True])
def test_a_signature_of_an_older_kind_is_whole_and_undecided_and_altered_it_is_invalid(
    key: rsa.RSAPrivateKey, report: Report, *, old: bool
) -> None:
    pdf = signed(a_pdf(), key, a_certificate(key, san="11111111-1"), old=old)

    told = report(pdf)
    (only,) = told["signatures"]

    assert told["verdict"] == "indeterminate", told["reasons"]
    assert (only["intact"], only["trusted"], only["reached"], only["later_changes"]) == (True, False, "PKCS#7", "none")
    assert only["says"].startswith("Íntegro, firmado por Rosa Vega (RUN 11.XXX.XXX-X, según el nombre alternativo")
    assert ("SHA-1" in " ".join(told["reasons"])) is old
    assert report(flipped(pdf))["verdict"] == "invalid"


def test_a_known_authority_that_says_nothing_of_revocation_is_enough_to_know_who_signed(
    key: rsa.RSAPrivateKey, report: Report
) -> None:
    certificate = a_certificate(key)
    told = report(signed(a_pdf(), key, certificate), certificate)

    assert (told["verdict"], told["signatures"][0]["trusted"], told["reasons"]) == ("valid", True, [])
    assert told["notices"] == ["La firma de Rosa Vega no tiene sello de tiempo: se juzgó a la fecha de hoy."]


def test_metadata_that_is_padded_with_nul_and_written_anew_is_no_proof_of_alteration(
    key: rsa.RSAPrivateKey, report: Report
) -> None:
    """As iText leaves it at each signature."""
    first = with_metadata(a_pdf(), b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>\0\0")
    pdf = with_metadata(signed(first, key, a_certificate(key)), b"<x:xmpmeta xmlns:x='adobe:ns:meta/'> </x:xmpmeta>\0")

    told = report(pdf)

    assert (told["verdict"], told["signatures"][0]["later_changes"]) == ("indeterminate", "archive")


def with_metadata(pdf: bytes, xmp: bytes) -> bytes:
    out, writer = BytesIO(), IncrementalPdfFileWriter(BytesIO(pdf))
    stream = generic.StreamObject({generic.pdf_name("/Type"): generic.pdf_name("/Metadata")}, stream_data=xmp)
    writer.root[generic.pdf_name("/Metadata")] = writer.add_object(stream)
    writer.update_root()
    writer.write(out)
    return out.getvalue()


def test_blanks_after_the_end_are_told_and_change_nothing(key: rsa.RSAPrivateKey, report: Report) -> None:
    pdf = signed(a_pdf(), key, a_certificate(key))

    assert "solo espacios" not in report(pdf)["notices"][-1]
    assert report(pdf + b"\n" * 40)["verdict"] == "indeterminate"
    assert "solo espacios" in report(pdf + b"\n" * 40)["notices"][-1]


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"san": "11111111-1", "serial": "22222222-2"}, "subject-alternative-name"),
        ({"serial": "11.111.111-1", "unit": "22.222.222-2"}, "serial-number"),
        ({"unit": "Titular RUT 11.111.111-1"}, "unit"),
        ({"san": "11111111-2", "unit": "11111111-1"}, "unit"),
    ],
)
def test_the_rut_is_found_where_each_authority_puts_it(
    key: rsa.RSAPrivateKey, told: dict[str, str], where: str
) -> None:
    rut, source = rut_in(a_certificate(key, **told)) or (None, None)

    assert (str(rut), source) == ("11111111-1", where)
    assert rut_in(a_certificate(key, unit="Gerencia 2026")) is None
