"""«Quién leyó lo suyo»: the register of readings, for the very person whom it concerns."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import audit.service as audit
import correspondence.service as correspondence
import documents.service as documents
import expedientes.service as expedientes
import institutions.service as institutions
from kernel.work import Work
from oficina.web.access.told import opened
from oficina.web.visits import AtVisit, enters

router = APIRouter()
PAGE = 50


@router.get("/cuenta/lecturas", dependencies=[enters()])
def readings(visit: AtVisit, antes: UUID | None = None) -> Response:
    """Who read what they presented here, and what they wrote that is not for everybody. To look is an entry too."""
    with visit.desk.writing() as work:
        theirs = _theirs(work, visit.session.person_id)
        audit.record(work, "log.consulted", work.institution_id, what="own-openings")
        found = audit.openings(work, theirs, before=antes, limit=PAGE)
        lines = [(theirs[each.subject_id], line) for each, line in zip(found, opened(work, found), strict=True)]
    following = f"/cuenta/lecturas?antes={found[-1].id}" if len(found) == PAGE else ""
    return visit.page("access/mine", active="/cuenta", lines=lines, following=following)


def _theirs(work: Work, person_id: UUID) -> dict[UUID, str]:
    """By number, never by what it says: whoever wrote a thing may no longer be among its readers."""
    person = institutions.person(work, person_id)
    presented = correspondence.presented_by(work, person.run) if person.run else {}
    concerned = expedientes.concerning(work, person.run) if person.run else {}
    return {**presented, **concerned, **documents.guarded_by(work, person_id)}
