"""The pages: filled in Jinja2, which escapes whatever it is given, and sent with what a browser is allowed to do."""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

import documents.service as documents
from oficina.web.icons import ICONS
from oficina.web.stylesheet import STYLESHEET, Dress
from oficina.web.words import FILTERS, counted

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "frame-src 'self'; object-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TEMPLATES = Environment(
    loader=PackageLoader("oficina.web"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= FILTERS
TEMPLATES.globals |= {"ICONS": ICONS, "CAUSES": documents.CAUSES, "STYLESHEET": STYLESHEET, "counted": counted}


def page(name: str, *, status: int = 200, **told: Any) -> HTMLResponse:
    """A page of `templates/`, by its name without `.html`."""
    return HTMLResponse(TEMPLATES.get_template(f"{name}.html").render(told), status, headers=HEADERS)


def install(app: FastAPI, *routers: APIRouter) -> None:
    """The pages, and the files that they are dressed with."""
    for router in routers:
        app.include_router(router, include_in_schema=False)
    static = str(files("oficina.web").joinpath("static"))
    app.mount("/estatico", Dress(directory=static), name="static")
