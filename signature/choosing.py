"""A person, or an oficina de partes, chooses to sign with the certificate that FirmaGob keeps of somebody.

To see that it is there, and whose it is, FirmaGob signs the hash of a sentence once. No document is touched.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import institutions.service as institutions
from kernel.errors import Refused
from kernel.rut import Rut
from kernel.secrets import Secrets
from kernel.work import Work
from signature import access, complete, credentials, remote
from signature.credentials import Keeping
from signature.errors import PinNeeded, RunNeeded
from signature.models import Credential, FirmaGobAccess, SealCredential
from signature.providers import Providers
from signature.providers.elsewhere import Address
from signature.providers.firmagob import ATTENDED, UNATTENDED, Access, Signing
from signature.providers.lasting import refuse_out_of_date

SENTENCE = b"Oficina de Partes Virtual: prueba de que este certificado esta en FirmaGob. No firma nada."


@dataclass(frozen=True, slots=True)
class Presented:
    """Who asks for whose signature."""

    access: Access
    signing: Signing
    at: datetime


def tried(providers: Providers, presented: Presented) -> Keeping:
    """What has to be known of that certificate, from a signature over nothing."""
    digest, signing = hashlib.sha256(SENTENCE).digest(), presented.signing
    signed = remote.service_of(providers).sign(presented.access, signing, (digest,), presented.at)
    answer = complete.read(signed.cms[0], digest)
    complete.refuse_of_another(answer, signing.run)
    certificate = answer.certificate
    refuse_out_of_date(certificate, presented.at)
    address = Address(signing.run, signing.purpose == ATTENDED, answer.names_certificate)
    return Keeping.of(address.written(), certificate)


@dataclass(frozen=True, slots=True)
class ChooseFirmaGob:
    """From now on the person signs with what FirmaGob keeps of their RUN, and the code of their authenticator."""

    secrets: Secrets
    providers: Providers
    person_id: UUID
    otp: str = field(repr=False)

    def prepare(self, work: Work) -> Presented:
        if not self.otp:
            raise PinNeeded("Falta el código OTP: escriba el que muestra ahora su autenticador de FirmaGob.")
        run = institutions.person(work, self.person_id).run
        if not run:
            raise RunNeeded("Su ficha no dice su RUN: pida al administrador de su institución que lo agregue.")
        signing = Signing(Rut.parse(run), ATTENDED, self.otp)
        return Presented(access.access_of(work, self.secrets), signing, work.now)

    def effect(self, presented: Presented, /) -> Keeping:
        return tried(self.providers, presented)

    def settle(self, work: Work, _presented: Presented, keeping: Keeping, /) -> Credential:
        return credentials.keep(work, self.secrets, self.person_id, keeping)


@dataclass(frozen=True, slots=True)
class SealByFirmaGob:
    """From now on the oficina de partes seals «Desatendido», with the certificate of this RUN: nobody is asked."""

    secrets: Secrets
    providers: Providers
    office_id: UUID
    run: str

    def prepare(self, work: Work) -> Presented:
        institutions.office(work, self.office_id)
        signing = Signing(Rut.parse(self.run), UNATTENDED)
        return Presented(access.access_of(work, self.secrets), signing, work.now)

    def effect(self, presented: Presented, /) -> Keeping:
        return tried(self.providers, presented)

    def settle(self, work: Work, _presented: Presented, keeping: Keeping, /) -> SealCredential:
        return credentials.keep_seal(work, self.secrets, self.office_id, keeping, "")


@dataclass(frozen=True, slots=True)
class TryFirmaGob:
    """Whether FirmaGob takes what the institution presents: tried with a RUN, and remembered either way."""

    secrets: Secrets
    providers: Providers
    run: str
    otp: str = field(default="", repr=False)

    def prepare(self, work: Work) -> Presented:
        purpose = ATTENDED if self.otp else UNATTENDED
        signing = Signing(Rut.parse(self.run), purpose, self.otp or None)
        return Presented(access.access_of(work, self.secrets), signing, work.now)

    def effect(self, presented: Presented, /) -> Refused | None:
        try:
            tried(self.providers, presented)
        except Refused as refusal:
            return refusal
        return None

    def settle(self, work: Work, _presented: Presented, refusal: Refused | None, /) -> FirmaGobAccess | None:
        access.note_trial(work, refusal.code if refusal else None)
        return access.current(work)
