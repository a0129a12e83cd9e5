"""What a person fills in to write a document: the same for every kind, which says what it needs of it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

from documents.errors import DocumentTooLong

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]

MOST_PIECES = 3_000
"""Paragraphs, tables, rows and lines of one document, all together."""
MOST_TEXT = 300_000
"""Characters of one document, all together. What is longer goes as an attachment."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Antecedent(Part):
    """A document that came before: in words, and where it is one of ours or one that we received, which."""

    text: Line
    document_id: UUID | None = None
    reception_id: UUID | None = None


class Party(Part):
    """From whom or to whom: the post, and who holds it when the line says so."""

    post: Line
    name: Line | None = None
    institution: Line | None = None


class Paragraph(Part):
    """A paragraph of the body. Its label, when it has none of its own, follows from where it stands."""

    type: Literal["paragraph"] = "paragraph"
    text: Text
    level: int = Field(0, ge=0, le=4, description="How deep it stands: 0 outermost")
    numbered: bool = True
    label: Annotated[str, StringConstraints(max_length=12)] | None = Field(
        None, description="As printed, for a transcription: «II.», «a.»"
    )
    heading: Line | None = Field(None, description="Words that open it, in bold")


class Table(Part):
    """Rows under their headings. The caption says what it shows to whoever does not see it."""

    type: Literal["table"] = "table"
    caption: Line
    header: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(max_length=2_000)]


def _what_block(told: Any) -> str:
    """A table has a heading row; what has none is a paragraph."""
    if isinstance(told, Paragraph | Table):
        return told.type
    return "table" if isinstance(told, dict) and "header" in told else "paragraph"


Block = Annotated[Annotated[Paragraph, Tag("paragraph")] | Annotated[Table, Tag("table")], Discriminator(_what_block)]


class DistributionLine(Part):
    """One line of the distribution, as it is printed, and to whom it goes."""

    addressee: Line
    institution_id: UUID | None = Field(
        None, description="Empty: the line is only printed, or leaves by another medium"
    )
    unit_id: UUID | None = None
    post_id: UUID | None = None
    purpose: Literal["action", "information"] = "action"


class DraftFields(Part):
    """Everything that is written, but for the number and the date, which come with the seal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "place": "Santiago",
                    "antecedents": [{"text": "Oficio ordinario N° 310, de 2026, de la Municipalidad de Ancud"}],
                    "subject": "Solicita antecedentes del puente de la ruta W-20",
                    "from": [{"post": "Ministra de Obras Públicas"}],
                    "to": [{"post": "Alcalde de Ancud"}],
                    "paragraphs": [{"text": "Solicito a usted enviar los antecedentes del puente."}],
                    "closing": "Saluda atentamente a usted,",
                    "initials": "ARP/jmc",
                    "distribution": [{"addressee": "Señor Alcalde de Ancud", "purpose": "action"}],
                }
            ]
        }
    )

    prefix: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] | None = Field(
        None, description="Printed before the number instead of the kind's own: «GAB. PRES.»"
    )
    place: Line | None = None
    antecedents: tuple[Antecedent, ...] = ()
    subject: Line | None = None
    enclosures: tuple[Line, ...] = ()
    from_: tuple[Party, ...] = Field((), alias="from")
    to: tuple[Party, ...] = ()
    higher: Literal["from", "to"] = Field("from", description="Who is higher in rank, and so comes first")
    vistos: tuple[Block, ...] = ()
    considerando: tuple[Block, ...] = ()
    resuelvo: tuple[Block, ...] = ()
    paragraphs: tuple[Block, ...] = ()
    closing: Annotated[str, StringConstraints(max_length=500)] | None = None
    initials: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        None, description="Initials of responsibility: «ARP/jmc»"
    )
    distribution: Annotated[tuple[DistributionLine, ...], Field(max_length=1_000)] = ()
    attributed_date: date | None = Field(None, description="Of a transcription: when the original was written")
    printed_date: Line | None = Field(None, description="Of a transcription: the date as the original prints it")
    notes: tuple[Text, ...] = Field((), description="The editor's notes on a transcription")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """However its parts are filled, the whole can be set in type in a few seconds."""
        told = {name: value for name, value in self.model_dump(by_alias=True).items() if value}
        sizes = {name: sum(map(len, _words(value))) for name, value in told.items()}
        pieces = {name: _pieces(value) for name, value in told.items() if isinstance(value, tuple)}
        for counts, most, what in ((sizes, MOST_TEXT, "caracteres"), (pieces, MOST_PIECES, "párrafos, filas y líneas")):
            if sum(counts.values()) > most:
                longest = max(counts, key=lambda name: counts[name])
                raise DocumentTooLong(
                    f"El documento pasa de {most:,} {what}: acorte «{longest}» o agréguelo como anexo.".replace(
                        ",", ".", 1
                    ),
                    field=longest,
                )
        return self

    @classmethod
    def names(cls) -> frozenset[str]:
        """What people and kinds call the fields."""
        return frozenset(field.alias or name for name, field in cls.model_fields.items()) - {"higher"}

    def filled(self) -> frozenset[str]:
        """The fields that say something."""
        told = self.model_dump(by_alias=True)
        return frozenset(name for name in self.names() if told[name])

    def kept(self) -> dict[str, object]:
        """As it is kept in a row: only what was said."""
        told = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {name: value for name, value in told.items() if value}


def _words(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list | tuple):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _words(each)


def _pieces(parts: tuple[Any, ...]) -> int:
    return sum(1 + len(part.get("rows", ())) if isinstance(part, dict) else 1 for part in parts)
