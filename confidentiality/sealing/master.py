"""The column that holds a subject's key: a strict subclass of django-encrypted-model-fields.

The library seals with the master keys (Fernet, the first of FIELD_ENCRYPTION_KEY). Strict means: what does not
open raises, nothing that a person typed is ever decrypted, and lookups or expressions are refused.
"""

from typing import Any, NoReturn

import encrypted_model_fields.fields as library
from cryptography.fernet import InvalidToken
from django.core.exceptions import FieldError
from django.db import models

from .errors import SealingError


class WrappedKeyField(library.EncryptedMixin, models.TextField):  # type: ignore[misc,type-arg]
    """A subject's key, wrapped by the active master key; opened only on its way out of the database."""

    def to_python(self, value: Any) -> Any:
        """Return the value untouched: only the database's own values are opened."""
        return value

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        """Return the opened key; raises SealingError for a wrong, missing or tampered one."""
        if value is None:
            return None
        try:
            return str(library.decrypt_str(value))
        except (InvalidToken, UnicodeError):
            raise SealingError(
                "A subject's key does not open under this installation's master keys. Nothing was changed."
                " Start with the master keys that this database was made with (docs/operations.md, 'Keys')."
            ) from None

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the wrapped key; raises SealingError for anything but text."""
        if not isinstance(value, str):
            raise SealingError("Only a key's own text can be wrapped.")
        return library.encrypt_str(value).decode()

    def get_lookup(self, lookup_name: str) -> NoReturn:
        """Refuse: a wrapped key cannot be searched for."""
        raise FieldError("A wrapped key has no lookups.")

    def get_transform(self, lookup_name: str) -> NoReturn:
        """Refuse: a wrapped key cannot be transformed."""
        raise FieldError("A wrapped key has no transforms.")
