"""Uploads, and where sealed documents are stored."""

from pathlib import Path
from typing import Any

from .environment import BASE_DIR, read

# Uploads never touch a temporary file in plain text
FILE_UPLOAD_HANDLERS = ["confidentiality.interface.uploads.CappedMemoryHandler"]
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DOCUMENT_MAX_BYTES = int(read("DOCUMENT_MAX_MB", "250")) * 1024 * 1024
# unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; empty: documents are not scanned, and the pages say so
CLAMD = read("CLAMD", "")
CLAMD_SECONDS = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = (
    5000  # a court may order every entry of a long file, each one ticked
)

# Sealed documents: a folder of this machine, or a bucket. The storage holds sealed bytes only.
DOCUMENTS_FOLDER = Path(read("DOCUMENTS_FOLDER", str(BASE_DIR / "var" / "documents")))
DOCUMENTS_BUCKET = read("DOCUMENTS_S3_BUCKET", "")

# Folders whose free room the health page watches, by the name that it shows; and those that somebody named besides,
# such as the database's, by their paths
OWN_FOLDERS = {"program and its state": BASE_DIR / "var"}
if not DOCUMENTS_BUCKET:
    OWN_FOLDERS["documents"] = DOCUMENTS_FOLDER
WATCHED_FOLDERS = [each for each in read("WATCHED_FOLDERS", "").split(",") if each]


def documents_storage() -> dict[str, Any]:
    """Return the storage of sealed documents as STORAGES names it."""
    if not DOCUMENTS_BUCKET:
        folder = {"location": str(DOCUMENTS_FOLDER)}
        return {"BACKEND": "confidentiality.sealing.storage.Folder", "OPTIONS": folder}
    from boto3.s3.transfer import TransferConfig  # only where there is a bucket: it is large

    options = {
        "bucket_name": DOCUMENTS_BUCKET,
        "endpoint_url": read("DOCUMENTS_S3_ENDPOINT", "") or None,
        "region_name": read("DOCUMENTS_S3_REGION", "") or None,
        "access_key": read("DOCUMENTS_S3_ACCESS_KEY"),
        "secret_key": read("DOCUMENTS_S3_SECRET_KEY"),
        "location": read("DOCUMENTS_S3_PREFIX", ""),
        "file_overwrite": False,
        "querystring_auth": True,
        "transfer_config": TransferConfig(use_threads=False),
        "max_memory_size": 8 * 1024 * 1024,  # more goes to a temporary file: sealed bytes
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def storages(staticfiles: str) -> dict[str, Any]:
    """Return STORAGES with this backend for static files; nothing is ever kept in `default`."""
    return {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "documents": documents_storage(),
        "staticfiles": {"BACKEND": staticfiles},
    }
