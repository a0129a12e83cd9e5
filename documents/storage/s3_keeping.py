"""Contents that nobody may delete for a time, or while a cause lasts: asked of an S3 store, and read back."""

from datetime import UTC, datetime, timedelta

from minio import Minio
from minio.commonconfig import COMPLIANCE, GOVERNANCE
from minio.error import S3Error
from minio.retention import Retention

from documents.storage.base import Kept, NotRetained

MODES = {"governance": GOVERNANCE, "compliance": COMPLIANCE}
"""Whether somebody with a right of their own may end it early, or nobody at all."""

LOCKS_NOTHING = {"InvalidRequest", "ObjectLockConfigurationNotFoundError"}
"""What is answered of a bucket that keeps versions and has no Object Lock."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def retain(client: Minio, bucket: str, key: str, kept: Retention) -> None:
    """Until then at least: what is kept for longer stays so. The version is locked, for a name may be put again."""
    version = client.stat_object(bucket, key).version_id or ""
    if not version:
        raise _not_retained(key)
    if ends(client, bucket, key, version) < kept.retain_until_date:
        client.set_object_retention(bucket, key, kept, version_id=version)
    if ends(client, bucket, key, version) < kept.retain_until_date:
        raise _not_retained(key)


def hold(client: Minio, bucket: str, key: str, *, held: bool) -> None:
    """Whatever its retention says: until it is let go."""
    version = client.stat_object(bucket, key).version_id or ""
    if not version:
        raise _not_retained(key)
    change = client.enable_object_legal_hold if held else client.disable_object_legal_hold
    change(bucket, key, version_id=version)
    if client.is_object_legal_hold_enabled(bucket, key, version_id=version) != held:
        raise _not_retained(key)


def ends(client: Minio, bucket: str, key: str, version: str) -> datetime:
    """When the store lets go of it; long ago, where it never held it."""
    try:
        kept = client.get_object_retention(bucket, key, version_id=version)
    except S3Error as error:
        if error.code == "NoSuchObjectLockConfiguration":
            return NEVER
        raise
    return kept.retain_until_date if kept else NEVER


def kept(client: Minio, bucket: str, key: str) -> Kept:
    """As the store tells it; nothing, where it locks nothing."""
    version = client.stat_object(bucket, key).version_id or ""
    if not version:
        return Kept(None, held=False)
    try:
        until = ends(client, bucket, key, version)
        held = client.is_object_legal_hold_enabled(bucket, key, version_id=version)
    except S3Error as error:
        if error.code in LOCKS_NOTHING:
            return Kept(None, held=False)
        raise
    return Kept(until if until > NEVER else None, held=held)


def whole(until: datetime) -> datetime:
    """The next whole second: stores keep no more of it."""
    return until if not until.microsecond else until.replace(microsecond=0) + timedelta(seconds=1)


def _not_retained(key: str) -> NotRetained:
    return NotRetained("El almacén no retiene lo que guarda: use un cubo con Object Lock.", blob=key)
