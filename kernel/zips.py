"""A ZIP that is sent while it is made: one of any size needs the memory of one piece."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


@dataclass(frozen=True, slots=True)
class Package:
    """What goes in: texts that are ready, and files by their path in it, each with the name of its blob."""

    name: str
    at: datetime
    texts: dict[str, bytes]
    files: dict[str, str]


def zipped(read: Callable[[str], Iterator[bytes]], packed: Package) -> Iterator[bytes]:
    outlet = Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, text in packed.texts.items():
            archive.writestr(_info(packed, name, ZIP_DEFLATED), text)
            yield from outlet.drained()
        for name, blob in packed.files.items():
            with archive.open(_info(packed, name, ZIP_STORED), "w", force_zip64=True) as member:
                for chunk in read(blob):
                    member.write(chunk)
                    yield from outlet.drained()
    yield from outlet.drained()


class Outlet:
    """Somewhere to write that is read from as it grows. It cannot be sought in, so the ZIP tells sizes afterwards."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """It ends when it is drained."""

    def drained(self) -> Iterator[bytes]:
        held, self._held = self._held, []
        yield from held


def _info(packed: Package, name: str, compression: int) -> ZipInfo:
    at = packed.at.astimezone(UTC)
    info = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = compression
    return info
