from kernel.errors import Conflict, Damaged, Forbidden, Invalid, NotFound, NotYet, TooOften, Unavailable


class RequestNotFound(NotFound):
    code = "signature-request-not-found"


class OutOfTurn(Conflict):
    code = "signature-out-of-turn"


class AlreadyDecided(Conflict):
    code = "signature-already-decided"


class RoundStillOpen(Conflict):
    code = "signature-already-requested"


class NothingRequested(Conflict):
    code = "signature-not-requested"


class AnotherVersionSeen(Conflict):
    code = "signature-another-version-seen"


class NotYours(Forbidden):
    code = "signature-not-yours"
    logged = True


class WrongSteps(Invalid):
    code = "signature-steps-invalid"


class NoCredential(Conflict):
    code = "signature-no-credential"


class PinBlocked(Forbidden):
    code = "signature-pin-blocked"
    logged = True


class SecondFactorNeeded(Forbidden):
    code = "signature-second-factor-needed"


class NoSeal(NotYet):
    code = "office-without-seal"


class ReportUnsealed(Unavailable):
    """A report is worth what its seal is worth: without one there is none."""

    code = "report-without-seal"


class SealWaits(NotYet):
    """Whoever seals for the office, elsewhere, does not do it now: it is tried until they do."""

    code = "seal-made-elsewhere-waits"


class NotForEverybody(Forbidden):
    """Of what is reserved, the public verifier says that it is authentic, and nothing more."""

    code = "verification-reserved"


class UnknownCode(NotFound):
    code = "verification-code-unknown"


class TooManyQueries(TooOften):
    code = "too-many-queries"


class WrongRole(Conflict):
    code = "signature-wrong-role"


class PinNeeded(Invalid):
    code = "signature-pin-needed"


class WrongPin(Forbidden):
    code = "signature-wrong-pin"


class TokenUnavailable(Unavailable):
    code = "signature-token-unavailable"


class TokenOfAnother(Forbidden):
    code = "signature-token-of-another"
    logged = True


class RemoteUnavailable(Unavailable):
    """Whoever keeps the key elsewhere gives no answer."""

    code = "signature-remote-unavailable"


class RemoteAccessRefused(Conflict):
    """Whoever keeps the key elsewhere does not take what the institution presents."""

    code = "signature-remote-access-refused"


class NoRemoteAccess(Conflict):
    code = "signature-remote-not-set"


class RunNeeded(Conflict):
    code = "signature-run-needed"


class NoKeyElsewhere(Conflict):
    code = "signature-remote-without-key"


class RemoteTooLarge(Invalid):
    code = "signature-remote-too-large"


class RemoteAnswerRefused(Conflict):
    """What came back is not a signature of that person over those bytes. Nothing of it is used."""

    code = "signature-remote-answer-refused"


class RemoteAltered(Damaged):
    """What waits for a signature is not what was prepared: somebody wrote behind the program's back."""

    code = "signature-remote-altered"


class NotACredential(Invalid):
    code = "signature-not-a-credential"


class CertificateNotInForce(Conflict):
    code = "signature-certificate-not-in-force"
    logged = True


class TimestampUnavailable(Unavailable):
    code = "timestamp-unavailable"


class CertificateOfAnother(Invalid):
    code = "signature-certificate-of-another"


class NotADemonstration(Forbidden):
    code = "institution-not-a-demonstration"


class NothingPublished(NotFound):
    code = "nothing-published"


class WeakPin(Invalid):
    code = "signature-pin-too-short"


class CannotBeSigned(Invalid):
    code = "signature-cannot-be-put"


class CannotBeExtended(Invalid):
    code = "signature-cannot-be-extended"


class IssuerUnknown(Invalid):
    code = "signature-issuer-unknown"


class CertificateRevoked(Invalid):
    code = "signature-certificate-revoked"


class NotExtendedYet(NotFound):
    code = "copy-not-extended-yet"


class NoEvidenceYet(NotFound):
    code = "evidence-not-made-yet"


class NotToldYet(NotYet):
    """No issuer said anything yet since the timestamp."""

    code = "revocation-not-told-yet"


class NoLongerTimestamp(Unavailable):
    """There is no authority whose timestamps last longer than the one that there is."""

    code = "timestamp-none-lasts-longer"


class SignatureNotMade(Conflict):
    """What came out is not what was meant. Nothing of it is kept."""

    code = "signature-not-made"


class TooMany(Invalid):
    code = "signature-too-many-at-once"


class TrustRefused(Invalid):
    """A bundle of trust anchors that is not taken."""

    code = "trust-refused"
