"""The words of a PDF. It runs in the sandbox, for the file may come from outside."""

import pypdfium2

LONGEST = 1_000_000
"""Characters. Whatever is longer is found by its beginning."""


def pdf_text(path: str | bytes) -> str:
    """Of a file with this path, or of these bytes."""
    pages, left = [], LONGEST
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage().get_text_bounded()[:left]
            pages.append(text.replace("\x02", ""))
            left -= len(text)
            if left <= 0:
                break
    return "\n".join(pages)
