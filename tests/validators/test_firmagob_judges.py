"""What FirmaGob signs by a hash, and the office puts into the document, before judges that nobody here wrote."""

from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import documents.service as documents
from institutions.service import Showing
from kernel.operations import operate
from oficina.platform import Platform
from signature import batches
from signature.approving import Picked
from tests.offices import Office, a_document, alone
from tests.signature.firmagobs import OTP, a_firmagob, a_small_house, authority, chooses
from tests.signature.people import asked, seen, signed_by
from tests.validators.judges import built, has, java, said
from tests.validators.test_judges import trusting

pytestmark = pytest.mark.once


class Signed(NamedTuple):
    file: Path
    root: Path
    """Of whoever signs at FirmaGob."""
    root_of_time: Path
    """Of the office's authority of time."""
    crls: tuple[Path, ...]


@pytest.fixture
def signed(platform: Platform, ministry: Office, tmp_path: Path) -> Signed:
    house = a_small_house(platform, ministry)
    with a_firmagob(platform, house.ana) as there:
        chooses(there, house.carla)
        document = a_document(platform, house.ana)
        (request,) = asked(house, document, signed_by(house.carla))
        picked = Picked(request, seen(house.carla, request))
        batch = batches.begin(house.carla.desk, there.platform.workshop, [picked], OTP, Showing())
        assert operate(house.carla.desk, batch.signing(picked), alone).state == "done"
    with house.ana.desk.reading() as work:
        last = documents.head_version(work, documents.get(work, document.id))
    at = platform.database.clock()
    own = platform.demonstration.pki(at)
    crls = {f"{number}.crl": crl for number, crl in enumerate((*authority().crls(at), *own.crls(at)))}
    file, root, root_of_time = (tmp_path / name for name in ("signed.pdf", "root.pem", "root-of-time.pem"))
    found = Signed(file, root, root_of_time, tuple(tmp_path / name for name in crls))
    found.file.write_bytes(b"".join(platform.blobs.get(last.blob)))
    found.root.write_bytes(authority().root.certificate.public_bytes(Encoding.PEM))
    found.root_of_time.write_bytes(own.root.certificate.public_bytes(Encoding.PEM))
    for name, crl in crls.items():
        (tmp_path / name).write_bytes(crl.public_bytes(Encoding.DER))
    return found


@has("pdfsig", "certutil", "qpdf")
def test_pdfsig_accepts_it_and_trusts_whoever_signed(signed: Signed) -> None:
    told = said("pdfsig", "-nssdir", f"sql:{trusting(signed.root)}", signed.file).stdout
    assert told.count("Signature is Valid.") == told.count("Certificate is Trusted.") == 1, told
    checked = said("qpdf", "--check", signed.file)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@built
def test_dss_finds_it_passed_with_nothing_modified_and_the_file_still_of_the_archive(signed: Signed) -> None:
    crls = [each for crl in signed.crls for each in ("--crl", crl)]
    (told,) = java("dss", "--trust", signed.root, "--trust", signed.root_of_time, *crls, signed.file)
    assert told["ok"], told
    (standards,) = java("verapdf", "--flavour", "3a,ua1", signed.file)
    assert standards["ok"], standards
