"""Putting one mark on a PDF: its stamp is typeset, its bytes are signed after those that are there, and kept."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from documents.rendering import Spaces, read_spaces
from documents.storage import Blob, BlobStore
from kernel.database import Database
from kernel.sandbox import Sandbox
from kernel.secrets import Secrets
from kernel.work import Work
from signature import pades
from signature.aging import called
from signature.certificates import Holder
from signature.pki import Demonstration
from signature.providers import Providers, Signer
from signature.stamps import Stamp
from signature.timestamps import Timestamper

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Workshop:
    """What it takes to sign, besides the signer's own key."""

    blobs: BlobStore
    secrets: Secrets
    timestamper: Timestamper
    public_url: str
    sandbox: Sandbox
    demonstration: Demonstration
    providers: Providers = field(default_factory=Providers)
    signs_without_time: bool = False
    """When no authority tells the time: sign, and have it told later; or refuse."""
    database: Database | None = None
    """Where a signature that is made elsewhere is remembered while it is on its way."""


class Opening(Protocol):
    """What a key is had from, at the moment of signing and no earlier; or where it is asked to sign."""

    def put(self, workshop: Workshop, mark: "Mark") -> Blob:
        """The bytes that are marked, with one signature more, stored."""
        ...

    def over(self, workshop: Workshop, mark: "Mark", file: Path) -> None:
        """One signature more after the bytes of this file, which nobody waits for and is not stored."""
        ...

    def level(self, work: Work, mark: "Mark", *, timed: bool) -> str:
        """How far the signature goes at least; `timed`: there is none without a timestamp."""
        ...

    def settled(self, work: Work, mark: "Mark") -> None:
        """They are a version now: whatever was remembered for it has done its part."""
        ...


class AtHand(ABC):
    """A key that this process uses itself. It remembers nothing."""

    __slots__ = ()

    @abstractmethod
    def open(self, providers: Providers, /) -> Signer: ...

    def put(self, workshop: Workshop, mark: "Mark") -> Blob:
        with TemporaryDirectory(prefix="oficina-firma-") as folder:
            file = Path(folder, "signed.pdf")
            bring(workshop.blobs, mark.blob, file)
            self.over(workshop, mark, file)
            return workshop.blobs.put(chunks(file))

    def over(self, workshop: Workshop, mark: "Mark", file: Path) -> None:
        pades.sign(
            workshop.sandbox,
            file,
            key=self.open(workshop.providers),
            field=field_of(workshop, mark, file),
            reason=mark.stamp.reason,
            location=mark.location,
            timestamper=workshop.timestamper,
            at=mark.at,
            without_time=workshop.signs_without_time,
        )

    def level(self, _work: Work, _mark: "Mark", *, timed: bool) -> str:
        return called("B-T" if timed else "B-B", pades=True)

    def settled(self, _work: Work, _mark: "Mark") -> None:  # noqa: B027 -- nothing is what it does
        """Nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Key(AtHand):
    """A P12, or where a key is that stays in its device; and what opens it: no traceback shows it."""

    p12: bytes = field(repr=False)
    pin: str = field(repr=False)

    def open(self, providers: Providers, /) -> Signer:
        return providers.open(self.p12, self.pin)


@dataclass(frozen=True, slots=True)
class OneTimeKey(AtHand):
    """A key for one act, with a certificate that names whoever does it. It is kept nowhere."""

    demonstration: Demonstration
    holder: Holder
    at: datetime

    def open(self, _providers: Providers, /) -> Signer:
        return self.demonstration.pki(self.at).key_for(self.holder, self.at)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be put on which bytes, decided before any of it is made."""

    blob: str
    field: str
    stamp: Stamp
    location: str
    at: datetime


def put(workshop: Workshop, mark: Mark, key: Opening) -> Blob:
    """The same bytes with one signature more, stored."""
    return key.put(workshop, mark)


def field_of(workshop: Workshop, mark: Mark, file: Path) -> pades.FieldSpec:
    """Where on the page it goes; its stamp is typeset beside the file."""
    stamp = file.with_name("stamp.pdf")
    box = mark.stamp.box(Spaces.of(workshop.sandbox.call(read_spaces, str(file))))
    stamp.write_bytes(mark.stamp.typeset(box))
    corners = (box.left, box.bottom, box.right, box.top)
    return pades.FieldSpec(mark.field, box.page, corners, stamp, mark.stamp.told)


def bring(blobs: BlobStore, name: str, to: Path) -> None:
    with to.open("wb") as file:
        for chunk in blobs.get(name):
            file.write(chunk)


def chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk
