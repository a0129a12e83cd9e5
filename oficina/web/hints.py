"""What each screen is for, in the words of the office: told behind the «?» beside its title.

By the name of its template. A screen that is not here has the help of its group, or none.
"""

from typing import NamedTuple


class Hint(NamedTuple):
    """A few sentences: what it is for, what to do first, what its words mean, and the page of the guide."""

    what: str
    first: str
    words: tuple[tuple[str, str], ...]
    guide: str


WRITES, SIGNS, OFFICE = "redactor", "firmante", "oficina-de-partes"
RECORDS, AUDITS, ADMINISTERS = "gestor-documental", "auditor", "administrador"
SEARCHES = "buscar"

REFERRED = ("Derivación", "el encargo de atender algo, con su instrucción y su plazo; va en una providencia.")
FOLIO = ("N° o folio", "el que da la oficina de partes al final, con la fecha; antes, el documento no lo tiene.")
TERM = ("Plazo", "en días hábiles de su institución; lo que llega en día inhábil cuenta desde el hábil siguiente.")
ENTRY = ("N° de ingreso", "el del libro propio; no cambia aunque el ingreso se rectifique.")
CASE = ("Expediente", "lo que reúne todas las piezas de un asunto, en el orden en que entraron.")
SERIES = ("Correlativo", "la serie de números de un libro, que comienza cada año.")

