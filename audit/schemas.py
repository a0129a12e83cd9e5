from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audit.leaves import leaf, told
from audit.models import AuditEntry, Checkpoint, PersonalFact
from audit.proofs import Extract, Proof


class EntryView(BaseModel):
    """One thing that somebody did."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01997d1c-3f80-7c51-9a53-2f0f6f4f3a10",
                    "index": 41,
                    "at": "2026-05-11T14:03:09.120000Z",
                    "action": "document.numbered",
                    "subject_id": "01997d1c-0b11-7e02-8d11-9d4a2a7b6c55",
                    "system": None,
                    "facts": {"folio": "N° 5/2026"},
                    "people": {"actor": "Ana Rojas"},
                }
            ]
        }
    )

    id: UUID
    index: int | None = Field(description="Its place in the log; null for a second, until it is in order.")
    at: datetime
    action: str
    subject_id: UUID
    system: str | None = Field(description="The system that did it, when no person did.")
    facts: dict[str, Any]
    people: dict[str, str] = Field(description="What is said of people and was not erased.")

    @classmethod
    def of(cls, entry: AuditEntry, people: Mapping[str, PersonalFact]) -> Self:
        return cls(
            id=entry.id,
            index=entry.index,
            at=entry.at,
            action=entry.action,
            subject_id=entry.subject_id,
            system=entry.system,
            facts=entry.facts,
            people={name: fact.value for name, fact in people.items()},
        )


class LogPage(BaseModel):
    items: list[EntryView]
    next: str | None = Field(description="What to send as `after` for the next page; null when there is none.")


class Opening(BaseModel):
    """What a salted hash of an entry stands for: SHA-256(salt ‖ value)."""

    salt: str
    value: str


class ProofView(BaseModel):
    """All that is needed to check an entry without asking anybody: what it says, the way to the root, its signature."""

    format: str = "oficina-log-proof/1"
    index: int
    entry: dict[str, Any] = Field(description="Its canonical JSON is what is hashed: SHA-256(0x00 ‖ JSON).")
    leaf_hash: str
    path: list[str] = Field(description="Hashes in hex, nearest first (RFC 6962, 2.1.1).")
    checkpoint: str = Field(description="A signed note (c2sp.org/tlog-checkpoint).")
    verifiers: list[str]
    timestamp: str | None = Field(description="An RFC 3161 token over the note, in hex, when there is one.")
    people: dict[str, Opening]

    @classmethod
    def of(cls, entry: AuditEntry, proof: Proof, verifiers: list[str], people: Mapping[str, PersonalFact]) -> Self:
        return cls(
            index=entry.index or 0,
            entry=told(entry),
            leaf_hash=leaf(entry).hex(),
            path=_hex(proof.path),
            checkpoint=proof.checkpoint.note,
            verifiers=verifiers,
            timestamp=_token(proof.checkpoint),
            people={name: Opening(salt=fact.salt.hex(), value=fact.value) for name, fact in people.items()},
        )


class ExtractView(BaseModel):
    """Some entries in a row, with the roots of what lies before and after: together they make the signed root."""

    format: str = "oficina-log-extract/1"
    start: int
    entries: list[dict[str, Any]]
    before: list[str]
    after: list[str]
    checkpoint: str
    verifiers: list[str]
    timestamp: str | None

    @classmethod
    def of(cls, extract: Extract, verifiers: list[str]) -> Self:
        return cls(
            start=extract.start,
            entries=[told(entry) for entry in extract.entries],
            before=_hex(extract.before),
            after=_hex(extract.after),
            checkpoint=extract.checkpoint.note,
            verifiers=verifiers,
            timestamp=_token(extract.checkpoint),
        )


class ConsistencyView(BaseModel):
    """That the log only grew since it had `old_size` entries (RFC 6962, 2.1.2)."""

    old_size: int
    path: list[str]
    checkpoint: str

    @classmethod
    def of(cls, old: int, proof: Proof) -> Self:
        return cls(old_size=old, path=_hex(proof.path), checkpoint=proof.checkpoint.note)


def _hex(hashes: list[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def _token(checkpoint: Checkpoint) -> str | None:
    return checkpoint.token.hex() if checkpoint.token else None
