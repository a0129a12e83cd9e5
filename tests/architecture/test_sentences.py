"""Every refusal says, in its own words, what happened and what to do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import oficina.app
from kernel.errors import Refused

pytestmark = pytest.mark.database_free

ROOT = Path(__file__).parents[2]
PACKAGES = ("kernel", "audit", "search", "institutions", "documents", "signature", "correspondence", "expedientes")
TURNS = (": ", ". ", "; ")
"""Between what happened and what to do."""


def kinds(refusal: type[Refused] = Refused) -> set[str]:
    """Every kind of refusal that the program knows once all of it is imported."""
    assert oficina.app
    return {refusal.__name__}.union(*(kinds(each) for each in refusal.__subclasses__()))


def sentences() -> Iterator[tuple[str, str]]:
    known = kinds()
    for file in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known and node.args:
                text = said(node.args[0])
                if text is not None:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", text


def said(message: ast.expr) -> str | None:
    match message:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
    return None


def test_every_refusal_says_what_happened_and_what_to_do() -> None:
    told = dict(sentences())

    assert len(told) > 150
    assert {where: text for where, text in told.items() if not text.endswith((".", "…"))} == {}
    assert {where: text for where, text in told.items() if not any(turn in text for turn in TURNS)} == {}
