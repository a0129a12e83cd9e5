"""For whom an assistant acts: the chief whose post they serve, recorded beside whoever did it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

import audit.service as audit
from institutions import house, roll
from institutions.errors import BadAssistance, ChiefNotSaid, DatesReversed, NoChief
from institutions.models import Assistance, Person, Post
from institutions.standing import replacements
from kernel.permissions import Permission
from kernel.work import Work


@dataclass(frozen=True, slots=True)
class Behalf:
    """On whose behalf something is done: a post, and the person who holds it that day. Empty: in one's own name."""

    post_id: UUID | None = None
    post: str = ""
    person_id: UUID | None = None
    person: str = ""

    def __bool__(self) -> bool:
        return self.post_id is not None

    @property
    def says(self) -> str:
        return f"{self.person}, {self.post}" if self else ""

    @property
    def told(self) -> dict[str, str] | None:
        """What is kept with the act: the chief as they were that day, whoever holds the post later."""
        if not self:
            return None
        named = {"post_id": str(self.post_id), "post": self.post, "person": self.person}
        return named | {"person_id": str(self.person_id), "says": self.says}

    @property
    def people(self) -> dict[str, str]:
        """For the log: who they are can be erased; that it was for a post, never."""
        return {"behalf": self.says} if self else {}

    @property
    def facts(self) -> dict[str, str]:
        return {"behalf_post": str(self.post_id)} if self else {}


OWN_NAME = Behalf()


def behalf(
    work: Work, permission: Permission, *, chosen: UUID | None = None, usual: dict[str, Any] | None = None
) -> Behalf:
    """On whose behalf the actor does this. `chosen` is the chief's post that they said; `usual`, whom it was for.

    Whoever may do it in their own name does so, unless they say for whom; an assistant always has somebody.
    """
    lent = permission in work.actor.lent
    wanted = chosen or (UUID(usual["post_id"]) if usual else None)
    if wanted is None and not lent:
        return OWN_NAME
    chiefs = chiefs_of(work)
    found = next((each for each in chiefs if each.post_id == wanted), None)
    if found:
        return _present(found)
    if chosen is None and not lent:
        return OWN_NAME
    if chosen:
        raise NoChief("Usted no es asistente de esa jefatura: pida al administrador de su institución que lo indique.")
    if not chiefs:
        raise NoChief(
            "Su rol es de asistente, y no consta de qué jefatura: pida al administrador de su institución"
            " que lo indique en Subrogancias y delegaciones."
        )
    if len(chiefs) > 1:
        raise ChiefNotSaid("Usted asiste a más de una jefatura: elija por encargo de cuál lo hace.")
    return _present(chiefs[0])


def evident(work: Work, permission: Permission) -> Behalf:
    """On whose behalf it plainly is: the one chief of an assistant. It refuses nothing, and guesses nothing."""
    if permission not in work.actor.lent:
        return OWN_NAME
    chiefs = [each for each in chiefs_of(work) if each.person_id]
    return chiefs[0] if len(chiefs) == 1 else OWN_NAME


def chiefs_of(work: Work) -> list[Behalf]:
    """Those whom the actor assists now, the highest first, each with whoever holds the post: three statements."""
    if work.actor.person_id is None:
        return []
    mine = or_(Assistance.assistant_id == work.actor.person_id, Assistance.assistant_post_id.in_(work.actor.posts))
    query = (
        select(Post)
        .join(Assistance, Assistance.chief_post_id == Post.id)
        .where(Post.institution_id == work.institution_id, Assistance.institution_id == work.institution_id, mine)
        .where(Assistance.begins_at <= work.now, or_(Assistance.ends_at.is_(None), Assistance.ends_at > work.now))
        .order_by(Post.rank, Post.title)
    )
    posts = {post.id: post for post in work.session.scalars(query)}
    return _held(work, list(posts.values())) if posts else []


def _held(work: Work, posts: Collection[Post]) -> list[Behalf]:
    """Each post with who exercises it: its substitute, while there is one."""
    ids = {post.id for post in posts}
    held, away = roll.holders(work, ids), {each.post_id: each for each in replacements(work, ids)}
    chiefs = []
    for post in posts:
        if stands := away.get(post.id):
            chiefs.append(Behalf(post.id, f"{post.title} (S)", stands.substitute_id, stands.substitute))
        elif holder := held.get(post.id):
            chiefs.append(Behalf(post.id, post.title, holder.id, holder.name))
        else:
            chiefs.append(Behalf(post.id, post.title))
    return chiefs


def _present(chief: Behalf) -> Behalf:
    if chief.person_id is None:
        raise NoChief(
            f"El cargo de {chief.post} está vacante: pida que registren a su titular o a quien lo subroga, y repita."
        )
    return chief


def assistances(work: Work) -> list[tuple[Assistance, str, str]]:
    """Each with the chief's post and who assists it, by name or by post; those that hold or are to come first."""
    assistant = aliased(Post)
    query = (
        select(Assistance, Post.title, Person.name, assistant.title)
        .join(Post, (Post.id == Assistance.chief_post_id) & (Post.institution_id == Assistance.institution_id))
        .outerjoin(Person, Person.id == Assistance.assistant_id)
        .outerjoin(
            assistant,
            (assistant.id == Assistance.assistant_post_id) & (assistant.institution_id == work.institution_id),
        )
        .where(Assistance.institution_id == work.institution_id, Post.institution_id == work.institution_id)
        .order_by(Assistance.id.desc())
        .limit(200)
    )
    return [(row, chief, name or title) for row, chief, name, title in work.session.execute(query)]


def assist(
    work: Work,
    chief_post_id: UUID,
    *,
    assistant_id: UUID | None = None,
    assistant_post_id: UUID | None = None,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Assistance:
    """Name who prepares and dispatches for a post: a person, or whoever holds another post."""
    if (assistant_id is None) == (assistant_post_id is None):
        raise BadAssistance("Indique quién asiste: una persona, o el cargo de quien asiste, y no ambos.")
    if assistant_post_id == chief_post_id:
        raise BadAssistance("Un cargo no se asiste a sí mismo: elija otro.")
    begins = begins_at or work.now
    if ends_at is not None and ends_at <= begins:
        raise DatesReversed("La asistencia termina antes de empezar: revise las fechas.")
    house.post(work, chief_post_id)
    if assistant_id:
        house.colleague(work, assistant_id)
    if assistant_post_id:
        house.post(work, assistant_post_id)
    named = Assistance(
        institution_id=work.institution_id,
        chief_post_id=chief_post_id,
        assistant_id=assistant_id,
        assistant_post_id=assistant_post_id,
        begins_at=begins,
        ends_at=ends_at,
    )
    work.add(named)
    audit.record(
        work,
        "assistance.named",
        chief_post_id,
        person=str(assistant_id) if assistant_id else None,
        post=str(assistant_post_id) if assistant_post_id else None,
    )
    return named
