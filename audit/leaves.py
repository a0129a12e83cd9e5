"""What an entry says, in the one form that is hashed. Fixed: what was logged in it is proved with it for ever."""

import hashlib
from datetime import UTC
from typing import Any

from audit.merkle import leaf_hash
from audit.models import AuditEntry
from kernel.canonical import canonical


def told(entry: AuditEntry) -> dict[str, Any]:
    """Everything that the entry says, with persons only as salted hashes."""
    return {
        "v": 1,
        "id": str(entry.id),
        "institution": str(entry.institution_id),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "subject": str(entry.subject_id),
        "system": entry.system,
        "facts": entry.facts,
        "sealed_facts": entry.sealed_facts,
    }


def leaf(entry: AuditEntry) -> bytes:
    return leaf_hash(canonical(told(entry)))


def sealed(salt: bytes, value: str) -> str:
    """What stands in the entry for something of a person: SHA-256(salt ‖ value)."""
    return hashlib.sha256(salt + value.encode()).hexdigest()
