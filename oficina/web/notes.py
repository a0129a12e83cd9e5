"""What was done just before, told once on the next page. It travels in a cookie that only this office can write."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from fastapi import Request
from fastapi.responses import Response

from kernel.secrets import Secrets

COOKIE = "__Host-aviso"
LASTS = 60


class Note(NamedTuple):
    says: str
    kind: str
    """`done`, or `warning` when not all of it was."""


def leave(response: Response, secrets: Secrets, says: str, kind: str) -> None:
    told = urlsafe_b64encode(json.dumps([says, kind]).encode()).decode()
    value = f"{told}.{secrets.digest('note', told)}"
    response.set_cookie(COOKIE, value, max_age=LASTS, secure=True, httponly=True, samesite="lax", path="/")


def read(request: Request, secrets: Secrets) -> Note | None:
    told, _, digest = request.cookies.get(COOKIE, "").partition(".")
    if not told or not hmac.compare_digest(digest.encode(), secrets.digest("note", told).encode()):
        return None
    return Note(*json.loads(urlsafe_b64decode(told)))


def clear(response: Response) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
