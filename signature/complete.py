"""A CMS that somebody else made whole: whether it is over these bytes and by that person, and our timestamp on it.

Nothing of it is believed. It may name its own certificate, as CAdES demands (ESS), or not, as the signatures of the
State; how far it goes is told by that, and by nothing that anybody claims.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from kernel.rut import Rut
from signature.certificates import rut_in
from signature.der import SEQUENCE, SET, NotDerError, Value, a_set, alone, value
from signature.errors import RemoteAnswerRefused
from signature.reopening import made_by
from signature.writing import CERTIFICATE, EXPLICIT, SECOND, SIGNED_DATA, TIMESTAMP, attribute

UNSIGNED = 6
"""Where, in what is said of a signer, that begins which nobody signed (RFC 5652 §5.3)."""
KEY_NAMED = 0x80
UNREADABLE = (
    *(NotDerError, ValueError, TypeError, IndexError, OverflowError),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm),
)
"""What is met in a CMS, or in a certificate that it brings, that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Complete:
    """One signature over a digest, with the certificate that it was made with."""

    cms: bytes
    certificate: x509.Certificate
    names_certificate: bool
    """Whether what is signed says with which certificate: without it, it is a PKCS#7, and no PAdES."""
    timestamped: bool

    @property
    def level(self) -> str:
        if not self.names_certificate:
            return "PKCS#7"
        return "B-T" if self.timestamped else "B-B"


def read(content: bytes, digest: bytes) -> Complete:
    """What was answered, if it is a signature over this SHA-256 by a certificate that comes with it."""
    try:
        cms = _as_der(content)
        signer = _signer(_parts(cms))
        signed = [each.parts(SEQUENCE)[0].whole for each in signer[3].parts(EXPLICIT)]
        made = [each for each in _certificates(cms) if _is_named(signer[1], each) and made_by(each, cms, digest)]
        unsigned = [each.parts(SEQUENCE)[0].whole for part in signer[UNSIGNED:] for each in part.parts(SECOND)]
    except UNREADABLE:
        raise _refused("no es una firma CMS que se entienda") from None
    if not made:
        raise _refused("no es una firma sobre este documento")
    return Complete(cms, made[0], CERTIFICATE in signed, TIMESTAMP in unsigned)


def refuse_of_another(complete: Complete, run: Rut) -> None:
    """The key may be anywhere; whose it is, is what its certificate says."""
    try:
        found, _ = rut_in(complete.certificate) or (None, None)
    except UNREADABLE:
        found = None
    if found != run:
        raise _refused("la firma es de un certificado con otro RUT")


def with_timestamp(complete: Complete, token: Callable[[bytes], bytes]) -> bytes:
    """The same signature with a timestamp over it, among what nobody signs; if it brought one, as it is."""
    if complete.timestamped:
        return complete.cms
    parts = _parts(complete.cms)
    signer = _signer(parts)
    unsigned = [each.whole for part in signer[UNSIGNED:] for each in part.parts(SECOND)]
    stamped = a_set((*unsigned, attribute(TIMESTAMP, token(signer[5].content))), SECOND)
    told = value(SEQUENCE, *(each.whole for each in signer[:UNSIGNED]), stamped)
    signed = value(SEQUENCE, *(each.whole for each in parts[:-1]), value(SET, told))
    return value(SEQUENCE, SIGNED_DATA, value(EXPLICIT, signed))


def _as_der(content: bytes) -> bytes:
    """As DER, also if it came as BER: what is signed in it has its own encoding, and stays as it is or fails."""
    try:
        cms = alone(content).whole
        _signer(_parts(cms))
    except NotDerError:
        loaded = asn1.ContentInfo.load(content, strict=True)
        return bytes(loaded.dump(force=True))
    return cms


def _parts(cms: bytes) -> list[Value]:
    """What SignedData is made of."""
    kind, inside = alone(cms).parts(SEQUENCE)
    if kind.whole != SIGNED_DATA:
        raise NotDerError("no signature")
    return inside.only(EXPLICIT).parts(SEQUENCE)


def _signer(parts: list[Value]) -> list[Value]:
    """What is said of its one signer."""
    return parts[-1].only(SET).parts(SEQUENCE)


def _certificates(cms: bytes) -> Iterator[x509.Certificate]:
    for part in _parts(cms)[3:-1]:
        if part.tag == EXPLICIT:
            for each in part.parts(EXPLICIT):
                yield x509.load_der_x509_certificate(each.whole)


def _is_named(named: Value, certificate: x509.Certificate) -> bool:
    if named.tag == KEY_NAMED:
        try:
            told = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except (x509.ExtensionNotFound, ValueError):
            return False
        return named.content == told
    parts = alone(certificate.tbs_certificate_bytes).parts(SEQUENCE)
    serial, _, issuer = parts[1:4] if parts[0].tag == EXPLICIT else parts[:3]
    return named.content == issuer.whole + serial.whole


def _refused(why: str) -> RemoteAnswerRefused:
    return RemoteAnswerRefused(
        f"Lo que devolvió el servicio de firma no sirve ({why}): no se usó nada de ello. Intente de nuevo; si se "
        "repite, avise a su administrador.",
        why=why,
    )
