"""Refusals and failures, as a page that a person can read: what happened, and where to go from there."""

from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from institutions.errors import FactorNotShown, NotSignedIn, OwesFactor
from kernel.errors import Refused
from oficina.web.pages import page

TITLES = {
    401: "Entre de nuevo",
    403: "No está permitido",
    404: "No lo encontramos",
    405: "Esta dirección no se abre así",
    409: "No corresponde en este momento",
    413: "El archivo es demasiado grande",
    422: "Hay algo que corregir",
    429: "Espere un momento",
    500: "Algo falló de nuestro lado",
    503: "Algo no responde",
}
NOT_FOUND = "No hay nada en esta dirección. Revísela, o busque el documento por su N° o su materia."
MACHINES = ("/v1", "/health", "/openapi.json", "/metrics")


def is_page(request: Request) -> bool:
    """Whether a person looks, or a program asks."""
    path = request.url.path
    return not any(path == each or path.startswith(f"{each}/") for each in MACHINES)


def as_page(request: Request, status: int, says: str, refusal: Refused | None = None) -> Response:
    """Whoever is not signed in is asked to, and then brought back."""
    if isinstance(refusal, FactorNotShown) and request.method == "GET":
        return RedirectResponse(f"/entrar/codigo?sigue={quote(_here(request))}", 303)
    if isinstance(refusal, NotSignedIn) and request.method == "GET":
        return RedirectResponse(f"/entrar?sigue={quote(_here(request))}", 303)
    if isinstance(refusal, OwesFactor) and request.method == "GET":
        return RedirectResponse("/cuenta", 303)
    if status == 404 and refusal is None:  # noqa: PLR2004 -- the status of HTTP
        says = NOT_FOUND
    return page("refused", status=status, title=TITLES.get(status, "No se pudo hacer"), says=says, back=_back(request))


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _back(request: Request) -> str:
    """The page of this office from which they came, or the first one."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host") or not came.path.startswith("/") or came.path == request.url.path:
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")
