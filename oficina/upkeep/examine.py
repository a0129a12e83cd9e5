"""What is fit and what is not, a sentence each, and what to do."""

import shutil
import stat
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

import institutions.service as institutions
from documents.retention import remembering
from kernel.actor import PLATFORM, system
from kernel.jobs import JobRow, JobState
from oficina.admin import Tell
from oficina.platform import Platform
from oficina.readiness import QUICK, WHOLE, Check, Unfit, unfit
from oficina.upkeep import servers
from signature import credentials, expiring
from signature.authorities import WARNED
from signature.errors import TrustRefused
from signature.expiring import Ending, What
from signature.trust import TrustFolder

LEAST_ROOM = 0.05
LONGEST_WAIT = timedelta(hours=1)
SAID = 5
ENDING = {
    What.CERTIFICATE: "el certificado de",
    What.SEAL: "el sello",
    What.AUTHORITY: "la autoridad de tiempo",
    What.ANCHOR: "el ancla",
}
PROBE = b"oficina doctor\n"


def examine(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    checks = {**WHOLE, **THOROUGH}
    wrong = unfit(platform, checks)
    return {
        "fit": sorted(checks.keys() - wrong.keys()),
        "unfit": {name: each._asdict() for name, each in wrong.items()},
        "ending": [] if QUICK.keys() & wrong.keys() else [_told(each) for each in ends_soon(platform)],
        "demonstration": platform.settings.demo,
    }


def ends_soon(platform: Platform) -> list[Ending]:
    """Of every institution and of the installation, what ends within 90 days."""
    with platform.database.reading(PLATFORM) as work:
        ids = institutions.all_ids(work)
        found = expiring.of_installation(work, platform.settings.tsa_url, TrustFolder(platform.settings.home / "trust"))
    for each in ids:
        with platform.database.reading(system(each)) as work:
            found += expiring.of_institution(work)
    return sorted(found, key=lambda each: each.ends_at)


def nothing_ends_this_week(platform: Platform) -> Unfit | None:
    urgent = [each for each in ends_soon(platform) if each.within <= min(WARNED)]
    if urgent:
        told = "; ".join(f"{ENDING[each.what]} {each.name}, {each.ends_at:%d-%m-%Y}" for each in urgent[:SAID])
        more = f" y {len(urgent) - SAID} más" if len(urgent) > SAID else ""
        return Unfit(
            f"Venció o vence en menos de 7 días: {told}{more}.", "Reemplácelos: sin ellos no se firma o no se confía."
        )
    return None


def anchors_are_whole(platform: Platform) -> Unfit | None:
    try:
        TrustFolder(platform.settings.home / "trust").anchors()
    except TrustRefused as refusal:
        return Unfit(refusal.message, "Ponga de nuevo el conjunto con «oficina trust update».")
    return None


def _told(each: Ending) -> dict[str, Any]:
    return {"what": each.what, "name": each.name, "ends_at": each.ends_at.isoformat(), "within": each.within}


def key_is_guarded(platform: Platform) -> Unfit | None:
    mode = stat.S_IMODE(platform.settings.key_file.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Unfit(
            f"Otros usuarios de la máquina pueden leer {platform.settings.key_file}.",
            f"Ejecute: chmod 600 {platform.settings.key_file}",
        )
    return None


def there_is_room(platform: Platform) -> Unfit | None:
    disk = shutil.disk_usage(platform.settings.home)
    if disk.free / disk.total < LEAST_ROOM:
        return Unfit(
            f"Queda {disk.free // 2**20} MiB libre en el disco de {platform.settings.home}.", "Libere espacio."
        )
    return None


def scanned_pages_are_read(platform: Platform) -> Unfit | None:
    if platform.settings.ocr and platform.eyes is None:
        return Unfit(
            "OFICINA_OCR pide leer lo escaneado, y tesseract no está con el español.",
            "Instale tesseract-ocr y tesseract-ocr-spa, o quite OFICINA_OCR.",
        )
    return None


def blobs_are_kept(platform: Platform) -> Unfit | None:
    """What is stored comes back."""
    blob = platform.blobs.put([PROBE])
    if b"".join(platform.blobs.get(blob.name)) != PROBE:
        return Unfit("El almacén devuelve otra cosa que lo que se guardó.", "Revise el disco o el servicio S3.")
    return None


def no_job_was_given_up(platform: Platform) -> Unfit | None:
    """A job on the shelf waits for a person."""
    with platform.database.reading(PLATFORM) as work:
        shelved = work.session.execute(
            select(JobRow.kind, JobRow.error_code, func.count())
            .where(JobRow.state == JobState.SHELVED)
            .group_by(JobRow.kind, JobRow.error_code)
        ).all()
    if shelved:
        told = ", ".join(f"{count} de {kind} ({code})" for kind, code, count in shelved)
        return Unfit(f"Hay trabajos que se abandonaron: {told}.", "Corrija la causa que indica el código.")
    return None


def jobs_are_done(platform: Platform) -> Unfit | None:
    with platform.database.reading(PLATFORM) as work:
        waiting = (JobRow.state == JobState.DUE, JobRow.due_at < work.now - LONGEST_WAIT, JobRow.attempt == 0)
        late = work.session.scalar(select(func.count()).where(*waiting)) or 0
    if late:
        return Unfit(
            f"{late} trabajos esperan hace más de una hora.", "Ponga en marcha «oficina serve», o relay y worker."
        )
    return None


def somebody_timestamps(platform: Platform) -> Unfit | None:
    if not platform.settings.tsa_url:
        return Unfit("Ninguna autoridad sella el tiempo de firmas y bitácora.", "Fije OFICINA_TSA_URL.")
    return None


def what_must_last_is_retained(platform: Platform) -> Unfit | None:
    """What a schedule or a hold asks for and the store did not take. A folder is asked nothing."""
    refused = 0
    with platform.database.reading(PLATFORM) as work:
        ids = institutions.all_ids(work)
    for each in ids:
        with platform.database.reading(system(each)) as work:
            refused += sum(remembering.troubled(work).values())
    if refused:
        return Unfit(
            f"El almacén no retuvo {refused} documentos o expedientes que tienen plazo, o están retenidos.",
            "Use un cubo con Object Lock activado (vea «oficina move»): se le pide de nuevo cada día.",
        )
    return None


def nothing_is_of_a_demonstration(platform: Platform) -> Unfit | None:
    """In an office of real work there are no invented institutions, and no keys without value."""
    if platform.settings.demo:
        return None
    with platform.database.reading(PLATFORM) as work:
        ids = institutions.all_ids(work)
        invented = [each for each in ids if institutions.line(work, each).demonstration]
    worthless = [each for each in ids if _has_worthless_keys(platform, each)]
    if invented or worthless:
        return Unfit(
            f"Hay cosas de demostración en una oficina de trabajo real: {len(invented)} instituciones, "
            f"y certificados sin valor legal en {len(worthless)}.",
            "Cargue certificados de un prestador acreditado, y deje la demostración en otra oficina.",
        )
    return None


def _has_worthless_keys(platform: Platform, institution_id: UUID) -> bool:
    with platform.database.reading(system(institution_id)) as work:
        return credentials.some_worthless(work)


THOROUGH: dict[str, Check] = {
    **servers.CHECKS,
    "key-file": key_is_guarded,
    "disk": there_is_room,
    "blobs": blobs_are_kept,
    "shelved-jobs": no_job_was_given_up,
    "late-jobs": jobs_are_done,
    "timestamps": somebody_timestamps,
    "retention": what_must_last_is_retained,
    "demonstration": nothing_is_of_a_demonstration,
    "scanned-pages": scanned_pages_are_read,
    "endings": nothing_ends_this_week,
    "anchors": anchors_are_whole,
}
