"""What the files say, kept beside the index: a file is read once, however often the index is made again."""

import logging
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from kernel.errors import Damaged, Unavailable
from kernel.work import Work
from search.entries import Entry, File
from search.models import Reading

log = logging.getLogger(__name__)

WRITTEN, UNSEEN, SEEN = "text", "pictures", "ocr"
"""As it was written; as it was written, and some of it is pictures that nobody looked at; and after looking at them."""
ITSELF = ""
"""How a reading says that the file as a whole has no words."""
PACKED = 6


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a file, and what is in it without any."""

    text: str
    unread: tuple[str, ...] = ()
    way: str = WRITTEN


class Reader(Protocol):
    """How the words of a file are found: in no transaction, where it can do no harm."""

    def __call__(self, file: File) -> Told:
        """Unavailable when the store is down. Any other refusal says that the file cannot be read."""
        ...


def known(work: Work, blobs: Collection[str]) -> dict[str, Told]:
    """Those that were read before: one statement."""
    if not blobs:
        return {}
    query = select(Reading).where(Reading.institution_id == work.institution_id, Reading.blob.in_(set(blobs)))
    return {each.blob: _told(each) for each in work.session.scalars(query)}


def read(reader: Reader, entries: Iterable[Entry], before: Mapping[str, Told]) -> dict[str, Told]:
    """The files that nobody read yet. What the store lost is not kept as unread: it may be put back."""
    made: dict[str, Told] = {}
    for file in (file for entry in entries for file in entry.files):
        if file.blob in before or file.blob in made:
            continue
        try:
            made[file.blob] = reader(file)
        except Unavailable:
            raise
        except Damaged:
            log.warning("the bytes of %s are not in the store", file.blob)
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one file, the rest is found
            log.warning("the text of %s could not be read: %s", file.blob, type(error).__name__)
            made[file.blob] = Told("", (ITSELF,))
    return made


def keep(work: Work, made: Mapping[str, Told]) -> None:
    """Whoever reads the same file at the same time reads the same: one of them is kept."""
    there = set(known(work, made.keys()))
    for blob, told in made.items():
        if blob not in there:
            work.add_unless_there(_row(work, blob, told))


def keep_seen(work: Work, blob: str, seen: Told) -> None:
    """The words of its pictures beside those that were written; without any, it is told as it was: without words."""
    row = work.find(Reading, lock=True, blob=blob)
    text = "\n".join(filter(None, [_told(row).text if row else "", seen.text]))
    told = Told(text, seen.unread if any(map(str.isalnum, text)) else (ITSELF,), SEEN)
    if row is None:
        work.add(_row(work, blob, told))
    else:
        row.way, row.packed, row.unread, row.at = told.way, _packed(told.text), list(told.unread), work.now


def without_words(work: Work, blobs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of these files, those in which something has no words; ITSELF for the whole file."""
    query = select(Reading.blob, Reading.unread).where(
        Reading.institution_id == work.institution_id, Reading.blob.in_(blobs)
    )
    return {blob: tuple(unread) for blob, unread in work.session.execute(query) if unread}


def wordless(work: Work, files: Sequence[File]) -> list[str]:
    """What of these files cannot be found by what it says, as people know it: one statement, and none for no files."""
    told = without_words(work, [file.blob for file in files]) if files else {}
    return [name for file in files for name in named(file, told.get(file.blob, ()))]


def named(file: File, unread: Iterable[str]) -> list[str]:
    """What of the file has no words, as people know it: «fotos.zip: plano.dwg»."""
    return [f"{file.name}: {each}" if each else file.name for each in unread]


def is_picture(told: Told) -> bool:
    """Nobody has looked at it yet."""
    return told.way == UNSEEN


def _row(work: Work, blob: str, told: Told) -> Reading:
    return Reading(
        institution_id=work.institution_id,
        blob=blob,
        way=told.way,
        packed=_packed(told.text),
        unread=list(told.unread),
        at=work.now,
    )


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "replace"), PACKED)


def _told(row: Reading) -> Told:
    return Told(zlib.decompress(row.packed).decode("utf-8"), tuple(row.unread), row.way)
