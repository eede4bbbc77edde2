"""Sealed columns: AES-256-GCM under the subject's key, bound to the column's permanent name and the row.

A value is sealed on its way into the database (bulk insert included) and opened when it is read as an attribute.
Lookups, expressions and unsealed values are refused loudly; what was typed is never taken for a seal.
"""

import copy
import json
from typing import Any, NoReturn
from uuid import UUID

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from .errors import SealingError
from .keys import KeyRef, key_of
from .seals import Sealed, seal, unseal


class Unsealed:
    """A value given to an object and not yet saved; it shows in no pickle, print-out or serialiser."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __deepcopy__(self, memo: Any) -> "Unsealed":
        """Return a copy that can be changed by itself."""
        return Unsealed(copy.deepcopy(self.value, memo))

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        """Refuse pickling."""
        raise SealingError("What is to be sealed is not pickled.")


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when somebody reads it, so that lists open nothing they do not show."""

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = self.stored(instance)
        if isinstance(value, Unsealed):
            return value.value
        return self.field.open(instance, value) if isinstance(value, Sealed) else value  # type: ignore[attr-defined]

    def stored(self, instance: models.Model) -> "Sealed | Unsealed | None":
        """Return what the object holds, as it holds it; a deferred value is fetched first."""
        return super().__get__(instance, type(instance))  # type: ignore[no-any-return]

    def __set__(self, instance: models.Model, value: Any) -> None:
        kept = value if value is None or isinstance(value, Sealed) else Unsealed(value)
        instance.__dict__[self.field.attname] = kept


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
        return self.open_under(instance, value, self._key(instance))

    def open_under(self, instance: models.Model, value: Sealed, key: bytes) -> Any:
        """Return the opened value of `instance`'s column under a key that is at hand."""
        return self.decode(unseal(value, key, self._bound_to(instance)))

    def from_db_value(self, value: Any, *args: Any) -> Sealed | None:
        """Return the value still sealed."""
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        """Return the value untouched: what a form sends is never opened."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Return the column's value sealed for the row it is saved in.

        Raises SealingError for an expression, and for a sealed value that was taken from another row or column:
        stored here it would never open again.
        """
        value = getattr(type(model_instance), self.attname).stored(model_instance)
        if isinstance(value, Sealed):
            self.open(model_instance, value)
            return value
        if value is None:
            return None
        if hasattr(value.value, "resolve_expression"):
            raise SealingError(f"{self.seal_id} takes values, not expressions.")
        plain = self.encode(value.value)
        sealed = seal(plain, self._key(model_instance), self._bound_to(model_instance))
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

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return sealed bytes; raises SealingError for an expression, which the database would store unsealed."""
        if hasattr(value, "as_sql"):
            raise SealingError(f"{self.seal_id} takes values, not expressions.")
        return super().get_db_prep_save(value, connection)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every lookup but isnull."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.seal_id} is sealed and cannot be searched.")

    def get_transform(self, lookup_name: str) -> NoReturn:
        """Refuse transforms."""
        raise FieldError(f"{self.seal_id} is sealed and cannot be transformed.")

    def value_from_object(self, obj: models.Model) -> NoReturn:
        """Refuse serialisers and model forms, which would take all columns of a row."""
        raise SealingError(f"{self.seal_id} is read by its name only.")

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
        """Refuse indexes, uniqueness and database defaults on a sealed column, and a seal_id used twice."""
        found = super().check(**kwargs)
        if len(_columns_of(self.seal_id)) > 1:
            found.append(
                checks.Error(f"{self.seal_id} names two columns.", obj=self, id="sealing.E002")
            )
        if self.unique or self.db_index or self.has_db_default():  # type: ignore[attr-defined]
            found.append(
                checks.Error(
                    "A sealed column has no index and no default.", obj=self, id="sealing.E001"
                )
            )
        return found


def sealed_for(instance: models.Model, name: str) -> Sealed:
    """Return a column's value sealed for its row, for a function of the database that writes the row itself."""
    field = instance._meta.get_field(name)
    if not isinstance(field, SealedField):
        raise SealingError(f"{name} is not a sealed column.")
    sealed = field.pre_save(instance, add=True)
    if sealed is None:
        raise SealingError(f"{field.seal_id} has nothing to seal.")
    return sealed


def _columns_of(seal_id: str) -> list[SealedField]:
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return [f for f in fields if isinstance(f, SealedField) and f.seal_id == seal_id]


class SealedText(SealedField):
    """Sealed text of any length."""

    def encode(self, value: Any) -> bytes:
        """Return UTF-8 bytes; raises SealingError unless it is text."""
        if not isinstance(value, str):
            raise SealingError(f"{self.seal_id} takes text.")
        try:
            return value.encode()
        except UnicodeEncodeError:  # quotes the text
            raise SealingError(f"{self.seal_id} takes text that is valid Unicode.") from None

    def decode(self, plain: bytes) -> str:
        """Return the text."""
        return plain.decode()


class SealedJSON(SealedField):
    """Sealed lists, dicts, text, numbers; what JSON can hold."""

    def encode(self, value: Any) -> bytes:
        """Return compact JSON bytes; raises SealingError for what JSON cannot hold."""
        try:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        except (TypeError, ValueError):  # may quote the value
            raise SealingError(f"{self.seal_id} takes what JSON can hold.") from None

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
