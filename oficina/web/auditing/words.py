"""What each act of the log, and each fact of it, is called on a screen. What has no name here is shown by its code."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

ACTS = {
    "search.exported": "Resultado de una búsqueda exportado",
    "search.export-asked": "Exportación de una búsqueda pedida",
    "search.export-fetched": "Exportación de una búsqueda bajada",
    "act.refused": "Acto rechazado",
    "assistance.ended": "Asistencia de jefatura terminada",
    "assistance.named": "Asistente de jefatura nombrado",
    "communication.acknowledged": "Acuse de recibo",
    "communication.acknowledgement-arrived": "Llegó el acuse de recibo",
    "communication.answered": "Respondido",
    "communication.arrived": "Llegó un documento",
    "communication.closed": "Dado por terminado",
    "communication.delivered": "Copia entregada",
    "communication.dispatched-outside": "Despachado por otro medio",
    "communication.evidence-added": "Constancia de despacho agregada",
    "communication.kept": "Copia propia archivada",
    "communication.outside-result": "Resultado del despacho por otro medio",
    "communication.receipt-arrived": "Llegó el comprobante firmado",
    "communication.receipt-signed": "Comprobante de recepción firmado",
    "communication.redirected": "Despachado a otro destinatario",
    "communication.referred": "Derivado",
    "communication.registered-with-the-state": "N° de DocDigital anotado",
    "communication.reopened": "Reabierto",
    "communication.return-arrived": "Llegó una devolución",
    "communication.returned": "Devuelto",
    "communication.sent": "Despachado",
    "communication.withdrawal-asked": "Retiro pedido",
    "communication.withdrawal-refused": "Retiro rechazado: ya estaba abierto",
    "communication.withdrawn": "Retirado",
    "correlative.declared": "Correlativo fijado",
    "credential.kept": "Certificado de firma guardado",
    "credential.wrong-pin": "PIN de firma equivocado",
    "delegation.ended": "Delegación terminada",
    "delegation.made": "Delegación por orden de",
    "distribution-list.deleted": "Lista de distribución eliminada",
    "distribution-list.kept": "Lista de distribución guardada",
    "distribution-list.rewritten": "Lista de distribución cambiada",
    "document.access-changed": "Nivel de acceso cambiado",
    "document.access-lapsed": "Reserva terminada en su fecha",
    "document.annulled": "Número anulado",
    "document.attached": "Anexo agregado",
    "document.detached": "Anexo quitado",
    "document.discarded": "Borrador descartado",
    "document.drafted": "Borrador escrito",
    "document.endorsed": "Visado",
    "document.fixed": "Texto cerrado para firma",
    "document.in-review": "Vuelto a redacción",
    "document.metadata-set": "Metadatos fijados",
    "document.numbered": "Numerado",
    "document.opened": "Documento restringido abierto",
    "document.redrafted": "Borrador corregido",
    "document.sealed": "Sellado",
    "document.signed": "Firmado",
    "document.signed-by-all": "Firmado por todos",
    "document.uploaded": "PDF incorporado",
    "entry.annulled": "Ingreso anulado",
    "entry.rectified": "Ingreso rectificado",
    "entry.registered": "Ingreso registrado",
    "entry.scanned": "Digitalización agregada",
    "expediente.closed": "Expediente terminado",
    "expediente.filed": "Pieza incorporada a expediente",
    "expediente.opened": "Expediente abierto",
    "expediente.read": "Pieza de expediente leída",
    "holiday.set": "Feriado de la institución",
    "institution.amended": "Datos de la institución cambiados",
    "institution.entered": "Institución incorporada a la plataforma",
    "institution.founded": "Institución fundada",
    "job.tried-again": "Trabajo reintentado",
    "key.issued": "Clave de API entregada",
    "key.revoked": "Clave de API revocada",
    "link.made": "Enlace de un solo uso entregado",
    "log.consulted": "Bitácora consultada",
    "name.changed": "Nombre cambiado",
    "name.decided": "Cambio de nombre dispuesto",
    "name.withdrawn": "Cambio de nombre dejado sin efecto",
    "office.opened": "Oficina de partes creada",
    "password.set": "Clave cambiada",
    "person.left": "Egreso de una persona",
    "petition.letter-drafted": "Carta de remisión en preparación",
    "petition.letter-sent": "Carta de remisión despachada",
    "petition.remitted": "Petición remitida al órgano competente",
    "post.added": "Cargo creado",
    "post.assigned": "Cargo asignado",
    "post.vacated": "Cargo vacante",
    "reader.added": "Lector agregado",
    "reader.removed": "Lector quitado",
    "reception.opened": "Ingreso restringido abierto",
    "referral.ended": "Derivación terminada",
    "referral.reassigned": "Derivación reasignada",
    "referral.returned": "Derivación devuelta",
    "referral.taken": "Derivación tomada",
    "role.ended": "Rol terminado",
    "role.granted": "Rol otorgado",
    "seal.kept": "Sello de la oficina guardado",
    "seal.retired": "Sello de la oficina retirado",
    "second-factor.enrolled": "Segundo factor enrolado",
    "recovery-code.used": "Código de recuperación usado",
    "recovery-codes.made": "Códigos de recuperación hechos",
    "second-factor.removed": "Segundo factor quitado por el administrador",
    "session.opened": "Sesión iniciada",
    "signature.cancelled": "Petición de firma cancelada",
    "signature.requested": "Firma pedida",
    "steward.ended": "Dejó de administrar la plataforma",
    "steward.named": "Nombrado para administrar la plataforma",
    "substitution.ended": "Subrogancia terminada",
    "substitution.named": "Subrogancia nombrada",
    "unit.added": "Unidad creada",
}

FACTS = {
    "search.exported": "Resultado de una búsqueda exportado",
    "search.export-asked": "Exportación de una búsqueda pedida",
    "search.export-fetched": "Exportación de una búsqueda bajada",
    "access_level": "nivel de acceso",
    "after": "desde",
    "attachment": "adjunto",
    "before": "antes",
    "blocked": "bloqueada",
    "certificate": "certificado",
    "changed": "cambió",
    "code": "código",
    "copies": "copias",
    "day": "día",
    "definitive": "definitiva",
    "delegate": "delegado",
    "delivery": "copia",
    "document": "documento",
    "documents": "documentos",
    "entry": "ingreso",
    "exchange": "envío",
    "factor_shown": "con segundo factor",
    "field": "campo",
    "fields": "campos",
    "first": "primero",
    "folio": "folio",
    "hash": "huella",
    "index": "asiento",
    "kind": "tipo",
    "left": "egresó",
    "level": "nivel",
    "limit": "hasta",
    "medium": "medio",
    "number": "número",
    "office": "oficina",
    "person": "persona",
    "provider": "identidad",
    "purpose": "para",
    "reason": "motivo",
    "referral": "derivación",
    "replaces": "reemplaza a",
    "request": "petición",
    "role": "papel",
    "roles": "roles",
    "round": "vuelta",
    "second_factor": "segundo factor",
    "series": "libro",
    "sha256": "SHA-256",
    "state": "estado",
    "subject": "de",
    "substitute": "subrogante",
    "system": "sistema",
    "to": "a",
    "unit": "unidad",
    "version": "versión",
    "way": "forma",
    "what": "qué",
    "year": "año",
}
DIGEST = re.compile(r"[0-9a-f]{40,}")
LONGEST = 64


class Fact(NamedTuple):
    """A fact as it is read: its name, its value in short, all of it, and what it is the identity of."""

    name: str
    short: str
    whole: str
    subject: UUID | None


def told(facts: Mapping[str, Any]) -> Iterator[Fact]:
    """What an entry says, for a person: digests and identities in short."""
    for name, value in facts.items():
        if value is not None:
            whole = {True: "sí", False: "no"}[value] if isinstance(value, bool) else str(value)
            subject = _identity(whole)
            short = f"{whole[:8]}…{whole[-4:]}" if subject or DIGEST.fullmatch(whole) else whole[:LONGEST]
            yield Fact(FACTS.get(name, name), short, whole, subject)


def _identity(value: str) -> UUID | None:
    try:
        return UUID(value) if len(value) == len(str(UUID(int=0))) else None
    except ValueError:
        return None
