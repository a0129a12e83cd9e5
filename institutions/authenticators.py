"""Security keys, and what a telephone or a computer has of its own (WebAuthn): registered by a person, and answering.

Nobody is asked what kind of key it is (attestation «none»), and no address is ever called.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import webauthn
from sqlalchemy import select
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

import audit.service as audit
from institutions import challenges, house
from institutions.challenges import LASTS, Asked, RelyingParty
from institutions.errors import AuthenticatorCopied, AuthenticatorRefused, SecondFactorRefused
from institutions.models import Authenticator
from kernel.secrets import Secrets
from kernel.work import Work

HANDLE = "authenticator"
MOST = 10
LONGEST_NAME = 60
LONGEST = 16_384
"""Characters of what a browser sends of a key."""
WAITS = int(LASTS.total_seconds()) * 1000
NOT_UNDERSTOOD = "La respuesta de la llave no se entiende: apriete el botón de nuevo, o pruebe con otro navegador."
UNKNOWN = "Esa llave no es de las que usted registró: use una de ellas, o regístrela en «Su cuenta»."


@dataclass(frozen=True, slots=True)
class Kept:
    """What is wrapped in a row."""

    credential: bytes
    public_key: bytes
    count: int
    transports: tuple[str, ...] = ()

    def told(self) -> bytes:
        told = {"credential": bytes_to_base64url(self.credential), "public_key": bytes_to_base64url(self.public_key)}
        return json.dumps(told | {"count": self.count, "transports": self.transports}).encode()

    @classmethod
    def of(cls, told: bytes) -> "Kept":
        read = json.loads(told)
        credential, public_key = (base64url_to_bytes(read[name]) for name in ("credential", "public_key"))
        return cls(credential, public_key, read["count"], tuple(read["transports"]))


@dataclass(frozen=True, slots=True)
class Answered:
    """A key answered as it should; to be spent with the act that it opens."""

    authenticator_id: UUID
    challenge: str = field(repr=False)
    count: int = 0


def theirs(work: Work, person_id: UUID) -> list[Authenticator]:
    """Those that a person registered, the first one first."""
    mine = select(Authenticator).where(Authenticator.person_id == person_id)
    return list(work.session.scalars(mine.order_by(Authenticator.registered_at, Authenticator.id)))


def begin(work: Work, secrets: Secrets, party: RelyingParty, asked: Asked) -> dict[str, Any]:
    """What a browser asks of a key that is to be registered. One that is registered already says so itself."""
    person, known = house.person(work, asked.person_id), theirs(work, asked.person_id)
    if len(known) >= MOST:
        raise AuthenticatorRefused(f"Ya tiene {MOST} llaves: quite una que no use antes de agregar otra.")
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Oficina de Partes",
        user_id=person.id.bytes,
        user_name=person.name,
        user_display_name=person.name,
        challenge=challenges.ask(work, asked),
        timeout=WAITS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_named(secrets, known),
    )
    return options_to_json_dict(options)


def register(work: Work, secrets: Secrets, party: RelyingParty, asked: Asked, name: str, answer: str) -> Authenticator:
    """From now on it is theirs."""
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise AuthenticatorRefused("Póngale un nombre a la llave, de hasta 60 letras: así sabrá cuál es.")
    try:
        read = parse_registration_credential_json(_bounded(answer))
        data = parse_client_data_json(read.response.client_data_json)
        spent = _judged(work, party, asked, data)
        verified = webauthn.verify_registration_response(
            credential=read,
            expected_challenge=data.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise AuthenticatorRefused(
            "La llave no se pudo registrar: tiene que comprobar que es usted, con su PIN, huella o rostro. "
            "Apriete el botón de nuevo, o pruebe con otra."
        ) from None
    challenges.spend(work, spent)
    transports = tuple(each.value for each in read.response.transports or ())
    kept = Kept(verified.credential_id, verified.credential_public_key, verified.sign_count, transports)
    row = Authenticator(
        person_id=asked.person_id,
        handle=secrets.digest(HANDLE, bytes_to_base64url(kept.credential)),
        name=name.strip(),
        registered_at=work.now,
    )
    row.wrapped = _wrapped(secrets, row, kept)
    if not work.add_unless_there(row):
        raise AuthenticatorRefused("Esa llave ya está registrada: use otra.")
    _count(work, asked.person_id, owes=False)
    audit.record(work, "authenticator.registered", asked.person_id, authenticator=str(row.id))
    return row


def remove(work: Work, person_id: UUID, authenticator_id: UUID) -> Authenticator:
    """It opens nothing more. That another is left, where a post asks for one, is for the caller to see."""
    row = of_person(work, person_id, authenticator_id)
    work.session.delete(row)
    work.session.flush()
    _count(work, person_id)
    audit.record(work, "authenticator.removed", person_id, authenticator=str(row.id))
    return row


def remove_all(work: Work, person_id: UUID) -> int:
    rows = theirs(work, person_id)
    for each in rows:
        work.session.delete(each)
    house.person(work, person_id).keys = 0
    return len(rows)


def of_person(work: Work, person_id: UUID, authenticator_id: UUID) -> Authenticator:
    """One of theirs: somebody else's is as if it were not there."""
    row = work.session.get(Authenticator, authenticator_id)
    if row is None or row.person_id != person_id:
        raise AuthenticatorRefused("Esa llave no está entre las suyas: elija una de la lista.")
    return row


