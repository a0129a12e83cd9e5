"""For which request something is done: from the first line that is said of it to the last job that it leaves."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
KNOWN = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
"""What another system may call its request: a UUID, or the trace id of W3C Trace Context. Nothing that could be of a
person, since it is written in the log.
"""
LENGTH = 36

_request: ContextVar[str | None] = ContextVar("request", default=None)


def request_id() -> str | None:
    return _request.get()


def named(given: str | None) -> str:
    """The name that its sender gave to a request, if it is one of a machine; if not, a new one."""
    return given if given and KNOWN.fullmatch(given) else uuid4().hex


@contextmanager
def done_for(request: str | None) -> Iterator[None]:
    """Whatever is said and enqueued meanwhile is for this request."""
    before = _request.set(request)
    try:
        yield
    finally:
        _request.reset(before)
