"""What goes with a signature and is not signed: it is exactly as it has to be, or the signature is not vouched for.

A CMS names its versions and algorithms and brings certificates, outside of what is signed. A library that needs none of
it to come to a verdict does not look at it, and whoever alters a byte there would go unnoticed. Here each such byte has
to be the only one that could be there. What is found is a remark, never a proof of forgery: others write CMS otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asn1crypto import core
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from signature.der import BITS, INTEGER, OBJECT, OCTETS, SEQUENCE, SET, NotDerError, Value, alone

EXPLICIT, SECOND = 0xA0, 0xA1
KEY_NAMED = 0x80


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def _named(dotted: str, *, null: bool) -> bytes:
    inside = _oid(dotted) + (b"\x05\x00" if null else b"")
    return bytes([SEQUENCE, len(inside)]) + inside


SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
DATA = _oid("1.2.840.113549.1.7.1")
TIME_TOLD = _oid("1.2.840.113549.1.9.16.1.4")
TIMESTAMP = _oid("1.2.840.113549.1.9.16.2.14")
PROTECTION = _oid("1.2.840.113549.1.9.52")

ARC = "1.2.840.10045.4"
RSA = "1.2.840.113549.1.1"
OF_ANY = {_named(f"{RSA}.1", null=True), _named(f"{RSA}.1", null=False), _named("1.3.101.112", null=False)}
MATCHING = {
    "1.3.14.3.2.26": (f"{RSA}.5", f"{ARC}.1"),
    "2.16.840.1.101.3.4.2.1": (f"{RSA}.11", f"{ARC}.3.2"),
    "2.16.840.1.101.3.4.2.2": (f"{RSA}.12", f"{ARC}.3.3"),
    "2.16.840.1.101.3.4.2.3": (f"{RSA}.13", f"{ARC}.3.4"),
}
ALGORITHMS = {
    _named(digest, null=told): OF_ANY | {_named(rsa, null=True), _named(rsa, null=False), _named(curve, null=False)}
    for digest, (rsa, curve) in MATCHING.items()
    for told in (True, False)
}
"""How a digest may be written, and which signatures go with it."""


class _LooseError(Exception):
    """Something that is not signed is not as it has to be."""


@dataclass(frozen=True, slots=True)
class _Signed:
    """The parts of a CMS with one signature."""

    version: Value
    digests: Value
    encapsulated: Value
    certificates: tuple[bytes, ...]
    signer: list[Value]


def loose(content: bytes, anchors: Sequence[bytes], *, token: bool = False) -> str | None:
    """What of this CMS is not signed and not as it has to be, in a few words. `token`: it is a timestamp."""
    try:
        known = [x509.load_der_x509_certificate(each) for each in anchors]
        _vouched(alone(content), known, (), token=token)
    except NotDerError as error:
        return f"no está codificada en DER estricto: {error}"
    except _LooseError as error:
        return str(error)
    return None


def _vouched(
    value: Value, anchors: Sequence[x509.Certificate], around: Sequence[x509.Certificate], *, token: bool
) -> set[x509.Certificate]:
    """The certificates that the signer and its timestamp rest on; the rest of what is not signed was looked at."""
    signed = _read(value)
    _require_type(signed.encapsulated, token=token)
    brought = [_certificate(each) for each in signed.certificates]
    version, signer_named, digest, attributes, algorithm = signed.signer[:5]
    signer = _whose(signer_named, [*brought, *around, *anchors])
    by_key = signer_named.tag == KEY_NAMED
    _require(version.whole == _version(3 if by_key else 1), "la versión de la firma no es la que corresponde")
    _require(signed.version.whole == _version(3 if token or by_key else 1), "su versión no es la que corresponde")
    _require(signed.digests.content == digest.whole, "los resúmenes que anuncia no son los de la firma")
    _require_known(digest.whole, algorithm.whole, attributes.of(EXPLICIT))
    signed.signer[5].of(OCTETS)
    used = _path(signer, [*brought, *around, *anchors])
    for each in _tokens(signed.signer[6:]):
        used |= _vouched(each, anchors, brought, token=True)
    _require(used.issuperset(brought), "trae un certificado que no es de quien firma ni de quien lo emitió")
    return used


def _read(value: Value) -> _Signed:
    kind, inside = _just(value.parts(SEQUENCE), 2)
    _require(kind.whole == SIGNED_DATA, "no es una firma CMS")
    version, digests, encapsulated, *more, signers = _at_least(inside.only(EXPLICIT).parts(SEQUENCE), 4)
    certificates = tuple(each.whole for each in more[0].parts(EXPLICIT)) if more else ()
    _require(len(more) <= 1, "trae listas de revocación dentro de la firma")
    signer = _at_least(signers.only(SET).parts(SEQUENCE), 6)
    _require(len(signer) <= 7, "trae más de lo que tiene una firma")  # noqa: PLR2004 -- the last may be missing
    return _Signed(version.of(INTEGER), digests.of(SET), encapsulated, certificates, signer)


def _require_type(encapsulated: Value, *, token: bool) -> None:
    kind, *inside = _at_least(encapsulated.parts(SEQUENCE), 1)
    _require(kind.of(OBJECT).whole == (TIME_TOLD if token else DATA), "es de otro tipo de contenido")
    _require(len(inside) <= 1, "trae más de un contenido")
    for each in inside:
        each.only(EXPLICIT).of(OCTETS)


def _require_known(digest: bytes, algorithm: bytes, attributes: Value) -> None:
    """Either the signed attributes repeat the algorithms, or they are written in one of the ways there are."""
    for each in attributes.parts(EXPLICIT):
        name, values = _just(each.parts(SEQUENCE), 2)
        if name.whole == PROTECTION:
            told = values.only(SET).parts(SEQUENCE)
            same = [part.whole for part in told] == [digest, bytes([SECOND]) + algorithm[1:]]
            _require(same, "los algoritmos no son los que la firma protege")
    _require(algorithm in ALGORITHMS.get(digest, ()), "los algoritmos están escritos de un modo que no se reconoce")


def _tokens(unsigned: Sequence[Value]) -> Iterable[Value]:
    """The timestamp, if there is one: nothing else goes without being signed."""
    attributes = [_just(each.parts(SEQUENCE), 2) for part in unsigned for each in part.parts(SECOND)]
    names = [name.whole for name, _ in attributes]
    _require(names == [TIMESTAMP] * len(unsigned), "trae atributos que no firmó nadie")
    return [values.only(SET) for _, values in attributes]


def _whose(named: Value, known: Iterable[x509.Certificate]) -> x509.Certificate:
    """The certificate that the signature names, to the byte."""
    for each in known:
        if named.whole in (_issuer_and_serial(each), _key_identifier(each)):
            return each
    raise _LooseError("no trae el certificado que nombra")


def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    told = alone(certificate.tbs_certificate_bytes).parts(SEQUENCE)
    serial, _, issuer = told[1:4] if told[0].tag == EXPLICIT else told[:3]
    inside = issuer.whole + serial.whole
    return bytes(core.Sequence(contents=inside).dump())


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        digest = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return None
    return bytes([KEY_NAMED, len(digest)]) + digest


def _certificate(der: bytes) -> x509.Certificate:
    """One of which no bit is free: its signature covers what it says, and the rest repeats it."""
    told, algorithm, signature = _just(alone(der).parts(SEQUENCE), 3)
    inner = told.parts(SEQUENCE)
    _require(algorithm.whole in (each.whole for each in inner[1:3]), "un certificado dice dos algoritmos")
    _require(signature.of(BITS).content[:1] == b"\0", "un certificado tiene una firma de otro largo")
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        raise _LooseError("trae un certificado que no se puede leer") from error


def _path(of: x509.Certificate, known: Sequence[x509.Certificate]) -> set[x509.Certificate]:
    """It, those that issued it, and so on up to one that nobody else did."""
    path, further = set[x509.Certificate](), [of]
    while further:
        one = further.pop()
        path.add(one)
        issuers = {each for each in known if _issued(each, one)}
        _require(bool(issuers), "no se puede comprobar quién emitió un certificado que trae")
        further += issuers - path
    return path


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def _version(number: int) -> bytes:
    return bytes([INTEGER, 1, number])


def _just(parts: list[Value], count: int) -> list[Value]:
    if len(parts) != count:
        raise NotDerError(f"{len(parts)} parts, not {count}")
    return parts


def _at_least(parts: list[Value], count: int) -> list[Value]:
    if len(parts) < count:
        raise NotDerError(f"{len(parts)} parts, not {count} or more")
    return parts


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- it is what is required
    if not holds:
        raise _LooseError(otherwise)
