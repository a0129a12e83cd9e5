"""What the appearance of a filled field writes, if it does nothing but write."""

import re
from typing import Any

from signature.tokens import BLANK, StrangeError, Stream, Tokens

OPERATOR = re.compile(rb"[A-Za-z'\"*]+[0-9]?(?![^\0\t\n\f\r ()<>\[\]{}/%])")
ENDS_PATH = re.compile(rb"n(?![A-Za-z])")
HARMLESS = frozenset("q Q BT ET Tf Td TD Tm T* Tc Tw Tz TL Ts g rg k G RG K w re W W* n BMC BDC EMC".split())  # noqa: SIM905 -- it reads as it is written
SHOWING = {"Tj", "TJ", "'"}
SHAPE = ("/BBox", "/Matrix", "/Subtype", "/Type")
OF_AN_APPEARANCE = {*SHAPE, "/Resources", "/Filter", "/DecodeParms", "/Length", "/FormType"}


def written_in(look: Any, before: Any) -> str | None:
    """The text without its blanks; nothing, if it draws, or lies elsewhere than what was there."""
    if not isinstance(look, Stream) or not look.told.keys() <= OF_AN_APPEARANCE:
        return None
    if isinstance(before, Stream) and any(look.told.get(key) != before.told.get(key) for key in ("/BBox", "/Matrix")):
        return None
    try:
        return "".join(_shown(look.data).split())
    except (StrangeError, IndexError):
        return None


def _shown(data: bytes) -> str:
    tokens, operands, text = Tokens(data), list[Any](), ""
    while True:
        while blank := BLANK.match(data, tokens.at):
            tokens.at = blank.end()
        if tokens.at >= len(data):
            return text
        operator = None if data[tokens.at : tokens.at + 1] in b"tfn" else OPERATOR.match(data, tokens.at)
        operator = operator or ENDS_PATH.match(data, tokens.at)
        if operator is None:
            operands.append(tokens.value())
            continue
        tokens.at = operator.end()
        name = operator[0].decode("ascii")
        if name in SHOWING:
            shown = operands[-1] if isinstance(operands[-1], list) else [operands[-1]]
            text += "".join(each.decode("latin-1") for each in shown if isinstance(each, bytes))
        elif name not in HARMLESS:
            raise StrangeError("it draws")
        operands.clear()
