from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from search.highlight import Piece
from search.service import Result, Results, Wanted


class SearchForm(BaseModel):
    q: str = Field(max_length=400, examples=["«estado de avance» de:intendencia fecha:2026"])
    kind: str | None = Field(default=None, max_length=40, examples=["document"])
    order: Literal["relevance", "newest"] = "relevance"
    after: int = Field(default=0, ge=0, le=10_000, description="`next` of the page before.")
    limit: int = Field(default=20, ge=1, le=100)

    def wanted(self, zone: str) -> Wanted:
        newest = self.order == "newest"
        return Wanted(self.q, zone, kind=self.kind, newest_first=newest, offset=self.after, limit=self.limit)


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
    excerpt: list[PieceView]
    at: datetime

    @classmethod
    def of(cls, result: Result) -> Self:
        return cls(
            id=result.subject_id,
            kind=result.kind,
            title=[PieceView.of(piece) for piece in result.title],
            excerpt=[PieceView.of(piece) for piece in result.excerpt],
            at=result.at,
        )


class ResultsView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total": 1,
                    "kinds": {"document": 1},
                    "items": [
                        {
                            "id": "0190b5a0-7c3e-7d4f-9a51-0d7d0c6f7e10",
                            "kind": "document",
                            "title": [{"text": "Solicita ", "match": False}, {"text": "antecedentes", "match": True}],
                            "excerpt": [{"text": "Solicito a usted los ", "match": False}],
                            "at": "2026-05-11T15:04:00Z",
                        }
                    ],
                    "next": None,
                }
            ]
        }
    )

    total: int
    kinds: dict[str, int]
    items: list[ResultView]
    next: int | None

    @classmethod
    def of(cls, results: Results) -> Self:
        items = [ResultView.of(result) for result in results.items]
        return cls(total=results.total, kinds=dict(results.kinds), items=items, next=results.next)
