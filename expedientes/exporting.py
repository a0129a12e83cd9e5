"""A whole expediente in one file: its index, metadata, registers and documents, for whoever has to have it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from documents.storage import BlobStore
from expedientes.acts import acts_of
from expedientes.index import digest, index, index_xml, without
from expedientes.metadata import Surroundings, metadata
from expedientes.models import Access, Act
from expedientes.parties import parties
from expedientes.reading import accesses, entries_of, get, note_access, unreadable
from kernel.work import Work

SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif"}


@dataclass(frozen=True, slots=True)
class Package:
    """What goes in: texts that are ready, and files by the name of their blob."""

    name: str
    at: datetime
    texts: dict[str, bytes]
    files: dict[str, str]


def package(work: Work, expediente_id: UUID, around: Surroundings) -> Package:
    """What the actor may see of it. That they took it away is written down."""
    expediente = get(work, expediente_id)
    found = work.session.scalars(entries_of(work, expediente)).all()
    hidden = unreadable(work, found)
    told = index(work, expediente)
    shown = without(told, {str(each) for each in hidden})
    files = {_name(order, entry.title, entry.media_type): entry.blob for order, entry in enumerate(found, start=1)
             if entry.blob and entry.id not in hidden}  # fmt: skip
    elements = metadata(expediente, told, parties(work, expediente), around)
    acts = [_act(act, secret=bool(hidden)) for act in acts_of(work, expediente)]
    looked = [_access(access) for access in accesses(work, expediente)]
    note_access(work, expediente, "exported")
    texts = {
        "indice.json": _json({"sha256": digest(told), "partial": bool(hidden), "index": shown}),
        "indice.xml": index_xml(shown, digest(told)),
        "metadatos.json": _json([asdict(element) for element in elements]),
        "trazabilidad.json": _json(acts),
        "accesos.json": _json(looked),
    }
    return Package(expediente.iuie, work.now, texts, files)


def zipped(blobs: BlobStore, packed: Package) -> Iterator[bytes]:
    """The package as a ZIP, a piece at a time: an expediente of any size needs the memory of one piece."""
    outlet = Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, text in packed.texts.items():
            archive.writestr(_info(packed, name, ZIP_DEFLATED), text)
            yield from outlet.drained()
        for name, blob in packed.files.items():
            with archive.open(_info(packed, f"documentos/{name}", ZIP_STORED), "w", force_zip64=True) as member:
                for chunk in blobs.get(blob):
                    member.write(chunk)
                    yield from outlet.drained()
    yield from outlet.drained()


class Outlet:
    """Somewhere to write that is read from as it grows. It cannot be sought in, so the ZIP tells sizes afterwards."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """It ends when it is drained."""

    def drained(self) -> Iterator[bytes]:
        held, self._held = self._held, []
        yield from held


def _info(packed: Package, name: str, compression: int) -> ZipInfo:
    at = packed.at.astimezone(UTC)
    info = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = compression
    return info


def _name(order: int, title: str, media_type: str) -> str:
    plain = re.sub(r"[^\w-]+", "_", title)[:60].strip("_")
    return f"{order:04}_{plain}{SUFFIXES.get(media_type, '.bin')}"


def _act(act: Act, *, secret: bool) -> dict[str, Any]:
    """Where something is hidden from the actor, what was done is told without its facts; the hash stays."""
    told = {"position": act.position, "deed": act.deed, "at": act.at.isoformat(), "by": act.by, "system": act.system}
    return {**told, "facts": None if secret else act.facts, "previous": act.previous, "hash": act.hash}


def _access(access: Access) -> dict[str, Any]:
    entry = str(access.entry_id) if access.entry_id else None
    return {"at": access.at.isoformat(), "by": access.by, "system": access.system, "what": access.what, "entry": entry}


def _json(told: dict[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
