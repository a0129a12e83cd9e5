"""PDFs that say something."""

import typst


def a_pdf_that_says(text: str) -> bytes:
    made: bytes = typst.compile(text.encode())
    return made
