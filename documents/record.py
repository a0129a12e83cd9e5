"""What an official communication has to say of itself: the seven data of DS 4 art. 36, and the two of art. 38."""

from typing import Any
from uuid import UUID

import institutions.service as institutions
from documents.holding import fields_of, kind_of, version_of
from documents.models import Document
from kernel.work import Work


def official_record(work: Work, document: Document) -> dict[str, Any]:
    """The record that goes with every copy: from whom, to whom, about what, which content, of which kind."""
    institution, kind, fields = institutions.institution(work), kind_of(work, document), fields_of(document)
    content = version_of(work, document, document.sealed or document.head)
    names = _names(work, {line.institution_id for line in fields.distribution if line.institution_id})
    return {
        "unique_id": document.unique_code,
        "classification": {
            "series": document.classification,
            "access_level": document.access_level,
            "access_cause": document.access_cause,
        },
        "sender": {"id": str(institution.id), "code": institution.code, "name": institution.name},
        "sender_authority": [party.model_dump(mode="json", exclude_none=True) for party in fields.from_],
        "recipients": [{"id": str(id_), "name": name} for id_, name in names.items()],
        "addressees": [
            *(party.model_dump(mode="json", exclude_none=True) for party in fields.to),
            *({"post": line.addressee} for line in fields.distribution),
        ],
        "reference": document.subject,
        "content": {"sha256": content.blob, "size": content.size, "version": content.number},
        "kind": {"code": kind.code, "name": kind.name, "documentary_type": kind.documentary_type},
    }


def _names(work: Work, ids: set[UUID]) -> dict[UUID, str]:
    return institutions.names_of(work, ids) if ids else {}
