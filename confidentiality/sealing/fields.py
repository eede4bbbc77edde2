"""Sealed columns: AES-256-GCM under the subject's key, bound to the column's permanent name and the row.

A value is sealed on its way into the database (bulk insert included) and opened when it is read as an attribute.
Lookups, expressions and unsealed values are refused loudly; what was typed is never taken for a seal.
"""

import json
import os
from typing import Any, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .errors import SealingError
from .keys import KeyRef, key_of

VERSION = b"\x01"
BLOCK = 64  # bytes: a sealed text's length tells its block, not its length
NONCE = 12


class Sealed(bytes):
    """Bytes as they lie in the database; nothing a person types is ever of this type."""


def _pad(plain: bytes) -> bytes:
    padded = len(plain) + 4
    return len(plain).to_bytes(4, "big") + plain + b"\0" * (-padded % BLOCK)


def seal(plain: bytes, key: bytes, bound_to: bytes) -> Sealed:
    """Return `plain` sealed under `key`, openable only with the same `bound_to`."""
    nonce = os.urandom(NONCE)
    return Sealed(VERSION + nonce + AESGCM(key).encrypt(nonce, _pad(plain), bound_to))


def unseal(sealed: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Return what was sealed; raises SealingError for a wrong key, another row or column, or a changed byte."""
    try:
        if sealed[:1] != VERSION:
            raise InvalidTag
        padded = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound_to)
    except (InvalidTag, ValueError):
        raise SealingError(
            "A sealed value did not open: it was changed, moved, or its key is wrong."
        ) from None
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when somebody reads it, so that lists open nothing they do not show."""

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, owner)
        return self.field.open(instance, value) if isinstance(value, Sealed) else value  # type: ignore[attr-defined]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """What the sealed columns share; `seal_id` is permanent and never follows a renamed model or column."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, seal_id: str, **kwargs: Any) -> None:
        self.seal_id = seal_id
        super().__init__(*args, **kwargs)

    def encode(self, value: Any) -> bytes:
        """Return the value's bytes; raises SealingError for a wrong type."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """Return the value from its bytes."""
        raise NotImplementedError

    def _bound_to(self, instance: models.Model) -> bytes:
        if not isinstance(instance.pk, UUID):
            raise SealingError("A sealed row needs a UUID key made before it is saved.")
        return f"{self.seal_id}:{instance.pk}".encode()

    def _key(self, instance: models.Model) -> bytes:
        ref: KeyRef = instance.sealed_under()  # type: ignore[attr-defined]
        return key_of(ref)

    def open(self, instance: models.Model, value: Sealed) -> Any:
        """Return the opened value of `instance`'s column."""
        return self.decode(unseal(value, self._key(instance), self._bound_to(instance)))

    def from_db_value(self, value: Any, *args: Any) -> Sealed | None:
        """Return the value still sealed."""
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        """Return the value untouched: what a form sends is never opened."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Return the column's value sealed for the row it is saved in."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if hasattr(value, "resolve_expression"):
            raise SealingError(f"{self.seal_id} takes values, not expressions.")
        sealed = seal(self.encode(value), self._key(model_instance), self._bound_to(model_instance))
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        """Return the value untouched; get_db_prep_save decides."""
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return sealed bytes for the driver; raises SealingError for anything unsealed."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise SealingError(f"{self.seal_id} would be stored unsealed; save the object itself.")
        return connection.Database.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every lookup but isnull."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.seal_id} is sealed and cannot be searched.")

    def get_transform(self, lookup_name: str) -> NoReturn:
        """Refuse transforms."""
        raise FieldError(f"{self.seal_id} is sealed and cannot be transformed.")

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Refuse serialisation: nothing leaves but as a package."""
        raise SealingError(f"{self.seal_id} is not serialised.")

    def deconstruct(self) -> Any:
        """Return the field for a migration, its permanent name included."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["seal_id"] = self.seal_id
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse indexes, uniqueness and database defaults on a sealed column."""
        found = super().check(**kwargs)
        if self.unique or self.db_index or self.has_db_default():  # type: ignore[attr-defined]
            found.append(
                checks.Error(
                    "A sealed column has no index and no default.", obj=self, id="sealing.E001"
                )
            )
        return found


class SealedText(SealedField):
    """Sealed text of any length."""

    def encode(self, value: Any) -> bytes:
        """Return UTF-8 bytes; raises SealingError unless it is text."""
        if not isinstance(value, str):
            raise SealingError(f"{self.seal_id} takes text.")
        return value.encode()

    def decode(self, plain: bytes) -> str:
        """Return the text."""
        return plain.decode()


class SealedJSON(SealedField):
    """Sealed lists, dicts, text, numbers; what JSON can hold."""

    def encode(self, value: Any) -> bytes:
        """Return compact JSON bytes."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        """Return the value."""
        return json.loads(plain)


class SealedBytes(SealedField):
    """Sealed bytes, such as a letter."""

    def encode(self, value: Any) -> bytes:
        """Return the bytes; raises SealingError unless they are bytes."""
        if not isinstance(value, bytes):
            raise SealingError(f"{self.seal_id} takes bytes.")
        return value

    def decode(self, plain: bytes) -> bytes:
        """Return the bytes."""
        return plain
