"""Keys: each person brings their own; in a demonstration the office makes them, and the seals too."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from kernel.actor import Actor
from kernel.http import DoOnce, permits, wired
from kernel.permissions import Permission
from signature.choosing import ChooseFirmaGob, SealByFirmaGob
from signature.errors import NotYours
from signature.issuing import BringCredential, IssueCredential, IssueSeal
from signature.marking import Workshop
from signature.pki import Demonstration
from signature.schemas import BringForm, ChooseForm, CredentialView, IssueForm, SealByForm, SealView

router = APIRouter(tags=["signature"])

AtWorkshop = Annotated[Workshop, wired("workshop")]
AtDemonstration = Annotated[Demonstration, wired("demonstration")]


@router.post("/me/credential", status_code=201, response_model=CredentialView, dependencies=[permits(Permission.SIGN)])
def bring(form: BringForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """Keep the key that whoever asks signs with: a P12 that only their PIN opens. It replaces the one before."""
    mine, pin = _myself(once.desk.actor), form.pin.get_secret_value()
    return once.operate(
        BringCredential(workshop.secrets, workshop.providers, mine, form.content(), pin), CredentialView.of
    )


@router.post(
    "/me/demonstration-credential",
    status_code=201,
    response_model=CredentialView,
    dependencies=[permits(Permission.SIGN)],
)
def issue(form: IssueForm, once: DoOnce, workshop: AtWorkshop, demonstration: AtDemonstration) -> Response:
    """Make whoever asks a key without legal value, to try the office with."""
    mine, pin = _myself(once.desk.actor), form.pin.get_secret_value()
    return once.operate(IssueCredential(demonstration, workshop.secrets, mine, pin), CredentialView.of)


@router.post(
    "/offices/{office_id}/demonstration-seal",
    status_code=201,
    response_model=SealView,
    dependencies=[permits(Permission.ADMINISTER)],
)
def issue_seal(office_id: UUID, once: DoOnce, workshop: AtWorkshop, demonstration: AtDemonstration) -> Response:
    """Make an oficina de partes a seal without legal value."""
    return once.operate(IssueSeal(demonstration, workshop.secrets, office_id), SealView.of)


@router.post(
    "/me/firmagob-credential", status_code=201, response_model=CredentialView, dependencies=[permits(Permission.SIGN)]
)
def choose(form: ChooseForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """From now on whoever asks signs with what FirmaGob keeps of their RUN: it signs a sentence once, to see it."""
    mine, otp = _myself(once.desk.actor), form.otp.get_secret_value()
    return once.operate(ChooseFirmaGob(workshop.secrets, workshop.providers, mine, otp), CredentialView.of)


@router.post(
    "/offices/{office_id}/firmagob-seal",
    status_code=201,
    response_model=SealView,
    dependencies=[permits(Permission.ADMINISTER)],
)
def seal_by(office_id: UUID, form: SealByForm, once: DoOnce, workshop: AtWorkshop) -> Response:
    """From now on an oficina de partes seals with what FirmaGob keeps of this RUN, and nobody is asked."""
    return once.operate(SealByFirmaGob(workshop.secrets, workshop.providers, office_id, form.run), SealView.of)


def _myself(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotYours("Una clave de firma es de una persona: entre con su propia clave.")
    return actor.person_id
