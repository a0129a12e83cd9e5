"""What the demonstration publishes is all that a stranger needs to judge its certificates."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID
from starlette.testclient import TestClient

from oficina.platform import Platform
from signature.certificates import Holder
from signature.pki import PUBLISHED
from tests.validators.judges import has, said


def got(client: TestClient, address: str) -> bytes:
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def test_an_office_without_a_demonstration_publishes_none_and_makes_none(client: TestClient) -> None:
    answer = client.get(f"{PUBLISHED}/root.pem")

    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-published")
    assert client.get(f"{PUBLISHED}/tsa.key").status_code == 422


@pytest.mark.once
@has("openssl")
def test_a_certificate_leads_to_its_issuer_and_to_what_was_revoked(
    platform: Platform, client: TestClient, tmp_path: Path
) -> None:
    now = platform.database.clock()
    own = platform.demonstration.pki(now).key_for(Holder("Carla Díaz", "Ministerio"), now).certificate
    points = own.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name
    (access,) = own.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert access.access_method == AuthorityInformationAccessOID.CA_ISSUERS

    issuer = x509.load_der_x509_certificate(got(client, access.access_location.value))
    crls = [
        x509.load_der_x509_crl(got(client, each)) for each in (points[0].full_name[0].value, f"{PUBLISHED}/root.crl")
    ]
    (tmp_path / "root.pem").write_bytes(got(client, f"{PUBLISHED}/root.pem"))
    (tmp_path / "issuer.pem").write_bytes(issuer.public_bytes(Encoding.PEM))
    (tmp_path / "crls.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in crls))
    (tmp_path / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))

    files = [tmp_path / f"{each}.pem" for each in ("root", "issuer", "crls", "own")]
    asked = ("-crl_check_all", "-purpose", "any", "-CAfile", files[0], "-untrusted", files[1], "-CRLfile", files[2])
    answer = said("openssl", "verify", *asked, files[3])
    assert answer.stdout.strip() == f"{files[3]}: OK", answer.stderr
