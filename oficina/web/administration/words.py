"""What each permission allows, as the people of an office say it, in the order of a document's life."""

from kernel.permissions import Permission

P = Permission

PERMISSIONS: dict[Permission, str] = {
    P.READ: "Leer lo suyo",
    P.DRAFT: "Redactar",
    P.REQUEST_SIGNATURE: "Enviar a firma",
    P.ENDORSE: "Visar",
    P.SIGN: "Firmar",
    P.NUMBER: "Numerar",
    P.ANNUL: "Anular números",
    P.DISPATCH: "Despachar",
    P.REGISTER: "Registrar ingresos",
    P.ACKNOWLEDGE: "Acusar recibo y devolver",
    P.REFER: "Derivar",
    P.ATTEND: "Atender lo derivado",
    P.FILE: "Agregar a expediente",
    P.OPEN_EXPEDIENTE: "Abrir expedientes",
    P.CLOSE_EXPEDIENTE: "Cerrar expedientes",
    P.RETAIN: "Fijar plazos de conservación y retener",
    P.SEARCH: "Buscar en lo suyo",
    P.AUDIT: "Consultar la bitácora",
    P.ADMINISTER: "Administrar la institución",
    P.CONFIGURE_NUMBERING: "Fijar correlativos",
    P.RUN_PLATFORM: "Administrar la plataforma",
}
