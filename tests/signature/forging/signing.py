"""The file that is forged, signed in several ways, and who is to be trusted."""

import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfTimeStamper
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from kernel.secrets import Secrets
from signature.certificates import Holder
from signature.holes import open_hole
from signature.pades import signature_over
from signature.pki import Demonstration
from signature.placing import open_here
from signature.reopening import Hole, fill
from signature.report import examine
from signature.timestamps import DemonstrationTsa
from tests.signature.forging.raw import Paper, a_paper

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


class Signed:
    """A paper, signed B-T as the office signs; and the same certified, by the library."""

    at = AT

    def __init__(self, folder: Path, *, by_library: bool = False) -> None:
        self._by_library = by_library
        self.paper: Paper = a_paper()
        self._demonstration = Demonstration(folder / "pki", Secrets(bytes(32)))
        self.pki, self.file = self._demonstration.pki(AT), folder / "signed.pdf"
        self.root = self.pki.root.certificate.public_bytes(Encoding.PEM).decode()
        self.key = self.pki.key_for(Holder("Carla", "Ministerio", rut="11111111-1"), AT)
        self.pdf, self.hole = self.again(self.paper.pdf, "FEA-1")

    def again(self, pdf: bytes, name: str, box: tuple[int, ...] = (0, 0, 0, 0), stamp: Path | None = None) -> Any:
        """With one signature more, and its hole."""
        self.file.write_bytes(pdf)
        hole = Hole(**self.room_in(self.file, name, box, stamp))
        tsa = DemonstrationTsa(self._demonstration)
        fill(self.file, hole, signature_over(bytes.fromhex(hole.digest), self.key, tsa, AT))
        return self.file.read_bytes(), hole

    def room_in(
        self, file: Path, name: str, box: tuple[int, ...] = (0, 0, 0, 0), stamp: Path | None = None
    ) -> dict[str, Any]:
        """Room for a signature, at the end of a file: made here, if it is one of the ordinary kind."""
        told = {"name": name, "page": 1, "box": box, "tooltip": "Firma", "reason": "x", "location": "y"}
        hole = None if self._by_library else open_here(file, stamp, told, AT)
        return asdict(hole) if hole else open_hole(str(file), str(stamp) if stamp else None, told)

    @property
    def certificate(self) -> bytes:
        return self.key.certificate.public_bytes(Encoding.DER)

    def blank_stamp(self) -> Path:
        """What is seen of a signature: a frame with a word in it."""
        pdf, file = pikepdf.new(), self.file.with_name("mark.pdf")
        page = pdf.add_blank_page(page_size=(200, 60))
        page.obj.Contents = pdf.make_stream(b"2 w 4 4 192 52 re S")
        pdf.save(file)
        return file

    def stamped(self, pdf: bytes) -> bytes:
        """With a document timestamp after it."""
        out, stamper = BytesIO(), PdfTimeStamper(DemonstrationTsa(self._demonstration).stamper(AT))
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        asyncio.run(stamper.async_timestamp_pdf(writer, "sha256", output=out, bytes_reserved=16_384))
        return out.getvalue()

    def certified(self, permission: int | None, locked: str | None = None) -> bytes:
        """Signed so that it says what may follow, or which field may not be filled."""
        p12 = self.pki.issue(Holder("Carla", "Ministerio", rut="11111111-1"), "clave", AT)
        key, out = SimpleSigner.load_pkcs12_data(p12, [], b"clave"), BytesIO()
        lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[locked]) if locked else None
        metadata = PdfSignatureMetadata(
            "Firma1",
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=permission is not None,
            docmdp_permissions=MDPPerm(permission or 2),
        )
        spec = SigFieldSpec("Firma1", field_mdp_spec=lock)
        signer = PdfSigner(
            metadata, key, timestamper=DemonstrationTsa(self._demonstration).stamper(AT), new_field_spec=spec
        )
        writer = IncrementalPdfFileWriter(BytesIO(self.paper.pdf))
        asyncio.run(signer.async_sign_pdf(writer, output=out, bytes_reserved=32_768))
        return out.getvalue()

    def report(self, pdf: bytes) -> dict[str, Any]:
        judged = self.file.with_name("judged.pdf")
        judged.write_bytes(pdf)
        return examine(str(judged), [self.root], AT.isoformat())

    def verdict(self, pdf: bytes) -> str:
        return str(self.report(pdf)["verdict"])

    def accepted(self, mutants: Iterable[bytes]) -> list[int]:
        """Which of them were taken for valid, by their place."""
        return [at for at, each in enumerate(mutants) if self.verdict(each) == "valid"]
