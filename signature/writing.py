"""CMS signatures written straight as DER (RFC 5652, RFC 5035): the hot path builds no tree of objects.

What does not change from one signature to the next of a certificate is encoded once and kept. What comes out is what
`signature.envelope` demands of everybody: one way to write each thing.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from signature.der import OCTETS, SEQUENCE, SET, a_set, alone, integer, oid, value

EXPLICIT, SECOND, DIRECTORY = 0xA0, 0xA1, 0xA4
NULL = b"\x05\x00"
SIGNED_DATA, DATA = oid("1.2.840.113549.1.7.2"), oid("1.2.840.113549.1.7.1")
TYPE, DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")
CERTIFICATE, PROTECTION = oid("1.2.840.113549.1.9.16.2.47"), oid("1.2.840.113549.1.9.52")
TIMESTAMP = oid("1.2.840.113549.1.9.16.2.14")
SHA256 = value(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
WITH_RSA = value(SEQUENCE, oid("1.2.840.113549.1.1.11"), NULL)
WITH_EC = value(SEQUENCE, oid("1.2.840.10045.4.3.2"))
KEPT = 256


class _Encoded(NamedTuple):
    """What a certificate and its chain put into each signature."""

    named: bytes
    attribute: bytes
    algorithm: bytes
    certificates: bytes


def attribute(name: bytes, *values: bytes) -> bytes:
    return value(SEQUENCE, name, a_set(values))


def signed_data(  # noqa: PLR0913 -- what differs between a signature and a timestamp
    digest: bytes,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    sign: Callable[[bytes], bytes],
    *,
    content: bytes = b"",
    kind: bytes = DATA,
    more: Sequence[bytes] = (),
    stamped: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """A CMS with one signature over a SHA-256 digest. `stamped` gives the timestamp token over the signature."""
    fixed = _encoded(certificate.public_bytes(Encoding.DER), *(each.public_bytes(Encoding.DER) for each in chain))
    own = (
        attribute(TYPE, kind),
        attribute(DIGEST, value(OCTETS, digest)),
        fixed.attribute,
        attribute(PROTECTION, value(SEQUENCE, SHA256, bytes((SECOND,)) + fixed.algorithm[1:])),
    )
    attributes = a_set((*own, *more))
    signature = sign(attributes)
    unsigned = value(SECOND, attribute(TIMESTAMP, stamped(signature))) if stamped else b""
    signer = value(
        SEQUENCE,
        integer(1),
        fixed.named,
        SHA256,
        bytes((EXPLICIT,)) + attributes[1:],
        fixed.algorithm,
        value(OCTETS, signature),
        unsigned,
    )
    return _whole(signer, fixed, kind, content)


def _whole(signer: bytes, fixed: "_Encoded", kind: bytes, content: bytes) -> bytes:
    """SignedData around its one signer (RFC 5652 §5.1): version 3 if what it carries is not mere data."""
    inside = value(EXPLICIT, value(OCTETS, content)) if content else b""
    version = integer(3 if content else 1)
    carried = value(SEQUENCE, kind, inside)
    signed = value(SEQUENCE, version, value(SET, SHA256), carried, fixed.certificates, value(SET, signer))
    return value(SEQUENCE, SIGNED_DATA, value(EXPLICIT, signed))


@lru_cache(KEPT)
def _encoded(der: bytes, *chain: bytes) -> _Encoded:
    certificate = x509.load_der_x509_certificate(der)
    told = alone(certificate.tbs_certificate_bytes).parts(SEQUENCE)
    serial, _, issuer = told[1:4] if told[0].tag == EXPLICIT else told[:3]
    names = value(SEQUENCE, value(SEQUENCE, value(DIRECTORY, issuer.whole)), serial.whole)
    own = value(SEQUENCE, value(OCTETS, hashlib.sha256(der).digest()), names)
    return _Encoded(
        named=value(SEQUENCE, issuer.whole, serial.whole),
        attribute=attribute(CERTIFICATE, value(SEQUENCE, value(SEQUENCE, own))),
        algorithm=WITH_RSA if isinstance(certificate.public_key(), RSAPublicKey) else WITH_EC,
        certificates=a_set({der, *chain}, EXPLICIT),
    )
