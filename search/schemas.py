from dataclasses import replace
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from search.entries import FACETS
from search.highlight import Piece
from search.saved import SavedSearch
from search.service import Result, Results, Wanted


class AskedForm(BaseModel):
    """A search, but for which page of it."""

    q: str = Field(default="", max_length=400, examples=["«estado de avance» de:intendencia fecha:2026"])
    kind: str | None = Field(default=None, max_length=40, examples=["document"])
    type: str | None = Field(default=None, max_length=120, description="As counted in `facets`; so are the next ones.")
    institution: str | None = Field(default=None, max_length=200)
    state: str | None = Field(default=None, max_length=60)
    year: str | None = Field(default=None, max_length=4, examples=["2026"])
    unit: str | None = Field(default=None, max_length=200)
    level: str | None = Field(default=None, max_length=40)
    reading: Literal["unread"] | None = Field(default=None, description="Only what has something without words.")
    order: Literal["relevance", "newest"] = "relevance"

    def kept(self) -> dict[str, str]:
        """As a saved search keeps it: only what was said."""
        told = {name: str(value) for name in ("q", *FACETS) if (value := getattr(self, name))}
        return told | ({"order": self.order} if self.order != "relevance" else {})

    def wanted(self, zone: str) -> Wanted:
        facets = {name: value for name in FACETS if (value := getattr(self, name))}
        return Wanted(self.q, zone, facets, self.order == "newest")


class SearchForm(AskedForm):
    after: str | None = Field(default=None, max_length=40, description="`next` of the page before.")
    limit: int = Field(default=20, ge=1, le=100)

    def wanted(self, zone: str) -> Wanted:
        return replace(super().wanted(zone), after=self.after, limit=self.limit)


class PieceView(BaseModel):
    """Some of the text, as it was written; `match` is true for what was asked for."""

    text: str
    match: bool

    @classmethod
    def of(cls, piece: Piece) -> Self:
        return cls(text=piece.text, match=piece.match)


class ResultView(BaseModel):
    id: UUID
    kind: str
    title: list[PieceView]
    type: str
    state: str
    excerpt: list[PieceView] = Field(description="Empty for what is restricted: to read it is an act that is kept.")
    at: datetime
    unread: list[str] = Field(description="What goes with it and has no words that could be read.")

    @classmethod
    def of(cls, result: Result) -> Self:
        return cls(
            id=result.subject_id,
            kind=result.kind,
            title=[PieceView.of(piece) for piece in result.title],
            type=result.type,
            state=result.state,
            excerpt=[PieceView.of(piece) for piece in result.excerpt],
            at=result.at,
            unread=list(result.unread),
        )


class ResultsView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total": 1,
                    "kinds": {"document": 1},
                    "facets": {"kind": {"document": 1}, "year": {"2026": 1}},
                    "items": [
                        {
                            "id": "0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10",
                            "kind": "document",
                            "title": [{"text": "Solicita ", "match": False}, {"text": "antecedentes", "match": True}],
                            "type": "Oficio ordinario",
                            "state": "Despachado",
                            "excerpt": [{"text": "Solicito a usted los ", "match": False}],
                            "at": "2026-05-11T15:04:00Z",
                            "unread": ["plano.dwg"],
                        }
                    ],
                    "next": None,
                    "behind_since": None,
                    "incomplete": False,
                }
            ]
        }
    )

    total: int
    kinds: dict[str, int]
    facets: dict[str, dict[str, int]]
    items: list[ResultView]
    next: str | None
    behind_since: datetime | None = Field(
        description="Since when something waits to be indexed, when that is long ago."
    )
    incomplete: bool = Field(description="The index is being made again: something may still be missing.")

    @classmethod
    def of(cls, results: Results) -> Self:
        items = [ResultView.of(result) for result in results.items]
        return cls(
            total=results.total,
            kinds=dict(results.kinds),
            facets={name: dict(counts) for name, counts in results.facets.items()},
            items=items,
            next=results.next,
            behind_since=results.since,
            incomplete=results.incomplete,
        )


class SaveForm(AskedForm):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Humedales de este año", "q": "humedal fecha:2026"}]}
    )

    name: str = Field(max_length=80)


class SavedView(BaseModel):
    """A search that somebody comes back to, and how much it finds for them now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10",
                    "name": "Humedales de este año",
                    "asked": {"q": "humedal fecha:2026"},
                    "saved_at": "2026-05-11T15:04:00Z",
                    "count": 12,
                }
            ]
        }
    )

    id: UUID
    name: str
    asked: dict[str, str]
    saved_at: datetime
    count: int | None = Field(default=None, description="Told in the list, and not by the answer to saving it.")

    @classmethod
    def of(cls, row: SavedSearch) -> Self:
        return cls(id=row.id, name=row.name, asked=row.asked, saved_at=row.saved_at)

    def counted(self, count: int) -> Self:
        return self.model_copy(update={"count": count})
