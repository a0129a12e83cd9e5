"""How long the proofs of a file last, and what is done next, in words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.work import Work
from signature import keeping, proofs
from signature.kept import Lasting

LEVELS = {
    "B-B": "B-B: firma sin sello de tiempo",
    "B-T": "B-T: firma con sello de tiempo",
    "B-LT": "B-LT: con los datos para validarla más adelante",
    "B-LTA": "B-LTA: conservación a largo plazo",
    "PKCS#7": "PKCS#7: firma sin sello de tiempo",
    "PKCS#7-T": "PKCS#7 con sello de tiempo: se sabe cuándo se firmó",
    "PKCS#7-LT": "PKCS#7 con los datos para validarla más adelante",
    "PKCS#7-LTA": "PKCS#7 en conservación a largo plazo",
}
STEPS = {
    "timestamp": "Agregar el sello de tiempo",
    "validation": "Agregar los datos de validación",
    "archive": "Agregar el sello de tiempo de archivo",
    "renewal": "Renovar el sello de tiempo de archivo",
    "stamp": "Renovar el sello de tiempo del registro",
    "hash": "Rehacer el registro con otro algoritmo",
}
TROUBLES = {
    "revocation-not-told-yet": "Falta que el emisor del certificado publique su lista de revocación.",
    "timestamp-unavailable": "La autoridad de sellado de tiempo no responde.",
    "timestamp-none-lasts-longer": "Ninguna autoridad de sellado dura más que la actual: avise al administrador.",
    "signature-issuer-unknown": "No se conoce la raíz de un certificado: avise al administrador.",
    "signature-certificate-revoked": "Un certificado ya estaba revocado al firmar.",
    "signature-cannot-be-extended": "El PDF no admite más pruebas: lo cubre el registro de evidencia.",
}
ANOTHER = "El último intento no resultó: se repite solo."


def kept(work: Work, subject_id: UUID) -> dict[str, Any]:
    """For the panel beside the signatures: three statements."""
    levels = [each for each in keeping.lasting_of(work, subject_id) if each.level in LEVELS]
    return {
        "levels": [
            {
                "says": LEVELS[each.level],
                "lasts": each.level.endswith("LTA"),
                "ends_at": each.ends_at,
                "next": STEPS.get(each.step or "", ""),
                "due_at": each.due_at,
                "address": _copy(each, subject_id),
                "trouble": TROUBLES.get(each.trouble, ANOTHER) if each.trouble else "",
            }
            for each in levels
        ],
        "proofs": [_proof(each, subject_id) for each in proofs.proofs_of(work, subject_id)],
    }


def _copy(row: Lasting, subject_id: UUID) -> str:
    """Where the copy of something that came is; a document of the house is its last version."""
    return f"/recepciones/{subject_id}/conservada/{row.origin}" if row.origin and row.blob != row.origin else ""


def _proof(proof: proofs.Proof, subject_id: UUID) -> dict[str, Any]:
    since: datetime = proof.received_at
    return {
        "blob": proof.blob,
        "since": since,
        "proved_at": proof.proved_at,
        "address": f"/evidencias/{subject_id}/{proof.blob}" if proof.proved_at else "",
        "next": STEPS.get(proof.step or "", ""),
        "due_at": proof.due_at,
    }
