"""A form sent twice writes once: a double click, a reload, a request repeated by a poor line."""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, models, transaction

from .models import Worker

Row = TypeVar("Row", bound=models.Model)


class Token(forms.UUIDField):
    """The random number of one showing of a form; a missing or broken one counts as a new showing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        """Return the token; nothing that a person could mend is ever wrong with it."""
        try:
            return super().clean(value) or uuid4()
        except ValidationError:
            return uuid4()


class Once(forms.Form):
    """A form whose record gets its key from who sends it, this showing of it, and every word in it.

    The same words sent twice are one record; other words after the browser's Back are another, so that nothing
    typed is taken for what was sent before. Nobody can name somebody else's record by it.
    """

    token = Token(required=False, initial=uuid4)

    def record_id(self, by: Worker) -> UUID:
        """Return the key of the record that this form writes; the form must be valid."""
        token = self.cleaned_data["token"]
        words = sorted(
            (name, value) for name, value in self.cleaned_data.items() if name != "token"
        )
        digest = hmac.digest(token.bytes + by.pk.bytes, repr(words).encode(), "sha256")
        return UUID(bytes=digest[:16], version=4)


def written_once(model: type[Row], key: UUID, write: Callable[[], Row]) -> Row:
    """Return the row with this key, calling `write` for it unless the same form has written it already.

    A twin that is being written at this moment is waited for, and one that was committed meanwhile is found. Raises
    IntegrityError when the key is taken by a row that whoever acts cannot see.
    """
    written = model._default_manager.filter(pk=key).first()
    if written is not None:
        return written
    try:
        with transaction.atomic():
            return write()
    except (
        IntegrityError,
        ProgrammingError,
    ):  # row security refuses what belongs to a row that is there already
        twin = model._default_manager.filter(pk=key).first()
        if twin is None:
            raise
        return twin


def written_unseen(model: type[models.Model], write: Callable[[], object]) -> None:
    """Call `write`, unless the same form has written already, where whoever acts sees nothing of it afterwards.

    That the key is there says so: only the same form, sent by the same person, makes it. Raises any other
    IntegrityError.
    """
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        about = getattr(error.__cause__, "diag", None)
        if getattr(about, "constraint_name", None) != f"{model._meta.db_table}_pkey":
            raise
