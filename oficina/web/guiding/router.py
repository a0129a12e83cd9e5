"""The pages of `docs/guia`, for whoever signed in."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from kernel.errors import NotFound
from oficina.web.visits import AtVisit, enters

router = APIRouter()

GUIDE = Path(__file__).parents[3] / "docs" / "guia"
HERE = "/ayuda"
WHOEVER = [enters(their_own=True)]
FIRST = "README"


class NoSuchPage(NotFound):
    code = "guide-page-not-found"


@router.get(HERE, dependencies=WHOEVER)
def first(visit: AtVisit) -> Response:
    """Which page is for whom."""
    return _page(visit, FIRST)


@router.get(f"{HERE}/{{role}}", dependencies=WHOEVER)
def page(visit: AtVisit, role: str) -> Response:
    return _page(visit, role)


@router.get(f"{HERE}/imagenes/{{picture}}", dependencies=WHOEVER)
def picture(picture: str) -> Response:
    """One of the pictures that the pages show, and no other file."""
    known = {each.name: each for each in (GUIDE / "imagenes").glob("*.png")}
    if picture not in known:
        raise NoSuchPage("Esa imagen no está en la guía: vuelva a la página de la guía.")
    return FileResponse(known[picture], media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _page(visit: AtVisit, name: str) -> Response:
    title, text = read(name)
    return visit.page("guiding/page", active=HERE, title=title, text=text, is_first=name == FIRST)


@cache
def read(name: str) -> tuple[str, Markup]:
    """A page of the guide, and its title. They are ours, and they change only with the program."""
    known = {each.stem: each for each in GUIDE.glob("*.md")}
    if name not in known:
        raise NoSuchPage("Esa página no está en la guía: vea cuáles hay en «Guía».")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(known[name].read_text("utf-8"))
    title = tokens[1].content if len(tokens) > 1 else name
    for token in tokens:
        _lead_here(token.children or [])
    return title, Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 -- escaped by the renderer


def _lead_here(tokens: Sequence[Token]) -> None:
    """Links between the pages, and their pictures, as this office serves them. What it does not serve is no link."""
    here = True
    for token in tokens:
        if token.type == "link_open":
            stem = str(token.attrs.get("href", "")).removesuffix(".md")
            here = (GUIDE / f"{stem}.md").parent == GUIDE
            token.attrs["href"] = HERE if stem == FIRST else f"{HERE}/{stem}"
        elif token.type == "image":
            token.attrs["src"] = f"{HERE}/imagenes/{Path(str(token.attrs.get('src', ''))).name}"
            token.attrs["loading"] = "lazy"
        if token.type in {"link_open", "link_close"} and not here:
            token.tag = "span"
            token.attrs.clear()
