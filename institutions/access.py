"""Which role carries which permission: the table that decides, and that a records manager can read."""

from collections.abc import Iterable
from typing import NamedTuple

from kernel.permissions import EVERYTHING, Permission


class Role(NamedTuple):
    """A role as an institution knows it: its name, what it is for, and what it may do."""

    name: str
    says: str
    permissions: frozenset[Permission]


def _role(name: str, says: str, *permissions: Permission) -> Role:
    return Role(name, says, frozenset(permissions))


P = Permission
READING = (P.READ, P.SEARCH)
WRITING = (*READING, P.DRAFT, P.REQUEST_SIGNATURE, P.ATTEND, P.FILE)

ROLES: dict[str, Role] = {
    "redactor": _role("Redactor/a", "Escribe borradores y atiende lo que le derivan.", *WRITING),
    "visador": _role("Visador/a", "Revisa y visa lo que otros escriben.", *WRITING, P.ENDORSE),
    "firmante": _role("Firmante", "Firma los actos de su cargo y deriva.", *WRITING, P.ENDORSE, P.SIGN, P.REFER),
    "asistente": _role(
        "Asistente de jefatura",
        "Prepara y despacha por su jefatura; nunca firma.",
        *(*WRITING, P.ENDORSE, P.DISPATCH, P.REFER, P.OPEN_EXPEDIENTE),
    ),
    "partes-entrada": _role(
        "Oficina de partes, entrada",
        "Registra lo que llega, acusa recibo, devuelve y deriva.",
        *(*READING, P.REGISTER, P.ACKNOWLEDGE, P.REFER, P.ATTEND, P.FILE),
    ),
    "partes-salida": _role(
        "Oficina de partes, salida", "Numera y despacha.", *(*READING, P.NUMBER, P.DISPATCH, P.FILE, P.DRAFT)
    ),
    "partes-jefatura": _role(
        "Oficina de partes, jefatura",
        "Dirige la oficina: además anula números y fija correlativos.",
        *(*WRITING, P.REGISTER, P.ACKNOWLEDGE, P.REFER, P.NUMBER, P.ANNUL, P.DISPATCH),
        *(P.CONFIGURE_NUMBERING, P.OPEN_EXPEDIENTE),
    ),
    "gestor-documental": _role(
        "Gestor/a documental",
        "Lleva los expedientes: los abre, los cierra, cuida sus metadatos y decide cuánto se conserva cada serie.",
        *(*READING, P.FILE, P.OPEN_EXPEDIENTE, P.CLOSE_EXPEDIENTE, P.RETAIN, P.CONFIGURE_NUMBERING, P.AUDIT),
    ),
    "auditor": _role("Auditor/a", "Consulta la bitácora; no cambia nada.", *READING, P.AUDIT),
    "administrador": _role(
        "Administrador/a institucional",
        "Crea unidades, cargos, personas y claves; no lee documentos.",
        *(P.ADMINISTER, P.CONFIGURE_NUMBERING),
    ),
    "sistema": _role(
        "Sistema integrado",
        "Otro sistema de la institución: ingresa documentos y los sigue por la API.",
        *(*WRITING, P.REGISTER, P.DISPATCH, P.NUMBER, P.ACKNOWLEDGE, P.OPEN_EXPEDIENTE),
    ),
    "todo": Role("Oficina unipersonal", "Una sola persona hace todo el trabajo de la oficina.", EVERYTHING),
}

PLATFORM_ROLE = _role(
    "Administrador/a de la plataforma",
    "Agrega instituciones y vela por que el servidor atienda. No está en ninguna institución: no lee lo de ellas. "
    "La nombra quien opera el servidor, con la orden «oficina platform».",
    P.RUN_PLATFORM,
)
"""It is in no institution, so no institution grants it."""


LENDING = frozenset({"asistente"})
"""The roles that act for somebody else: whatever they do says for whom."""


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """All that these roles may do together. A role that no longer exists gives nothing."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))
