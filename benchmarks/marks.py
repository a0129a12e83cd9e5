"""Processor time of one signature: of a bare PDF of 100 KB, and of what an office really signs.

Ratios to the raw limit (SHA-256 of the file and one RSA-2048 signature), to pyHanko as it comes, and to PDFBox with
BouncyCastle, warm, where Debian's jars of them are (libpdfbox2-java, libbcpkix-java, libbcprov-java).
"""

import asyncio
import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
from kernel.sandbox import Sandbox
from kernel.secrets import Secrets
from signature import certificates
from signature.certificates import Holder
from signature.pades import FieldSpec, sign
from signature.pki import Demonstration, Pki
from signature.providers.pkcs12 import P12Key
from signature.timestamps import DemonstrationTsa, Timestamper

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
TIMES = 100
JARS, PDFBOX = Path("/usr/share/java"), Path(__file__).with_name("PdfBoxSigner.java")
SANDBOX = Sandbox()
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
    with TemporaryDirectory() as folder, closing(SANDBOX):
        figures = measured(Path(folder))
    machine.tell("processor time of one signature, RSA-2048", **figures)


def measured(folder: Path) -> dict[str, str]:
    demonstration = Demonstration(folder / "pki", Secrets(bytes(32)))
    pki = demonstration.pki(AT)
    key, secret = an_rsa_key(pki)
    bare, told = (
        _bare(),
        {"name": "FEA-1", "page": 1, "box": (0, 0, 0, 0), "tooltip": "Firma", "reason": "", "location": ""},
    )
    (folder / "bare.pdf").write_bytes(bare)
    marked = _Signing(folder, key, folder / "bare.pdf", None, told)
    raw = spent(lambda: secret(hashlib.sha256(bare).digest()))
    ours, stamped = spent(lambda: marked(None)), spent(lambda: marked(DemonstrationTsa(demonstration)))
    token = spent(lambda: DemonstrationTsa(demonstration).token(bytes(32), AT))
    opened = SimpleSigner.load_pkcs12_data(key.closed_with("x", "x"), [], b"x")
    stock = spent(lambda: _stock(bare, opened), 5) if opened else 0.0
    java = pdfbox(folder, folder / "bare.pdf", key)
    real = _office(folder, key)
    office, sealed = spent(lambda: real(None)), spent(lambda: real(DemonstrationTsa(demonstration)))
    others = pdfbox(folder, folder / "oficio.pdf", key)
    return {
        "raw SHA-256 and RSA": f"{raw:.2f} ms",
        "pyHanko as it comes, B-B": f"{stock:.2f} ms",
        "PDFBox and BouncyCastle, B-B": _told(java),
        "100 KB, B-B": f"{ours:.2f} ms, {1000 / ours:.0f} a second of one core (aim 2.5 ms, 400)",
        "of raw, pyHanko and PDFBox": f"{ours / raw:.1f}, 1/{stock / ours:.0f}, {_ratio(ours, java)}",
        "100 KB, B-T": f"{stamped:.2f} ms, of which {token:.2f} in the authority (aim: 2.5 more beyond it)",
        "oficio with stamp and tag, B-B": f"{office:.2f} ms; PDFBox without either {_told(others)}",
        "the same, B-T": f"{sealed:.2f} ms ({sealed / raw:.0f} of raw)",
        "its stamp, typeset": f"{spent(_stamp):.2f} ms more",
    }


def pdfbox(folder: Path, pdf: Path, key: P12Key, times: int = 300) -> float | None:
    """The same by PDFBox, in the processor time of its own thread; or nothing, where it is not installed."""
    jars = [JARS / f"{each}.jar" for each in ("pdfbox2", "fontbox2", "commons-logging", "bcpkix", "bcprov", "bcutil")]
    if not shutil.which("java") or not all(each.exists() for each in jars):
        return None
    p12 = folder / "key.p12"
    p12.write_bytes(key.closed_with("key", "clave"))
    path = ":".join(map(str, jars))
    command = ["java", "-cp", path, str(PDFBOX), str(pdf), str(p12), "clave", str(times)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 -- our own


def _told(spent: float | None) -> str:
    return "not installed" if spent is None else f"{spent:.2f} ms"


def _ratio(ours: float, theirs: float | None) -> str:
    return "?" if theirs is None else f"{ours / theirs:.2f}"


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
    """All of a signature from a file on to the same file, its look again and one in a hundred looked at whole."""

    def __init__(self, folder: Path, key: P12Key, pdf: Path, stamp: Path | None, told: dict[str, Any]) -> None:
        self._file, self._key, self._pdf, self._stamp, self._told = folder / "signed.pdf", key, pdf, stamp, told

    def __call__(self, timestamper: Timestamper | None) -> None:
        self._file.unlink(missing_ok=True)
        shutil.copyfile(self._pdf, self._file)
        field = FieldSpec(self._told["name"], self._told["page"], self._told["box"], self._stamp, self._told["tooltip"])
        sign(
            SANDBOX,
            self._file,
            key=self._key,
            field=field,
            reason=self._told["reason"],
            location=self._told["location"],
            timestamper=timestamper,
            at=AT,
        )


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
