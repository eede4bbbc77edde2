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

    def __init__(self, *args: Any, here: str, of_contacts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        if not of_contacts:
            del self.fields["contact"]
        elif of_contacts > 1:
            self.fields["contact"] = _of_several()

    def contact_stays(self) -> bool | None:
        """Say whether the contacts stay with this file's client; None where there was none to ask about."""
        said: str | None = self.cleaned_data.get("contact")
        return None if said is None else said == "this"

    def clean_belongs_in(self) -> str:
        """Return the reference as it is written; refuses what is none, and this file's own."""
        return _another(self.cleaned_data["belongs_in"], self.here)


def _of_several() -> forms.ChoiceField:
    """Return the question about contacts that hang together: where one was with this client, none of them goes."""
    return forms.ChoiceField(
        choices=[
            ("other", "Somebody else, each time"),
            ("this", "The client of this file, at least once"),
        ],
        label="Who was it that was rung, written to or met?",
        widget=Radios(
            hints={
                "other": "The contacts go along, and are held against the safe contact of that file",
                "this": "All of these contacts stay here; only the words beside them go",
            }
        ),
        error_messages={"required": "Say who was rung, written to or met"},
    )


def _another(typed: str, here: str) -> str:
    reference = as_typed(typed)
    if reference is None:
        raise ValidationError("A reference has eight letters and digits, such as 7K3M-Q2XP")
    if reference == here:
        raise ValidationError("That is the reference of this file")
    return reference


class HandOnToldForm(Once):
    """Where somebody tied to a file, or a telling of safe contact, belongs instead: in another file, or in none."""

    where = forms.ChoiceField(
        choices=[("file", "In another file"), ("none", "In none that I know of")],
        label="Where does it belong?",
        widget=Radios(
            reveals={"file": ("belongs_in",)},
            hints={
                "file": "Whoever leads that file takes it; it is gone from here then",
                "none": "It is struck out when a colleague who writes in this file agrees. Nothing of it is kept",
            },
        ),
        error_messages={"required": "Say where it belongs"},
    )
    belongs_in = forms.CharField(
        required=False,
        max_length=20,
        label="Reference of the file where it belongs",
        help_text="Nobody tells you whether there is such a file, or whose it is",
    )
    reason = LongText(
        max_length=1000,
        label="What should whoever decides know?",
        help_text="Nothing about the person whose file this is",
        widget=forms.Textarea({"rows": 3}),
    )
    confirmed = Confirmation("It does not belong in this file")

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.fields["belongs_in"].required = not self.is_bound  # drawn as what has to be filled in

    def clean(self) -> dict[str, Any]:
        """Ask for the reference where there is another file; of none nothing that was typed counts."""
        data = super().clean() or self.cleaned_data
        self.fields["belongs_in"].required = True
        if data.get("where") == "none":
            data["belongs_in"] = ""
        elif data.get("where") and "belongs_in" in data:
            try:
                data["belongs_in"] = _another(data["belongs_in"], self.here)
            except ValidationError as why:
                self.add_error("belongs_in", why)
        return data


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


class StrikeForm(forms.Form):
    """What a colleague says to striking something out of their own file."""

    decision = forms.ChoiceField(
        choices=[
            ("take", "Yes, strike it out"),
            ("refuse", "No, it stays in this file"),
        ],
        label="Is it to be struck out of this file?",
        widget=Radios(hints={"take": "Nothing of it is kept, and nobody can bring it back"}),
        error_messages={"required": "Say whether it is to be struck out"},
    )


class ReadOverForm(forms.Form):
    """What whoever leads the file says to safe contact that was told in another one."""

    decision = forms.ChoiceField(
        choices=[
            ("take", "Yes, and what holds is written down in this file"),
            ("refuse", "No, it is not about this client"),
        ],
        label="Is it about this client?",
        widget=Radios(
            hints={
                "take": "It is gone from where it was told, and from here",
                "refuse": "It stays where it is; who handed it on is told nothing",
            }
        ),
        error_messages={"required": "Say whether it is about this client"},
    )
