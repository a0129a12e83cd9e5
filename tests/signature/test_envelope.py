"""No byte of a signature is free: what it does not cover itself has only one way to be."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from asn1crypto import algos, cms, core
from cryptography.hazmat.primitives.serialization import Encoding

from kernel.secrets import Secrets
from signature.certificates import Holder
from signature.der import SEQUENCE, SET, alone
from signature.envelope import loose
from signature.pades import signature_over
from signature.pki import Demonstration, Pki
from signature.providers import open_p12
from signature.timestamps import DemonstrationTsa, token_over

pytestmark = [pytest.mark.database_free, pytest.mark.filterwarnings("ignore:Parsed a serial number")]
"""An altered certificate may have one that no authority gives; it is refused for its signature."""
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
DIGEST = sha256(b"what is signed").digest()


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return Demonstration(tmp_path_factory.mktemp("pki"), Secrets(bytes(32)))


@pytest.fixture(scope="module")
def pki(demonstration: Demonstration) -> Pki:
    return demonstration.pki(AT)


@pytest.fixture(scope="module")
def signature(demonstration: Demonstration, pki: Pki) -> bytes:
    """The CMS of a person's signature, with its timestamp."""
    key = open_p12(pki.issue(Holder("Carla Díaz", "Ministerio", rut="11111111-1"), "clave", AT), "clave")
    return signature_over(DIGEST, key, DemonstrationTsa(demonstration), AT)


@pytest.fixture(scope="module")
def roots(pki: Pki) -> list[bytes]:
    return [pki.root.certificate.public_bytes(Encoding.DER)]


def protected(content: bytes) -> set[int]:
    """Which bytes the signature itself and that of its timestamp protect: altered, the signatures are wrong."""
    info = cms.ContentInfo.load(content)["content"]["signer_infos"][0]
    within = parts_that_count(info)
    if len(info["unsigned_attrs"]):
        token = info["unsigned_attrs"][0]["values"][0]["content"]
        within += [*parts_that_count(token["signer_infos"][0]), token["encap_content_info"]["content"].parsed.dump()]
    assert all(content.count(part) == 1 for part in within)
    return {at for part in within for at in range(content.index(part), content.index(part) + len(part))}


def parts_that_count(info: cms.SignerInfo) -> list[bytes]:
    return [info["signed_attrs"].contents, info["signature"].contents]


def altered(content: bytes, at: int, by: int) -> bytes:
    return content[:at] + bytes([content[at] ^ by]) + content[at + 1 :]


def value(tag: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    size = len(content).to_bytes(2)
    return (
        bytes([tag])
        + (b"\x82" + size if len(content) > 255 else b"\x81" + size[1:] if len(content) > 127 else size[1:])
        + content
    )


def rebuilt(
    content: bytes,
    *,
    version: int = 1,
    digests: bytes = b"",
    certificate: bytes = b"",
    crls: bytes = b"",
    attribute: bytes = b"",
) -> bytes:
    """The same signature in a CMS that says otherwise, or more, where it does not sign."""
    kind, inside = alone(content).parts(SEQUENCE)
    _, digest, about, certificates, signers = (each for each in inside.only(0xA0).parts(SEQUENCE))
    *signed, unsigned = signers.only(SET).parts(SEQUENCE)
    signer = value(SEQUENCE, *(each.whole for each in signed), value(0xA1, unsigned.content, attribute))
    parts = [bytes([2, 1, version]), value(SET, digest.content, digests), about.whole]
    parts += [value(0xA0, certificates.content, certificate), crls, value(SET, signer)]
    return value(SEQUENCE, kind.whole, value(0xA0, value(SEQUENCE, *parts)))


def test_what_is_made_here_has_nothing_loose(
    signature: bytes, demonstration: Demonstration, roots: list[bytes]
) -> None:
    token = token_over(DemonstrationTsa(demonstration), b"a document", AT)

    assert loose(signature, roots) is None
    assert loose(signature, []) is None
    assert loose(token, roots, token=True) is None
    assert loose(token, roots)
    assert loose(signature, roots, token=True)


def test_every_byte_that_the_signature_does_not_protect_is_watched(signature: bytes, roots: list[bytes]) -> None:
    free = set(range(len(signature))) - protected(signature)
    unnoticed = [
        (at, by) for at in sorted(free) for by in (0x01, 0x0A, 0x80) if not loose(altered(signature, at, by), roots)
    ]

    assert len(free) > len(signature) / 2
    assert unnoticed == []


def test_every_byte_of_a_timestamp_is_watched(demonstration: Demonstration, roots: list[bytes]) -> None:
    token = token_over(DemonstrationTsa(demonstration), b"a document", AT)
    info = cms.ContentInfo.load(token)["content"]
    counts = [*parts_that_count(info["signer_infos"][0]), info["encap_content_info"]["content"].parsed.dump()]
    kept = {at for part in counts for at in range(token.index(part), token.index(part) + len(part))}

    assert [
        at for at in range(len(token)) if at not in kept and not loose(altered(token, at, 1), roots, token=True)
    ] == []
    assert loose(token + b"\0", roots, token=True)


def test_what_is_added_where_nobody_signs_is_told(signature: bytes, pki: Pki, roots: list[bytes]) -> None:
    stranger = open_p12(pki.issue(Holder("Otro", "Otra"), "clave", AT), "clave").certificate
    crl = value(0xA1, pki.crls(AT)[0].public_bytes(Encoding.DER))
    claim = value(SEQUENCE, core.ObjectIdentifier("1.2.3.4").dump(), value(SET, value(4, b"a claim")))
    sha512 = algos.DigestAlgorithm({"algorithm": "sha512"}).dump()

    assert rebuilt(signature) == signature
    assert loose(rebuilt(signature, version=3), roots) == "su versión no es la que corresponde"
    assert loose(rebuilt(signature, digests=sha512), roots) == "los resúmenes que anuncia no son los de la firma"
    assert loose(rebuilt(signature, crls=crl), roots) == "trae listas de revocación dentro de la firma"
    assert loose(rebuilt(signature, attribute=claim), roots) == "trae atributos que no firmó nadie"
    assert loose(rebuilt(signature, certificate=stranger.public_bytes(Encoding.DER)), roots) == (
        "trae un certificado que no es de quien firma ni de quien lo emitió"
    )


def test_the_loose_way_of_others_is_told_and_no_more(signature: bytes, roots: list[bytes]) -> None:
    """BER of no told length, as older programs write it."""
    inside = signature[4:]

    assert "DER" in (loose(b"\x30\x80" + inside + b"\0\0", roots) or "")
    assert loose(b"", roots)
