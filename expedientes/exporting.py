"""A whole expediente in one file: its index, metadata, registers and documents, for whoever has to have it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from documents.storage import BlobStore
from expedientes.acts import acts_of
from expedientes.index import digest, index, index_xml, without
from expedientes.metadata import Surroundings, metadata
from expedientes.models import Access, Act
from expedientes.parties import parties
from expedientes.reading import accesses, entries_of, get, note_access, unreadable
from kernel import zips
from kernel.work import Work
from kernel.zips import Package

SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif"}


def package(work: Work, expediente_id: UUID, around: Surroundings) -> Package:
    """What the actor may see of it. That they took it away is written down."""
    expediente = get(work, expediente_id)
    found = work.session.scalars(entries_of(work, expediente)).all()
    hidden = unreadable(work, found)
    told = index(work, expediente)
    shown = without(told, {str(each) for each in hidden})
    files = {
        f"documentos/{_name(order, entry.title, entry.media_type)}": entry.blob
        for order, entry in enumerate(found, start=1)
        if entry.blob and entry.id not in hidden
    }
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
    return zips.zipped(blobs.get, packed)


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
