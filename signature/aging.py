"""What a signed file rests on, until when that holds, and what has to be done to it next, and when.

Pure reckoning: what a file carries comes in as it was read in the sandbox (`signature.carried`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

MARGIN = timedelta(days=90)
"""How long before an end it is renewed: time enough for an authority that does not answer."""
SOON = timedelta(minutes=5)
"""After a timestamp: what was revoked by then is told in what is issued later."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Step(StrEnum):
    """What a signed file needs next."""

    TIMESTAMP = "timestamp"
    VALIDATION = "validation"
    ARCHIVE = "archive"
    RENEWAL = "renewal"


PLAIN = "PKCS#7"
"""Of a file in which a signature names no certificate of its own: no PAdES, however much is added to it."""
GRADES = ("B-B", "B-T", "B-LT", "B-LTA")

MAKES = {Step.TIMESTAMP: "B-T", Step.VALIDATION: "B-LT", Step.ARCHIVE: "B-LTA", Step.RENEWAL: "B-LTA"}
"""The level that a file has after each step."""


@dataclass(frozen=True, slots=True)
class Sunsets:
    """Until when each algorithm is relied upon."""

    version: str
    ends: Mapping[str, datetime] = field(repr=False)

    def of(self, names: Iterable[str]) -> datetime:
        """The first of these to end. What nobody put in the table has ended long ago."""
        return min((self.ends.get(name, datetime.min.replace(tzinfo=UTC)) for name in names), default=NEVER)


@cache
def sunsets() -> Sunsets:
    told = json.loads((files("signature") / "sunsets.json").read_text("utf-8"))
    ends = {
        name: datetime.fromisoformat(day).replace(tzinfo=UTC)
        for name, day in told.items()
        if name not in {"version", "says"}
    }
    return Sunsets(told["version"], ends)


@dataclass(frozen=True, slots=True)
class Age:
    """How far a file goes, until when what it rests on holds, and what is next."""

    level: str
    ends_at: datetime | None
    step: Step | None
    due_at: datetime | None


def called(grade: str, *, pades: bool) -> str:
    """A level by what it is: `B-T`, or `PKCS#7-T` where it is no PAdES."""
    return grade if pades else f"{PLAIN}{grade.removeprefix('B').removesuffix('-B')}"


def signed_further(level: str, added: str) -> str:
    """The level of a file once a signature is added to it: as low as the lower of both, and not extended."""
    pades = not (level.startswith(PLAIN) or added.startswith(PLAIN))
    timed = all("T" in each.removeprefix(PLAIN) for each in (level, added))
    return called("B-T" if timed else "B-B", pades=pades)


def age(carried: Mapping[str, Any], policy: Sunsets, *, margin: timedelta = MARGIN) -> Age:
    """Of what was read in a file (`signature.carried.look`)."""
    signatures, stamps = carried["signatures"], carried["stamps"]
    if not signatures:
        return Age("none", None, None, None)
    pades = all(each["pades"] for each in signatures)
    bare = [each for each in signatures if not each["stamped"]]
    if bare:
        return Age(
            called("B-B", pades=pades),
            _first_end(bare, policy),
            Step.TIMESTAMP,
            _instant(min(each["at"] for each in bare)),
        )
    last = max(_instant(each["stamped"]) for each in signatures)
    if any(each["lacks"] for each in signatures):
        return Age(called("B-T", pades=pades), _first_end(signatures, policy), Step.VALIDATION, last + SOON)
    if not stamps or not stamps[-1]["covers"]:
        return Age(called("B-LT", pades=pades), _first_end(signatures, policy), Step.ARCHIVE, last + SOON)
    ends = _end(stamps[-1], policy)
    life = ends - _instant(stamps[-1]["at"])
    return Age(called("B-LTA", pades=pades), ends, Step.RENEWAL, ends - min(margin, life / 3))


def _first_end(found: Iterable[Mapping[str, Any]], policy: Sunsets) -> datetime:
    return min(_end(each, policy) for each in found)


def _end(one: Mapping[str, Any], policy: Sunsets) -> datetime:
    """When the first of its certificates and algorithms ends: of a signature, those of its timestamp too."""
    return min(_instant(one["ends"]), policy.of(one["algorithms"]))


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told)
