"""The peer: a case file as the README of django-encrypted-model-fields shows it, granted as guardian's README shows."""

from django.db import models
from encrypted_model_fields.fields import EncryptedCharField, EncryptedTextField


class PeerFile(models.Model):
    """A case file whose sealed columns lie under the one master key."""

    reference = models.CharField(max_length=9, unique=True)
    attention_at = models.DateTimeField(db_index=True)
    name = EncryptedCharField(max_length=100)
    contact = EncryptedTextField()

    class Meta:
        app_label = "peer"
        permissions = [("open_peerfile", "May open it")]

    def __str__(self) -> str:
        return self.reference
