"""Taking one file to its next level: who is asked, what is written, and that it is what was meant."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from kernel.errors import Unavailable
from kernel.sandbox import Sandbox
from signature.aging import MARGIN, Age, Step, Sunsets, age, sunsets
from signature.carried import look, of_token
from signature.errors import CertificateRevoked, IssuerUnknown, NoLongerTimestamp, SignatureNotMade
from signature.extending import keep_said, open_stamp
from signature.pki import Demonstration
from signature.reopening import Hole, fill
from signature.revocation import Revocation, Said, Wanted, ask
from signature.timestamps import Timestamper, authorities
from signature.trust import TrustFolder

LASTING = timedelta(days=5 * 365)
"""A hash that ends sooner is not used for a new timestamp where there is a longer one."""
HASHES = ("sha256", "sha384", "sha512")
NO_LONGER = (
    "Ninguna autoridad de sellado de tiempo conocida dura más que la anterior: "
    "agregue otra en OFICINA_TSA_URL, y su raíz entre las confiables."
)


@dataclass(frozen=True, slots=True)
class Token:
    """What an authority said, and until when what it rests on holds."""

    content: bytes
    algorithm: str
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """The certificates that are trusted: those that lie in the folder, and the demonstration's, if there is one."""

    folder: Path
    demonstration: Demonstration

    def __call__(self, at: datetime) -> list[str]:
        pki = self.demonstration.published(at)
        own = (pki.root.certificate, pki.issuer.certificate) if pki else ()
        anchors = TrustFolder(self.folder).anchors()
        placed = [each if isinstance(each, str) else str(each["pem"]) for each in anchors]
        return [*placed, *(each.public_bytes(Encoding.PEM).decode() for each in own)]


@dataclass(frozen=True, slots=True)
class Archive:
    """What it takes to make signatures last."""

    sandbox: Sandbox
    timestamper: Timestamper
    sources: Sequence[Revocation]
    known: Callable[[datetime], Sequence[str]]
    """The certificates that are trusted, as PEM."""
    policy: Sunsets = field(default_factory=sunsets)
    margin: timedelta = MARGIN

    def age(self, file: Path, at: datetime) -> Age:
        return age(self._look(file, at), self.policy, margin=self.margin)

    def take(self, file: Path, at: datetime) -> Age:
        """All the steps that are due, as far as they go: what cannot be had yet stops it there, and is tried again.

        A refusal is raised only when nothing at all could be done.
        """
        carried = self._look(file, at)
        now = age(carried, self.policy, margin=self.margin)
        done = False
        while now.step and now.due_at and now.due_at <= at:
            try:
                self._step(file, now, carried, at)
            except Unavailable:
                if not done:
                    raise
                return now
            carried, before = self._look(file, at), now
            now, done = age(carried, self.policy, margin=self.margin), True
            if (now.level, now.step, now.ends_at) == (before.level, before.step, before.ends_at):
                raise SignatureNotMade("Lo agregado no sirvió de nada y se descartó: avise al administrador.")
        return now

    def token(self, digest: bytes, at: datetime, algorithm: str, *, beyond: datetime | None = None) -> Token:
        """Of the first authority that answers, is known, and whose word lasts beyond what there is."""
        failed = list[Unavailable]()
        for authority in authorities(self.timestamper):
            try:
                made = authority.token(digest, at, algorithm)
            except Unavailable as refusal:
                failed.append(refusal)
                continue
            told = of_token(made, self.known(at))
            ends = min(datetime.fromisoformat(told["ends"]), self.policy.of(told["algorithms"]))
            if told["complete"] and (beyond is None or ends > beyond):
                return Token(made, algorithm, datetime.fromisoformat(told["at"]), ends)
        raise failed[-1] if failed else NoLongerTimestamp(NO_LONGER)

    def _look(self, file: Path, at: datetime) -> dict[str, Any]:
        carried: dict[str, Any] = self.sandbox.call(look, str(file), list(self.known(at)))
        return carried

    def _step(self, file: Path, now: Age, carried: dict[str, Any], at: datetime) -> None:
        whose = carried["stamps"][-1:] if now.step is Step.RENEWAL else carried["signatures"]
        if not all(each["complete"] for each in whose):
            raise IssuerUnknown(
                "No se conoce a quien emitió un certificado de este documento: agregue su raíz a las confiables."
            )
        lacking = [] if now.step is Step.TIMESTAMP else [lack for each in whose for lack in each["lacks"]]
        said = ask(self.sources, [Wanted.read(each) for each in lacking], at)
        if said.revoked:
            raise CertificateRevoked("Un certificado ya estaba revocado al firmar: el documento no se puede preservar.")
        if now.step is Step.VALIDATION:
            self.sandbox.call(keep_said, str(file), said.written())
        else:
            self._stamp(file, now, said, at, len(carried["stamps"]) + 1)

    def _stamp(self, file: Path, now: Age, said: Said, at: datetime, number: int) -> None:
        """By the first authority that answers, and whose word lasts longer than what there is."""
        size, failed = file.stat().st_size, list[Unavailable]()
        for authority in authorities(self.timestamper):
            try:
                self._stamp_by(authority, file, said, at, number)
                after = self._look(file, at)
            except Unavailable as refusal:
                failed.append(refusal)
            else:
                if self._is_better(now, after):
                    return
            os.truncate(file, size)
        raise failed[-1] if failed else NoLongerTimestamp(NO_LONGER)

    def _stamp_by(self, authority: Timestamper, file: Path, said: Said, at: datetime, number: int) -> None:
        algorithm = self.hash_for(at)
        written = said.written() if said.certificates else None
        hole = Hole(**self.sandbox.call(open_stamp, str(file), written, algorithm, number))
        fill(file, hole, authority.token(bytes.fromhex(hole.digest), at, algorithm))

    def _is_better(self, now: Age, after: dict[str, Any]) -> bool:
        made = after["stamps"][-1] if after["stamps"] else {}
        if not made.get("whole") or not made.get("complete"):
            return False
        then = age(after, self.policy, margin=self.margin)
        longer = then.ends_at is not None and now.ends_at is not None and then.ends_at > now.ends_at
        return now.step is not Step.RENEWAL or longer

    def hash_for(self, at: datetime) -> str:
        """The first hash that lasts for years; the longest one where none does."""
        lasting = (each for each in HASHES if self.policy.of([each]) > at + LASTING)
        return next(lasting, HASHES[-1])
