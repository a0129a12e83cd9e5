"""RFC 3161 tokens of a demonstration, written straight as DER: what an authority of time says, and signs."""

import hashlib
import secrets as chance
from datetime import UTC, datetime

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.timestamps import TimeStamper

from signature.certificates import Authority
from signature.der import OCTETS, SEQUENCE, integer, oid, value
from signature.writing import attribute, signed_data

TOLD, SIGNED_AT = oid("1.2.840.113549.1.9.16.1.4"), oid("1.2.840.113549.1.9.5")
POLICY = oid("1.3.6.1.4.1.4146.2.2")
CENTURY_ENDS = 2050
UTC_TIME, GENERALIZED_TIME, DIRECTORY, WHO = 0x17, 0x18, 0xA4, 0xA0
DIGESTS = {
    name: value(SEQUENCE, oid(f"2.16.840.1.101.3.4.2.{last}"))
    for name, last in (("sha256", 1), ("sha384", 2), ("sha512", 3))
}


def token(
    tsa: Authority,
    root: x509.Certificate,
    digest: bytes,
    at: datetime,
    *,
    algorithm: str = "sha256",
    nonce: int | None = None,
) -> bytes:
    """That these bytes were there at that instant, signed."""
    instant = at.astimezone(UTC)
    told = value(
        SEQUENCE,
        integer(1),
        POLICY,
        value(SEQUENCE, DIGESTS[algorithm], value(OCTETS, digest)),
        integer(chance.randbits(64)),
        value(GENERALIZED_TIME, f"{instant:%Y%m%d%H%M%SZ}".encode()),
        b"" if nonce is None else integer(nonce),
        value(WHO, value(DIRECTORY, tsa.certificate.subject.public_bytes())),
    )
    return signed_data(
        hashlib.sha256(told).digest(),
        tsa.certificate,
        [root],
        lambda attributes: tsa.key.sign(attributes, PKCS1v15(), SHA256()),
        content=told,
        kind=TOLD,
        more=[attribute(SIGNED_AT, _written(instant))],
    )


def _written(instant: datetime) -> bytes:
    """With two digits of the year as long as these say which (RFC 5652 §11.3)."""
    if instant.year < CENTURY_ENDS:
        return value(UTC_TIME, f"{instant:%y%m%d%H%M%SZ}".encode())
    return value(GENERALIZED_TIME, f"{instant:%Y%m%d%H%M%SZ}".encode())


class DemonstrationStamper(TimeStamper):
    """The same, as the library asks for it."""

    def __init__(self, tsa: Authority, root: x509.Certificate, at: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._tsa, self._root, self._at = tsa, root, at

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        wanted = req["message_imprint"]
        made = token(
            self._tsa,
            self._root,
            wanted["hashed_message"].native,
            self._at,
            algorithm=wanted["hash_algorithm"]["algorithm"].native,
            nonce=req["nonce"].native,
        )
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(made)})
