"""Exports of a result over HTTP: asked for, looked at, fetched."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from documents.storage import BlobStore
from kernel.http import PROBLEMS, AtDesk, DoOnce, permits, wired
from kernel.permissions import Permission
from kernel.zips import zipped
from oficina import taking
from search import exports
from search.router import AtZones
from search.schemas import AskedForm

router = APIRouter(prefix="/search/exports", tags=["search"], responses=PROBLEMS)
SEARCHES = [permits(Permission.SEARCH)]
AtBlobs = Annotated[BlobStore, wired("blobs")]
ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}


class ExportView(BaseModel):
    """A result to be taken away: `ready` once the job that gathers it is done."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10",
                    "state": "ready",
                    "asked_at": "2026-05-11T15:04:00Z",
                    "until": "2026-05-14T15:04:00Z",
                    "total": 412,
                    "listed": 412,
                    "files": 530,
                    "size": 91234567,
                }
            ]
        }
    )

    id: UUID
    state: exports.State
    asked_at: datetime
    until: datetime = Field(description="After this it is forgotten.")
    total: int
    listed: int = Field(description="Of the total, how many are in it.")
    files: int
    size: int = Field(description="Bytes of its files.")

    @classmethod
    def of(cls, row: exports.Export) -> Self:
        return cls(
            id=row.id,
            state=exports.State(row.state),
            asked_at=row.asked_at,
            until=row.asked_at + exports.LASTS,
            total=row.total,
            listed=len(row.listed),
            files=row.files,
            size=row.size,
        )


@router.post("", status_code=201, response_model=ExportView, dependencies=SEARCHES)
def ask(form: AskedForm, desk: AtDesk, once: DoOnce, zone_of: AtZones) -> Response:
    """Have the whole result gathered by a job: an index with hashes, and the files that may be taken."""
    wanted = form.wanted(zone_of(desk))
    return once.act(lambda work: ExportView.of(taking.ask(work, wanted)))


@router.get("", dependencies=SEARCHES)
def listed(desk: AtDesk) -> list[ExportView]:
    """One's own that are not over yet, the newest first."""
    with desk.reading() as work:
        return [ExportView.of(each) for each in exports.exports(work)]


@router.get("/{export_id}", dependencies=SEARCHES)
def one(export_id: UUID, desk: AtDesk) -> ExportView:
    with desk.reading() as work:
        return ExportView.of(exports.export(work, export_id))


@router.get(
    "/{export_id}/content", response_class=StreamingResponse, responses={200: {"content": ZIP}}, dependencies=SEARCHES
)
def content(export_id: UUID, desk: AtDesk, blobs: AtBlobs) -> StreamingResponse:
    """The ZIP, with what may still be read at this moment."""
    with desk.writing() as work:
        packed = taking.take(work, export_id)
    headers = {"Content-Disposition": f'attachment; filename="{packed.name}.zip"'}
    return StreamingResponse(zipped(blobs.get, packed), media_type="application/zip", headers=headers)
