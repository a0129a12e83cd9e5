"""Fifty years of one signature, quickly: `benchmarks/half_century.py` looks at many more days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from kernel.sandbox import Sandbox
from kernel.secrets import Secrets
from signature import pades
from signature.aging import Sunsets
from signature.archive import Archive
from signature.certificates import Holder
from signature.pki import Demonstration
from signature.revocation import OfDemonstration
from tests.signature.eras import Eras
from tests.signature.half_century import DAY, Life
from tests.signature.people import a_pdf

pytestmark = pytest.mark.database_free

BEGIN = datetime(1999, 1, 4, 12, tzinfo=UTC)
"""So that the fifty years end before 2050: the library that stamps in these tests cannot write later ones."""
YEARS = 50
SUNSETS = {
    "sha256": datetime(2013, 5, 1, tzinfo=UTC),
    "rsa-2048": datetime(2004, 3, 1, tzinfo=UTC),
    "p-256": datetime(2013, 5, 1, tzinfo=UTC),
    "sha512": datetime(2070, 1, 1, tzinfo=UTC),
    "rsa-3072": datetime(2070, 1, 1, tzinfo=UTC),
}


def a_life(folder: Path, sandbox: Sandbox) -> Life:
    """Signed at the beginning, in a world where whoever tells the time dies and is succeeded, and algorithms end."""
    keys = [rsa.generate_private_key(65537, size) for size in (2048, 3072)]
    eras = Eras(BEGIN - 30 * DAY, keys)
    demonstration = Demonstration(folder / "pki", Secrets(bytes(32)), "http://oficina.example/pki")
    pki = demonstration.pki(BEGIN - DAY)
    own = [each.public_bytes(Encoding.PEM).decode() for each in (pki.root.certificate, pki.issuer.certificate)]
    policy = Sunsets("1999", SUNSETS)
    archive = Archive(sandbox, eras, (OfDemonstration(demonstration), eras), lambda at: [*own, *eras.known(at)], policy)
    file = folder / "kept.pdf"
    file.write_bytes(a_pdf())
    pades.sign(
        sandbox,
        file,
        key=pki.key_for(Holder("Carla Díaz", "Ministerio", rut="11.111.111-1"), BEGIN),
        field=pades.FieldSpec("FEA-1", 1, (0, 0, 0, 0), None, "Firma"),
        reason="Firma",
        location="Santiago",
        timestamper=eras,
        at=BEGIN,
    )
    return Life(archive, file, [own[0]])


def test_it_holds_for_fifty_years_and_no_renewal_is_late(tmp_path: Path) -> None:
    sandbox = Sandbox()
    try:
        life = a_life(tmp_path, sandbox)
        life.goes_on(BEGIN + timedelta(minutes=6), YEARS)
        assert life.late == []
        assert life.ends[-1] > BEGIN + YEARS * 365 * DAY
        assert len(life.done) <= YEARS // 4
        for ended, renewed in zip(life.ends, life.done[1:], strict=False):
            assert timedelta() < ended - renewed <= timedelta(days=91)
        days = [life.done[0], *(each + DAY for each in life.ends[:-1:2]), BEGIN + YEARS * 365 * DAY]
        assert [day for day in days if not life.passes_on(day)] == []
    finally:
        sandbox.close()
