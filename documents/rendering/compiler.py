"""The one place that runs Typst. Data go in as JSON and never become markup."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import typst

from kernel.errors import Invalid

Standard = Literal["a-3a", "a-3b", "ua-1"]
LAYOUTS = Path(__file__).parent / "layouts"
SHARP = 120.0
"""Dots per inch of a page on a screen."""


class NotTypeset(Invalid):
    """The text has something that cannot be set in type under the standards of the archive."""

    code = "document-not-typeset"


def compiled(layout: str, data: Mapping[str, Any], *, standards: Sequence[Standard]) -> bytes:
    """The PDF of a layout filled with data. It ends with a line of its own, so that a signature can be added."""
    try:
        pdf = _compiler(layout).compile(format="pdf", sys_inputs=_inputs(data), pdf_standards=list(standards))
    except typst.TypstError as error:
        raise _not_typeset(error) from error
    if not isinstance(pdf, bytes):
        raise TypeError("one layout makes one file")
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def pictured(layout: str, data: Mapping[str, Any]) -> list[bytes]:
    """Each page of a layout filled with data, as a PNG."""
    try:
        pages = _compiler(layout).compile(format="png", ppi=SHARP, sys_inputs=_inputs(data))
    except typst.TypstError as error:
        raise _not_typeset(error) from error
    return [pages] if isinstance(pages, bytes) else [page for page in pages or () if page]


def measured(layout: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the layout says of where its spaces are: points, from the upper left corner of the page."""
    found = typst.query(
        str(LAYOUTS / layout), "<space>", field="value", sys_inputs=_inputs(data), ignore_system_fonts=True
    )
    spaces: list[dict[str, Any]] = json.loads(found)
    return spaces


def _compiler(layout: str) -> typst.Compiler:
    return typst.Compiler(str(LAYOUTS / layout), root=str(LAYOUTS), ignore_system_fonts=True)


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _not_typeset(error: Exception) -> NotTypeset:
    return NotTypeset(
        "El documento tiene algún carácter o contenido que no se puede componer: quite emojis y símbolos poco "
        "comunes e intente de nuevo.",
        reason=str(error)[:300],
    )
