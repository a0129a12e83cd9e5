"""Inside the house: who is to do what about an entry, by when, and how it ended."""

from collections.abc import Sequence
from uuid import UUID

import audit.service as audit
import institutions.service as institutions
import search.service as search
from correspondence import rights, sending, working
from correspondence.destined import SECRET
from correspondence.errors import BadReferral, NotClosed, NotYourTurn, ReferralEnded
from correspondence.lines import Target
from correspondence.lists import WAYS_TO_CLOSE, one_of
from correspondence.models import Purpose, Reception, Referral, ReferralState
from documents.retention.remembering import again
from kernel.work import Work


def refer(
    work: Work, reception_id: UUID, targets: Sequence[Target], *, from_referral: UUID | None = None
) -> list[Referral]:
    """Hand an entry to units or people, for action or for information, with an instruction and a deadline."""
    reception = rights.reception(work, reception_id, lock=True)
    working.refuse_ended(reception)
    passing = _passing(work, reception, from_referral)
    _refuse_whole_units(reception, targets)
    made = [_referral(work, reception, target, passing) for target in _named(targets)]
    work.add(*made)
    if passing and any(each.purpose == Purpose.ACTION for each in made):
        passing.state, passing.ended_at = ReferralState.PASSED_ON, work.now
    reception.referred_at = reception.referred_at or work.now
    search.add_marks(work, reception.id, {each.mark for each in made})
    search.enqueue_index(work, "reception", reception.id)
    for each in made:
        what = "referred" if each.purpose == Purpose.ACTION else "copied"
        working.step(work, reception, what, to=each.holder, note=each.instruction, referral_id=each.id)
        audit.record(work, "communication.referred", reception.id, referral=str(each.id), purpose=each.purpose)
    working.pass_turn(work, reception)
    return made


def _refuse_whole_units(reception: Reception, targets: Sequence[Target]) -> None:
    """What is secret is read by its addressees only: each is named."""
    if reception.access_level == SECRET and any(each.unit_id for each in targets):
        raise BadReferral(
            "Lo secreto no se deriva a una unidad entera: después de registrarlo, elija a cada persona por su nombre."
        )


def _passing(work: Work, reception: Reception, referral_id: UUID | None) -> Referral | None:
    """The referral that is passed on. Whoever does not dispatch for the office can only pass on its own."""
    if referral_id:
        held = work.find(Referral, lock=True, id=referral_id)
        if held is None or held.reception_id != reception.id:
            raise BadReferral(
                "La derivación que se pasa no es de este ingreso: elija una de las suyas.", referral_id=referral_id
            )
        return _own_pending(work, held)
    if not _of_the_office(work, reception):
        own = next((each for each in working.pending(work, reception.id) if rights.holds(work, each)), None)
        if own is None:
            raise NotYourTurn("Este ingreso no está en sus manos: lo deriva la oficina de partes o quien lo tiene.")
        return own
    return None


def _named(targets: Sequence[Target]) -> Sequence[Target]:
    if not targets or any((each.unit_id is None) == (each.person_id is None) for each in targets):
        raise BadReferral("Cada derivación nombra una unidad o una persona: indique una de las dos.")
    if len({(each.unit_id, each.person_id) for each in targets}) < len(targets):
        raise BadReferral("Hay una unidad o persona repetida: déjela una vez.")
    return targets


def _referral(work: Work, reception: Reception, target: Target, passing: Referral | None) -> Referral:
    acts = target.purpose == Purpose.ACTION
    return Referral(
        institution_id=work.institution_id,
        reception_id=reception.id,
        parent_id=passing.id if passing else None,
        unit_id=target.unit_id,
        person_id=target.person_id,
        holder=_holder(work, target),
        mark=f"unit:{target.unit_id}" if target.unit_id else f"person:{target.person_id}",
        purpose=target.purpose,
        instruction=target.instruction,
        term=target.term.told() if target.term else None,
        due_at=sending.due(work, target.term) if acts else None,
        referred_at=work.now,
        referred_by=work.actor.name,
        state=ReferralState.PENDING if acts else ReferralState.INFORMED,
    )


def _holder(work: Work, target: Target) -> str:
    if target.unit_id:
        return institutions.unit(work, target.unit_id).name
    if target.person_id:
        return institutions.colleague(work, target.person_id).name
    raise BadReferral("Cada derivación nombra una unidad o una persona: indique una de las dos.")


def take(work: Work, referral_id: UUID) -> Referral:
    """Say that one attends to it, so that no colleague does the same."""
    referral, reception = rights.referral(work, referral_id)
    _own_pending(work, referral)
    if referral.state == ReferralState.TAKEN and referral.taken_by == work.actor.name:
        return referral
    referral.state, referral.taken_at, referral.taken_by = ReferralState.TAKEN, work.now, work.actor.name
    working.step(work, reception, "taken", referral_id=referral.id)
    audit.record(work, "referral.taken", referral.id)
    return referral


