"""Where something belongs instead, and what whoever leads that file says to it (E48)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clients.once import Once
from clients.references import as_typed
from confidentiality.interface.forms import Confirmation, LongText, Radios


class HandOnForm(Once):
    """The reference of the right file, and why."""

    belongs_in = forms.CharField(
        max_length=20,
        label="Reference of the file where it belongs",
        help_text="Nobody tells you whether there is such a file, or whose it is",
    )
    reason = LongText(
        max_length=1000,
        label="What should whoever leads that file know?",
        help_text="Nothing about the person whose file this is",
        widget=forms.Textarea({"rows": 3}),
    )
    contact = forms.ChoiceField(
        choices=[
            ("other", "Somebody else"),
            ("this", "The client of this file"),
        ],
        label="Who was it that was rung, written to or met?",
        widget=Radios(
            hints={
                "other": "The contact goes along, and is held against the safe contact of that file",
                "this": "That the client was reached stays here; only the words beside it go",
            }
        ),
        error_messages={"required": "Say who was rung, written to or met"},
    )
    confirmed = Confirmation("It does not belong in this file")

    def __init__(self, *args: Any, here: str, of_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        if not of_contact:
            del self.fields["contact"]

    def clean_belongs_in(self) -> str:
        """Return the reference as it is written; refuses what is none, and this file's own."""
        reference = as_typed(self.cleaned_data["belongs_in"])
        if reference is None:
            raise ValidationError("A reference has eight letters and digits, such as 7K3M-Q2XP")
        if reference == self.here:
            raise ValidationError("That is the reference of this file")
        return reference


class TakeBackForm(forms.Form):
    """A tick by which something stays where it is after all."""

    stays = Confirmation("Take it back: it stays in this file")


class DecideForm(forms.Form):
    """What whoever leads the file says to what was handed to it."""

    decision = forms.ChoiceField(
        choices=[
            ("take", "Yes, take it into this file"),
            ("refuse", "No, it does not belong here"),
        ],
        label="Does it belong in this file?",
        widget=Radios(hints={"refuse": "It stays where it is; who handed it on is told nothing"}),
        error_messages={"required": "Say whether it belongs in this file"},
    )
