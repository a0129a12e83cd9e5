"""A file as old Office wrote them: streams in folders in sectors. As little of it as it takes to be read."""

import struct
from collections.abc import Mapping

SECTOR = 512
LEAST = 4096
"""A stream as long as this lies in sectors of its own."""
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Streams by their path. Each is lengthened to what needs no lesser sectors, with what its readers strip."""
    names = sorted({path.rpartition("/")[0] for path in streams if "/" in path})
    entries: list[tuple[str, int, str, bytes]] = [("Root Entry", 5, "", b"")]
    entries += [(name, 1, "", b"") for name in names]
    entries += [(path.rpartition("/")[2], 2, path.rpartition("/")[0], content) for path, content in streams.items()]
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: list[int] = []
    for _, kind, _, content in entries:
        starts.append(len(sectors) if kind == 2 else END)
        if kind == 2:
            padded = content + b"\0" * max(0, LEAST - len(content))
            _put(padded, sectors, chains)
    directory = len(sectors)
    _put(b"".join(_entry(entries, at, starts[at]) for at in range(len(entries))), sectors, chains)
    table = len(sectors)
    chains.append(TABLE)
    sectors.append(struct.pack(f"<{len(chains)}I", *chains).ljust(SECTOR, b"\xff"))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, LEAST, END, 0, END, 0)
    header += struct.pack("<I", table) + b"\xff" * (108 * 4)
    return header + b"".join(sectors)


def _put(content: bytes, sectors: list[bytes], chains: list[int]) -> None:
    parts = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
    for at, part in enumerate(parts, start=1):
        sectors.append(part)
        chains.append(len(sectors) if at < len(parts) else END)


def _entry(entries: list[tuple[str, int, str, bytes]], at: int, start: int) -> bytes:
    """One of the directory; what lies in the same folder hangs one from the other."""
    name, kind, parent, content = entries[at]
    mine = [other for other, (_, _, folder, _) in enumerate(entries) if other and folder == parent]
    after = [other for other in mine if other > at]
    inside = "" if at == 0 else name
    children = (
        [other for other, (_, _, folder, _) in enumerate(entries) if other and folder == inside] if kind != 2 else []
    )
    written = name.encode("utf-16-le")
    size = max(len(content), LEAST) if kind == 2 else 0
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB", len(written) + 2, kind, 1)
        + struct.pack("<III", NONE, after[0] if at and after else NONE, children[0] if children else NONE)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
