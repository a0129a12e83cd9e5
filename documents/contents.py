"""How bytes leave: to be kept, never to be run by the browser that gets them."""

from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse

from documents.models import Attachment, Version
from documents.storage import BlobStore

SAFELY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def file_response(blobs: BlobStore, kept: Version | Attachment, *, name: str, media_type: str) -> Response:
    """A file under its own name, whatever it contains."""
    headers = SAFELY | {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(kept.size),
        "ETag": f'"{kept.blob}"',
    }
    return StreamingResponse(blobs.get(kept.blob), media_type=media_type, headers=headers)


def preview_response(pdf: bytes) -> Response:
    headers = SAFELY | {"Content-Disposition": "inline; filename=borrador.pdf"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def made_response(pdf: bytes, name: str) -> Response:
    """What was made just now for whoever asked, to be kept under a name of ours."""
    headers = SAFELY | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)
