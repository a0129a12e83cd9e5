"""What lasts, before judges that nobody here wrote: EU DSS, veraPDF, OpenSSL, and the Bouncy Castle of Debian."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding

from documents.kinds import kind
from documents.rendering import Letterhead, render_draft
from kernel.sandbox import Sandbox
from kernel.secrets import Secrets
from signature import evidence, pades, pki
from signature.aging import Step, sunsets
from signature.archive import Archive, Known
from signature.certificates import Holder
from signature.pki import Demonstration
from signature.providers import Signer
from signature.report import examine
from signature.revocation import OfDemonstration
from signature.time_tokens import token
from signature.timestamps import DemonstrationTsa, NoTsa
from tests.documents.test_rendering import fields_for
from tests.validators.judges import built, has, java, said, signatures

pytestmark = [pytest.mark.database_free]

SIGNED = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = SIGNED + timedelta(minutes=6)
JARS = [Path(f"/usr/share/java/{name}.jar") for name in ("bcpkix", "bcprov", "bcutil")]
bouncy_castle = pytest.mark.skipif(
    not shutil.which("javac") or not all(each.exists() for each in JARS),
    reason="no libbcpkix-java: tests/install-judges",
)


class Papers(NamedTuple):
    root: Path
    lt: Path
    lta: Path
    renewed: Path
    signed_on: Path
    """After it was at B-LTA somebody else signed it, and an office sealed it."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """One document, signed, and what became of it."""
    sandbox = Sandbox()
    try:
        yield _papers(tmp_path_factory.mktemp("papers"), sandbox)
    finally:
        sandbox.close()


def _papers(folder: Path, sandbox: Sandbox) -> Papers:
    demonstration = Demonstration(folder / "pki", Secrets(bytes(32)), "http://office.example/pki")
    own = demonstration.pki(SIGNED - timedelta(days=1))
    found = Papers(*(folder / name for name in ("root.pem", "lt.pdf", "lta.pdf", "renewed.pdf", "signed-on.pdf")))
    found.root.write_bytes(own.root.certificate.public_bytes(Encoding.PEM))
    found.lt.write_bytes(render_draft(kind("oficio-ordinario"), fields_for("oficio-ordinario"), Letterhead(("Chile",))))
    tsa = DemonstrationTsa(demonstration)
    archive = Archive(sandbox, tsa, [OfDemonstration(demonstration)], Known(folder / "trust", demonstration))
    _sign(
        sandbox,
        found.lt,
        own.key_for(Holder("Carla Díaz", "Ministerio", rut="11.111.111-1"), SIGNED),
        "FEA-1",
        tsa,
        SIGNED,
    )
    assert replace(archive, timestamper=NoTsa()).take(found.lt, LATER).level == "B-LT"
    found.lta.write_bytes(found.lt.read_bytes())
    archive.take(found.lta, LATER)
    found.renewed.write_bytes(found.lta.read_bytes())
    _renew(archive, own, found.renewed)
    found.signed_on.write_bytes(found.lta.read_bytes())
    for name, field in (("Diego Paz", "FEA-2"), ("Oficina de Partes", "SELLO")):
        _sign(sandbox, found.signed_on, own.key_for(Holder(name, "Ministerio", rut="22.222.222-2"), LATER), field, tsa)
    return found


def _sign(sandbox: Sandbox, file: Path, key: Signer, field: str, tsa: DemonstrationTsa, at: datetime = LATER) -> None:
    spec = pades.FieldSpec(field, 1, (0, 0, 0, 0), None, "Firma")
    pades.sign(sandbox, file, key=key, field=spec, reason="Firma", location="Santiago", timestamper=tsa, at=at)


def _renew(archive: Archive, own: pki.Pki, file: Path) -> None:
    """Years later, by an authority that lasts longer."""
    at = LATER + timedelta(days=7 * 365)
    other = replace(own, tsa=pki.make_tsa(own.root, at))

    class Younger(NoTsa):
        def token(self, digest: bytes, at: datetime, algorithm: str = "sha256") -> bytes:
            return token(other.tsa, own.root.certificate, digest, at, algorithm=algorithm)

    policy = replace(sunsets(), ends={**sunsets().ends, "rsa-2048": at + timedelta(days=9000)})
    later = replace(archive, timestamper=Younger(), policy=policy, margin=timedelta(days=1500))
    assert later.age(file, at).step is Step.RENEWAL
    later.take(file, at)


@built
def test_dss_finds_each_level_passed_also_after_the_signers_certificate_has_ended(papers: Papers) -> None:
    for asked in ((), ("--time", "2030-06-01T00:00:00Z")):
        judged = java("dss", "--trust", papers.root, *asked, papers.lt, papers.lta)
        assert [each["ok"] for each in judged] == [True, True], judged
        levels = [each["signatures"][0]["level"] for each in judged]
        assert levels == ["PAdES-BASELINE-LT", "PAdES-BASELINE-LTA"]
    (told,) = java("dss", "--trust", papers.root, "--time", "2036-06-01T00:00:00Z", papers.renewed)
    assert (told["ok"], len(told["timestamps"])) == (True, 3), told


def test_the_office_finds_the_same_years_later_with_the_lists_of_then(papers: Papers) -> None:
    """Whose certificates say where their lists are: those that the file keeps are all that there is, and are old."""
    for file, year, level in (
        (papers.lt, 2027, "B-LT"),
        (papers.lta, 2027, "B-LTA"),
        (papers.lta, 2030, "B-LTA"),
        (papers.renewed, 2036, "B-LTA"),
    ):
        told = examine(str(file), [papers.root.read_text()], datetime(year, 6, 1, tzinfo=UTC).isoformat())
        assert (told["indication"], told["reasons"]) == ("TOTAL-PASSED", []), (file.name, year)
        assert told["signatures"][0]["reached"] == level, (file.name, year)


@built
def test_dss_still_finds_what_was_preserved_after_others_signed_and_sealed_on_it(papers: Papers) -> None:
    (told,) = java("dss", "--trust", papers.root, papers.signed_on)
    assert told["ok"], told
    levels = {each["field"]: each["level"].replace("PAdES-BASELINE", "B") for each in told["signatures"]}
    assert levels == {"FEA-1": "B-LTA", "FEA-2": "B-T", "SELLO": "B-T"}, told
    own = Sandbox()
    try:
        told = own.call(examine, str(papers.signed_on), [papers.root.read_text()], LATER.isoformat())
    finally:
        own.close()
    reached = {each["field"]: each["reached"] for each in told["signatures"] if each["kind"] != "timestamp"}
    assert reached == levels
    assert told["verdict"] == "valid", told["reasons"]


@built
def test_verapdf_finds_the_standards_kept_by_whatever_is_added(papers: Papers) -> None:
    judged = java("verapdf", "--flavour", "3a,ua1", papers.lt, papers.lta, papers.renewed)
    assert [each["ok"] for each in judged] == [True] * 3, judged


@has("openssl", "pdfsig")
def test_openssl_accepts_every_document_timestamp_and_pdfsig_the_signature(papers: Papers, tmp_path: Path) -> None:
    _first, *stamps = signatures(papers.renewed)
    assert len(stamps) == 2
    for covered, content in stamps:
        (tmp_path / "covered").write_bytes(covered)
        (tmp_path / "token").write_bytes(content)
        at = cms.ContentInfo.load(content)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        asked = ("-token_in", "-in", tmp_path / "token", "-data", tmp_path / "covered", "-CAfile", papers.root)
        answer = said("openssl", "ts", "-verify", *asked, "-attime", str(int(at.timestamp())))
        assert "Verification: OK" in answer.stdout + answer.stderr, answer.stderr
    assert "Signature is Valid" in said("pdfsig", "-nocert", papers.renewed).stdout


@bouncy_castle
def test_bouncy_castle_accepts_evidence_records_of_each_kind_and_no_tampered_one(tmp_path: Path) -> None:
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    own = pki.make(begins)
    (tmp_path / "root.pem").write_bytes(own.root.certificate.public_bytes(Encoding.PEM))
    contents = [f"documento {each}".encode() for each in range(5)]

    def stamping(days: int) -> evidence.Stamping:
        at = begins + timedelta(days=days)
        return lambda digest, name: token(own.tsa, own.root.certificate, digest, at, algorithm=name)

    made = evidence.cover([hashlib.sha256(each).digest() for each in contents], "sha256", stamping(1))
    renewed = evidence.stamped_again(made, stamping(400))
    longer = [hashlib.sha512(each).digest() for each in contents]
    again = evidence.stamped_again(evidence.hashed_again(renewed, longer, "sha512", stamping(800)), stamping(1200))
    asked: list[Path] = []
    for number, content in enumerate(contents):
        (tmp_path / f"{number}").write_bytes(content)
        for name, records in (("made", made), ("renewed", renewed), ("again", again)):
            (tmp_path / f"{number}.{name}").write_bytes(records[number].written)
            asked += [tmp_path / f"{number}.{name}", tmp_path / f"{number}"]
    (tmp_path / "other").write_bytes(b"otro documento")  # the one beside it in the tree is proved by its record too
    asked += [tmp_path / "0.again", tmp_path / "other"]
    broken = bytearray(again[0].written)
    broken[60] ^= 1
    (tmp_path / "broken").write_bytes(broken)
    asked += [tmp_path / "broken", tmp_path / "0"]

    judge = Path(__file__).parent / "bouncycastle" / "EvidenceJudge.java"
    path = ":".join(map(str, JARS))
    told = said("java", "-XX:TieredStopAtLevel=1", "-cp", path, judge, tmp_path / "root.pem", *asked).stdout.split("\n")
    assert told[:15] == ["ok 1", "ok 2", "ok 4"] * 5
    assert [each[:2] for each in told[15:17]] == ["no", "no"], told