def call(work: Work, secrets: Secrets, party: RelyingParty, asked: Asked) -> dict[str, Any]:
    """What a browser asks of the keys of this person, any of which may answer."""
    usable = [each for each in theirs(work, asked.person_id) if each.suspended_at is None]
    if not usable:
        raise SecondFactorRefused("Usted no tiene una llave registrada: regístrela en «Su cuenta».")
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenges.ask(work, asked),
        timeout=WAITS,
        allow_credentials=_named(secrets, usable),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def verify(work: Work, secrets: Secrets, party: RelyingParty, asked: Asked, answer: str) -> Answered:
    """Whether a key of theirs answered what was asked, here, knowing who held it, and is the only one of its kind."""
    try:
        read = parse_authentication_credential_json(_bounded(answer))
        data = parse_client_data_json(read.response.client_data_json)
        flags = parse_authenticator_data(read.response.authenticator_data).flags
    except WebAuthnException:
        raise SecondFactorRefused(NOT_UNDERSTOOD) from None
    challenge = _judged(work, party, asked, data)
    if not flags.uv:
        raise SecondFactorRefused(
            "Su llave no comprobó que es usted: apriete el botón de nuevo y dele su PIN, huella o rostro."
        )
    row, kept = _answering(work, secrets, asked.person_id, read.raw_id)
    if read.response.user_handle not in {None, b"", asked.person_id.bytes}:
        raise SecondFactorRefused(UNKNOWN)
    try:
        verified = webauthn.verify_authentication_response(
            credential=read,
            expected_challenge=data.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=kept.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except WebAuthnException:
        raise SecondFactorRefused(UNKNOWN) from None
    refuse_copied(row, kept, verified.new_sign_count)
    return Answered(row.id, challenge, verified.new_sign_count)


def spend(work: Work, secrets: Secrets, answered: Answered) -> None:
    """The answer opens once, and the key does not go back."""
    row = work.session.get(Authenticator, answered.authenticator_id, with_for_update=True, populate_existing=True)
    if row is None or row.suspended_at is not None:
        raise SecondFactorRefused(UNKNOWN)
    challenges.spend(work, answered.challenge)
    kept = _kept(secrets, row)
    refuse_copied(row, kept, answered.count)
    row.wrapped = _wrapped(secrets, row, Kept(kept.credential, kept.public_key, answered.count, kept.transports))
    row.last_used_at = work.now


def refuse_copied(row: Authenticator, kept: Kept, count: int) -> None:
    """A key that counts what it signs always counts on. One that never counts (0) cannot be told from a copy."""
    if (count or kept.count) and count <= kept.count:
        raise AuthenticatorCopied(
            f"Su llave «{row.name}» respondió con un contador atrasado: puede haber una copia. Quedó suspendida: use "
            "otra, y avise a su administrador.",
            authenticator=row.id,
        )


def suspend(work: Work, authenticator_id: UUID) -> None:
    """There may be two of it: until its owner removes it, it opens nothing. The refusal undid its own transaction."""
    row = work.session.get(Authenticator, authenticator_id, with_for_update=True, populate_existing=True)
    if row is not None and row.suspended_at is None:
        row.suspended_at = work.now
        work.session.flush()
        _count(work, row.person_id)
        audit.record(work, "authenticator.suspended", row.person_id, authenticator=str(row.id))


def _judged(work: Work, party: RelyingParty, asked: Asked, data: CollectedClientData) -> str:
    """Answered to this office, and to what it asked."""
    if data.origin != party.origin:
        raise SecondFactorRefused(f"La llave respondió desde otra dirección: abra la oficina en {party.origin}.")
    return challenges.refuse_unasked(work, asked, data.challenge)


def _answering(work: Work, secrets: Secrets, person_id: UUID, credential: bytes) -> tuple[Authenticator, Kept]:
    for row in theirs(work, person_id):
        kept = _kept(secrets, row)
        if kept.credential == credential and row.suspended_at is None:
            return row, kept
    raise SecondFactorRefused(UNKNOWN)


def _named(secrets: Secrets, rows: list[Authenticator]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=_kept(secrets, each).credential) for each in rows]


def _bounded(answer: str) -> str:
    if len(answer) > LONGEST:
        raise SecondFactorRefused(NOT_UNDERSTOOD)
    return answer


def _kept(secrets: Secrets, row: Authenticator) -> Kept:
    return Kept.of(secrets.unwrap(_purpose(row), row.wrapped))


def _wrapped(secrets: Secrets, row: Authenticator, kept: Kept) -> bytes:
    return secrets.wrap(_purpose(row), kept.told())


def _purpose(row: Authenticator) -> str:
    """What is wrapped for one row of one person opens in no other."""
    return f"{HANDLE}/{row.person_id}/{row.id}"


def _count(work: Work, person_id: UUID, *, owes: bool | None = None) -> None:
    """How many answer, kept with the person; whoever has one owes none."""
    person = house.person(work, person_id)
    person.keys = sum(each.suspended_at is None for each in theirs(work, person_id))
    if owes is False:
        person.owes_factor, person.owes_why = False, ""
