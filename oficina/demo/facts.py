"""What the demonstration is made of: the facts of an oficio of the Presidency, told in sentences of our own.

GAB. PRES. N° 005, on the development of electronic government. Its 23 lines of distribution are 20 other
institutions, the sender's own oficina de partes (line 21), and two more addressees inside the institution of line 5
(lines 22 and 23). It is dated «11 MAYO 2011» as printed, while its text and its signer show 2001, and a page of the
copy that is known is missing. The people of the demonstration are invented.
"""

from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Organ(BaseModel):
    """An institution of the demonstration. Its code is that of no real organ."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    short_name: str
    head: str
    addressee: str


class PrintedLine(BaseModel):
    """A line of the DISTRIBUCIÓN as printed, and whose it is: a code, and a unit where the line names one."""

    model_config = ConfigDict(frozen=True)

    addressee: str
    code: str
    unit: str


class Oficio(BaseModel):
    """GAB. PRES. N° 005."""

    model_config = ConfigDict(frozen=True)

    sender: Organ
    recipients: tuple[Organ, ...]
    answering: str
    distribution: tuple[PrintedLine, ...]
    subject: str
    antecedents: tuple[str, ...]
    antecedents_as_printed: str
    place: str
    first_number: int
    printed_date: str
    attributed_date: str
    note: str
    paragraphs: tuple[str, ...]
    closing: str


def oficio() -> Oficio:
    return Oficio.model_validate_json(files("oficina.demo").joinpath("oficio.json").read_text("utf-8"))
