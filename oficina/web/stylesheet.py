"""How the pages are dressed: one sheet, put together from its parts when the program starts.

The order of the parts counts: of two rules that say as much, a browser keeps the later one.
"""

from hashlib import sha256
from importlib.resources import files

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

PARTS = (
    *("tokens", "base", "shared", "frame", "layout", "buttons", "forms", "notices", "tables"),
    *("trays", "papers", "writing", "signing", "comparing", "composing", "pieces", "finding", "utilities"),
    *("narrow", "print", "demonstration", "desk", "administration", "correspondence", "details"),
    *("search", "help", "guide"),
)
FOLDER = files("oficina.web").joinpath("styles")
SHEET = "\n".join(FOLDER.joinpath(f"{part}.css").read_text("utf-8") for part in PARTS).encode()
VERSION = sha256(SHEET).hexdigest()[:12]
NAME = "oficina.css"
STYLESHEET = f"/estatico/{NAME}?v={VERSION}"
"""Where the pages ask for it: by what it says, so that a browser that has it never asks again."""
FOR_GOOD, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


class Dress(StaticFiles):
    """The files that stand in a folder, and the sheet, which stands in none."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path != NAME or scope["method"] not in ("GET", "HEAD"):
            return await super().get_response(path, scope)
        same = scope["query_string"] == f"v={VERSION}".encode()  # not while two versions of the program answer
        headers = {"ETag": f'"{VERSION}"', "Cache-Control": FOR_GOOD if same else ASK_AGAIN}
        if self.is_not_modified(Headers(headers), Headers(scope=scope)):
            return NotModifiedResponse(Headers(headers))
        return Response(SHEET, media_type="text/css", headers=headers)
