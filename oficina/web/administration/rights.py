"""Who stands in for whom, by which act and until when; and the table of roles that decides."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

import institutions.service as institutions
from institutions import overview
from institutions.access import PLATFORM_ROLE, ROLES
from institutions.schemas.house import AssistanceForm, DelegationForm, SubstitutionForm
from kernel.errors import Refused
from kernel.permissions import Permission
from kernel.work import Work
from oficina.web.administration.asking import ADMINISTERS, EITHER, HERE, begins, ends, needed
from oficina.web.administration.words import PERMISSIONS
from oficina.web.forms import Filled, FormRefused, Wrong, wrong_of
from oficina.web.visits import AtForm, AtVisit, Visit

router = APIRouter()

SUBSTITUTIONS = f"{HERE}/subrogancias"


@router.get("/administracion/subrogancias", dependencies=ADMINISTERS)
def substitutions(visit: AtVisit) -> Response:
    return _page(visit)


@router.post("/administracion/subrogancias", dependencies=ADMINISTERS)
def substitute(visit: AtVisit, form: AtForm) -> Response:
    """Name a subrogante for the dates of the act."""
    at = {"post_id": "cargo", "substitute_id": "subrogante", "act_cited": "acto", "begins_at": "desde"}
    try:
        needed(
            form,
            cargo="Elija el cargo que se subroga.",
            subrogante="Elija quién subroga.",
            acto="Cite el acto que lo ordena, por ejemplo Resolución Exenta N° 812/2026.",
            desde="Escriba desde qué día.",
            hasta="Escriba hasta qué día, inclusive.",
        )
        with visit.desk.reading() as work:
            zone = institutions.local_zone(work)
        told = {"post_id": form["cargo"], "substitute_id": form["subrogante"], "act_cited": form["acto"]}
        dates = {"begins_at": begins(form, "desde", zone), "ends_at": ends(form, "hasta", zone)}
        asked = form.into(SubstitutionForm, told | dates, at=at | {"ends_at": "hasta"})
        return visit.act(
            form,
            lambda work: institutions.substitute(work, **asked.model_dump()),
            lands=SUBSTITUTIONS,
            says="Subrogancia registrada",
        )
    except Refused as refusal:
        return _page(visit, form, wrong_of(refusal, {"dates-reversed": "hasta"}, otherwise="cargo"))


@router.post("/administracion/delegaciones", dependencies=ADMINISTERS)
def delegate(visit: AtVisit, form: AtForm) -> Response:
    """Let one post sign «por orden de» another."""
    at = {"delegator_post_id": "delegante", "delegate_post_id": "delegado", "act_cited": "acto-delegacion"}
    try:
        needed(
            form,
            delegante="Elija por orden de quién se firma.",
            delegado="Elija el cargo que firmará.",
            **{"acto-delegacion": "Cite el acto que lo delega, por ejemplo Resolución N° 15/2026."},
        )
        with visit.desk.reading() as work:
            zone = institutions.local_zone(work)
        told = {name: form[field] for name, field in at.items()}
        until = ends(form, "hasta-delegacion", zone)
        asked = form.into(DelegationForm, {**told, "ends_at": until}, at=at | {"ends_at": "hasta-delegacion"})
        if asked.delegator_post_id == asked.delegate_post_id:
            raise FormRefused(Wrong("delegado", "Un cargo no firma por orden de sí mismo: elija otro."))
        return visit.act(
            form,
            lambda work: institutions.delegate(work, **asked.model_dump()),
            lands=SUBSTITUTIONS,
            says="Delegación registrada",
        )
    except Refused as refusal:
        return _page(visit, form, wrong_of(refusal, {"dates-reversed": "hasta-delegacion"}, otherwise="delegante"))


@router.post("/administracion/asistencias", dependencies=ADMINISTERS)
def assist(visit: AtVisit, form: AtForm) -> Response:
    """Name who prepares and dispatches for a chief: a person, or whoever holds a post."""
    at = {"chief_post_id": "jefatura", "begins_at": "desde-asistencia", "ends_at": "hasta-asistencia"}
    try:
        needed(form, jefatura="Elija el cargo de la jefatura.", asistente="Elija quién la asiste.")
        with visit.desk.reading() as work:
            zone = institutions.local_zone(work)
        kind, _, who = form["asistente"].partition(":")
        told = {"chief_post_id": form["jefatura"], "assistant_post_id" if kind == "post" else "assistant_id": who}
        dates = {"begins_at": begins(form, at["begins_at"], zone), "ends_at": ends(form, at["ends_at"], zone)}
        asked = form.into(AssistanceForm, told | dates, at=at)
        return visit.act(
            form,
            lambda work: institutions.assist(work, **asked.model_dump()),
            lands=SUBSTITUTIONS,
            says="Asistente de jefatura registrado",
        )
    except Refused as refusal:
        where = {"dates-reversed": "hasta-asistencia", "bad-assistance": "asistente"}
        return _page(visit, form, wrong_of(refusal, where, otherwise="jefatura"))


@router.post("/administracion/asistencias/{assistance_id}/terminar", dependencies=ADMINISTERS)
def end_assistance(visit: AtVisit, assistance_id: UUID, form: AtForm) -> Response:
    return _ended(visit, form, lambda work: institutions.end_assistance(work, assistance_id), "Asistencia")


@router.post("/administracion/subrogancias/{substitution_id}/terminar", dependencies=ADMINISTERS)
def end_substitution(visit: AtVisit, substitution_id: UUID, form: AtForm) -> Response:
    return _ended(visit, form, lambda work: institutions.end_substitution(work, substitution_id), "Subrogancia")


@router.post("/administracion/delegaciones/{delegation_id}/terminar", dependencies=ADMINISTERS)
def end_delegation(visit: AtVisit, delegation_id: UUID, form: AtForm) -> Response:
    return _ended(visit, form, lambda work: institutions.end_delegation(work, delegation_id), "Delegación")


@router.get("/administracion/roles", dependencies=EITHER)
def roles(visit: AtVisit) -> Response:
    """The table that decides, to be read: each role, what it is for, what it may do, and who has it."""
    with visit.desk.reading() as work:
        granted = overview.grants(work) if work.actor.may(Permission.ADMINISTER) else []
    who: dict[str, list[overview.Entry]] = {}
    for each in granted:
        who.setdefault(each.row.role, []).append(each)
    return visit.page(
        "administration/roles", active=HERE, roles=ROLES, platform_role=PLATFORM_ROLE, permissions=PERMISSIONS, who=who
    )


def _ended(visit: Visit, form: Filled, act: Callable[[Work], object], what: str) -> Response:
    return visit.act(form, act, lands=SUBSTITUTIONS, says=f"{what} terminada desde ahora")


def _page(visit: Visit, form: Filled | None = None, wrong: Sequence[Wrong] = ()) -> Response:
    with visit.desk.reading() as work:
        told = {
            "substitutions": overview.substitutions(work),
            "delegations": overview.delegations(work),
            "assistances": institutions.assistances(work),
            "posts": overview.every_post(work),
            "people": overview.everybody(work),
        }
    return visit.page(
        "administration/substitutions",
        active=HERE,
        status=422 if wrong else 200,
        filled=form,
        wrong=wrong,
        over=overview.over,
        begun=overview.begun,
        **told,
    )
