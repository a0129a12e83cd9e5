"""What is kept of a key that FirmaGob keeps: whose it is, and what its signatures are like. A text, in place of a P12.

`firmagob:12345678-5;atendida;pades`: the RUN, whether the person is asked for a code, and whether what comes back names
its certificate and is therefore a PAdES.
"""

from dataclasses import dataclass

from kernel.rut import Rut, RutInvalid
from signature.errors import NotACredential

SCHEME = b"firmagob:"
ATTENDED, PADES = "atendida", "pades"


@dataclass(frozen=True, slots=True)
class Address:
    run: Rut
    attended: bool
    pades: bool = False

    @property
    def kind(self) -> str:
        """As the PDF says of what kind its signature is."""
        return "/ETSI.CAdES.detached" if self.pades else "/adbe.pkcs7.detached"

    def written(self) -> bytes:
        more = [ATTENDED] * self.attended + [PADES] * self.pades
        return SCHEME + ";".join([str(self.run), *more]).encode()


def is_elsewhere(file: bytes) -> bool:
    return file.startswith(SCHEME)


def address_in(file: bytes) -> Address:
    run, *more = file.removeprefix(SCHEME).decode(errors="replace").strip().split(";")
    try:
        return Address(Rut.parse(run), ATTENDED in more, PADES in more)
    except RutInvalid:
        raise NotACredential("Esa clave de FirmaGob no dice de qué RUN es: elíjala de nuevo.") from None
