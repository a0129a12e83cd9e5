"""Is everything found? Documents with words that nobody else has, in the body and in what goes with them.

Each has one attachment, of the formats that arrive at an office in their turn: a PDF, Word, OpenDocument, Excel, mail,
mail with a PDF, a ZIP with a document in it, text, HTML. They are indexed by their jobs, as when people write them.
Then each word is asked by somebody who may read that document, and by somebody who may not.
"""

import argparse
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO
from uuid import UUID, uuid4

import typst
import xlsxwriter

import search.service as search
from benchmarks import machine, office, searching
from documents.models import Attachment
from kernel.actor import Actor
from kernel.clock import utc_now
from oficina.demo.cast import House
from oficina.platform import Platform
from search.service import Wanted
from workers.perform import perform
from workers.relay import Relay

BATCH = 100
LETTERS = "bcdfgjklmnprtvxz"


def word(number: int, place: str) -> str:
    """One that is in no language, and in no other document: it has no ending to lose."""
    return f"{place}qu{''.join(LETTERS[int(each, 16)] + 'i' for each in f'{number:05x}')}x"


def pdf(said: str) -> bytes:
    made: bytes = typst.compile(f"El informe trata de {said} en la comuna.".encode())
    return made


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(said: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    run = f"<w:p><w:r><w:t>Trata de </w:t></w:r><w:r><w:t>{said}</w:t></w:r></w:p>"
    body = f"<w:document {space}><w:body>{run}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def odt(said: str) -> bytes:
    spaces = " ".join(f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "text"))
    body = f"<office:body><text:p>Trata de <text:span>{said}</text:span></text:p></office:body>"
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(said: str) -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet().write(3, 2, f"Partida {said}")
    book.close()
    return made.getvalue()


def eml(said: str, *attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Consulta", "ana@ejemplo.cl", "partes@ejemplo.cl"
    message.set_content(f"Estimados: consulto por {said}.")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


FILES: dict[str, Callable[[str], bytes]] = {
    "informe.pdf": pdf,
    "informe.docx": docx,
    "informe.odt": odt,
    "planilla.xlsx": xlsx,
    "correo.eml": eml,
    "correo-con-anexo.eml": lambda said: eml("lo adjunto", ("anexo.pdf", pdf(said))),
    "todo.zip": lambda said: zipped({"carpeta/informe.docx": docx(said), "leame.txt": "nada"}),
    "nota.txt": lambda said: f"Nota sobre {said}".encode("cp1252"),
    "pagina.html": lambda said: f"<html><body><p>P&aacute;gina: <b>{said}</b></p></body></html>".encode(),
}


def main(argv: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=2_000)
    given = asked.parse_args(argv)
    with office.a_folder() as home:
        platform = office.begun(home)
        house = office.a_house(platform)
        found, asked_for, shown = recalled(platform, house, given.documents)
        platform.close()
    machine.tell(
        f"{given.documents} documents, each with a known word in its subject, its body and its attachment",
        found_by_who_may=f"{found} of {asked_for} (aim: all)",
        found_by_who_may_not=f"{shown} (aim: none)",
    )
    if found < asked_for or shown:
        raise SystemExit("not everything is found, or not only by who may")


def recalled(platform: Platform, house: House, count: int) -> tuple[int, int, int]:
    """How many words were found, of how many; and how many by somebody who may not."""
    ones, others = uuid4(), uuid4()
    ids = [each for first in range(0, count, BATCH) for each in written(platform, house, (ones, others), first, count)]
    relay = Relay(platform, lambda job_id, _queue: perform(platform, job_id))
    while relay.tick():
        pass
    readers = [Actor("lector", house.id, units=frozenset({unit})) for unit in (ones, others)]
    found = asked_for = shown = 0
    for number, subject_id in enumerate(ids):
        for place in ("asunto", "cuerpo", "anexo"):
            asked_for += 1
            found += told(platform, readers[number % 2], word(number, place)) == [subject_id]
            shown += bool(told(platform, readers[(number + 1) % 2], word(number, place)))
    return found, asked_for, shown


def told(platform: Platform, reader: Actor, said: str) -> list[UUID]:
    results = search.find(platform.database.desk(reader), platform.index, Wanted(said))
    return [each.subject_id for each in results.items]


def written(platform: Platform, house: House, units: Sequence[UUID], first: int, count: int) -> list[UUID]:
    """Some documents as drafting leaves them, each with its attachment, and what the act tells the search."""
    numbers = range(first, min(first + BATCH, count))
    names = list(FILES)
    blobs = {at: platform.blobs.put([FILES[names[at % len(names)]](word(at, "anexo"))]) for at in numbers}
    ids = []
    with house.desk("drafter").writing() as work:
        for number in numbers:
            document = searching.draft(house, number, random.Random(number))  # noqa: S311 -- always the same
            document.subject = f"Solicita antecedentes de {word(number, 'asunto')}"
            said = f"Se informa de {word(number, 'cuerpo')}."
            document.fields = {**document.fields, "subject": document.subject, "paragraphs": [{"text": said}]}
            attachment = Attachment(
                institution_id=house.id,
                document_id=document.id,
                name=names[number % len(names)],
                media_type="application/octet-stream",
                blob=blobs[number].name,
                size=blobs[number].size,
                added_at=utc_now(),
                added_by=None,
                pages=None,
                reference=None,
            )
            work.add(document, attachment)
            search.set_marks(work, document.id, {f"unit:{units[number % 2]}"})
            search.enqueue_index(work, "document", document.id)
            ids.append(document.id)
    return ids


if __name__ == "__main__":
    main()
