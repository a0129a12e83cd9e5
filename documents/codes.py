"""Codes that people type: Crockford's base32, which has no letters that look like others."""

import secrets

from kernel.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = ALPHABET + "*~$=U"
LOOKALIKES = str.maketrans("OIL", "011")
BITS = 80
GROUP = 4


class CodeMistyped(Invalid):
    code = "code-mistyped"


def new_code() -> str:
    """A verification code, as it is printed: 80 random bits in four groups, and a character that checks them."""
    return printed(secrets.randbits(BITS))


def printed(bits: int) -> str:
    """The groups of a number of 80 bits, with its check character (the number modulo 37)."""
    symbols = "".join(ALPHABET[bits >> shift & 31] for shift in range(BITS - 5, -1, -5))
    groups = [symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP)]
    return "-".join([*groups, CHECKS[bits % 37]])


def read(typed: str) -> str:
    """The code as it is printed, however it was typed; refused if it cannot have been printed so."""
    symbols = "".join(typed.split()).replace("-", "").upper()
    number, check = symbols[:-1].translate(LOOKALIKES), symbols[-1:]
    whole = len(number) == BITS // 5 and set(number) <= set(ALPHABET)
    bits = sum(ALPHABET.index(symbol) << 5 * place for place, symbol in enumerate(reversed(number))) if whole else 0
    if not whole or CHECKS[bits % 37] != check.translate(LOOKALIKES):
        raise CodeMistyped("El código no está bien escrito: revíselo, tal como está impreso en el documento.")
    return printed(bits)


def short_code(length: int = 10) -> str:
    """A part of an identifier that nobody has to guess or remember: 50 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
