"""What an evidence record proves of a content (RFC 4998 §5.3)."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from asn1crypto import cms
from asn1crypto import x509 as asn1
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from signature.evidence.making import with_history
from signature.evidence.records import Record, Stamp, imprint
from signature.evidence.tree import root_from


@dataclass(frozen=True, slots=True)
class Checked:
    """Since when the content is proved, by which timestamps, and what speaks against it: nothing, if it holds."""

    times: tuple[datetime, ...]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def check(record: Record, hashed: Callable[[str], bytes], anchors: Sequence[asn1.Certificate], at: datetime) -> Checked:
    """`hashed` gives the hash of the content by the name of its algorithm; `anchors` are the roots that are trusted."""
    stamps = [each for chain in record.chains for each in chain]
    try:
        times = tuple(_time(each.token) for each in stamps)
        faults = (*_links(record, hashed), *_order(times, at), *_signed(stamps, times, anchors, at))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Checked((), (f"un sello de tiempo no se puede leer ({type(error).__name__})",))
    return Checked(times, faults)


def _links(record: Record, hashed: Callable[[str], bytes]) -> Iterator[str]:
    """That each timestamp covers what it has to: the content, the token before it, or both with all before them."""
    for at, chain in enumerate(record.chains):
        algorithm = chain[0].algorithm
        if any(each.algorithm != algorithm for each in chain):
            yield "una cadena mezcla algoritmos de resumen"
            return
        found = hashed(algorithm)
        first = with_history(found, record, algorithm, at) if at else found
        if not _covers(chain[0], first):
            yield "el contenido no es el que se selló" if not at else "una renovación no cubre lo anterior"
        for before, after in pairwise(chain):
            if not _covers(after, hashlib.new(algorithm, before.token).digest()):
                yield "una renovación no cubre el sello de tiempo anterior"


def _covers(stamp: Stamp, found: bytes) -> bool:
    return imprint(stamp.token) == (stamp.algorithm, root_from(found, stamp.way, stamp.algorithm))


def _order(times: Sequence[datetime], at: datetime) -> Iterator[str]:
    if any(after < before for before, after in pairwise((*times, at))):
        yield "los sellos de tiempo no están en orden"


def _signed(
    stamps: Sequence[Stamp], times: Sequence[datetime], anchors: Sequence[asn1.Certificate], at: datetime
) -> Iterator[str]:
    """That each token was still good when the next was put on it, and the last one is now."""
    for stamp, until in zip(stamps, (*times[1:], at), strict=True):
        context = ValidationContext(trust_roots=list(anchors), moment=until, allow_fetching=False)
        data = cms.ContentInfo.load(stamp.token)["content"]
        found = TimestampSignatureStatus(**asyncio.run(validate_tst_signed_data(data, context, _told_by(stamp))))
        if not found.intact or not found.valid:
            yield "un sello de tiempo fue alterado"
        elif not found.trusted:
            yield f"no se puede confiar en el sello de tiempo del {found.timestamp:%d-%m-%Y}"


def _time(token: bytes) -> datetime:
    told = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    when: datetime = told["gen_time"].native
    return when


def _told_by(stamp: Stamp) -> Callable[[str], bytes]:
    """What the token itself says that it covers: `_covers` compares that with what it should."""
    return lambda _algorithm: imprint(stamp.token)[1]
