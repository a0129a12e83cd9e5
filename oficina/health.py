"""For whoever starts, stops and watches the program. They say nothing of what is inside."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from oficina.readiness import WHOLE, unfit

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/ready", responses={503: {"description": "Something that it needs does not answer."}})
def ready(request: Request) -> JSONResponse:
    """What it needs to attend people answers too."""
    wrong = unfit(request.app.state.platform, WHOLE)
    return JSONResponse({"status": "unfit" if wrong else "ready", "unfit": sorted(wrong)}, 503 if wrong else 200)
