"""What a file that came from outside is, found out where it can do no harm. To be called in the sandbox."""

import re
from pathlib import Path
from typing import Any

import lxml.etree  # noqa: F401 -- pikepdf loads it when it first needs it: here, once, and not in each child
import pikepdf

from documents.errors import FileTooLarge
from documents.unfolding import TooMuchUnfoldedError, unfolded
from kernel.errors import Invalid

MAGIC = b"%PDF-"
ZIPPED = b"PK\x03\x04"
MEGABYTE = 1 << 20
ENDS = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\x00]*\Z")
ZIP_END, ZIP_END_SIZE = b"PK\x05\x06", 22
LONGEST_ZIP_END = ZIP_END_SIZE + (1 << 16)
LARGEST_WHOLE = 512 * MEGABYTE


class NotAPdf(Invalid):
    code = "not-a-pdf"


class PdfEncrypted(Invalid):
    code = "pdf-encrypted"


class PdfDamaged(Invalid):
    code = "pdf-damaged"


class PdfEmpty(Invalid):
    code = "pdf-empty"


class PdfBomb(Invalid):
    code = "pdf-bomb"


def inspect_pdf(path: str, largest: int) -> dict[str, Any]:
    """What the PDF is: its pages, how many signatures it carries, which standard it claims. Or why it is refused."""
    refuse_what_is_no_pdf(Path(path), largest)
    _refuse_what_follows(Path(path))
    try:
        with pikepdf.open(path, attempt_recovery=False, suppress_warnings=True) as pdf:
            refuse_encrypted(pdf)
            if len(pdf.pages) == 0:
                raise PdfEmpty("El PDF no tiene páginas: revise el archivo y súbalo de nuevo.")
            refuse_bombs(pdf)
            facts = {"pages": len(pdf.pages), "signatures": signatures_in(pdf), "standard": _standard(pdf)}
            if not facts["signatures"] and pdf.get_warnings():
                raise damaged("it is not written as it should be")
            return facts
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(str(error).replace(path, "")[:200]) from None


def damaged(reason: str) -> PdfDamaged:
    return PdfDamaged(
        "El PDF está dañado y no se puede leer entero: vuelva a generarlo desde el original.", reason=reason
    )


def refuse_what_is_no_pdf(path: Path, largest: int) -> None:
    """Told by the first bytes and by the size, before anything reads it."""
    size = path.stat().st_size
    if size == 0:
        raise PdfEmpty("El archivo está vacío: revise que se haya guardado bien y súbalo de nuevo.")
    if size > largest:
        raise too_large(largest)
    with path.open("rb") as file:
        begins = file.read(len(MAGIC))
    if begins.startswith(ZIPPED):
        raise NotAPdf("El archivo es de Word u otro programa de oficina, aunque se llame PDF: expórtelo como PDF.")
    if begins != MAGIC:
        raise NotAPdf("El archivo no es un PDF: expórtelo como PDF y súbalo de nuevo.")


def too_large(largest: int) -> FileTooLarge:
    return FileTooLarge(
        f"El archivo pesa más de {largest // MEGABYTE} MB: comprima sus imágenes o divídalo.", largest=largest
    )


def refuse_encrypted(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise _encrypted()


def _encrypted() -> PdfEncrypted:
    return PdfEncrypted(
        "El PDF tiene clave o restricciones: quíteselas, porque un documento oficial debe poder leerse."
    )


def refuse_bombs(pdf: pikepdf.Pdf) -> None:
    """A few kilobytes that unfold into gigabytes are no document."""
    whole = 0
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            whole += _unfolded(each)
            if whole > LARGEST_WHOLE:
                raise _bomb()


def _unfolded(stream: pikepdf.Stream) -> int:
    try:
        return unfolded(stream.read_raw_bytes(), _filters(stream))
    except TooMuchUnfoldedError:
        raise _bomb() from None


def _filters(stream: pikepdf.Stream) -> list[str]:
    filters: Any = stream.get("/Filter")
    if filters is None:
        return []
    return [str(filters)] if isinstance(filters, pikepdf.Name) else [str(each) for each in filters]


def _refuse_what_follows(path: Path) -> None:
    """A PDF ends with its end. What comes after it is another file that nobody sees in the first."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - LONGEST_ZIP_END, 0))
        tail = file.read()
    if not ENDS.search(tail) or ends_as_zip(tail):
        raise ends_elsewhere()


def ends_elsewhere() -> PdfDamaged:
    return PdfDamaged(
        "El archivo no termina donde termina el PDF: le falta el final o lleva algo más a continuación. "
        "Vuelva a generarlo desde el original."
    )


def ends_as_zip(tail: bytes) -> bool:
    """Whether a ZIP reader would find an archive: its last record, with a comment that reaches the very end."""
    at = tail.rfind(ZIP_END)
    return at >= 0 and int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail) - at - ZIP_END_SIZE


def _bomb() -> PdfBomb:
    return PdfBomb("El PDF se expande a un tamaño desmedido y no se aceptó: vuelva a generarlo desde el original.")


def signatures_in(pdf: pikepdf.Pdf) -> int:
    form = pdf.Root.get("/AcroForm")
    fields: Any = form.get("/Fields", []) if form is not None else []
    return sum(1 for field in fields if field.get("/FT") == "/Sig" and "/V" in field)


def _standard(pdf: pikepdf.Pdf) -> str | None:
    """The part of PDF/A that the file claims to follow. Whether it does is for a validator to say."""
    try:
        with pdf.open_metadata(update_docinfo=False) as metadata:
            return str(metadata.pdfa_status) or None
    except (ValueError, KeyError, TypeError):
        return None