def reassign(work: Work, referral_id: UUID, target: Target, reason: str) -> Referral:
    """Give it to another unit or person: the deadline stays, unless another is given."""
    told = working.refuse_short(reason)
    referral, reception = rights.referral(work, referral_id)
    _own_pending(work, referral, office=reception.office_id)
    _named([target])
    new = _referral(work, reception, target, None)
    new.parent_id, new.due_at = referral.parent_id, new.due_at or referral.due_at
    new.instruction = new.instruction or referral.instruction
    referral.state, referral.ended_at, referral.reason = ReferralState.REASSIGNED, work.now, told
    work.add(new)
    search.add_marks(work, reception.id, {new.mark})
    search.enqueue_index(work, "reception", reception.id)
    working.step(work, reception, "reassigned", to=new.holder, note=told, referral_id=new.id)
    audit.record(work, "referral.reassigned", referral.id, to=str(new.id), people={"reason": told})
    working.pass_turn(work, reception)
    return new


def hand_back(work: Work, referral_id: UUID, reason: str) -> Referral:
    """Return it, with a reason, to whoever referred it."""
    told = working.refuse_short(reason)
    referral, reception = rights.referral(work, referral_id)
    _own_pending(work, referral)
    referral.state, referral.ended_at, referral.reason = ReferralState.RETURNED, work.now, told
    parent = work.find(Referral, lock=True, id=referral.parent_id) if referral.parent_id else None
    if parent and parent.state == ReferralState.PASSED_ON:
        parent.state, parent.ended_at = ReferralState.PENDING, None
    to = parent.holder if parent else institutions.office(work, reception.office_id).name
    working.step(work, reception, "handed-back", to=to, note=told, referral_id=referral.id)
    audit.record(work, "referral.returned", referral.id, people={"reason": told})
    working.pass_turn(work, reception)
    return referral


def end(work: Work, referral_id: UUID, *, way: str, reason: str) -> Referral:
    """Say that one is done with it. When nobody else has it pending, the entry ends the same way."""
    one_of(WAYS_TO_CLOSE, way, "forma de término")
    told = working.refuse_short(reason)
    referral, reception = rights.referral(work, referral_id)
    _own_pending(work, referral)
    working.end_referral(work, referral, way, told)
    working.step(work, reception, "ended", note=f"{WAYS_TO_CLOSE[way]}: {told}", referral_id=referral.id)
    audit.record(work, "referral.ended", referral.id, way=way, people={"reason": told})
    working.pass_turn(work, reception)
    if not working.pending(work, reception.id):
        working.finish(work, reception, way, told)
    return referral


def close(work: Work, reception_id: UUID, *, way: str, reason: str) -> Reception:
    """End the entry for everybody, saying in which way and why."""
    one_of(WAYS_TO_CLOSE, way, "forma de término")
    told = working.refuse_short(reason)
    reception = rights.reception(work, reception_id, lock=True)
    working.refuse_ended(reception)
    waiting = working.pending(work, reception.id)
    ours = _of_the_office(work, reception) or (waiting and all(rights.holds(work, each) for each in waiting))
    if not ours:
        raise NotYourTurn("Otras unidades tienen este ingreso pendiente: termine solo su parte.")
    working.finish(work, reception, way, told)
    working.step(work, reception, "ended", note=f"{WAYS_TO_CLOSE[way]}: {told}")
    audit.record(work, "communication.closed", reception.id, way=way, people={"reason": told})
    return reception


def reopen(work: Work, reception_id: UUID, reason: str) -> Reception:
    """Take up again what was ended: the turn is the office's."""
    told = working.refuse_short(reason)
    reception = rights.reception(work, reception_id, lock=True)
    if not reception.closed_at:
        raise NotClosed("Este ingreso no está terminado: siga trabajando en él.", reception_id=reception.id)
    reception.closed_at, reception.closed_way, reception.closed_reason = None, None, None
    working.refuse_ended(reception)
    again(work, reception.id)
    working.step(work, reception, "reopened", note=told)
    audit.record(work, "communication.reopened", reception.id, people={"reason": told})
    working.pass_turn(work, reception)
    return reception


def _of_the_office(work: Work, reception: Reception) -> bool:
    return work.actor.sees_everything or reception.office_id in work.actor.offices


def _own_pending(work: Work, referral: Referral, *, office: UUID | None = None) -> Referral:
    """Only what still waits, and only by whoever holds it (or the office that referred it)."""
    if referral.state not in working.PENDING:
        raise ReferralEnded(
            "Esta derivación ya no está pendiente: mire en la hoja de ruta quién la tiene.", referral_id=referral.id
        )
    if not rights.holds(work, referral) and (office is None or office not in work.actor.offices):
        raise NotYourTurn(f"Esta derivación la tiene {referral.holder}: pídale que la pase.", referral_id=referral.id)
    return referral
