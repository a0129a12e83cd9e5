from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel

from correspondence.models import Communication, OutsideDispatch
from correspondence.schemas.sending import OutsideDispatchView


class RegisterCount(BaseModel):
    entries: int
    dispatches: int
    annulled: int


class DispatchListLine(BaseModel):
    folio: str
    dispatch: OutsideDispatchView


class DispatchListView(BaseModel):
    """The nómina de despacho, to be handed over and signed for."""

    day: date
    items: list[DispatchListLine]

    @classmethod
    def of(cls, day: date, rows: Sequence[tuple[OutsideDispatch, Communication]]) -> Self:
        items = [
            DispatchListLine(folio=sent.folio, dispatch=OutsideDispatchView.model_validate(each)) for each, sent in rows
        ]
        return cls(day=day, items=items)
