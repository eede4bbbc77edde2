"""The index's tables: in the schema of the keys, with no foreign key across, left out of the data's backups."""

import uuid

from django.db import models
from django.utils import timezone


class Generation(models.Model):
    """One making of the index: how long its tokens are, with which key, for how many files.

    Searches ask the newest that is complete; what is written goes into all, also one that is being made.
    """

    number = models.IntegerField(primary_key=True)
    bits = models.SmallIntegerField()
    files = models.IntegerField()  # for how many it was sized
    key_print = models.CharField(max_length=16)
    began_at = models.DateTimeField(default=timezone.now)
    reached = models.UUIDField(null=True)  # NULL: no file is indexed anew yet
    complete_at = models.DateTimeField(null=True)  # NULL: being made

    class Meta:
        app_label = "sealing"
        db_table = "search_generation"

    def __str__(self) -> str:
        return f"generation {self.number}"


class Token(models.Model):
    """One token of one case file."""

    pk = models.CompositePrimaryKey("generation", "token", "file")
    generation = models.SmallIntegerField()
    token = models.BigIntegerField()
    file = models.UUIDField()

    class Meta:
        app_label = "sealing"
        db_table = "search_token"
        indexes = [models.Index(fields=["file", "generation", "token"], name="token_by_file")]

    def __str__(self) -> str:
        return "token"


class DeclaredToken(models.Model):
    """One token of somebody whom a worker has declared to know; compared with those of case files, never searched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField()  # who declared it
    declared = models.UUIDField()
    generation = models.SmallIntegerField()
    token = models.BigIntegerField()

    class Meta:
        app_label = "sealing"
        db_table = "declared_token"
        constraints = [
            models.UniqueConstraint(
                fields=["declared", "generation", "token"], name="declared_token_once"
            )
        ]
        indexes = [models.Index(fields=["generation", "token"], name="declared_by_token")]

    def __str__(self) -> str:
        return "token of somebody declared"


class PartnerToken(models.Model):
    """One token of somebody recorded as a partner; compared with case files by the database, and read by nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.UUIDField()  # whose client's partner it is
    about = models.UUIDField()  # the linked person, or the file itself for the names that it gives
    generation = models.SmallIntegerField()
    token = models.BigIntegerField()

    class Meta:
        app_label = "sealing"
        db_table = "partner_token"
        constraints = [
            models.UniqueConstraint(
                fields=["file", "about", "generation", "token"], name="partner_token_once"
            )
        ]
        indexes = [models.Index(fields=["generation", "token"], name="partner_by_token")]

    def __str__(self) -> str:
        return "token of a partner"
