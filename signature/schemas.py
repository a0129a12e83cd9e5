from base64 import b64decode
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from signature.errors import NotACredential
from signature.models import Credential, Mode, Role, SealCredential, SignatureRequest
from signature.rounds import Step

SHA256 = r"^[0-9a-f]{64}$"
AN_ID = "0199a2c4-7d1e-7c3a-9f00-5b1d2e3f4a5b"
A_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


class StepForm(BaseModel):
    role: Role = Field(description="`endorsement` (V°B°), `signature`, or `attestation` (ministro de fe).")
    post_id: UUID | None = Field(None, description="Whoever holds this post when their turn comes.")
    person_id: UUID | None = Field(None, description="This person and nobody else.")

    def step(self) -> Step:
        return Step(self.role, self.post_id, self.person_id)


class RequestForm(BaseModel):
    model_config = example(
        mode="chain",
        steps=[{"role": "endorsement", "post_id": AN_ID}, {"role": "signature", "post_id": AN_ID}],
    )

    mode: Mode = Mode.CHAIN
    steps: list[StepForm] = Field(min_length=1, max_length=30)
    behalf_post_id: UUID | None = Field(
        None, description="For which chief, when whoever asks is the assistant of more than one."
    )


class SignForm(BaseModel):
    """The PIN and the code are used while the signature is made, and kept nowhere."""

    model_config = example(sha256=A_HASH, pin="una clave que solo usted sabe", code="492039")

    sha256: str = Field(pattern=SHA256, description="Of the version that the signer read: what is signed is that.")
    pin: SecretStr | None = Field(
        None, max_length=128, description="Opens the signer's key; an advanced signature needs it."
    )
    code: SecretStr | None = Field(
        None, max_length=12, description="The second factor, where the post requires it: of a telephone."
    )
    answer: dict[str, Any] | None = Field(
        None,
        description="Or of a key: what it answered to the challenge of these very bytes "
        "(`PublicKeyCredential.toJSON()`), asked with `factor-challenges` by the same client.",
    )
    observations: str | None = Field(None, min_length=1, max_length=2000)


class ChallengeForm(BaseModel):
    model_config = example(sha256=A_HASH)

    sha256: str = Field(pattern=SHA256, description="Of the version that the signer read and approves.")


class ChallengeView(BaseModel):
    """To be given to a key (`PublicKeyCredentialRequestOptions` of WebAuthn, in JSON). Answered once, and soon."""

    options: dict[str, Any]
    origin: str = Field(description="From where the key has to answer: the public address of the office.")
    seconds: int = Field(description="How long it waits for its answer.")


class EndorseForm(BaseModel):
    model_config = example(sha256=A_HASH, observations="Revisado el fundamento jurídico.")

    sha256: str = Field(pattern=SHA256, description="Of the version that was read.")
    observations: str | None = Field(None, min_length=1, max_length=2000)


class ReturnForm(BaseModel):
    model_config = example(observations="Falta citar la resolución que delega la firma.")

    observations: str = Field(min_length=3, max_length=2000)


class CancelForm(BaseModel):
    model_config = example(reason="Cambió quien debe firmar.")

    reason: str = Field(min_length=3, max_length=255)


class SignatureRequestView(BaseModel):
    id: UUID
    document_id: UUID
    round: int
    position: int
    stage: int
    role: str
    level: str
    post_id: UUID | None
    person_id: UUID | None
    whose: str
    subject: str
    state: str
    basis_sha256: str
    requested_at: datetime
    behalf: dict[str, Any] | None
    opened_at: datetime | None
    decided_at: datetime | None
    signer_id: UUID | None
    capacity: dict[str, Any] | None
    observations: str | None
    field: str | None
    version: int | None

    @classmethod
    def of(cls, request: SignatureRequest) -> Self:
        return cls(**{name: getattr(request, name) for name in cls.model_fields})


class RequestedView(BaseModel):
    requests: list[SignatureRequestView]

    @classmethod
    def of(cls, requests: list[SignatureRequest]) -> Self:
        return cls(requests=[SignatureRequestView.of(each) for each in requests])


