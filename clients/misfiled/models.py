"""What was found in the wrong case file (E48): that it is handed on, what is handed on, and what has to be told.

Entries and third-party records, somebody tied to a file, and tellings of safe contact.

Nobody has to see both files, for often nobody may. The handing stands in the wrong file and does not say where to; the
parcel holds a copy, sealed under a key of its own, and says not where from. Whether a parcel's file exists, and whether
anybody may know of it, shows nowhere: one that leads nowhere waits like any other.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from clients.contacting.models import ContactVersion
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.people.models import LinkedPerson
from confidentiality.sealing.fields import SealedJSON
from confidentiality.sealing.keys import KeyRef
from staff.models import Worker

# By what is handed on: the page on which that is done, and what it is called
_PAGES = {
    "entry": ("hand_on_entry", "An entry"),
    "record": ("hand_on_record", "A third-party record"),
    "person": ("hand_on_person", "Somebody tied to the file"),
    "telling": ("hand_on_telling", "What was told of safe contact"),
}


def _one_of(*names: str) -> models.Q:
    """Return the condition that one of these is there, and no other."""
    found = models.Q()
    for one in names:
        found |= models.Q(**{f"{name}__isnull": name != one for name in names})
    return found


class Handing(models.Model):
    """That somebody says something of this file belongs into another one, or nowhere; gone when it was taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    # one of these; NULL: another of them
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="handing")
    record = models.OneToOneField(
        ThirdPartyRecord, models.PROTECT, null=True, related_name="handing"
    )
    person = models.OneToOneField(LinkedPerson, models.PROTECT, null=True, related_name="handing")
    telling = models.OneToOneField(
        ContactVersion, models.PROTECT, null=True, related_name="handing"
    )
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    contact_stays = models.BooleanField(
        default=False
    )  # only the words beside a contact go, not that it was made

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_one_of(*_PAGES),
                name="one_thing_is_handed",
            ),
        ]

    def __str__(self) -> str:
        return f"handed on {self.at:%Y-%m-%d}"

    @property
    def kind(self) -> str:
        """Return which of the four is handed on."""
        return next(each for each in _PAGES if getattr(self, f"{each}_id"))

    @property
    def what(self) -> str:
        """Return what is handed on, in words."""
        return _PAGES[self.kind][1]

    @property
    def address(self) -> str:
        """Return the page on which it was handed on; its file is at hand."""
        page, subject = _PAGES[self.kind][0], getattr(self, f"{self.kind}_id")
        return reverse(f"misfiled:{page}", args=[self.file.reference, subject])


class Parcel(models.Model):
    """What is handed on, for whoever leads the file it is said to belong to; its id is its handing's.

    `file` is no foreign key: the file may not exist. It is the handing's own where something is only struck out. `seen`
    is a digest of what was copied, as it was sealed.
    """

    class Kind(models.TextChoices):
        """What is in it."""

        WRITTEN = "", "An entry, or a third-party record"
        PERSON = "person", "Somebody tied to a file"
        TELLING = "telling", "What was told of safe contact"

    id = models.UUIDField(primary_key=True, editable=False)
    file = models.UUIDField(null=True)  # NULL: no file has the reference that was typed
    third_party = models.BooleanField()
    kind = models.CharField(max_length=7, choices=Kind.choices, default="", blank=True)
    seen = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    contents = SealedJSON(seal_id="misfiled.parcel.contents")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file"], name="parcels_for_a_file")
        ]

    def __str__(self) -> str:
        return f"parcel of {self.at:%Y-%m-%d}"

    @property
    def struck(self) -> bool:
        """Say whether it is only struck out, as its door has found: its file is the wrong one itself."""
        return bool(getattr(self, "in_wrong_file", False))

    def sealed_under(self) -> KeyRef:
        """Return the parcel's own key."""
        return KeyRef("parcel", self.id)


class EndedHanding(models.Model):
    """That a handing-on ended without anybody's having decided: what was handed on was no longer the same.

    Told to whoever handed it on, and where they may not know of it any more, to whoever leads the file; gone when it is
    handed on anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7)  # one of _PAGES
    subject = models.UUIDField()  # no foreign key: one of four
    for_whom = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: whoever leads the file
    handed_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    seen_at = models.DateTimeField(null=True)  # NULL: the same

    def __str__(self) -> str:
        return f"handing ended {self.at:%Y-%m-%d}"

    @property
    def what(self) -> str:
        """Return what was handed on, in words."""
        return _PAGES[self.kind][1]

    @property
    def address(self) -> str:
        """Return the page on which it is handed on anew; its file is at hand."""
        return reverse(f"misfiled:{_PAGES[self.kind][0]}", args=[self.file.reference, self.subject])


class LeftInPackage(models.Model):
    """That a package which left held something of the wrong file, for whoever leads the file it was of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    release = models.CharField(max_length=11)  # its reference
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    seen_at = models.DateTimeField(null=True)  # NULL: the same

    def __str__(self) -> str:
        return self.release


class LostDiscussion(models.Model):
    """That a request lost its discussion of the risk, because what noted it stood in the wrong file (3.3.2 c).

    Told to whoever leads the file, and in a row of its own to who asked. `request` is no foreign key: that room stands
    above this one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    request = models.UUIDField()
    for_whom = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: whoever leads the file
    with_whom = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    on = models.DateField()
    release = models.CharField(max_length=11, blank=True)  # its reference; empty: nothing has left
    at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")  # NULL: nobody
    seen_at = models.DateTimeField(null=True)  # NULL: the same

    def __str__(self) -> str:
        return f"discussion of {self.on}"
