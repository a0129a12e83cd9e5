"""`/metrics`, for Prometheus: to whoever is on this machine, or shows the key of OFICINA_METRICS_KEY_FILE."""

import hmac
from ipaddress import ip_address
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from kernel import measures
from oficina.platform import Platform
from oficina.readiness import QUICK
from oficina.watching.gauges import Gauges

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """To anybody else this address does not exist."""
    platform: Platform = request.app.state.platform
    if not _may_watch(request, platform.settings.metrics_key_file):
        raise HTTPException(404)
    now = CollectorRegistry()
    now.register(Gauges(platform, request.app.state.unfit, tuple(QUICK)))
    told = generate_latest(measures.counted()) + generate_latest(now)
    return Response(told, media_type=CONTENT_TYPE_LATEST)


def _may_watch(request: Request, key_file: Path | None) -> bool:
    if key_file:
        shown = request.headers.get("authorization", "").encode()
        return hmac.compare_digest(shown, b"Bearer " + key_file.read_bytes().strip())
    return "x-forwarded-for" not in request.headers and _is_here(request)


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
