"""How a key comes to be kept: made for a demonstration, or brought by whoever owns it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import institutions.service as institutions
from kernel.secrets import Secrets
from kernel.work import Work
from signature import credentials
from signature.certificates import Holder, rut_in
from signature.credentials import Keeping
from signature.errors import CertificateOfAnother, NotADemonstration, TokenOfAnother, WeakPin
from signature.models import Credential, SealCredential
from signature.pki import Demonstration
from signature.providers import Providers, Signer, open_p12, token_named_in

SHORTEST_PIN = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    holder: Holder
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueCredential:
    """Make a person a key for demonstrations, which their PIN opens."""

    demonstration: Demonstration
    secrets: Secrets
    person_id: UUID
    pin: str = field(repr=False)
    title: str = ""

    def prepare(self, work: Work) -> Wanted:
        if len(self.pin) < SHORTEST_PIN:
            raise WeakPin(f"Ese PIN es muy corto: use al menos {SHORTEST_PIN} caracteres.")
        person, institution = institutions.person(work, self.person_id), institutions.institution(work)
        _refuse_unless(institution.demonstration)
        return Wanted(Holder(person.name, institution.name, title=self.title, rut=person.run), work.now)

    def effect(self, wanted: Wanted, /) -> Keeping:
        p12 = self.demonstration.pki(wanted.at).issue(wanted.holder, self.pin, wanted.at)
        return looked_at(p12, self.pin)

    def settle(self, work: Work, _wanted: Wanted, keeping: Keeping, /) -> Credential:
        return credentials.keep(work, self.secrets, self.person_id, keeping)


@dataclass(frozen=True, slots=True)
class BringCredential:
    """Keep a key that a person already has, or where it is: theirs, and in force."""

    secrets: Secrets
    providers: Providers
    person_id: UUID
    p12: bytes = field(repr=False)
    pin: str = field(repr=False)

    def prepare(self, work: Work) -> Wanted:
        person = institutions.person(work, self.person_id)
        token = token_named_in(self.p12)
        if token is not None and token != person.run:
            raise TokenOfAnother(
                "El dispositivo de la clave de una persona se llama como su RUN: pida que lo nombren así."
            )
        return Wanted(Holder(person.name, "", rut=person.run), work.now)

    def effect(self, wanted: Wanted, /) -> Keeping:
        key = self.providers.open(self.p12, self.pin)
        key.refuse_out_of_date(wanted.at)
        rut, _ = rut_in(key.certificate) or (None, None)
        if wanted.holder.rut and str(rut) != wanted.holder.rut:
            raise CertificateOfAnother(
                "El certificado es de otra persona: su RUT no es el suyo. Cargue el que le entregaron a usted."
            )
        return kept(self.p12, key)

    def settle(self, work: Work, _wanted: Wanted, keeping: Keeping, /) -> Credential:
        return credentials.keep(work, self.secrets, self.person_id, keeping)


@dataclass(frozen=True, slots=True)
class IssueSeal:
    """Make an oficina de partes a seal for demonstrations."""

    demonstration: Demonstration
    secrets: Secrets
    office_id: UUID
    pin: str = field(default_factory=credentials.new_pin, repr=False)

    def prepare(self, work: Work) -> Wanted:
        office, institution = institutions.office(work, self.office_id), institutions.institution(work)
        _refuse_unless(institution.demonstration)
        return Wanted(Holder(f"Sello de {office.name}", institution.name, seal=True), work.now)

    def effect(self, wanted: Wanted, /) -> Keeping:
        return looked_at(self.demonstration.pki(wanted.at).issue(wanted.holder, self.pin, wanted.at), self.pin)

    def settle(self, work: Work, _wanted: Wanted, keeping: Keeping, /) -> SealCredential:
        return credentials.keep_seal(work, self.secrets, self.office_id, keeping, self.pin)


@dataclass(frozen=True, slots=True)
class BringSeal:
    """Keep the certificate with which an oficina de partes seals from now on: in force, and opened once to see it."""

    secrets: Secrets
    providers: Providers
    office_id: UUID
    p12: bytes = field(repr=False)
    pin: str = field(repr=False)

    def prepare(self, work: Work) -> Wanted:
        office, code = institutions.office(work, self.office_id), institutions.institution(work).code
        token = token_named_in(self.p12)
        if token is not None and not token.startswith(f"{code}-"):
            raise TokenOfAnother(
                f"El dispositivo del sello de una institución se llama «{code}-…»: pida que lo nombren así."
            )
        return Wanted(Holder(office.name, "", seal=True), work.now)

    def effect(self, wanted: Wanted, /) -> Keeping:
        key = self.providers.open(self.p12, self.pin)
        key.refuse_out_of_date(wanted.at)
        return kept(self.p12, key)

    def settle(self, work: Work, _wanted: Wanted, keeping: Keeping, /) -> SealCredential:
        return credentials.keep_seal(work, self.secrets, self.office_id, keeping, self.pin)


def _refuse_unless(demonstration: bool) -> None:  # noqa: FBT001 -- it is what is required
    """Nobody is to be bound by a key without legal value, nor to believe that they are."""
    if not demonstration:
        raise NotADemonstration(
            "Su institución no es una demostración: use un certificado de un prestador acreditado, que se carga con su "
            "archivo .p12 y su PIN."
        )


def looked_at(p12: bytes, pin: str) -> Keeping:
    return kept(p12, open_p12(p12, pin))


def kept(file: bytes, key: Signer) -> Keeping:
    """To see that it is there, it signs nothing once."""
    key.sign(b"")
    return Keeping.of(file, key.certificate)
