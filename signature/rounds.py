"""In what order people put their signatures on a document, and whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from kernel.work import Work
from signature.errors import AlreadyDecided, OutOfTurn, WrongSteps
from signature.models import OPEN, Mode, Role, SignatureRequest, State

MOST_STEPS = 30

RANK = {Role.ENDORSEMENT: 0, Role.SIGNATURE: 1, Role.ATTESTATION: 2}
"""Who reviews goes before who signs, and the ministro de fe attests to what was signed."""

ASKED_FOR = {
    Role.ENDORSEMENT: "el V°B° de",
    Role.SIGNATURE: "la firma de",
    Role.ATTESTATION: "la firma de",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked of whoever holds a post, or of one person."""

    role: Role
    post_id: UUID | None = None
    person_id: UUID | None = None


def stages(steps: Sequence[Step], mode: Mode) -> list[int]:
    """The stage of each step: in a chain one by one; in parallel all endorsements at once, then all signatures."""
    _refuse_wrong(steps)
    if mode == Mode.CHAIN:
        return list(range(len(steps)))
    present = sorted({RANK[step.role] for step in steps})
    return [present.index(RANK[step.role]) for step in steps]


def _refuse_wrong(steps: Sequence[Step]) -> None:
    roles = [step.role for step in steps]
    if not 1 <= len(steps) <= MOST_STEPS:
        raise WrongSteps(f"Indique entre 1 y {MOST_STEPS} pasos: quién visa y quién firma.")
    if Role.SIGNATURE not in roles:
        raise WrongSteps("Falta quién firma: agregue al menos una firma después de los V°B°.")
    if roles != sorted(roles, key=RANK.__getitem__):
        raise WrongSteps("Los V°B° van antes de las firmas, y el ministro de fe al final: cambie el orden.")
    if any(step.post_id is None for step in steps if step.role != Role.ENDORSEMENT):
        raise WrongSteps("Un documento se firma en ejercicio de un cargo: indique el cargo de cada firmante.")
    if any(step.post_id is None and step.person_id is None for step in steps):
        raise WrongSteps("Cada V°B° se pide a un cargo o a una persona: indique a cuál.")
    if len({(step.role == Role.ENDORSEMENT, step.post_id, step.person_id) for step in steps}) < len(steps):
        raise WrongSteps("Hay un cargo o una persona repetidos: deje uno solo de cada uno.")


def last_round(work: Work, document_id: UUID, *, lock: bool = False) -> list[SignatureRequest]:
    """The requests of the document's newest round, in order. Whoever locks it has the document locked already."""
    mine = (SignatureRequest.institution_id == work.institution_id, SignatureRequest.document_id == document_id)
    query = select(SignatureRequest).where(*mine).order_by(SignatureRequest.round.desc(), SignatureRequest.position)
    found = list(work.session.scalars(query.execution_options(populate_existing=lock)))
    return [each for each in found if each.round == found[0].round]


def open_next(work: Work, requests: Iterable[SignatureRequest]) -> None:
    """When everybody of a stage has done their part, it is the turn of the next."""
    waiting = [each for each in requests if each.state in OPEN]
    turn = min((each.stage for each in waiting), default=None)
    for each in waiting:
        if each.stage == turn and each.state == State.WAITING:
            each.state, each.opened_at = State.PENDING, work.now


def refuse_decided(request: SignatureRequest) -> None:
    told = {
        State.DONE: "Esto ya está hecho: no hay nada más que firmar aquí.",
        State.RETURNED: "El documento fue devuelto con observaciones: espere la nueva versión.",
        State.CANCELLED: "La solicitud se anuló: pida a quien redacta que la haga de nuevo.",
    }
    if message := told.get(State(request.state)):
        raise AlreadyDecided(message, request_id=request.id, state=request.state)


def refuse_out_of_turn(request: SignatureRequest, requests: Iterable[SignatureRequest]) -> None:
    before = [each for each in requests if each.stage < request.stage and each.state in OPEN]
    if request.state == State.WAITING and before:
        missing = ", ".join(f"{ASKED_FOR[Role(each.role)]} {each.whose}" for each in before)
        raise OutOfTurn(f"Aún no es su turno: falta {missing}.", request_id=request.id)
