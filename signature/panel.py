"""The report on the version of a document that there is now."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding

import documents.service as documents
from documents.inspection import PdfBomb, PdfDamaged, PdfEncrypted, inspect_pdf
from kernel.database import Desk
from kernel.sandbox import Limits, SandboxCrashed, TooHard
from signature.anchors import Told
from signature.marking import Workshop, bring
from signature.pki import Demonstration
from signature.report import examine, unreadable
from signature.trust import TrustFolder

Asked = tuple[str, str, date, datetime | None]
KNOWN = 1000
JUDGING = Limits(seconds=10, memory=512 << 20)
"""What looking at the signatures of one file may take. No honest file comes near it."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks at signatures in the sandbox, and trusts the roots that the office trusts."""

    workshop: Workshop
    demonstration: Demonstration
    trusted: Path
    _known: dict[tuple[str, str, date, datetime | None], dict[str, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def of_document(self, desk: Desk, document_id: UUID) -> dict[str, Any]:
        """The last version, whoever may read it. That it is kept since a day proves that it was there that day."""
        with desk.reading() as work:
            version = documents.head_version(work, documents.get(work, document_id))
            now = work.now
        return {"sha256": version.blob} | self.of_blob(version.blob, now, version.at)

    def of_blob(self, blob: str, now: datetime, received: datetime | None = None) -> dict[str, Any]:
        """Of a content that is kept: looked at once a day, as long as the same roots are trusted."""
        trusted = json.dumps(self.roots(now), sort_keys=True)
        wanted = (blob, sha256(trusted.encode()).hexdigest(), now.date(), received)
        told = self._known.get(wanted) or self._looked_at(blob, now, received)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known[wanted] = told
        return told

    def _looked_at(self, blob: str, now: datetime, received: datetime | None) -> dict[str, Any]:
        with TemporaryDirectory(prefix="oficina-informe-") as folder:
            file = Path(folder, "version.pdf")
            bring(self.workshop.blobs, blob, file)
            return self.of_file(file, now, received)

    def of_file(self, file: Path, now: datetime, received: datetime | None = None) -> dict[str, Any]:
        """What can be said of it; of one that takes more than any honest file, that it cannot be read."""
        since = received.isoformat() if received else None
        try:
            told: dict[str, Any] = self.workshop.sandbox.call(
                examine, str(file), self.roots(now), now.isoformat(), since, limits=JUDGING
            )
        except (TooHard, SandboxCrashed) as refusal:
            return unreadable(refusal.message)
        return told

    def of_upload(self, file: Path, largest: int, now: datetime) -> dict[str, Any]:
        """A file that somebody shows: refused if it is none; where it is no honest PDF, nothing good is said of it."""
        try:
            self.workshop.sandbox.call(inspect_pdf, str(file), largest)
        except (TooHard, SandboxCrashed, PdfBomb) as refusal:
            return unreadable(refusal.message)
        except (PdfDamaged, PdfEncrypted) as refusal:
            told = self.of_file(file, now)
            return told if told["verdict"] == "invalid" else unreadable(refusal.message)
        return self.of_file(file, now)

    def altered(self, file: Path, now: datetime) -> bool:
        """Whether the file was changed after it was signed."""
        return bool(self.of_file(file, now)["verdict"] == "invalid")

    def roots(self, now: datetime) -> list[Told]:
        """Those of the folder of trust, and the demonstration's own."""
        return [
            *TrustFolder(self.trusted).anchors(),
            self.demonstration.pki(now).root.certificate.public_bytes(Encoding.PEM).decode(),
        ]