HINTS: dict[str, Hint] = {
    "home/home": Hint(
        "Lo que espera algo de usted, en el orden del día: cada bandeja con cuántos hay.",
        "Empiece por lo que vence hoy; abra una fila y verá solo lo que usted puede hacer con ella.",
        (("De quién es el turno", "quien debe hacer lo siguiente, y desde cuándo."), TERM),
        WRITES,
    ),
    "entries/new": Hint(
        "Anotar en el libro lo que llegó en papel, por correo o en mano.",
        "Diga quién lo envía y de qué trata; la recepción puede ser anterior a la anotación. Al guardar se da el "
        "número y se puede imprimir el comprobante.",
        (ENTRY, ("Hojas y anexos", "cuántas hojas trae, y dónde quedó lo que no se puede escanear."), TERM),
        OFFICE,
    ),
    "papers/received": Hint(
        "Un documento que llegó: lo que es, quién lo firmó, por dónde ha pasado y lo que usted puede hacer ahora.",
        "Léalo a la izquierda; a la derecha están las acciones de su rol, y ninguna otra.",
        (
            ("Acuse", "un acto suyo con efecto legal: llegar no es estar recibido."),
            REFERRED,
            ("Hoja de ruta", "todo lo que se hizo con él, quién y cuándo."),
        ),
        OFFICE,
    ),
    "retention/schedule": Hint(
        "Cuánto se conserva cada serie y cada tipo de documento, por qué acto, y qué se hace después.",
        "Fije primero la regla de todo lo demás; después, las de las series que su tabla nombra. Lo ya firmado se "
        "revisa solo.",
        (
            ("Plazo", "se cuenta desde la última firma, o desde el término del ingreso o del expediente."),
            (
                "Retención",
                "por litigio o fiscalización: mientras dura nada se puede borrar, aunque se cumpla el plazo.",
            ),
        ),
        RECORDS,
    ),
    "retention/subject": Hint(
        "Hasta cuándo se conserva esto, por qué regla, y qué lo retiene.",
        "Para retenerlo, cite el acto que lo ordena y el motivo; se levanta con otro acto.",
        (
            (
                "En el almacén",
                "la fecha hasta la que el servidor de archivos se niega a borrarlo, si es de los que pueden.",
            ),
        ),
        RECORDS,
    ),
    "papers/own": Hint(
        "Un documento de su institución: en qué está, quién lo firmó y a quiénes se envió.",
        "Vea el estado arriba a la derecha: dice qué falta y de quién es el turno.",
        (FOLIO, ("Íntegro", "nadie lo cambió desde que se firmó."), ("Versión sellada", "la que se envía.")),
        WRITES,
    ),
    "access/access": Hint(
        "Quién ve esto ahora y por qué, y cómo abrirlo o cerrarlo.",
        "Mire primero la lista; si alguien más debe leerlo, agréguelo con el motivo. Si hay que cerrarlo, elija el "
        "nivel y la causa legal: sin causa no hay reserva.",
        (
            ("Público", "para la ley, no para toda la institución: lo ven las unidades que tomaron parte."),
            ("Restringido", "lo ven su unidad y su oficina de partes, y quien se agregue."),
            (
                "Reservado y secreto",
                "solo quienes lo escriben, firman o atienden: la oficina lo tramita sin verlo.",
            ),
            ("Información sensible", "cada lectura queda registrada, sea cual sea el nivel."),
        ),
        WRITES,
    ),
    "access/mine": Hint(
        "Quién abrió lo reservado o sensible que usted escribió o presentó con su RUN, y los expedientes en que "
        "es interesado.",
        "Mire la hora y la persona. Si una lectura no corresponde, avise a su jefatura o a quien audita.",
        (("Qué abrió", "la ficha es la página con sus datos; el documento, su archivo."),),
        AUDITS,
    ),
    "papers/unsaid": Hint(
        "Un documento reservado que su oficina numera y despacha sin leerlo.",
        "Numérelo o despáchelo: el N° y la fecha quedan a la vista; lo que dice, no.",
        (FOLIO, ("[Reservado]", "existe, y lo leen solo quienes lo escribieron y lo firmaron.")),
        OFFICE,
    ),
    "papers/sent": Hint(
        "Lo despachado, y qué pasó con cada destinatario.",
        "Filtre por los que aún no responden y abra uno para ver su seguimiento.",
        (("Recibido", "el destinatario lo dijo en un acto; entregado es solo que llegó."), TERM),
        WRITES,
    ),
    "papers/follow": Hint(
        "Cada destinatario de este envío con su propio estado: quién recibió, quién respondió y quién se atrasa.",
        "Recuerde a los que faltan; si uno se equivocó de destino, envíelo a otro.",
        (TERM, ("Devuelto", "el destinatario no lo tomó, y dice por qué.")),
        WRITES,
    ),
    "writing/sheet": Hint(
        "Escribir un documento y ver cómo quedará.",
        "Escriba la materia y a quién va; se guarda solo. Cuando esté listo, pídalo a firma.",
        (
            ("ANT.", "los antecedentes: lo que se responde o se cita."),
            ("MAT.", "la materia, en una línea."),
            ("Visar", "revisar y dar el visto bueno antes de la firma."),
            FOLIO,
        ),
        WRITES,
    ),
    "writing/drafts": Hint(
        "Lo que usted escribe y todavía no está en firma.",
        "Lo devuelto va primero: ábralo, lea las observaciones y corríjalo.",
        (("Borrador", "no tiene número ni fecha, y nadie fuera de la institución lo ve."),),
        WRITES,
    ),
    "signing/tray": Hint(
        "Los documentos que esperan su firma o su visación, en el orden en que se pidieron.",
        "Ábralos y léalos; luego marque varios y decida de una vez. Cada uno tiene su propio resultado.",
        (
            ("FEA y FES", "firma electrónica avanzada y simple; la que pide cada tipo de documento."),
            ("(S)", "usted firma como subrogante; por orden de, con una delegación."),
        ),
        SIGNS,
    ),
    "desk/desk": Hint(
        "Lo que la oficina de partes tiene que numerar, despachar o entregar.",
        "Numere primero: el número y la fecha se imprimen en el documento y se sella. Después despache.",
        (FOLIO, SERIES, ("Sello", "la firma de la oficina, que cierra el documento.")),
        OFFICE,
    ),
    "desk/dispatch": Hint(
        "Enviar un documento sellado a sus destinatarios, cada uno por su medio.",
        "Revise la distribución; por la plataforma llega al instante, por los otros medios se guarda la constancia.",
        (("Estafeta y en mano", "se entregan con la nómina, que firma quien recibe."), TERM),
        OFFICE,
    ),
    "desk/book": Hint(
        "El libro de correspondencia de un día o de un período: todo lo que entró y salió.",
        "Elija las fechas; se imprime y se descarga como planilla.",
        (ENTRY, ("Anulado y rectificado", "quedan en el libro, con su motivo y lo que decían antes.")),
        OFFICE,
    ),
    "desk/lists": Hint(
        "Las listas de distribución: a quiénes se envía junto, con un solo nombre.",
        "Haga una con los destinatarios de siempre y úsela al redactar o al despachar.",
        (("Lista", "un nombre y sus destinatarios; cambiarla no cambia lo ya enviado."),),
        OFFICE,
    ),
    "cases/list": Hint(
        "Los expedientes que usted puede leer.",
        "Busque por su identificador o su título; si el asunto es nuevo, abra uno.",
        (CASE, ("IUIe", "su identificador único, que no cambia.")),
        RECORDS,
    ),
    "cases/case": Hint(
        "Un expediente con sus piezas, sus interesados y lo que se hizo en él.",
        "Las piezas van en el orden en que entraron; lo que no se puede escanear se anota con el lugar donde está.",
        (CASE, ("Índice electrónico", "la lista de piezas con su huella: prueba que no falta ni sobra ninguna.")),
        RECORDS,
    ),
    "finding/results": Hint(
        "Encontrar documentos, ingresos y expedientes entre los que usted puede leer.",
        "Escriba unas palabras, un número o un RUN. Las comillas buscan la frase exacta.",
        (("[Reservado]", "existe, y usted no lo puede abrir."),),
        SEARCHES,
    ),
    "finding/exports": Hint(
        "Llevarse el resultado de una búsqueda: los archivos y un índice con el SHA-256 de cada uno.",
        "Busque, y en el resultado elija «Exportar ZIP»; aquí se baja cuando esté lista.",
        (("Lista", "ya se puede bajar, con lo que usted puede ver en ese momento."),),
        SEARCHES,
    ),
    "auditing/log": Hint(
        "Todo lo que se hizo en la institución, en orden y sin que nadie pueda cambiarlo.",
        "Busque por acto o por documento; cada asiento tiene su prueba.",
        (
            ("Punto de control", "la firma de la bitácora a una hora: con uno guardado fuera se prueba todo cambio."),
            ("Prueba de un asiento", "demuestra a un tercero que estaba, sin mostrarle lo demás."),
        ),
        AUDITS,
    ),
    "steering/panel": Hint(
        "Cuánto entra y sale, qué está pendiente y dónde se demora.",
        "Elija el período; cada gráfico tiene su tabla.",
        (TERM, REFERRED),
        AUDITS,
    ),
    "steering/queue": Hint(
        "Lo que la máquina hace después de cada acto: entregar, sellar, ordenar la bitácora.",
        "Si algo requiere atención, corrija la causa que indica su código y reinténtelo.",
        (("Se reintenta", "fallará y volverá a probar sola; no hay que repetir nada."),),
        ADMINISTERS,
    ),
    "account/account": Hint(
        "Su clave, su segundo factor y dónde tiene sesiones abiertas.",
        "Enrole su teléfono y guarde los códigos de recuperación en papel.",
        (("Segundo factor", "un código de su teléfono, además de la clave."),),
        WRITES,
    ),
    "platform/platform": Hint(
        "Las instituciones de esta instalación, y si el servidor las atiende.",
        "Para agregar una, diga su código, su nombre y quién la administrará: se muestra su enlace, una vez.",
        (("Código", "el del Gestor de Códigos del Estado, como texto."),),
        ADMINISTERS,
    ),
    "administration/trust": Hint(
        "Qué vence pronto de lo que se usa para firmar, y en quién se confía al comprobar una firma.",
        "Reemplace lo que vence antes de su fecha. Un conjunto de anclas se reemplaza por uno más nuevo.",
        (
            (
                "Ancla de confianza",
                "certificado raíz de quien emite certificados; sin ella no se sabe de quién es una firma.",
            ),
            ("Conjunto de anclas", "la lista de anclas, con su número y fecha, firmada por quien la publica."),
        ),
        ADMINISTERS,
    ),
    "administration/firmagob": Hint(
        "Conectar la institución con FirmaGob, que guarda los certificados de firma de los funcionarios del Estado.",
        "Guarde lo que le entregó Gobierno Digital y pruébelo con el RUN de alguien, antes de que otros lo usen.",
        (
            ("Propósito General", "firma una persona, con el código de su autenticador."),
            ("Desatendido", "firma la oficina de partes sola, como sello."),
        ),
        ADMINISTERS,
    ),
}
GROUPS: dict[str, Hint] = {
    "administration": Hint(
        "Poner en marcha la institución y llevarla: quiénes son, qué cargo ejercen y qué puede hacer cada uno.",
        "Siga la lista de «Administración» de arriba abajo: dice qué está hecho y qué falta.",
        (
            ("Cargo", "se firma por él; quien lo ejerce cambia, el cargo queda."),
            ("Rol", "lo que alguien puede hacer; se otorga aparte del cargo."),
            ("Subrogante (S)", "quien firma por un cargo mientras su titular no está, por un acto y con fechas."),
            SERIES,
        ),
        ADMINISTERS,
    ),
}


def hint_of(template: str) -> Hint | None:
    return HINTS.get(template) or GROUPS.get(template.partition("/")[0])
