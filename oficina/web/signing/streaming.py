"""A page that is sent while what it tells is being done: a line for each document, as soon as it is known.

What opens the key lives in this answer and nowhere else. If the connection is cut, what is done stays done, and
the rest waits in its tray.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi.responses import StreamingResponse

import institutions.service as institutions
from kernel.errors import Refused
from oficina.web.pages import HEADERS, TEMPLATES
from oficina.web.visits import Visit

HERE = "<!--results-->"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one document."""

    subject: str
    document_id: UUID | None = None
    sha256: str = ""
    refused: str = ""
    at: datetime | None = None


def streamed(
    visit: Visit,
    page: str,
    subjects: dict[UUID, str],
    each: Iterable[tuple[UUID, Callable[[], Result]]],
    **told: Any,
) -> StreamingResponse:
    """The page up to its table, a row for each, and the rest of the page."""
    with visit.desk.reading() as work:
        zone = institutions.local_zone(work)
    whole = bytes(visit.page(page, total=len(subjects), **told).body).decode()
    before, after = whole.split(HERE)
    row, end = TEMPLATES.get_template("signing/row.html"), TEMPLATES.get_template("signing/end.html")

    def rows() -> Iterator[str]:
        yield before
        refused = list[Result]()
        for at, (request_id, do) in enumerate(each, start=1):
            result = _tried(do, subjects.get(request_id, "Documento"))
            if result.refused:
                refused.append(result)
            so_far = {"at": at, "total": len(subjects), "refused": len(refused)}
            yield row.render(result=result, zone=zone, **so_far, **told)
        yield after.replace("<!--end-->", end.render(refused=refused, total=len(subjects), **told))

    return StreamingResponse(rows(), media_type="text/html", headers=HEADERS | {"X-Accel-Buffering": "no"})


def _tried(do: Callable[[], Result], subject: str) -> Result:
    """A refusal of one leaves the others."""
    try:
        return do()
    except Refused as refusal:
        return Result(subject, refused=refusal.message)
