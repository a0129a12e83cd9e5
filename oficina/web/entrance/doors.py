"""What the pages of entrance share: the cookie of a session, and from where somebody tries to come in."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from institutions.sessions import LASTS, Opened
from institutions.tries import Source
from kernel.secrets import Secrets
from oficina.web.visits import COOKIE

DEVICE = "__Host-equipo"
REMEMBERED = 180 * 24 * 60 * 60
"""How many seconds a browser is known to be somebody's."""


def source(request: Request, secrets: Secrets, run: str) -> Source:
    """Who tries and from where, as digests."""
    place = request.client.host if request.client else ""
    plain = "".join(each for each in run.upper() if each.isalnum())
    known = hmac.compare_digest(request.cookies.get(DEVICE, "").encode(), _mark(secrets, plain).encode())
    where = "known" if known else place
    return Source(
        one=secrets.digest("tries", f"one/{plain}/{where}"),
        place=secrets.digest("tries", f"place/{place}"),
        person=secrets.digest("tries", f"person/{plain}"),
        known=known,
    )


def let_in(opened: Opened, lands: str) -> Response:
    """A session begins: whatever the browser showed before is worth nothing (fixation)."""
    response = RedirectResponse(lands, 303)
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(LASTS.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return response


def remember(response: Response, secrets: Secrets, run: str) -> None:
    """From now on the browser is one from which that person comes in."""
    plain = "".join(each for each in run.upper() if each.isalnum())
    response.set_cookie(
        DEVICE, _mark(secrets, plain), max_age=REMEMBERED, secure=True, httponly=True, samesite="strict", path="/"
    )


def let_out(lands: str) -> Response:
    response = RedirectResponse(lands, 303)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return response


def inside(address: str) -> str:
    """An address of this office, or the first page: nobody is sent to another site."""
    parts = urlsplit(address)
    plain = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and "\\" not in address
    )
    return address if plain and address.isprintable() else "/inicio"


def _mark(secrets: Secrets, run: str) -> str:
    return secrets.digest("known-browser", run)
