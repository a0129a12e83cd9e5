"""Whom an office trusts, what for, and between which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1

PURPOSES = ("signature", "seal", "timestamp")
Told = str | dict[str, Any]
"""A certificate in PEM, trusted for everything; or with its purposes, and from when until when it is."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate that nobody has to vouch for."""

    certificate: asn1.Certificate
    purposes: frozenset[str] = frozenset(PURPOSES)
    begins: datetime | None = None
    ends: datetime | None = None

    def serves(self, purpose: str, moment: datetime) -> bool:
        """Whether it could be relied upon for this, then. A root that ended is trusted for what was before its end."""
        validity = self.certificate["tbs_certificate"]["validity"]
        begins = max(filter(None, (self.begins, validity["not_before"].native)))
        ends = min(filter(None, (self.ends, validity["not_after"].native)))
        wanted = {"signature", "seal"} if purpose == "signature" else {purpose}
        return bool(wanted & self.purposes) and begins <= moment <= ends


def anchors_of(told: Sequence[Told]) -> list[Anchor]:
    """As they are told to whoever judges in the sandbox."""
    found = list[Anchor]()
    for each in told:
        one = {"pem": each} if isinstance(each, str) else each
        ends = [datetime.fromisoformat(one[key]) if one.get(key) else None for key in ("from", "until")]
        purposes = frozenset(one.get("purposes", PURPOSES))
        found += [
            Anchor(asn1.Certificate.load(der), purposes, ends[0], ends[1])
            for _, _, der in pem.unarmor(one["pem"].encode(), multiple=True)
        ]
    return found
