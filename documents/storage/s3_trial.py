"""Whether an S3 store does what it promises: tried on objects of the trial's own, and not believed."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from minio import Minio
from minio.commonconfig import ENABLED, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.error import MinioException
from minio.retention import Retention
from minio.time import utcnow

from documents.storage.base import Guarded

PLACE = "doctor"
CONTENT = b"oficina doctor\n"
LOCKED_FOR = timedelta(minutes=2)


def guarded(client: Minio, bucket: str) -> Guarded:
    versions = client.get_bucket_versioning(bucket).status == ENABLED
    return Guarded(versions, locks=versions and _locks(client, bucket))


def _locks(client: Minio, bucket: str) -> bool:
    """Some servers accept a retention and do not keep to it: so it is tried."""
    key = f"{PLACE}/{uuid4()}"
    version = client.put_object(bucket, key, BytesIO(CONTENT), len(CONTENT)).version_id or ""
    try:
        client.set_object_retention(bucket, key, Retention(GOVERNANCE, utcnow() + LOCKED_FOR), version_id=version)
    except MinioException:
        return _clean(client, bucket, key, version)
    try:
        client.remove_object(bucket, key, version_id=version)
    except MinioException:
        kept = _still_there(client, bucket, key, version)
        _clean(client, bucket, key, version)
        return kept
    return _still_there(client, bucket, key, version)


def _still_there(client: Minio, bucket: str, key: str, version: str) -> bool:
    try:
        response = client.get_object(bucket, key, version_id=version)
    except MinioException:
        return False
    try:
        return response.data == CONTENT
    finally:
        response.close()
        response.release_conn()


def _clean(client: Minio, bucket: str, key: str, version: str) -> bool:
    """GOVERNANCE may be passed by whoever is allowed to; where that is nobody, a few bytes stay."""
    list(client.remove_objects(bucket, [DeleteObject(key, version)], bypass_governance_mode=True))
    return False
