"""How far the signatures of something go, what is next, and the evidence records of what came from outside."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from kernel.http import PROBLEMS, AtDesk, permits
from kernel.permissions import Permission
from kernel.work import Work
from signature import keeping, proofs

RECORD = "application/octet-stream"
router = APIRouter(
    prefix="/preservation/{subject_id}",
    tags=["signature"],
    responses=PROBLEMS,
    dependencies=[permits(Permission.READ)],
)


class LevelView(BaseModel):
    """The level of one file, and its next step. `subject_id` of these routes is a document's or a reception's id."""

    model_config = ConfigDict(from_attributes=True)

    origin: str = Field(description="SHA-256 of the file as it came; empty for a document of the house.")
    blob: str = Field(description="SHA-256 of the file as it is now.")
    level: str = Field(
        description="`B-B` to `B-LTA` of PAdES, `PKCS#7` to `PKCS#7-LTA` where it is none; `unseen` until it is looked "
        "at, and `none` where there is no signature to extend."
    )
    step: str | None = Field(description="`timestamp`, `validation`, `archive` or `renewal`.")
    due_at: datetime | None
    ends_at: datetime | None = Field(description="Until when what it rests on holds.")
    trouble: str | None = Field(description="Why the last attempt did nothing: the code of a refusal.")


class ProofView(BaseModel):
    """What an evidence record says of one file."""

    model_config = ConfigDict(from_attributes=True)

    blob: str
    received_at: datetime
    proved_at: datetime | None = Field(description="Empty while it waits for the next record.")
    step: str | None = Field(description="How it is renewed: `stamp` or `hash`.")
    due_at: datetime | None
    ends_at: datetime | None


class PreservationView(BaseModel):
    levels: list[LevelView]
    proofs: list[ProofView]

    @classmethod
    def of(cls, work: Work, subject_id: UUID) -> Self:
        return cls(
            levels=[LevelView.model_validate(each) for each in keeping.lasting_of(work, subject_id)],
            proofs=[ProofView.model_validate(each) for each in proofs.proofs_of(work, subject_id)],
        )


@router.get("")
def preservation(subject_id: UUID, desk: AtDesk) -> PreservationView:
    """What was done so that it can be proved years from now, and what is done next, and when."""
    with desk.reading() as work:
        return PreservationView.of(work, subject_id)


@router.get(
    "/evidence/{blob}",
    response_class=Response,
    responses={200: {"description": "RFC 4998, in DER.", "content": {RECORD: {}}}},
)
def evidence_record(subject_id: UUID, blob: str, desk: AtDesk) -> Response:
    """The evidence record of one of its files: that it was here at that instant."""
    with desk.reading() as work:
        content = proofs.record_of(work, subject_id, blob)
    named = {"Content-Disposition": f'attachment; filename="{blob[:16]}.ers"'}
    return Response(content, media_type=RECORD, headers=named)
