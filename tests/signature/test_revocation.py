"""What issuers say is asked of nobody whom the operator did not name, and believed only if the issuer signed it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from signature import certificates, pki
from signature.certificates import Authority, Holder
from signature.errors import NotToldYet
from signature.revocation import OverHttp, Wanted, ask
from tests.signature.test_tsa_over_http import authority, begin

pytestmark = pytest.mark.database_free

AT = datetime(2026, 6, 1, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def own() -> pki.Pki:
    return pki.make(AT - timedelta(days=1))


class Issuer:
    """Answers with whatever it is given, and remembers who asked."""

    def __init__(self, address: str, asked: list[str], content: list[bytes]) -> None:
        self.address, self.asked, self.content = address, asked, content


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    content = [b""]

    def answer(handler: BaseHTTPRequestHandler, _question: bytes) -> None:
        begin(handler, 200 if content[0] else 404)
        handler.wfile.write(content[0])

    with authority(answer) as (url, asked):
        yield Issuer(url, asked, content)


def wanted(own: pki.Pki, address: str) -> Wanted:
    """A certificate that says where its issuer answers OCSP."""
    key = certificates.new_signing_key()
    access = x509.AuthorityInformationAccess(
        [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(address))]
    )
    told = [*certificates.of_signer(Holder("Ana", "Min")), (access, False)]
    name = certificates.name_of("Ana")
    made = certificates.certificate(name, key, own.issuer, AT, AT + timedelta(days=99), told)
    return Wanted(made, own.issuer.certificate, AT)


def answer_of(each: Wanted, by: Authority, *, at: datetime = LATER, revoked: datetime | None = None) -> bytes:
    status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    making = ocsp.OCSPResponseBuilder().add_response(
        each.certificate, each.issuer, SHA256(), status, at, at + timedelta(days=1), revoked, None
    )
    making = making.responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)
    if by.certificate != each.issuer:
        making = making.certificates([by.certificate])
    return making.sign(by.key, SHA256()).public_bytes(Encoding.DER)


def delegated(own: pki.Pki, *, by: Authority | None = None) -> Authority:
    key, issuer = certificates.new_key(), by or own.issuer
    told = [(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False), *certificates.about(key, issuer)]
    name = certificates.name_of("Responde")
    return Authority(key, certificates.certificate(name, key, issuer, AT, AT + timedelta(days=9), told))


def test_a_host_that_nobody_named_is_never_called(own: pki.Pki, issuer: Issuer) -> None:
    each = wanted(own, issuer.address)
    issuer.content[0] = answer_of(each, own.issuer)
    with pytest.raises(NotToldYet):
        ask([OverHttp(frozenset({"crl.example"}))], [each], LATER)
    assert issuer.asked == []


def test_an_answer_of_the_issuer_or_of_whom_it_named_is_believed(own: pki.Pki, issuer: Issuer) -> None:
    each, http = wanted(own, issuer.address), OverHttp(frozenset({"127.0.0.1"}), patience=5)
    for by in (own.issuer, delegated(own)):
        issuer.content[0] = answer_of(each, by)
        said = ask([http], [each], LATER)
        assert (list(said.ocsps), said.revoked) == ([issuer.content[0]], False)
        assert (by.certificate.public_bytes(Encoding.DER) in said.certificates) is True
    issuer.content[0] = answer_of(each, own.issuer, revoked=AT - timedelta(minutes=30))
    assert ask([http], [each], LATER).revoked


def test_what_is_old_or_another_signed_or_nobody_can_read_is_not_believed(own: pki.Pki, issuer: Issuer) -> None:
    each, http = wanted(own, issuer.address), OverHttp(frozenset({"127.0.0.1"}), patience=5)
    stranger = pki.make(AT - timedelta(days=1))
    refused = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    for content in (
        answer_of(each, own.issuer, at=AT - timedelta(hours=1)),
        answer_of(each, delegated(own, by=stranger.issuer)),
        answer_of(wanted(own, issuer.address), own.issuer),
        refused.public_bytes(Encoding.DER),
        b"nonsense",
        b"",
    ):
        issuer.content[0] = content
        with pytest.raises(NotToldYet):
            ask([http], [each], LATER)


def test_a_list_is_asked_for_once_as_long_as_it_is_new_enough(issuer: Issuer) -> None:
    own = pki.make(AT - timedelta(days=1), issuer.address.removesuffix("/tsa"))
    made = own.key_for(Holder("Ana", "Min"), AT).certificate
    issuer.content[0] = own.crls(LATER)[1].public_bytes(Encoding.DER)
    http, each = OverHttp(frozenset({"127.0.0.1"}), patience=5), Wanted(made, own.issuer.certificate, AT)
    for _ in range(2):
        assert list(ask([http], [each], LATER).crls) == [issuer.content[0]]
    assert issuer.asked == ["/issuer.crl"]
    with pytest.raises(NotToldYet):
        ask([http], [Wanted(made, own.issuer.certificate, LATER)], LATER)
