"""An evidence record as it is written: chains of timestamps, a hash for each chain (RFC 4998 §3 to §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asn1crypto import cms, tsp

from signature.der import INTEGER, OBJECT, OCTETS, SEQUENCE, NotDerError, Value, alone, integer, oid, value
from signature.evidence.errors import NotARecordError
from signature.evidence.tree import REDUCED, Way, written_way

ALGORITHM = 0xA0
HASHES = {"sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3"}
NAMES = {oid(dotted): name for name, dotted in HASHES.items()}
WRITTEN = {name: value(SEQUENCE, oid(dotted)) for name, dotted in HASHES.items()}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One archive timestamp: a token, and the way from what is proved to what the token covers."""

    algorithm: str
    token: bytes
    way: Way = ()

    @property
    def written(self) -> bytes:
        return archive_stamp(self.algorithm, written_way(self.way), self.token)


@dataclass(frozen=True, slots=True)
class Record:
    """What proves one content: chains of timestamps, the oldest first."""

    chains: tuple[tuple[Stamp, ...], ...]

    @property
    def last(self) -> Stamp:
        return self.chains[-1][-1]

    @property
    def written(self) -> bytes:
        return record([[each.written for each in chain] for chain in self.chains], _used(self))

    def sequence(self, chains: int) -> bytes:
        """The first of its chains as they stand in it: what is hashed when the hash is changed."""
        return _sequence([each.written for each in chain] for chain in self.chains[:chains])


def archive_stamp(algorithm: str, way: bytes, token: bytes) -> bytes:
    return value(SEQUENCE, value(ALGORITHM, WRITTEN[algorithm][2:]), way, token)


def record(chains: Sequence[Sequence[bytes]], algorithms: Sequence[str]) -> bytes:
    """From archive timestamps that are written already."""
    known = value(SEQUENCE, *(WRITTEN[each] for each in algorithms))
    return value(SEQUENCE, integer(1), known, _sequence(chains))


def read(content: bytes) -> Record:
    """The record that these bytes are, to the last."""
    try:
        version, _, *others, sequence = alone(content).parts(SEQUENCE)
        if version.of(INTEGER).content != b"\x01" or others:
            raise NotARecordError("a version, or an encryption, that is not read here")
        chains = tuple(tuple(map(_stamp, chain.parts(SEQUENCE))) for chain in sequence.parts(SEQUENCE))
    except (NotDerError, ValueError, TypeError, KeyError) as error:
        raise NotARecordError(str(error)) from error
    if not chains or not all(chains):
        raise NotARecordError("no timestamp")
    return Record(chains)


def _stamp(found: Value) -> Stamp:
    *told, token = found.parts(SEQUENCE)
    way, algorithm = Way(()), ""
    for each in told:
        if each.tag == ALGORITHM:
            algorithm = NAMES[each.parts(ALGORITHM)[0].of(OBJECT).whole]
        elif each.tag == REDUCED:
            way = tuple(_list(one) for one in each.parts(REDUCED))
        else:
            raise NotARecordError("attributes, which are not read here")
    return Stamp(algorithm or imprint(token.of(SEQUENCE).whole)[0], token.whole, way)


def _list(found: Value) -> tuple[bytes, ...]:
    return tuple(each.of(OCTETS).content for each in found.parts(SEQUENCE))


def imprint(token: bytes) -> tuple[str, bytes]:
    """Which hash, and of what, the token says was there."""
    told: tsp.TSTInfo = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    return told["message_imprint"]["hash_algorithm"]["algorithm"].native, told["message_imprint"][
        "hashed_message"
    ].native


def _sequence(chains: Iterable[Sequence[bytes]]) -> bytes:
    return value(SEQUENCE, *(value(SEQUENCE, *chain) for chain in chains))


def _used(record: Record) -> list[str]:
    return list(dict.fromkeys(each.algorithm for chain in record.chains for each in chain))
