"""What a signature covers, as it was then: what each object was, and who pointed at it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from signature.tokens import Name, Ref, Stream, references_in

GAP = rb"(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])+"
BEFORE = re.compile(rb"/([A-Za-z0-9]{1,40})[\0\t\n\f\r ]*\Z")
LOOK_BACK = 60


class Covered:
    """The bytes up to the end of one revision, and the objects that they hold."""

    def __init__(self, reader: PdfFileReader, revision: int, data: Any) -> None:
        self.resolver: HistoricalResolver = reader.get_historical_resolver(revision)
        self._reader, self._revision, self._data = reader, revision, data
        self._packs: list[bytes] | None = None

    @property
    def trailer(self) -> dict[str, Any]:
        view: Any = self.resolver.trailer_view
        return {key: plain(view.raw_get(key)) for key in view}

    def value(self, ref: Ref) -> Any:
        """What this number names; nothing, where it names nothing."""
        named = generic.Reference(ref.number, ref.generation, pdf=self._reader)
        if self._reader.xrefs.get_historical_ref(named, self._revision) is None:
            return None
        return plain(self.resolver(named))

    def references_to(self, numbers: Iterable[int]) -> Iterator[tuple[int, str | None]]:
        """Every place where one of these numbers is pointed at, and the key that it is under, if it is under one.

        The bytes are looked through as they are: an object that nobody reads any more is looked at too.
        """
        patterns = [_pattern(each) for each in _alike(set(numbers))]
        if not patterns:
            return
        for data in (self._data, *self._unpacked()):
            for pattern in patterns:
                for found in pattern.finditer(data):
                    begins = found.start()
                    while begins and data[begins - 1 : begins] == b"0":
                        begins -= 1
                    if begins and data[begins - 1 : begins] in b"123456789.":
                        continue
                    key = BEFORE.search(data[max(0, begins - LOOK_BACK) : begins])
                    yield int(found[1]), "/" + key[1].decode("ascii") if key else None

    def _unpacked(self) -> list[bytes]:
        if self._packs is None:
            xrefs = self._reader.xrefs
            holders = {each for at in range(self._revision + 1) for each in xrefs.object_streams_used_in(at)}
            packs: list[Any] = [self.resolver(each) for each in holders]
            self._packs = [each.data for each in packs if isinstance(each, generic.StreamObject)]
        return self._packs


def keys_of(value: Any, numbers: set[int]) -> Iterator[tuple[int, str | None]]:
    """The same, of a value that was read."""
    told = value.told if isinstance(value, Stream) else value
    if isinstance(told, dict):
        for key, each in told.items():
            if isinstance(each, Ref):
                yield from [(each.number, key)] if each.number in numbers else []
            else:
                yield from keys_of(each, numbers)
    elif isinstance(told, list):
        yield from ((each.number, None) for each in references_in(told) if each.number in numbers)


def plain(value: Any) -> Any:  # noqa: PLR0911 -- one for each kind of value that there is
    """What the library read, as `signature.tokens` would have read it."""
    match value:
        case generic.IndirectObject():
            return Ref(value.idnum, value.generation)
        case generic.StreamObject():
            return Stream(_dictionary(value), value.encoded_data)
        case generic.DictionaryObject():
            return _dictionary(value)
        case generic.ArrayObject():
            return [plain(value.raw_get(at)) for at in range(len(value))]
        case generic.NameObject():
            return Name(str(value))
        case generic.TextStringObject() | generic.ByteStringObject():
            return bytes(value.original_bytes)
        case generic.BooleanObject():
            return bool(value.value)
        case generic.NumberObject():
            return int(value)
        case generic.FloatObject():
            return float(value)
    return None


def _dictionary(value: Mapping[str, Any]) -> dict[str, Any]:
    told: Any = value
    return {str(key): plain(told.raw_get(key)) for key in told}


def _alike(numbers: set[int]) -> Iterator[list[str]]:
    """Numbers of as many digits, so that one pattern finds them all by how they begin."""
    for length in sorted({len(str(each)) for each in numbers}):
        yield sorted(str(each) for each in numbers if len(str(each)) == length)


def _pattern(numbers: list[str]) -> re.Pattern[bytes]:
    shared = 0
    while shared < len(numbers[0]) and numbers[0][shared] == numbers[-1][shared]:
        shared += 1
    rests = "|".join(each[shared:] for each in numbers)
    return re.compile(b"(%s(?:%s))%s\\d+%sR" % (numbers[0][:shared].encode(), rests.encode(), GAP, GAP))
