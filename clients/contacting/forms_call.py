"""Asking whoever writes a call down who rang: a number that we dialled is held against safe contact (clause 3.3.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from clients.forms import NOT_CHOSEN, EntryWords
from clients.models import Entry
from clients.once import Once
from clients.wording.forms import Worded
from confidentiality.interface.forms import Radios

from .actions import Made
from .asking import AsksOfBlocked
from .forms import asked_anew
from .forms_made import MakeContactForm
from .profile import CALL, Profile

THEY, WE, ELSE = "they", "we", "else"
OF_THE_CALL = ("seen", "to", "other", "outcome", "at")
# What the form about a contact calls the words and the day of a call that is written down with others' questions.
_CALLED = {"words": "body", "day": "happened_on"}


class AsksWhoRang(forms.Form):
    """A form by which a call is written down; one that we made asks on which number, when, and what came of it."""

    by_the_clock = MakeContactForm.by_the_clock
    who_rang = forms.ChoiceField(
        required=False,
        choices=[
            (THEY, "The client rang us"),
            (WE, "I rang the client"),
            (ELSE, "It was a call with somebody else"),
        ],
        label="Did they ring us, or did you ring?",
        widget=Radios(reveals={WE: ["to", "outcome", "at"]}),
    )

    def ask_who_rang(self, told: Profile, ask_by: date) -> None:
        """Take in the questions of the form about a contact; call it at the end of `__init__`."""
        self.told = told
        self._contact = MakeContactForm(
            self._of_contact() if self.is_bound else None, told=told, ask_by=ask_by
        )
        for name in OF_THE_CALL:
            field = self._contact.fields[name]
            field.required = False
            self.fields[name] = field
        self.initial = {**self.initial, **self._contact.initial}
        if "happened" in self.data:
            self.fields["happened"] = self._contact.fields["happened"]

    def _of_contact(self) -> Mapping[str, Any]:
        today, data = timezone.localdate(), self.data
        parts = {"day": today.day, "month": today.month, "year": today.year}
        sent = {name: data[name] for name in (*OF_THE_CALL, "happened") if name in data}
        days = {
            f"day-{part}": data.get(f"happened_on-{part}", str(now)) for part, now in parts.items()
        }
        return {**sent, **days, "channel": CALL, "words": str(data.get("body", ""))[:2000]}

    def check_call(self) -> None:
        """Ask who rang; hold a call that we made against safe contact, which may have changed meanwhile."""
        who = self.cleaned_data.get("who_rang")
        if not who:
            self.add_error("who_rang", "Say who rang")
        if who != WE:
            return
        for name in ("outcome", "at"):
            self._contact.fields[name].required = True
        for name, errors in self._contact.errors.items():
            asked = _CALLED.get(name, name)
            self.add_error(asked if asked in self.fields else None, errors)
        if "happened" in self._contact.fields:
            self.fields["happened"] = self._contact.fields["happened"]

    def made(self) -> Made | None:
        """Return the call that we made, without its words; None where the client or somebody else rang."""
        return self._contact.made() if self.cleaned_data.get("who_rang") == WE else None

    def is_right(self) -> bool:
        """Say whether the form can be taken down: it is whole, and a call that we made rests on what stands now."""
        valid = self.is_valid()
        if not self.is_bound or self.cleaned_data.get("who_rang") != WE:
            return valid
        if self.cleaned_data.get("seen") != self.told.version:
            asked_anew(self, seen=self.told.version)
            return False
        return valid


class AddEntryForm(AsksWhoRang, Once, AsksOfBlocked, Worded, EntryWords):
    """A new entry; a correction is made from the entry that it corrects, a document added on a page of its own."""

    field_order = ("token", "kind", "happened_on", "body", "nature", "basis", "sensitive")
    kind = forms.ChoiceField(
        choices=[choice for choice in Entry.Kind.choices if choice[0] not in NOT_CHOSEN],
        label="What kind of entry is it?",
        widget=Radios(reveals={Entry.Kind.CALL: ["who_rang"]}),
    )

    def __init__(self, *args: Any, told: Profile, ask_by: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_who_rang(told, ask_by)

    def clean(self) -> dict[str, Any]:
        """Ask of a call who rang."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Entry.Kind.CALL:
            self.check_call()
        else:
            data["who_rang"] = ""
        return data

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        return {**super().words(), "kind": self.cleaned_data["kind"]}
