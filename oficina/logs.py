"""What the program says of itself: a line of JSON each time, and nothing of anybody in it."""

import json
import logging
import re
import sys
import time
import traceback
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel import measures, tracing

RUN = re.compile(r"\b\d{1,2}\.?\d{3}\.?\d{3}\s?-\s?[\dkK]\b")
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")

API = "/v1"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
"""Whoever asks may call a method anything; a number is kept for each of these."""

log = logging.getLogger("oficina.requests")


class Lines(logging.Formatter):
    """Of an exception it tells the kind and the place: its message may quote what somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "of": record.name,
            "says": without_people(record.getMessage()),
            **({"request": tracing.request_id()} if tracing.request_id() else {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            told["where"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(told, ensure_ascii=False)


def without_people(text: str) -> str:
    return MAIL.sub("[correo]", RUN.sub("[RUN]", text))


def begin_logging(level: int = logging.INFO) -> None:
    """One line of JSON for each thing said, on the error output."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("uvicorn.access", "alembic", "fontTools", "pyhanko"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class RequestLog:
    """One line a request: the route and never the path, how it ended and how long it took.

    The request has a name, which its answer tells, and which each line and each job that it causes carries.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500
        request = tracing.named(Headers(scope=scope).get(tracing.HEADER))

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[tracing.HEADER] = request
            await send(message)

        with tracing.done_for(request):
            try:
                await self._app(scope, receive, watched)
            finally:
                _tell(scope, status, time.perf_counter() - began)


def _route(scope: Scope) -> str:
    """As the documentation of the API names it; a router that was included does not know under what."""
    path: str = getattr(scope.get("route"), "path", "?")
    return API + path if scope["path"].startswith(f"{API}/") and not path.startswith(("?", API)) else path


def _tell(scope: Scope, status: int, seconds: float) -> None:
    route, method = _route(scope), scope["method"]
    measures.request_took(seconds, method=method if method in METHODS else "?", route=route, status=status)
    facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    log.info("request", extra={"facts": facts})
