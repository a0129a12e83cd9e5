"""From what a person wrote to the file that will be signed."""

from dataclasses import asdict, dataclass
from typing import Any

from documents.fields import DraftFields
from documents.kinds import Kind
from documents.rendering.compiler import Standard, compiled, measured, pictured
from documents.rendering.labels import labelled
from kernel.canonical import canonical

STANDARDS: tuple[Standard, ...] = ("a-3a", "ua-1")
LAYOUT = "document.typ"
ORDINAL = "{}°"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of the first page: the State, the institution and its unit, one line each."""

    lines: tuple[str, ...]
    unit: str | None = None


def render_draft(kind: Kind, fields: DraftFields, letterhead: Letterhead, *, preview: bool = False) -> bytes:
    """PDF/A-3a and PDF/UA-1 in one file, with its fields and spaces attached. A preview says where the number goes."""
    data = _data(kind, fields, letterhead, preview=preview)
    spaces = measured(LAYOUT, data)
    attached = {"fields": canonical(fields.kept()).decode(), "spaces": canonical(spaces).decode()}
    return compiled(LAYOUT, data | {"attached": attached}, standards=STANDARDS)


def render_pages(kind: Kind, fields: DraftFields, letterhead: Letterhead) -> list[bytes]:
    """How a draft looks, page by page, as images: much quicker than a file for the archive."""
    return pictured(LAYOUT, _data(kind, fields, letterhead, preview=True))


def _data(kind: Kind, fields: DraftFields, letterhead: Letterhead, *, preview: bool) -> dict[str, Any]:
    told = fields.model_dump(mode="json", by_alias=True)
    sections = {
        "vistos": labelled(fields.vistos, alone=False),
        "considerando": labelled(fields.considerando, alone=False),
        "resuelvo": labelled(fields.resuelvo, outermost=ORDINAL),
        "paragraphs": labelled(fields.paragraphs),
    }
    return {
        "kind": {"name": kind.name, "layout": kind.layout, "code": kind.code},
        "prefix": fields.prefix or kind.prefix,
        "closing": fields.closing if fields.closing is not None else kind.closing,
        "letterhead": asdict(letterhead),
        "signers": max(len(kind.signature.signers), 1),
        "title": fields.subject or kind.name,
        "preview": preview,
        "fields": told | sections,
    }
