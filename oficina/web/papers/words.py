"""States as the office says them, each with its colour and icon."""

from correspondence.lists import ACCESS_LEVELS, STEPS

RESERVED = "[Reservado]"

RECEPTION = {
    "arrived": ("blue", "acknowledge", "Recibido, sin acuse"),
    "acknowledged": ("green", "ok", "Con acuse de recibo"),
    "returned": ("red", "return", "Devuelto"),
    "withdrawn": ("red", "remove", "Retirado por quien lo envió"),
    "registered": ("blue", "entry", "Ingresado"),
    "annulled": ("red", "remove", "Ingreso anulado"),
}
DELIVERY = {
    "on-its-way": ("amber", "clock", "En camino"),
    "kept": ("", "document", "Copia propia"),
    "delivered": ("blue", "acknowledge", "Llegó, sin acuse"),
    "acknowledged": ("green", "ok", "Con acuse"),
    "returned": ("red", "return", "Devuelto"),
    "withdrawal-asked": ("amber", "clock", "Retiro pedido"),
    "withdrawn": ("", "remove", "Retirado"),
}
OUTSIDE = {
    "to-dispatch": ("amber", "clock", "Por despachar"),
    "dispatched": ("blue", "sent", "Despachado"),
    "delivered": ("green", "ok", "Entregado"),
    "failed": ("red", "error", "No entregado"),
    "withdrawn": ("", "remove", "Retirado"),
}
COPIES = {
    "on-its-way": ("amber", "clock", "en camino"),
    "kept": ("", "document", "copia propia"),
    "delivered": ("blue", "acknowledge", "sin acuse"),
    "acknowledged": ("green", "ok", "con acuse"),
    "returned": ("red", "return", "con devolución"),
    "withdrawal-asked": ("amber", "clock", "en retiro"),
    "withdrawn": ("", "remove", "con retiro"),
    "to-dispatch": ("amber", "clock", "por despachar"),
    "dispatched": ("blue", "sent", "por otro medio"),
    "failed": ("red", "error", "sin entregar"),
}
"""After a number: «13 sin acuse». What reached somebody outside counts as delivered, without a receipt of ours."""
REQUEST = {
    "waiting": ("nothing", "nothing", "Espera su turno"),
    "pending": ("missing", "clock", "Es su turno"),
    "done": ("yes", "ok", "Hecho"),
    "returned": ("no", "return", "Devuelto con observaciones"),
    "cancelled": ("nothing", "nothing", "Anulado"),
}
ROLES = {"endorsement": "V°B°", "signature": "Firma", "attestation": "Ministro de fe"}
LEVELS = ACCESS_LEVELS
PURPOSES = {"action": "Para acción", "information": "Para conocimiento"}
TERMS = {"working-days": "días hábiles", "calendar-days": "días corridos", "hours": "horas"}
STEP = STEPS
