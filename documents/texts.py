"""The words of a PDF. It runs in the sandbox, for the file may come from outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

LONGEST = 1_000_000
"""Characters. Whatever is longer is found by its beginning."""
FEW = 60
"""Letters and digits: a page with fewer, and a picture over it, is a scanned page with a stamp or a number on it."""
MOST_OF_A_PAGE = 0.4


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages say; and which of them, counted from 1, are pictures: what those say has to be looked at."""

    text: str
    pictures: tuple[int, ...] = ()


A_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
5 0 obj<</Length 30>>stream
BT /F 9 Tf 9 9 Td (Hola) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""


def before_forks() -> None:
    """Have PDFium find its fonts, which each child would look for again: half of what a short PDF costs."""
    pdf_text(A_PAGE)


def pdf_text(source: str | bytes) -> str:
    """Of a file with this path, or of these bytes."""
    return pdf_pages(source).text


def pdf_pages(source: str | bytes) -> Pages:
    told, pictures, left = list[str](), list[int](), LONGEST
    with pypdfium2.PdfDocument(source) as pdf:
        for number, page in enumerate(pdf, start=1):
            text = page.get_textpage().get_text_bounded()[:left].replace("\x02", "")
            told.append(text)
            if left and _is_picture(page, text):
                pictures.append(number)
            left -= len(text)
    return Pages("\n".join(filter(None, told)), tuple(pictures))


def _is_picture(page: pypdfium2.PdfPage, text: str) -> bool:
    """Few words and a picture over most of it; or no word at all, and something drawn."""
    said = sum(map(str.isalnum, text))
    if said >= FEW:
        return False
    if any(area > MOST_OF_A_PAGE for area in _pictured(page)):
        return True
    return not said and next(iter(page.get_objects(max_depth=1)), None) is not None


def _pictured(page: pypdfium2.PdfPage) -> Iterator[float]:
    """How much of the page each picture covers."""
    whole = (page.get_width() * page.get_height()) or 1
    for each in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = each.get_bounds()
        yield (right - left) * (top - bottom) / whole


def named(pages: Sequence[int]) -> str:
    """Some pages, as people call them: «página 3», «páginas 1 a 4 y 9»."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    told = [f"{run[0]} a {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    listed = f"{', '.join(told[:-1])} y {told[-1]}" if len(told) > 1 else told[0]
    return f"{'página' if len(pages) == 1 else 'páginas'} {listed}"
