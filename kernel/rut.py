"""RUN and RUT: the number of a person or an organisation, and the digit that guards it."""

import re
from dataclasses import dataclass
from itertools import cycle
from typing import Self

from kernel.errors import Invalid

LARGEST = 99_999_999


class RutInvalid(Invalid):
    code = "rut-invalid"


@dataclass(frozen=True, slots=True)
class Rut:
    """A number and its check digit (0–9 or K), by modulus 11 with weights 2 to 7 from the right."""

    number: int
    dv: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Dots, dash and a small k are as people write them; a wrong check digit is refused."""
        bare = re.sub(r"[.\s]", "", text).upper()
        match = re.fullmatch(r"0*([0-9]{1,8})-?([0-9K])", bare)
        if match is None or not 0 < int(match[1]) <= LARGEST:
            raise RutInvalid(f"«{text[:20]}» no es un RUT: escríbalo como 12.345.678-5.")
        rut = cls(int(match[1]), match[2])
        if check_digit(rut.number) != rut.dv:
            raise RutInvalid(f"El dígito verificador de «{text[:20]}» no corresponde: revise el RUT.")
        return rut

    @property
    def dotted(self) -> str:
        """As people read it: 12.345.678-5."""
        return f"{self.number:,}".replace(",", ".") + f"-{self.dv}"

    @property
    def masked(self) -> str:
        """What may be shown to anybody: 12.XXX.XXX-X."""
        first, *others = f"{self.number:,}".split(",")
        return ".".join([first, *("XXX" for _ in others)]) + "-X"

    def __str__(self) -> str:
        return f"{self.number}-{self.dv}"


def check_digit(number: int) -> str:
    weighed = sum(int(digit) * weight for digit, weight in zip(reversed(str(number)), cycle(range(2, 8)), strict=False))
    return "0123456789K0"[11 - weighed % 11]
