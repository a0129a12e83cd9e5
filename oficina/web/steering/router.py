"""Panel and Cola."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from correspondence import statistics
from correspondence.lists import MEDIA
from kernel.permissions import Permission
from oficina.web.steering.charts import bars
from oficina.web.steering.words import JOBS, STATES
from oficina.web.visits import AtForm, AtVisit, enters
from workers import shelf

router = APIRouter()

PERIODS = {"semana": ("Últimos 7 días", 7), "mes": ("Últimos 30 días", 30), "trimestre": ("Últimos 90 días", 90)}
SHOWN_BY_DAY = 31
WATCHES = [enters(Permission.AUDIT, Permission.REGISTER, Permission.ADMINISTER)]
OPERATES = [enters(Permission.ADMINISTER, Permission.AUDIT)]


@router.get("/panel", dependencies=WATCHES)
def panel(visit: AtVisit, periodo: str = "mes") -> Response:
    """Numbers of the institution: what came and went, what waits and for whom, how much was without paper."""
    name = periodo if periodo in PERIODS else "mes"
    with visit.desk.reading() as work:
        today = institutions.today(work)
        found = statistics.figures(work, today - timedelta(days=PERIODS[name][1] - 1), today)
    days = [(f"{day:%d-%m}", came, went) for day, came, went in found.days]
    return visit.page(
        "steering/panel",
        active="/panel",
        figures=found,
        periods=PERIODS,
        period=name,
        chart=bars(days if len(days) <= SHOWN_BY_DAY else by_week(days)),
        media=MEDIA,
    )


@router.get("/cola", dependencies=OPERATES)
def queue(visit: AtVisit) -> Response:
    """What the machine has to do for the institution, and what it could not."""
    with visit.desk.reading() as work:
        waiting, troubled = shelf.waiting(work), shelf.troubled(work)
    return visit.page("steering/queue", active="/cola", waiting=waiting, troubled=troubled, jobs=JOBS, states=STATES)


@router.post("/cola/{job_id}/reintento", dependencies=[enters(Permission.ADMINISTER)])
def try_again(visit: AtVisit, job_id: UUID, form: AtForm) -> Response:
    return visit.act(
        form, lambda work: shelf.try_again(work, job_id), lands="/cola", says="El trabajo volvió a la cola"
    )


def by_week(days: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Too many days for a screen, seven at a time, by the first of them."""
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    return [(week[0][0], sum(came for _, came, _ in week), sum(went for *_, went in week)) for week in weeks]
