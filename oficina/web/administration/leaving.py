"""«Egreso»: all that somebody holds ends at once, and whatever waited for them goes on to somebody else.

Nothing is left in nobody's tray: a post for which somebody waits is taken by whoever receives, or has a subrogante;
and whoever receives may do what is waited for. What no one can take over is told.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import correspondence.leaving as correspondence
import documents.leaving as documents
import institutions.service as institutions
import signature.leaving as signature
from institutions import overview
from institutions.errors import NotInTheHouse
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.forms import FormRefused, Wrong

P = Permission


@dataclass(frozen=True, slots=True)
class Held:
    """A post of theirs, how many signatures wait for it, and who stands in for it now."""

    id: UUID
    title: str
    asked: int
    substitute: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody has pending, and what they hold."""

    referrals: int
    taken: int
    signatures: int
    drafts: int
    posts: list[Held]
    substitutions: list[overview.Entry]
    keys: int

    @property
    def needs_heir(self) -> int:
        """What nobody else would see."""
        return self.referrals + self.signatures + self.drafts


@dataclass(frozen=True, slots=True)
class Asked:
    """Who receives; which posts they do not take; and the act by which they stand in where the other did."""

    heir_id: UUID | None = None
    vacant: Collection[UUID] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    ended: int
    moved: int
    posts: int
    heir: str
    untaken: list[str]

    def says(self, name: str) -> str:
        moved = f" {self.moved} pendientes y {self.posts} cargos pasaron a {self.heir}." if self.heir else ""
        untaken = f" No se traspasó: {'; '.join(self.untaken)}." if self.untaken else ""
        return f"{name} egresó: terminaron {self.ended} cargos, roles y claves, y sus sesiones.{moved}{untaken}"


def waiting(work: Work, person_id: UUID) -> Waiting:
    held = [each.row for each in overview.every_post(work) if each.person_id == person_id]
    ids = [each.id for each in held]
    asked = signature.asked_of_posts(work, ids)
    away = {each.post_id: each.substitute for each in institutions.replacements(work, ids)}
    standing = [each for each in overview.substitutions(work) if each.row.substitute_id == person_id]
    keys = [each for each in overview.keys(work) if each.row.person_id == person_id and not each.row.revoked_at]
    return Waiting(
        correspondence.held_by(work, person_id),
        correspondence.taken_by(work, person_id),
        signature.asked_of(work, person_id),
        documents.drafts_of(work, person_id),
        [Held(each.id, each.title, asked.get(each.id, 0), away.get(each.id, "")) for each in held],
        [each for each in standing if not overview.over(each.row, work.now)],
        len(keys),
    )


def leave(work: Work, person_id: UUID, asked: Asked) -> Left:
    """One transaction: nobody is out with their tray still waiting, nor the other way round."""
    pending = waiting(work, person_id)
    passed = [each for each in pending.posts if asked.heir_id and each.id not in asked.vacant]
    _refuse_abandoned(pending, passed, asked)
    heir = institutions.colleague(work, asked.heir_id) if asked.heir_id else None
    moved = 0
    if heir:
        _refuse_unable(work, person_id, heir, pending, passed)
        moved = correspondence.hand_over(work, person_id, heir.id)
        moved += signature.hand_over(work, person_id, heir.id) + documents.hand_over(work, person_id, heir.id)
        for each in passed:
            institutions.assign(work, heir.id, each.id)
    untaken = _stood_in(work, pending, heir, asked.act)
    correspondence.let_go(work, person_id)
    work.session.flush()
    vacant = [f"el cargo {each.title} queda vacante" for each in pending.posts if each not in passed]
    keys = [f"{pending.keys} claves de la API, que ya no abren nada"] if pending.keys else []
    ended = institutions.dismiss(work, person_id)
    return Left(ended, moved, len(passed), heir.name if heir else "", [*vacant, *untaken, *keys])


def _refuse_abandoned(pending: Waiting, passed: list[Held], asked: Asked) -> None:
    """What would be in nobody's tray."""
    if pending.needs_heir and asked.heir_id is None:
        raise FormRefused(Wrong("recibe", "Elija quién recibe lo que esta persona tiene pendiente."))
    if abandoned := [each for each in pending.posts if each not in passed and each.asked and not each.substitute]:
        raise FormRefused(
            *(
                Wrong(
                    f"cargo-{each.id}" if asked.heir_id else "recibe",
                    f"Hay {each.asked} firmas o visaciones pedidas al cargo {each.title}: "
                    "que lo asuma quien recibe, o nombre antes un subrogante.",
                )
                for each in abandoned
            )
        )


def _refuse_unable(
    work: Work, person_id: UUID, heir: institutions.Person, pending: Waiting, passed: list[Held]
) -> None:
    """Whoever receives must be able to do what is waited for."""
    if not any(each.person_id == heir.id for each in institutions.every_post(work)) or heir.id == person_id:
        raise NotInTheHouse("Quien recibe no tiene cargo en su institución: elija a otra persona.")
    roles = signature.roles_asked(work, person_id, [each.id for each in passed])
    needs = {
        P.SIGN: ("firmar", bool(roles - {"endorsement"})),
        P.ENDORSE: ("visar", "endorsement" in roles),
        P.DRAFT: ("redactar", pending.drafts > 0),
        P.ATTEND: ("atender lo derivado", pending.referrals > 0),
    }
    unable = [says for permission, (says, needed) in needs.items() if needed and heir.id not in _able(work, permission)]
    if unable:
        raise FormRefused(
            Wrong("recibe", f"{heir.name} no puede {' ni '.join(unable)}: dele antes el rol, o elija a otra persona.")
        )


def _able(work: Work, permission: Permission) -> set[UUID]:
    return institutions.who_may(work, permission)


def _stood_in(work: Work, pending: Waiting, heir: institutions.Person | None, act: str) -> list[str]:
    """Where they stood in for somebody, whoever receives does if an act says so. What is not taken over is told."""
    untaken = []
    for each in pending.substitutions:
        if heir and act:
            begins = max(each.row.begins_at, work.now)
            institutions.substitute(
                work, each.row.post_id, heir.id, act_cited=act, begins_at=begins, ends_at=each.row.ends_at
            )
        else:
            untaken.append(f"su subrogancia de {each.post} ({each.row.act_cited}), que necesita otro acto")
    return untaken
