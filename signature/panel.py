"""The report on the version of a document that there is now."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding

import documents.service as documents
from documents.inspection import inspect_pdf
from kernel.database import Desk
from signature.marking import Workshop, bring
from signature.pki import Demonstration
from signature.report import examine

KNOWN = 1000


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks at signatures in the sandbox, and trusts the roots that the office trusts."""

    workshop: Workshop
    demonstration: Demonstration
    trusted: Path
    _known: dict[tuple[str, str, date], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def of_document(self, desk: Desk, document_id: UUID) -> dict[str, Any]:
        """The last version, whoever may read it."""
        with desk.reading() as work:
            blob = documents.head_version(work, documents.get(work, document_id)).blob
            now = work.now
        return {"sha256": blob} | self.of_blob(blob, now)

    def of_blob(self, blob: str, now: datetime) -> dict[str, Any]:
        """Of a content that is kept: looked at once a day, as long as the same roots are trusted."""
        wanted = (blob, sha256("".join(self.roots(now)).encode()).hexdigest(), now.date())
        told = self._known.get(wanted) or self._looked_at(blob, now)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known[wanted] = told
        return told

    def _looked_at(self, blob: str, now: datetime) -> dict[str, Any]:
        with TemporaryDirectory(prefix="oficina-informe-") as folder:
            file = Path(folder, "version.pdf")
            bring(self.workshop.blobs, blob, file)
            return self.of_file(file, now)

    def of_file(self, file: Path, now: datetime) -> dict[str, Any]:
        told: dict[str, Any] = self.workshop.sandbox.call(examine, str(file), self.roots(now), now.isoformat())
        return told

    def of_upload(self, file: Path, largest: int, now: datetime) -> dict[str, Any]:
        """A file that somebody shows: refused if it is no honest PDF."""
        self.workshop.sandbox.call(inspect_pdf, str(file), largest)
        return self.of_file(file, now)

    def altered(self, file: Path, now: datetime) -> bool:
        """Whether the file was changed after it was signed."""
        return bool(self.of_file(file, now)["verdict"] == "invalid")

    def roots(self, now: datetime) -> list[str]:
        """Those that the administrator put in the folder, and the demonstration's own."""
        placed = [each.read_text() for each in sorted(self.trusted.glob("*.pem"))]
        return [*placed, self.demonstration.pki(now).root.certificate.public_bytes(Encoding.PEM).decode()]
