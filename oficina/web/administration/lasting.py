"""Who tells the time of the signatures, until when, and how the proofs of the institution stand."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from oficina.web.administration.asking import ADMINISTERS, HERE
from oficina.web.visits import AtVisit
from signature import authorities, keeping
from signature.aging import sunsets
from signature.timestamps import named

router = APIRouter()
TROUBLES = {
    "not-asked-yet": "Todavía no se le ha preguntado",
    "timestamp-unavailable": "No responde",
    "root-unknown": "Responde, pero no se conoce su raíz: agréguela a las confiables",
}


@router.get("/administracion/sellado-de-tiempo", dependencies=ADMINISTERS)
def lasting(visit: AtVisit) -> Response:
    """The authorities with their expiry, the algorithms with theirs, and what is due or stuck."""
    settings = visit.platform.settings
    with visit.desk.reading() as work:
        told: dict[str, Any] = {
            "authorities": [_authority(each, work.now) for each in authorities.in_use(work, settings.tsa_url)],
            "standing": keeping.standing(work),
        }
    hosts = named(settings.revocation_hosts)
    return visit.page(
        "administration/lasting",
        active=HERE,
        later=settings.without_tsa == "later",
        hosts=hosts,
        sunsets=sorted(sunsets().ends.items(), key=lambda each: each[1]),
        sunsets_version=sunsets().version,
        **told,
    )


def _authority(row: authorities.TimeAuthority, now: datetime) -> dict[str, Any]:
    return {
        "url": "De demostración, dentro de esta oficina" if row.url.startswith("demo:") else row.url,
        "holder": row.holder,
        "ends_at": row.ends_at,
        "answered_at": row.answered_at,
        "trouble": TROUBLES.get(row.trouble, "Su respuesta no se entiende") if row.trouble else "",
        "warning": authorities.warning(row.ends_at, now),
    }
