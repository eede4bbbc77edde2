"""The keys: one per subject, in a schema of their own, with no foreign key across."""

import uuid

from django.db import models

from .master import WrappedKeyField

KINDS = ("file", "third_party", "person", "package", "import", "agency", "draft")


class Key(models.Model):
    """The key of one subject; no row for you means no key for you, destroying it destroys the subject."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    subject = models.UUIDField()
    wrapped = WrappedKeyField()
    epoch = models.PositiveSmallIntegerField()  # of the master key that wraps it

    class Meta:
        db_table = "sealing_key"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_key_per_subject"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS),
                name="key_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"key of a {self.kind}"
