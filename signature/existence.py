"""Since when each signature of a file is known to exist, and what was to be trusted then.

A document timestamp proves that all before it was there; the one before it is judged at that instant, and so back to
the signature, which its own timestamp dates. Where nothing else dates it, the moment when the file was received does,
or else now. Nothing is asked of anybody: what is not in the file or among the anchors is not known.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, crl, ocsp
from asn1crypto import x509 as asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, FreshnessReqType, RevocationCheckingPolicy

from signature.anchors import Anchor

SIGNING, STAMPING = "signature", "timestamp"
BROKEN = frozenset({"md2", "md5"})
"""No longer taken at all. SHA-1 is judged as it was and told as old."""
USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
WHATEVER_IS_KNOWN = CertRevTrustPolicy(
    RevocationCheckingPolicy.from_legacy("soft-fail"),
    freshness=timedelta(days=36_525),
    freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
    retroactive_revinfo=True,
)
"""A list that nobody renewed still says who was revoked by then, and is no worse than none: a file that was preserved
carries the lists of its time, and is judged with them years later. How far they go is told by the level.
"""
OF_STAMPS = KeyUsageConstraints(extd_key_usage={"time_stamping"}, explicit_extd_key_usage_required=True)


@dataclass(frozen=True, slots=True)
class Existence:
    """An instant when it was there, and what proves that."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a CMS is worth at an instant: its digest, its signature, its path, and what is wrong with that."""

    intact: bool
    valid: bool
    problem: str | None
    path: tuple[asn1.Certificate, ...]
    revoked: datetime | None = None

    @property
    def trusted(self) -> bool:
        return self.intact and self.valid and self.problem is None


@dataclass(slots=True)
class Witnesses:
    """All that is known when a file is judged."""

    anchors: Sequence[Anchor]
    at: datetime
    received: datetime | None = None
    certificates: list[asn1.Certificate] = field(default_factory=list)
    lists: list[crl.CertificateList] = field(default_factory=list)
    answers: list[ocsp.OCSPResponse] = field(default_factory=list)

    @property
    def here(self) -> Existence:
        """When the file itself was there."""
        if self.received is not None and self.received <= self.at:
            return Existence(self.received, "reception")
        return Existence(self.at, "now")

    def read(self, reader: PdfFileReader) -> None:
        """Take what the document carries for those who judge it later."""
        try:
            store: Any = DocumentSecurityStore.read_dss(reader)
        except (ValidationInfoReadingError, ValueError, TypeError, KeyError, AttributeError):
            return  # a store that cannot be read proves nothing
        for there, kind, kept in (
            (store.certs.values(), asn1.Certificate, self.certificates),
            (store.crls, crl.CertificateList, self.lists),
            (store.ocsps, ocsp.OCSPResponse, self.answers),
        ):
            for each in there:
                with suppress(ValueError, TypeError, KeyError, AttributeError):  # what cannot be read proves nothing
                    read = kind.load(each.get_object().data, strict=True)
                    _ = read.native
                    kept.append(read)

    def of_whom(self, purpose: str, moment: datetime) -> ValidationContext:
        anchors = [each.certificate for each in self.anchors if each.serves(purpose, moment)]
        roots = [each for each in anchors if not _has_issuer_among(each, anchors)]
        return ValidationContext(
            trust_roots=roots,
            other_certs=[*self.certificates, *(each for each in anchors if each not in roots)],
            crls=self.lists,
            ocsps=self.answers,
            moment=moment,
            best_signature_time=moment,
            allow_fetching=False,
            revinfo_policy=WHATEVER_IS_KNOWN,
            weak_hash_algos=BROKEN,
        )

    def find(self, signed: cms.SignedData, digest: bytes | None, purpose: str, moment: datetime) -> Finding:
        """Judge a CMS over this digest, or over what it holds itself, as of a moment."""
        uses = OF_STAMPS if purpose == STAMPING else USES
        try:
            told = asyncio.run(
                generic_cms.cms_basic_validation(signed, digest, self.of_whom(purpose, moment), key_usage_settings=uses)
            )
        except SignatureValidationError as error:
            named = error.ades_subindication
            return Finding(
                intact=True, valid=False, problem=named.standard_name if named else "FORMAT_FAILURE", path=()
            )
        problem, path, revocation = (
            told[each] for each in ("trust_problem_indic", "validation_path", "revocation_details")
        )
        found = tuple(path.iter_certs(include_root=True)) if path is not None else ()
        return Finding(
            told["intact"],
            told["valid"],
            problem.standard_name if problem else None,
            found,
            revocation.revocation_date if revocation else None,
        )


def _has_issuer_among(certificate: asn1.Certificate, anchors: Iterable[asn1.Certificate]) -> bool:
    """Such a one need not be where a path ends: what its issuer says of it, and it of others, is heard too."""
    own = certificate.subject.hashable
    return any(each.subject.hashable == certificate.issuer.hashable != own for each in anchors)


def stamps_of(signer: cms.SignerInfo) -> Iterable[cms.SignedData]:
    """The timestamps over a signature, which go with it."""
    try:
        yield from generic_cms.extract_tst_data_iter(signer, signed=False)
    except KeyError:
        return


def told_by(token: cms.SignedData) -> datetime:
    """What an authority of time says."""
    instant: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return instant


def imprinted(token: cms.SignedData, digest_of: Callable[[str], bytes]) -> bool:
    """Whether the timestamp is over this."""
    told = token["encap_content_info"]["content"].parsed["message_imprint"]
    named = told["hash_algorithm"]["algorithm"].native
    return bool(told["hashed_message"].native == digest_of(named))


def over(signer: cms.SignerInfo) -> Callable[[str], bytes]:
    return lambda named: hashlib.new(named, signer["signature"].native).digest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A document timestamp that was judged."""

    embedded: EmbeddedPdfSignature
    finding: Finding
    at: datetime

    @property
    def good(self) -> bool:
        return self.finding.trusted


def judge_stamps(witnesses: Witnesses, stamps: Sequence[EmbeddedPdfSignature]) -> list[Stamp]:
    """From the last to the first, each at the instant that the next good one proves."""
    known, judged = witnesses.here, list[Stamp]()
    for each in sorted(stamps, key=lambda one: -one.signed_revision):
        signed = each.signed_data
        found = witnesses.find(signed, None, STAMPING, known.at)
        same = imprinted(signed, each.compute_digest)
        told = Stamp(each, replace(found, intact=found.intact and same), told_by(signed))
        judged.append(told)
        if told.good and told.at <= known.at:
            known = Existence(told.at, "document-timestamp")
    return judged


def proved(witnesses: Witnesses, judged: Sequence[Stamp], revision: int) -> Existence:
    """By what it is proved that this revision existed, and since when: the earliest good stamp after it."""
    times = [each.at for each in judged if each.good and each.embedded.signed_revision > revision]
    return min([witnesses.here, *(Existence(each, "document-timestamp") for each in times)], key=lambda known: known.at)
