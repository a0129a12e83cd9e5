"""The table: what is tried, and what it must be answered, word by word."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import httpx

from tests.documents import bad_files
from tests.journeys.scene import TODAY, Scene, an_entry, tomorrow

MEGABYTE = 1 << 20


class Refusal(NamedTuple):
    status: int
    code: str
    sentence: str
    logged: str | None = None


@dataclass(frozen=True)
class Case:
    says: str
    try_it: Callable[[Scene], httpx.Response]
    refusal: Refusal

    def __str__(self) -> str:
        return self.says.replace(" ", "-")


NOT_A_PDF = Refusal(422, "not-a-pdf", "El archivo no es un PDF: expórtelo como PDF y súbalo de nuevo.")
A_DOCX = Refusal(
    422, "not-a-pdf", "El archivo es de Word u otro programa de oficina, aunque se llame PDF: expórtelo como PDF."
)
ENCRYPTED = Refusal(
    422,
    "pdf-encrypted",
    "El PDF tiene clave o restricciones: quíteselas, porque un documento oficial debe poder leerse.",
)
CUT = Refusal(
    422,
    "pdf-damaged",
    "El archivo no termina donde termina el PDF: le falta el final o lleva algo más a continuación. "
    "Vuelva a generarlo desde el original.",
)
DAMAGED = Refusal(
    422, "pdf-damaged", "El PDF está dañado y no se puede leer entero: vuelva a generarlo desde el original."
)
EMPTY = Refusal(422, "file-empty", "El archivo está vacío: revíselo y envíelo de nuevo.")
WITHOUT_PAGES = Refusal(422, "pdf-empty", "El PDF no tiene páginas: revise el archivo y súbalo de nuevo.")
BOMB = Refusal(
    422,
    "pdf-bomb",
    "El PDF se expande a un tamaño desmedido y no se aceptó: vuelva a generarlo desde el original.",
)
ALTERED = Refusal(
    422,
    "pdf-altered-after-signature",
    "El PDF fue alterado después de firmado y no se aceptó: pida el original a quien lo firmó.",
    logged="act.refused",
)


def too_large(megabytes: int) -> Refusal:
    return Refusal(422, "file-too-large", f"El archivo supera los {megabytes} MB que se admiten: redúzcalo o divídalo.")


ATTACHMENTS = "/documents/{draft}/attachments"
FILES = (
    Case("a text that calls itself a PDF", lambda s: s.upload(b"Hola, soy un texto."), NOT_A_PDF),
    Case("a docx named pdf", lambda s: s.upload(bad_files.a_docx()), A_DOCX),
    Case("an encrypted PDF", lambda s: s.upload(bad_files.encrypted()), ENCRYPTED),
    Case("a PDF that may not be copied", lambda s: s.upload(bad_files.restricted()), ENCRYPTED),
    Case("a PDF cut short", lambda s: s.upload(bad_files.cut_short()), CUT),
    Case("a PDF with something behind it", lambda s: s.upload(bad_files.with_a_zip()), CUT),
    Case("a damaged PDF", lambda s: s.upload(bad_files.scrambled()), DAMAGED),
    Case("an empty file", lambda s: s.upload(b""), EMPTY),
    Case("a PDF without pages", lambda s: s.upload(bad_files.without_pages()), WITHOUT_PAGES),
    Case("a document of more than 20 MB", lambda s: s.upload(bytes(20 * MEGABYTE + 1)), too_large(20)),
    Case(
        "an attachment of more than 50 MB",
        lambda s: s.upload(bytes(50 * MEGABYTE + 1), "plano.dwg", path=ATTACHMENTS),
        too_large(50),
    ),
    Case("an empty attachment", lambda s: s.upload(b"", "plano.dwg", path=ATTACHMENTS), EMPTY),
    Case("a PDF that unfolds to 2 GB", lambda s: s.upload(bad_files.a_bomb()), BOMB),
    Case(
        "a PDF altered after its signature",
        lambda s: s.upload(s.signed.replace(b"/MediaBox", b"/mediaBox", 1)),
        ALTERED,
    ),
)

FUTURE_ENTRY = Refusal(422, "date-in-the-future", "La recepción está en el futuro: revise el día y la hora.")
FUTURE_PAPER = Refusal(422, "date-in-the-future", "La fecha del documento está en el futuro: revísela.")
FUTURE_DRAFT = Refusal(422, "date-in-the-future", "La fecha atribuida está en el futuro: revísela.")
NO_RUT = Refusal(422, "rut-invalid", "«doce millones» no es un RUT: escríbalo como 12.345.678-5.")
WRONG_RUT = Refusal(422, "rut-invalid", "El dígito verificador de «12.345.678-9» no corresponde: revise el RUT.")
LEFT = Refusal(
    422,
    "recipient-left",
    "Ya no recibe por esta plataforma: Servicio disuelto. Quítelo o use otro medio.",
)
NUMBERED = Refusal(
    409, "document-already-numbered", "El documento ya tiene número, ORD. N° 1/2026: siga con su despacho."
)
KEY_REUSED = Refusal(409, "idempotency-key-reused", "Esa Idempotency-Key ya se usó con otro contenido: use una nueva.")
RETURNED = Refusal(
    409,
    "reception-already-returned",
    "Esta comunicación ya fue devuelta a quien la envió: si corresponde recibirla, pida que se la reenvíen.",
)
ACTS = (
    Case(
        "a RUT whose digit is wrong",
        lambda s: s.post(s.ana, "/receptions", an_entry(sender_rut="12.345.678-9")),
        WRONG_RUT,
    ),
    Case("a RUT that is none", lambda s: s.post(s.ana, "/receptions", an_entry(sender_rut="doce millones")), NO_RUT),
    Case(
        "a person with a wrong RUT",
        lambda s: s.post(s.ana, "/people", {"name": "Gil Mora", "run": "12.345.678-9"}),
        WRONG_RUT,
    ),
    Case(
        "an entry that came tomorrow",
        lambda s: s.post(s.ana, "/receptions", an_entry(received_at=(TODAY + timedelta(days=1)).isoformat())),
        FUTURE_ENTRY,
    ),
    Case(
        "a paper dated tomorrow",
        lambda s: s.post(s.ana, "/receptions", an_entry(dated=tomorrow().isoformat())),
        FUTURE_PAPER,
    ),
    Case(
        "a draft dated tomorrow",
        lambda s: s.post(s.ana, "/documents", s.a_draft(attributed_date=tomorrow())),
        FUTURE_DRAFT,
    ),
    Case("a recipient that left", lambda s: s.send("sealed", to="gone"), LEFT),
    Case("a number asked for twice", lambda s: s.post(s.ana, "/documents/{numbered}/folio"), NUMBERED),
    Case(
        "another body under the same key",
        lambda s: s.post(s.ana, "/documents", s.a_draft(place="Ancud"), key=s.ids["key"]),
        KEY_REUSED,
    ),
    Case(
        "an acknowledgement of what was returned",
        lambda s: s.post(s.ancud, "/receptions/{returned}/acknowledgement"),
        RETURNED,
    ),
)

SIGNATURES = (
    Case(
        "a signature before the V°B°",
        lambda s: s.sign(s.house.carla, "endorsed first"),
        Refusal(409, "signature-out-of-turn", "Aún no es su turno: falta el V°B° de Jefa de Jurídica."),
    ),
    Case(
        "an attestation before the signature",
        lambda s: s.sign(s.house.diego, "attested last"),
        Refusal(409, "signature-out-of-turn", "Aún no es su turno: falta la firma de Ministra."),
    ),
    Case(
        "somebody without the post",
        lambda s: s.sign(s.house.berta, "hers"),
        Refusal(
            403,
            "not-your-post",
            "Usted no ejerce el cargo de Ministra: lo hace quien lo tiene o lo subroga.",
            logged="act.refused",
        ),
    ),
    Case(
        "a substitute whose time is over",
        lambda s: s.sign(s.house.diego, "hers"),
        Refusal(
            403,
            "substitution-ended",
            "Su subrogancia de Ministra terminó: firma quien ejerce ahora el cargo.",
            logged="act.refused",
        ),
    ),
    Case(
        "an expired certificate",
        lambda s: s.sign(s.house.carla, "hers", after=timedelta(days=4 * 365)),
        Refusal(
            409,
            "signature-certificate-not-in-force",
            "Su certificado de firma venció el 10-05-2028: renuévelo y cárguelo antes de firmar.",
            logged="act.refused",
        ),
    ),
    Case(
        "a wrong PIN",
        lambda s: s.sign(s.house.carla, "hers", pin="otra"),
        Refusal(
            403, "signature-wrong-pin", "El PIN no es correcto: escríbalo de nuevo.", logged="credential.wrong-pin"
        ),
    ),
)

NO_DOCUMENT = Refusal(
    404,
    "document-not-found",
    "El documento no existe, o no está entre los suyos: búsquelo o pídalo a quien lo tiene.",
)
NO_RECEPTION = Refusal(
    404,
    "reception-not-found",
    "El ingreso no existe, o no está entre los suyos: búsquelo en su bandeja o pídalo a quien lo tiene.",
)
NO_COMMUNICATION = Refusal(
    404,
    "communication-not-found",
    "La comunicación no existe, o no está entre las suyas: búsquela entre lo despachado.",
)
NO_REQUEST = Refusal(
    404,
    "signature-request-not-found",
    "La solicitud de firma no existe, o no está entre las suyas: búsquela en su bandeja de firma.",
)
OTHERS = (
    Case("another's document", lambda s: s.get(s.ancud, "/documents/{draft}"), NO_DOCUMENT),
    Case("a number for another's document", lambda s: s.post(s.ancud, "/documents/{numbered}/folio"), NO_DOCUMENT),
    Case("another's communication", lambda s: s.get(s.ancud, "/communications/{communication}"), NO_COMMUNICATION),
    Case(
        "an acknowledgement for another",
        lambda s: s.post(s.ana, "/receptions/{arrived}/acknowledgement"),
        NO_RECEPTION,
    ),
    Case("a signature for another", lambda s: s.sign(s.ancud, "hers"), NO_REQUEST),
)

TABLE = (*FILES, *ACTS, *SIGNATURES, *OTHERS)
