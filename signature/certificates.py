"""Certificates as Chile shapes them, and the keys that they are of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from kernel.rut import Rut, RutInvalid

DEMONSTRATION = "DEMOSTRACIÓN"
ENDORSING, SIMPLE = "Visación", "Firma electrónica simple"
"""What the certificates say that are made for one act; none of them is taken for an advanced signature."""
LONGEST = 64 - len(f" ({DEMONSTRATION})")
RUT_OF_HOLDER = ObjectIdentifier("1.3.6.1.4.1.8321.1")
BITS = 2048
WRITTEN = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.?[0-9]{3}){1,2}-[0-9Kk](?![0-9A-Za-z])")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is for: a person with a RUT, or a seal without one."""

    name: str
    organisation: str
    title: str = ""
    rut: str | None = None
    seal: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    address: str = ""
    """Where its certificate (`.cer`) and its CRL (`.crl`) are published, without the ending."""


def new_key() -> rsa.RSAPrivateKey:
    """Of an authority."""
    return rsa.generate_private_key(65537, BITS)


def new_signing_key() -> ec.EllipticCurvePrivateKey:
    """Of a person or a seal: P-256, made in an instant."""
    return ec.generate_private_key(ec.SECP256R1())


def name_of(common: str, **more: str) -> x509.Name:
    oids = {
        "unit": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "title": NameOID.TITLE,
        "serial": NameOID.SERIAL_NUMBER,
    }
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CL"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, more.pop("organisation", DEMONSTRATION)),
            *(x509.NameAttribute(oids[name], value) for name, value in more.items() if value),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def subject_of(holder: Holder) -> x509.Name:
    return name_of(
        f"{holder.name[:LONGEST]} ({DEMONSTRATION})",
        organisation=holder.organisation[:64],
        unit=holder.unit,
        title=holder.title[:64],
        serial=holder.rut or "",
    )


Extension = tuple[x509.ExtensionType, bool]


def of_signer(holder: Holder) -> list[Extension]:
    told: list[Extension] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True, content_commitment=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
    ]
    if holder.rut:
        value = bytes([0x16, len(holder.rut)]) + holder.rut.encode("ascii")
        told.append((x509.SubjectAlternativeName([x509.OtherName(RUT_OF_HOLDER, value)]), False))
    return told


def of_authority(depth: int) -> list[Extension]:
    return [
        (x509.BasicConstraints(ca=True, path_length=depth), True),
        (_usage(key_cert_sign=True, crl_sign=True), True),
    ]


def of_tsa() -> list[Extension]:
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
    ]


def of_key(key: Key) -> list[Extension]:
    """What names the key of a certificate, so that those that it signed can be traced to it."""
    return [(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)]


def about(key: Key, issuer: Authority) -> list[Extension]:
    return [
        *of_key(key),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False),
        *_published(issuer),
    ]


def _published(issuer: Authority) -> list[Extension]:
    """Where anybody finds what the issuer revoked, and its certificate (RFC 5280 §4.2.1.13 and §4.2.2.1)."""
    if not issuer.address:
        return []
    crl, own = (x509.UniformResourceIdentifier(f"{issuer.address}.{kind}") for kind in ("crl", "cer"))
    points = x509.CRLDistributionPoints([x509.DistributionPoint([crl], None, None, None)])
    access = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, own)])
    return [(points, False), (access, False)]


def _usage(**used: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    others = ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: used.get(name, False) for name in (*names, *others)})


def certificate(
    subject: x509.Name,
    key: Key,
    issuer: Authority | None,
    begins: datetime,
    ends: datetime,
    extensions: Sequence[Extension],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins - timedelta(minutes=5))
        .not_valid_after(ends)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer.key if issuer else key, SHA256())


def crl(authority: Authority, at: datetime) -> x509.CertificateRevocationList:
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(at)
        .next_update(at + 7 * timedelta(days=1))
        .add_extension(x509.CRLNumber(int(at.timestamp())), False)  # noqa: FBT003 -- how the library is called
        .sign(authority.key, SHA256())
    )


def rut_in(certificate: x509.Certificate) -> tuple[Rut, str] | None:
    """Whose it is, and where that is told: where Chile puts it, or where some authorities do."""
    for source, told in _ruts(certificate):
        try:
            return Rut.parse(told), source
        except RutInvalid:
            continue
    return None


def common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def is_simple(certificate: x509.Certificate) -> bool:
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(each.value in {ENDORSING, SIMPLE} for each in units)


def _ruts(certificate: x509.Certificate) -> Iterator[tuple[str, str]]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        names = x509.SubjectAlternativeName([])
    for other in names.get_values_for_type(x509.OtherName):
        if other.type_id == RUT_OF_HOLDER:
            yield "subject-alternative-name", other.value[2:].decode("ascii", "replace")
    for source, oid in (("serial-number", NameOID.SERIAL_NUMBER), ("unit", NameOID.ORGANIZATIONAL_UNIT_NAME)):
        for each in certificate.subject.get_attributes_for_oid(oid):
            for found in WRITTEN.findall(str(each.value)):
                yield source, found
