"""Searches that somebody comes back to: what was asked, never what was found."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from kernel.errors import Conflict, Invalid, NotFound
from kernel.work import Work
from search.models import SavedSearch

__all__ = ["BadName", "SavedSearch", "SavedSearchNotFound", "TooManySaved", "forget", "owner_of", "save", "saved"]

MOST = 50
LONGEST_NAME = 80


class SavedSearchNotFound(NotFound):
    code = "saved-search-not-found"


class BadName(Invalid):
    code = "saved-search-name"


class TooManySaved(Conflict):
    code = "too-many-saved-searches"


def save(work: Work, name: str, asked: Mapping[str, str]) -> SavedSearch:
    told = name.strip()
    if not told or len(told) > LONGEST_NAME:
        raise BadName(
            f"La búsqueda no tiene un nombre de hasta {LONGEST_NAME} letras: escriba uno para reconocerla después.",
            field="name",
        )
    held = work.session.scalar(select(func.count()).select_from(SavedSearch).where(*_mine(work))) or 0
    if held >= MOST:
        raise TooManySaved(f"Ya tiene {MOST} búsquedas guardadas: borre alguna que no use.")
    made = SavedSearch(
        institution_id=work.institution_id, owner=owner_of(work), name=told, asked=dict(asked), saved_at=work.now
    )
    work.add(made)
    return made


def saved(work: Work) -> Sequence[SavedSearch]:
    """Those of the actor, in the order of their names."""
    return work.session.scalars(
        select(SavedSearch).where(*_mine(work)).order_by(SavedSearch.name, SavedSearch.id)
    ).all()


def forget(work: Work, saved_id: UUID) -> SavedSearch:
    """Only one's own: another's is as if it were not there."""
    found = work.find(SavedSearch, id=saved_id)
    if found is None or found.owner != owner_of(work):
        raise SavedSearchNotFound("Esa búsqueda ya no está guardada: vuelva a Buscar.", saved_id=saved_id)
    work.session.delete(found)
    return found


def _mine(work: Work) -> tuple[ColumnElement[bool], ...]:
    return (SavedSearch.institution_id == work.institution_id, SavedSearch.owner == owner_of(work))


def owner_of(work: Work) -> str:
    """Whose it is: a person's, wherever they come in, or a system's."""
    return f"person:{work.actor.person_id}" if work.actor.person_id else f"system:{work.actor.system or ''}"[:160]
