"""Every address that answers, worked out from the program itself: what names a thing in it, and what may be asked."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from fastapi import FastAPI

from oficina import health
from oficina.api import api
from oficina.watching import router as watching
from oficina.web.routes import ROUTERS

NAMED = re.compile(r"\{([a-z_]+)\}")
STREAMS = {"GET /inicio/eventos"}
"""What never ends by itself: it is asked apart."""
OF_ONESELF = {
    "POST /salir",
    "POST /cargo",
    "POST /cuenta/sesiones",
    "POST /cuenta/clave",
    "POST /demostracion/reloj",
    "POST /v1/institution/departure",
}
"""What ends or moves the very session, clock or institution that asks, and names nothing of anybody else."""

IDS = frozenset(
    f"{name}_id"
    for name in (
        *("document", "attachment", "request", "communication", "delivery", "dispatch"),
        *("reception", "referral", "expediente", "entry", "party", "subject", "list", "saved", "export"),
        *("institution", "office", "person", "assignment", "grant", "key", "naming", "post"),
        *("substitution", "delegation", "assistance", "job", "hold"),
    )
)
"""What a path may name by its id: something of each kind is planted, and is asked for."""
FIXED = {
    "number": "1",
    "page": "1",
    "position": "0",
    "index": "0",
    "element": "MGDDE1_6",
    "role": "redactor",
    "picture": "inicio.png",
    "authority": "issuer",
    "shape": "crl",
    "token": "nada",
    "code": "nada",
    "blob": "0" * 64,
    "origin": "0" * 64,
}
"""What else a path says, and what is said there when a thing is asked for."""

FORM_IDS = (
    "retencion",
    "elegido",
    "pick",
    "encargo",
    "lista",
    "derivacion",
    "copia",
    "vacante",
    "elegida",
    "answers",
    "tells",
)
"""What the forms of pages give by its id, read as ids by whoever takes them."""
FORM_NAMES = ("para", "unidad", "responde", "expediente", "linea", "person", "oficina", "cargo")
"""What they give by its id, and read in another way."""
FORM_THINGS = {
    "/oficina-de-partes/lote": {"haz": "acuse"},
    "/oficina-de-partes/numerar": {},
    "/expedientes/nuevo": {"titulo": "Prueba", "asunto": "Prueba", "responsable": "Ana Rojas"},
    "/redactar": {"haz": "guardar"},
    "/por-firmar": {"haz": "firmar"},
    "/por-firmar/llave": {"leido": "si"},
    "/por-visar": {"haz": "visar"},
    "/listas/nueva": {"nombre": "Prueba"},
}
"""The forms that name things although their address does not."""


@dataclass(frozen=True)
class Address:
    """`ids` and `words`: what may be asked of it beside its path. `body` is what somebody could send."""

    method: str
    path: str
    ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    body: Any = None
    given: tuple[tuple[str, str], ...] = ()
    """What it wants to be told whatever is asked: without it, it refuses, and says nothing of anything."""
    inside: tuple[tuple[str | int, ...], ...] = ()
    """Where in the body something is named by its id."""

    @property
    def named(self) -> list[str]:
        return NAMED.findall(self.path)

    @property
    def names_things(self) -> bool:
        return any(name in IDS or name == "code" for name in self.named)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def addresses() -> tuple[Address, ...]:
    """All but those of oneself, in one order."""
    app = FastAPI(openapi_url=None)
    for router in (api, *ROUTERS, health.router, watching.router):
        app.include_router(router)
    told = app.openapi()
    every = [
        _address(method.upper(), path, about, told)
        for path, methods in told["paths"].items()
        for method, about in methods.items()
    ]
    known = {str(each) for each in every}
    every += [Address(each.split(" ")[0], each.split(" ")[1]) for each in attended(app) if each not in known]
    return tuple(sorted((each for each in every if str(each) not in OF_ONESELF | STREAMS), key=str))


def attended(app: FastAPI) -> Iterator[str]:
    """What the running program attends: every route, and every folder of files."""
    for each in app.routes:
        if hasattr(each, "effective_route_contexts"):
            for context in each.effective_route_contexts():
                yield from (f"{method} {context.path}" for method in context.methods)
        else:
            methods: set[str] = getattr(each, "methods", None) or {"GET"}
            yield from (f"{method} {getattr(each, 'path', '?')}" for method in methods - {"HEAD"})


def _address(method: str, path: str, about: Mapping[str, Any], told: Mapping[str, Any]) -> Address:
    asked = [each for each in about.get("parameters", ()) if each["in"] == "query"]
    ids = tuple(each["name"] for each in asked if _is(each["schema"], format="uuid"))
    given = tuple((each["name"], _any_of(each)) for each in asked if each.get("required"))
    words = tuple(each["name"] for each in asked if each["name"] not in ids and _is_free(each["schema"]))
    form = about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    known = _known(form, told)
    body = copy.deepcopy(known.get("examples", [None])[0])
    inside = tuple(_inside(form, told)) if body is not None else ()
    return Address(method, path, ids, words, body, given, inside)


def _any_of(asked: Mapping[str, Any]) -> str:
    """What may be told where something must be: days so far apart that all is between them."""
    if _is(asked["schema"], format="date"):
        return "2000-01-01" if asked["name"] == "from" else "2040-01-01"
    if _is(asked["schema"], format="date-time"):
        return "2040-01-01T00:00:00Z"
    return {"old": "0", "start": "0", "end": "1000", "year": "2026"}.get(asked["name"], "Juzgado")


def _is(schema: Mapping[str, Any], **what: str) -> bool:
    return any(what.items() <= each.items() for each in (schema, *schema.get("anyOf", ())))


def _is_free(schema: Mapping[str, Any]) -> bool:
    """Any text at all may be asked: no number, date or one of a list."""
    return any(
        each.get("type") == "string" and not each.keys() & {"format", "enum", "const", "pattern"}
        for each in (schema, *schema.get("anyOf", ()))
    )


def _known(schema: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _inside(
    schema: Mapping[str, Any], told: Mapping[str, Any], way: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    known = _known(schema, told)
    if known.get("format") == "uuid":
        yield way
    if len(way) > 4:  # a thing within a thing of its own kind
        return
    for each in known.get("anyOf", ()):
        yield from _inside(each, told, way)
    for name, each in known.get("properties", {}).items():
        yield from _inside(each, told, (*way, name))
    if isinstance(known.get("items"), dict):
        yield from _inside(known["items"], told, (*way, 0))


def naming(body: Any, way: tuple[str | int, ...], thing_id: str) -> Any:
    """The same body, with something named by its id at that place."""
    made = copy.deepcopy(body)
    here = made
    for step, following in pairwise(way):
        if isinstance(here, list):
            if not here:
                here.append([] if isinstance(following, int) else {})
            here = here[0]
        else:
            if not here.get(step):
                here[step] = [] if isinstance(following, int) else {}
            here = here[step]
    last = way[-1]
    if isinstance(here, list):
        here[:1] = [thing_id]
    else:
        here[last] = thing_id
    return made