class KeptView(BaseModel):
    """What is known of a key without opening it."""

    id: UUID
    holder: str
    certificate_sha256: str
    not_before: datetime
    not_after: datetime
    demonstration: bool

    @classmethod
    def of(cls, kept: Credential | SealCredential) -> Self:
        return cls(**{name: getattr(kept, name) for name in cls.model_fields})


class CredentialView(KeptView):
    person_id: UUID


class SealView(KeptView):
    office_id: UUID


class IssueForm(BaseModel):
    model_config = example(pin="una clave que solo usted sabe")

    pin: SecretStr = Field(min_length=4, max_length=128, description="Opens the key from now on. It is kept nowhere.")


class BringForm(BaseModel):
    model_config = example(p12="MIIKNQIBAzCCCe8GCSqGSIb3DQEHAaCC…", pin="la que le dieron con el certificado")

    p12: str = Field(max_length=90_000, description="The file, in base64.")
    pin: SecretStr = Field(min_length=1, max_length=128, description="Opens it. It is kept nowhere.")

    def content(self) -> bytes:
        try:
            return b64decode(self.p12, validate=True)
        except ValueError:
            raise NotACredential("El certificado no llegó entero: envíe el archivo .p12 en base64.") from None


class ChooseForm(BaseModel):
    model_config = example(otp="123456")

    otp: SecretStr = Field(
        max_length=12, description="What the authenticator of FirmaGob shows now. It is kept nowhere."
    )


class SealByForm(BaseModel):
    model_config = example(run="12.345.678-5")

    run: str = Field(max_length=12, description="Of whoever has the certificate for «Desatendido».")


class SignerView(BaseModel):
    role: str
    level: str
    name: str
    capacity: dict[str, str]
    run: str | None = Field(description="Masked.")
    at: datetime | None


class AuthenticView(BaseModel):
    """Of a reserved document only the first three."""

    institution: str
    reserved: bool
    demonstration: bool
    state: str | None
    kind: str | None
    folio: str | None
    dated: str | None
    subject: str | None
    sha256: str | None
    signers: list[SignerView]


class ExistenceView(BaseModel):
    """Since when it is proved to exist, and what proves it."""

    at: datetime
    by: str = Field(description="`timestamp`, `document-timestamp`, `reception` or `now`.")


class LinkView(BaseModel):
    """A certificate of the chain, from the anchor down."""

    subject: str
    issuer: str
    serial: str = Field(description="In hexadecimal.")
    begins: datetime
    ends: datetime
    sha256: str


class PutView(BaseModel):
    """One signature of a PDF."""

    field: str | None
    kind: str
    level: str
    who: str
    run: str | None = Field(description="Masked.")
    run_from: str | None = Field(
        description="`subject-alternative-name`, `serial-number` or `unit`, of the certificate."
    )
    reason: str | None
    when: datetime
    reached: str = Field(
        description="`B-B`, `B-T`, `B-LT` or `B-LTA` of PAdES, `PKCS#7`, or `RFC 3161`: as it was found."
    )
    timestamped: bool
    intact: bool
    trusted: bool
    later_changes: str = Field(
        description="The worst of what came after: `none`, `archive`, `signatures`, `fields` (where filling was "
        "permitted), `annotations`, or `suspicious`."
    )
    changes: list[str] = Field(description="What each later revision did, in words.")
    indication: str = Field(description="`TOTAL-PASSED`, `INDETERMINATE` or `TOTAL-FAILED` (EN 319 102-1).")
    sub_indication: str | None = Field(description="Why not, by the names of EN 319 102-1.")
    poe: ExistenceView
    certificate_begins: datetime
    certificate_ends: datetime
    chain: list[LinkView] = Field(description="As it was at that date; empty where there is none.")
    demonstration: bool
    reasons: list[str]
    says: str = Field(description="All of it in one sentence.")


class ReportView(BaseModel):
    sha256: str
    verdict: str = Field(description="`valid`, `indeterminate` or `invalid`.")
    indication: str = Field(description="Of the worst of its signatures (EN 319 102-1).")
    sub_indication: str | None
    reasons: list[str]
    notices: list[str] = Field(description="What has to be known, and takes nothing from the verdict.")
    signatures: list[PutView]
