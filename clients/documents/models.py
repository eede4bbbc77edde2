"""A document's row; its content lies sealed in the storage, under the row's id (confidentiality.sealing.storage)."""

import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils import timezone

from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.documents.kinds import BY_CODE, Kind
from confidentiality.sealing.chunks import SealedReader, Sealing
from confidentiality.sealing.fields import SealedBytes, SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from confidentiality.sealing.storage import open_sealed
from staff.models import Worker


class Stored(models.Model):
    """A document of any table; nothing of it is changed after it was added, and none takes its place.

    `key` opens its chunks and is sealed under the subject's key; `measures` holds its size in bytes and its SHA-256.
    What is in the storage and has no row of a table of these is tidied away.
    """

    SEAL_ID: ClassVar[str]
    key: Any
    name: Any
    measures: Any

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=8)  # a code of confidentiality.documents.kinds

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"document of {self.written_at:%Y-%m-%d}"

    @property
    def known_kind(self) -> Kind:
        """Return its kind."""
        return BY_CODE[self.kind]

    @property
    def size(self) -> int:
        """Return its size in bytes."""
        return int(self.measures["size"])

    @property
    def digest(self) -> str:
        """Return its SHA-256 as it came, hexadecimal."""
        return str(self.measures["sha256"])

    def sealed_under(self) -> KeyRef:
        """Return the subject whose key the row is sealed under."""
        raise NotImplementedError

    def opened(self) -> SealedReader:
        """Open its content; raises SealingError for a changed one, FileNotFoundError when the storage has lost it."""
        return open_sealed(self.id, self.key, Sealing(self.SEAL_ID, self.id), self.size)


class Kept(Stored):
    """A document of a case file."""

    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def borne_by(self) -> uuid.UUID:
        """Return the id of what bears it, by which events name it: its own stays when it moves (E48)."""
        raise NotImplementedError


def tables_of_documents() -> list[type[Stored]]:
    """Return every table whose rows are documents in the storage, those of later rooms included."""
    return [model for model in apps.get_models() if issubclass(model, Stored)]


class Document(Kept):
    """A document of an entry, under the file's key and whoever may view the file."""

    SEAL_ID = "documents.document.content"

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="document")

    key = SealedBytes(seal_id="documents.document.key")
    name = SealedText(seal_id="documents.document.name")
    measures = SealedJSON(seal_id="documents.document.measures")

    @property
    def borne_by(self) -> uuid.UUID:
        """Return the entry's id."""
        return self.entry_id

    def sealed_under(self) -> KeyRef:
        """Return the file's key."""
        return KeyRef("file", self.file_id)


class ThirdPartyDocument(Kept):
    """A document of a third-party record, under that record's key and right (clause 3.2.1)."""

    SEAL_ID = "documents.third_party.content"

    record = models.OneToOneField(ThirdPartyRecord, models.PROTECT, related_name="document")

    key = SealedBytes(seal_id="documents.third_party.key")
    name = SealedText(seal_id="documents.third_party.name")
    measures = SealedJSON(seal_id="documents.third_party.measures")

    class Meta:
        db_table = "documents_thirdparty"

    @property
    def borne_by(self) -> uuid.UUID:
        """Return the record's id."""
        return self.record_id

    def sealed_under(self) -> KeyRef:
        """Return the key of the file's third-party set."""
        return KeyRef("third_party", self.file_id)
