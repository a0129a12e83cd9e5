"""A QR code drawn as one path, for a page that may hold no image from elsewhere."""

from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""The white margin that readers need, in squares."""


class Squares(NamedTuple):
    """The side of the box, in squares, and the path of the dark ones."""

    side: int
    path: str


def drawn(text: str) -> Squares:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    matrix = code.get_matrix()
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell]
    return Squares(len(matrix), "".join(dark))
