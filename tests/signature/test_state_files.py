"""Documents of the State as they are: no timestamp, no revocation, a leaf and a root that ended long ago."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signature import certificates
from signature.certificates import Authority
from signature.report import examine
from tests.signature.people import a_pdf
from tests.signature.test_foreign import flipped, signed, with_metadata

pytestmark = pytest.mark.database_free
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
RECEIVED = datetime(2024, 5, 2, 13, tzinfo=UTC)


class State:
    """A root that ended on 18 January 2026, and a civil servant whose certificate it issued for two years."""

    def __init__(self) -> None:
        ends = datetime(2026, 1, 18, tzinfo=UTC)
        begins, name = ends - timedelta(days=3650), certificates.name_of("Autoridad Certificadora del Estado de Chile")
        key, self.key = certificates.new_key(), certificates.new_key()
        of_root = [*certificates.of_authority(1), *certificates.of_key(key)]
        root = certificates.certificate(name, key, None, begins, ends, of_root)
        holder = certificates.Holder("Rosa Vega", "Ministerio", rut="11111111-1")
        leaf = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rosa Vega")])
        extensions = [*certificates.of_signer(holder), *certificates.of_key(self.key)]
        since = RECEIVED - timedelta(days=300)
        self.certificate = certificates.certificate(
            leaf, self.key, Authority(key, root), since, since + timedelta(days=700), extensions
        )
        self.root = root.public_bytes(Encoding.PEM).decode()


@pytest.fixture(scope="module")
def state() -> State:
    return State()


Judge = Callable[..., dict[str, Any]]


@pytest.fixture
def judge(state: State, tmp_path: Path) -> Judge:
    def of(pdf: bytes, received: datetime | None = None) -> dict[str, Any]:
        (tmp_path / "oficio.pdf").write_bytes(pdf)
        since = received.isoformat() if received else None
        return examine(str(tmp_path / "oficio.pdf"), [state.root], NOW.isoformat(), since)

    return of


def test_what_was_received_while_its_certificates_held_stays_valid_for_ever(state: State, judge: Judge) -> None:
    told = judge(signed(with_metadata(a_pdf(), b"<a/>\0\0\0"), state.key, state.certificate), RECEIVED)
    (only,) = told["signatures"]

    assert (told["indication"], told["reasons"], only["reached"]) == ("TOTAL-PASSED", [], "PKCS#7")
    assert only["poe"] == {"at": RECEIVED.isoformat(), "by": "reception"}
    assert only["says"].startswith("Íntegro, firmado por Rosa Vega (RUN 11.XXX.XXX-X, según el nombre alternativo")
    assert "vigente a la fecha de recepción (02-05-2024)" in only["says"]
    assert [each["subject"] for each in only["chain"]] == ["Autoridad Certificadora del Estado de Chile", "Rosa Vega"]


def test_without_that_nobody_can_tell_and_nobody_says_that_it_is_invalid(state: State, judge: Judge) -> None:
    pdf = signed(a_pdf(), state.key, state.certificate)
    told = judge(pdf)
    early = judge(pdf, RECEIVED - timedelta(days=900))

    assert (told["verdict"], told["signatures"][0]["intact"]) == ("indeterminate", True)
    assert told["sub_indication"] in {"NO_CERTIFICATE_CHAIN_FOUND", "OUT_OF_BOUNDS_NO_POE"}
    assert early["verdict"] == "indeterminate"
    assert judge(flipped(pdf), RECEIVED)["indication"] == "TOTAL-FAILED"
    assert judge(flipped(pdf), RECEIVED)["sub_indication"] == "HASH_FAILURE"


def test_the_oldest_kind_is_whole_and_told_to_be_old(state: State, judge: Judge) -> None:
    told = judge(signed(a_pdf(), state.key, state.certificate, old=True), RECEIVED)
    (only,) = told["signatures"]

    assert (told["indication"], told["sub_indication"]) == ("INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE")
    assert (only["intact"], only["trusted"]) == (True, True)
    assert "vigente a la fecha de recepción" in only["says"]
