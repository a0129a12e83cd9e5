"""Processor time of one signature: of a bare PDF of 100 KB, and of what an office really signs.

Ratios to the raw limit (SHA-256 of the file and one RSA-2048 signature) and to pyHanko as it comes.
"""

import asyncio
import hashlib
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner

from benchmarks import machine
from benchmarks.papers import paper
from documents.fields import DraftFields
from documents.kinds import kind
from documents.rendering import Letterhead, Spaces, read_spaces, render_draft, render_stamp
from kernel.secrets import Secrets
from signature import certificates
from signature.certificates import Holder
from signature.holes import open_hole
from signature.pades import signature_over
from signature.pki import Demonstration, Pki
from signature.providers.pkcs12 import P12Key
from signature.reopening import Hole, fill, holds
from signature.timestamps import DemonstrationTsa, Timestamper

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
TIMES = 30
BARE = 100_000
FILLED = {
    "place": "Santiago",
    "subject": "Solicita antecedentes",
    "from": [{"post": "Ministra"}],
    "to": [{"post": "Alcalde"}],
    "paragraphs": [{"text": "Solicito a usted los antecedentes."}],
}
LINES = ("ORD. N° 1847/2026", "Santiago, 20 de noviembre de 2026", "Oficina de Partes", "4F7K-9M2Q-XT3B-6W1H-5")


def main(_argv: object = None) -> None:
    with TemporaryDirectory() as folder:
        figures = measured(Path(folder))
    machine.tell("processor time of one signature, RSA-2048", **figures)
    print("  PDFBox with BouncyCastle: not measured here")


def measured(folder: Path) -> dict[str, str]:
    demonstration = Demonstration(folder / "pki", Secrets(bytes(32)))
    pki = demonstration.pki(AT)
    key, secret = an_rsa_key(pki)
    bare, told = (
        _bare(),
        {"name": "FEA-1", "page": 1, "box": (0, 0, 0, 0), "tooltip": "Firma", "reason": "", "location": ""},
    )
    (folder / "bare.pdf").write_bytes(bare)
    sign = _Signing(folder, key, folder / "bare.pdf", None, told)
    raw = spent(lambda: secret(hashlib.sha256(bare).digest()))
    ours, stamped = spent(lambda: sign(None)), spent(lambda: sign(DemonstrationTsa(demonstration)))
    opened = SimpleSigner.load_pkcs12_data(key.closed_with("x", "x"), [], b"x")
    stock = spent(lambda: _stock(bare, opened), 5) if opened else 0.0
    real = _office(folder, key)
    seal = spent(lambda: real(DemonstrationTsa(demonstration)))
    seen = spent(_stamp)
    return {
        "raw SHA-256 and RSA": f"{raw:.2f} ms",
        "pyHanko as it comes, B-B": f"{stock:.2f} ms",
        "100 KB, B-B": f"{ours:.2f} ms ({ours / raw:.1f} of raw, 1/{stock / ours:.0f} of pyHanko; aim 2.5)",
        "100 KB, B-T": f"{stamped:.2f} ms (aim: 2.5 more)",
        "oficio with stamp and tag, B-T": f"{seal:.2f} ms ({seal / raw:.0f} of raw)",
        "its stamp, typeset": f"{seen:.2f} ms more",
    }


def spent(what: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds of processor time of one, of many, without the first."""
    what()
    begun = time.process_time()
    for _ in range(times):
        what()
    return (time.process_time() - begun) / times * 1000


def an_rsa_key(pki: Pki) -> tuple[P12Key, Callable[[bytes], bytes]]:
    holder, key = Holder("Carla Díaz", "Ministerio", rut="11111111-1"), certificates.new_key()
    extensions = [*certificates.of_signer(holder), *certificates.about(key, pki.issuer)]
    ends = AT.replace(year=AT.year + 1)
    made = certificates.certificate(certificates.subject_of(holder), key, pki.issuer, AT, ends, extensions)
    return P12Key(made, pki.chain, key), lambda data: key.sign(data, padding.PKCS1v15(), SHA256())


class _Signing:
    """All of a signature but the two messages to the sandbox and the store."""

    def __init__(self, folder: Path, key: P12Key, pdf: Path, stamp: Path | None, told: dict[str, object]) -> None:
        self._file, self._key, self._pdf, self._stamp, self._told = folder / "signed.pdf", key, pdf, stamp, told

    def __call__(self, timestamper: Timestamper | None) -> None:
        shutil.copyfile(self._pdf, self._file)
        hole = Hole(**open_hole(str(self._file), str(self._stamp) if self._stamp else None, self._told))
        fill(self._file, hole, signature_over(bytes.fromhex(hole.digest), self._key, timestamper, AT))
        if not holds(self._file, hole, str(self._told["name"]), self._key.certificate):
            raise SystemExit("what was signed does not hold")


def _bare() -> bytes:
    pages = 2
    while len(made := paper(1, pages)) < BARE:
        pages += 4
    return made


def _office(folder: Path, key: P12Key) -> _Signing:
    pdf = folder / "oficio.pdf"
    fields = DraftFields.model_validate(FILLED)
    pdf.write_bytes(render_draft(kind("oficio-ordinario"), fields, Letterhead(("República de Chile",), None)))
    box = Spaces.of(read_spaces(str(pdf))).seal
    (folder / "stamp.pdf").write_bytes(_stamp())
    corners = (box.left, box.bottom, box.right, box.top)
    told = {"name": "SELLO", "page": 1, "box": corners, "tooltip": "Sello", "reason": "Sello", "location": "Santiago"}
    return _Signing(folder, key, pdf, folder / "stamp.pdf", told)


def _stamp() -> bytes:
    return render_stamp(
        "seal", LINES, width=238, height=68, qr_url="https://ejemplo.cl/verificar/4F7K-9M2Q-XT3B-6W1H-5"
    )


def _stock(pdf: bytes, opened: SimpleSigner) -> None:
    how = PdfSignatureMetadata("FEA-1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    asyncio.run(PdfSigner(how, opened).async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=BytesIO()))


if __name__ == "__main__":
    main()
