"""What an examination of signatures found, as a paper for the archive. What programs read goes inside."""

from collections.abc import Mapping
from typing import Any

from documents.rendering.compiler import compiled, measured
from documents.rendering.letters import STANDARDS
from kernel.canonical import canonical

LAYOUT = "report.typ"
LATIN, MORE = 0x250, frozenset("–—‘’“”…•€№")
LONGEST = 600


def render_report(data: Mapping[str, Any], attached: Mapping[str, str]) -> bytes:
    """PDF/A-3a and PDF/UA-1 in one file, with the space of its seal told in it. Nothing in `data` is trusted."""
    told = {name: _legible(each) for name, each in data.items()}
    spaces = canonical(measured(LAYOUT, told)).decode()
    return compiled(LAYOUT, told | {"attached": {**attached, "spaces": spaces}}, standards=STANDARDS)


def _legible(told: Any) -> Any:
    """Only letters that can be set in type: a name in a certificate may be anything, and as long as anything."""
    if isinstance(told, str):
        return "".join(each if _is_legible(each) else "?" for each in told[:LONGEST])
    if isinstance(told, Mapping):
        return {name: _legible(each) for name, each in told.items()}
    return [_legible(each) for each in told]


def _is_legible(letter: str) -> bool:
    return (letter.isprintable() and ord(letter) < LATIN) or letter in MORE
