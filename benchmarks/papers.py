"""Spanish documents as PDF, all different and always the same: made here, so that nothing has to be brought."""

import random
import zlib

WIDTH, LINES_A_PAGE = 88, 46
OPENINGS = ("En atención a", "De acuerdo con", "Sin perjuicio de", "Conforme a", "Por medio de", "En cumplimiento de")
MATTERS = (
    *("la solicitud de expropiación del predio", "el estado de avance de las obras", "el plan regulador comunal"),
    *("la rendición de cuentas del convenio", "el catastro de caminos rurales", "la dotación de personal a contrata"),
    *("el informe de la Contraloría Regional", "la licitación del puente", "el programa de alcantarillado"),
)
VERBS = ("solicito a usted", "informo a usted", "remito a usted", "hago presente a usted", "acompaño a usted")
OBJECTS = (
    *("los antecedentes técnicos", "copia autorizada de la resolución", "la nómina de beneficiarios"),
    *("el certificado de disponibilidad presupuestaria", "las observaciones formuladas", "la minuta de acuerdos"),
    *("el acta de recepción provisoria", "los planos de planta y elevación", "el cronograma actualizado"),
)
PLACES = ("Ñuñoa", "Ancud", "Copiapó", "Chañaral", "Curicó", "Aysén", "Concepción", "Peñalolén", "Vicuña", "Toltén")
ENDS = ("a la brevedad", "dentro de diez días hábiles", "para los fines pertinentes", "según lo dispuesto en la ley")


def subject(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 -- it must be the same each time
    return f"{chance.choice(OBJECTS).capitalize()}: {chance.choice(MATTERS)} de {chance.choice(PLACES)}, {number}"


def paper(number: int, pages: int = 2) -> bytes:
    """The document with this number. Its text says «expediente ficha» and the number in letters and digits."""
    chance = random.Random(number)  # noqa: S311 -- the same
    text = [f"ORD. N° {number}", f"MAT.: {subject(number)}", f"Expediente ficha{number:06d}", ""]
    while len(text) < pages * LINES_A_PAGE:
        text += _wrapped(" ".join(sentence(chance) for _ in range(chance.randint(2, 5))))
        text.append("")
    return _pdf([text[at * LINES_A_PAGE : (at + 1) * LINES_A_PAGE] for at in range(pages)])


def sentence(chance: random.Random) -> str:
    """As an oficio has them."""
    return (
        f"{chance.choice(OPENINGS)} {chance.choice(MATTERS)} de {chance.choice(PLACES)}, {chance.choice(VERBS)} "
        f"{chance.choice(OBJECTS)} N° {chance.randint(1, 9_999)}, {chance.choice(ENDS)}."
    )


def _wrapped(paragraph: str) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + len(word) >= WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _pdf(pages: list[list[str]]) -> bytes:
    """The plainest PDF that there is: a font that every reader has, and a stream of text for each page."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, lines in enumerate(pages):
        shown = zlib.compress(b"BT /F1 10 Tf 14 TL 60 790 Td\n" + b"\n".join(map(_shown, lines)) + b"\nET")
        fonts = b"/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] %s /Contents %d 0 R >>" % (fonts, 5 + 2 * at)
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(shown), shown))
    return _written(objects)


def _shown(line: str) -> bytes:
    plain = line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"(" + plain + b") Tj T*"


def _written(objects: list[bytes]) -> bytes:
    whole, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(whole), len(objects) + 1
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    whole += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(whole)
