"""A PDF that came in damaged: what people are told of it before they sign what was made of it."""

from typing import Any

from documents.service import Version

AMISS = {
    "end": "le faltaba el final",
    "tail": "traía algo más después de su final",
    "table": "la tabla que dice dónde está cada parte no servía",
    "lengths": "sus contenidos no medían lo que decía",
    "pages": "la lista de sus páginas estaba mal escrita",
    "other": "no estaba bien escrito",
}
"""What was amiss with a PDF that had to be mended."""


def mended(version: Version | None) -> dict[str, Any] | None:
    """What is told of a version that was made from a damaged file."""
    if version is None or version.repair is None:
        return None
    amiss = [AMISS.get(each, AMISS["other"]) for each in version.repair["amiss"]]
    tool = f"{version.repair['tool']} {version.repair['version']}"
    return {"number": version.number, "received": version.basis, "amiss": amiss, "tool": tool}
