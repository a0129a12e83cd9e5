"""What a person filled in, and what is wrong with it."""

import hashlib
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile

from documents.storage.base import CHUNK
from documents.uploads import counted
from kernel.errors import Forbidden, Invalid, Refused
from kernel.text import refuse_unsound
from oficina.malformed import says

Model = TypeVar("Model", bound=BaseModel)

MOST_FIELDS = 2_000
MOST_BYTES = 2 * 1024 * 1024
"""Of the text of one field: a long document is written as many."""
OURS = {"same-origin", "none"}


class FromElsewhere(Forbidden):
    code = "form-from-elsewhere"


class FormIncomplete(Invalid):
    code = "form-incomplete"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to correct: the id of the field on the page, and a sentence that says how."""

    field: str
    says: str
    choices: tuple[str, ...] = ()
    """What it may have meant, to be chosen from."""


class FormRefused(Invalid):
    """What was filled in cannot be taken: each field that is wrong is told at once."""

    code = "form-refused"

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__("Revise los datos que se indican.")
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came. Nothing in it is trusted, and blank is the same as absent."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """The value of a field, or nothing written in it."""
        return next(iter(self.values.get(name, ())), "").strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field that may come several times, blanks left out."""
        return [value.strip() for value in self.values.get(name, ()) if value.strip()]

    def ids(self, name: str) -> list[UUID]:
        """The marked ones. What is no id is nobody's."""
        try:
            return [UUID(value) for value in self.all(name)]
        except ValueError:
            raise FormIncomplete("La selección no se entiende: vuelva a la lista y marque de nuevo.") from None

    def file(self, name: str) -> UploadFile | None:
        """The file that was chosen. A browser sends an empty one when none was."""
        return next((each for each in self.files.get(name, ()) if each.filename), None)

    def into(self, model: type[Model], given: Mapping[str, Any], *, at: Mapping[str, str] | None = None) -> Model:
        """The form of a use case, or every field that is wrong. `at` says which field of the page a name stands in."""
        try:
            return model.model_validate(given)
        except ValidationError as error:
            at = at or {}
            raise FormRefused(*(Wrong(_field(each["loc"], at), says(dict(each))) for each in error.errors())) from None


def wrong_of(
    refusal: Refused, field_of: Mapping[str, str] | None = None, *, otherwise: str = "contenido"
) -> list[Wrong]:
    """What the summary on top of a form says, each line leading to its field."""
    if isinstance(refusal, FormRefused):
        return list(refusal.wrong)
    return [Wrong((field_of or {}).get(refusal.code, otherwise), refusal.message)]


def _field(path: Sequence[str | int], at: Mapping[str, str]) -> str:
    name = str(path[0]) if path else "contenido"
    return at.get(name, name)


async def read_form(request: Request) -> AsyncIterator[Filled]:
    """Every field of a form that this office's own pages sent; its files last as long as the request."""
    refuse_from_elsewhere(request)
    bounded = counted(request, request.app.state.limits.attachment)
    async with bounded.form(max_files=40, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as form:
        yield filled_of(form)


@contextmanager
def kept(file: UploadFile) -> Iterator[Path]:
    """The file that somebody sent, on this machine while it is looked at."""
    with NamedTemporaryFile(prefix="oficina-") as copy:
        shutil.copyfileobj(file.file, copy)
        copy.flush()
        yield Path(copy.name)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def filled_of(form: FormData) -> Filled:
    values: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value.replace("\r\n", "\n"))
        else:
            files.setdefault(name, []).append(value)
    refuse_unsound(values)
    return Filled(values, files)


def refuse_from_elsewhere(request: Request) -> None:
    """A browser says from where a form was sent; one of another site is not taken, whatever it holds."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    elsewhere = origin not in {None, "null"} and urlsplit(str(origin)).netloc != request.headers.get("host")
    if elsewhere or (site is not None and site not in OURS):
        raise FromElsewhere("El formulario llegó desde otro sitio y no se tomó: ábralo desde esta oficina.")
