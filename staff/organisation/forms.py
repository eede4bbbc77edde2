"""What a change of the organisation's details asks for."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import LongText, Radios

from . import details
from .models import Kind

Fitting = TypeVar("Fitting")


class DetailForm(forms.Form):
    """A form that gives the details that it asks for as the database keeps them."""

    def after(self) -> dict[str, Any]:
        """Return the details; the form must be valid."""
        return dict(self.cleaned_data)


class LettersForm(DetailForm):
    """What stands on letters."""

    name = forms.CharField(max_length=120, label="Name of the organisation")
    address = LongText(
        max_length=400,
        required=False,
        label="Postal address",
        help_text="One that may be known: a post-box rather than a refuge. It stands on every letter",
        widget=forms.Textarea({"rows": 4}),
    )
    telephone = forms.CharField(max_length=40, required=False, label="Telephone")


class NetworksForm(DetailForm):
    """The networks of the offices, one a line."""

    networks = LongText(
        max_length=2000,
        required=False,
        label="Networks of your offices",
        help_text="One a line, such as 10.1.0.0/16 or 203.0.113.7. None: no network counts as an office",
        widget=forms.Textarea({"rows": 6}),
    )

    def clean_networks(self) -> list[str]:
        """Return the networks as they are written; raises ValidationError."""
        return _fit(details.networks_of, self.cleaned_data["networks"])


class EmailForm(DetailForm):
    """The server by which reminders are sent."""

    host = forms.CharField(
        max_length=253, label="Mail server", help_text="For example mail.example.org"
    )
    port = forms.IntegerField(
        min_value=1,
        max_value=65535,
        label="Port",
        help_text="Mostly 587 with STARTTLS, 465 with TLS from the start",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    tls = forms.ChoiceField(
        choices=[
            ("starttls", "STARTTLS"),
            ("tls", "TLS from the start"),
            ("none", "None: the server is this machine itself"),
        ],
        label="Protection on the way",
        widget=Radios(),
    )
    user = forms.CharField(
        max_length=254,
        required=False,
        label="User name",
        help_text="Empty: the server asks for none",
    )
    password = forms.CharField(
        max_length=400,
        required=False,
        strip=False,
        label="Password",
        help_text="Sealed, and never shown again. Empty: it stays as it is",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    sender = forms.CharField(max_length=254, label="Sent from this address")
    kept_as_draft = False  # a password is typed in it

    def __init__(self, *args: Any, now: dict[str, Any], **kwargs: Any) -> None:
        known = {name: value for name, value in now.items() if name != "password"}
        super().__init__(*args, **{**kwargs, "initial": known})
        self.now = now

    def clean_host(self) -> str:
        """Return the server's name; raises ValidationError."""
        return _fit(details.host_of, self.cleaned_data["host"])

    def clean_sender(self) -> str:
        """Return the address that mail comes from; raises ValidationError."""
        return _fit(details.address_of, self.cleaned_data["sender"])

    def clean(self) -> dict[str, Any]:
        """Check that nothing goes over a network in clear, and no kept password to another server."""
        found = super().clean() or {}
        if details.needs_tls(found.get("host", ""), found.get("tls", "")) and found.get("host"):
            self.add_error(
                "tls", "Mail to another machine is protected on the way: choose STARTTLS or TLS"
            )
        if found.get("password") and not found.get("user"):
            self.add_error("user", "A password goes with a user name")
        if found.get("user") and not found.get("password") and not self._stays(found):
            self.add_error(
                "password",
                "Type the password: it is not sent to another server or user than it was given for",
            )
        return found

    def _stays(self, found: dict[str, Any]) -> bool:
        where = ("host", "port", "tls", "user")
        return bool(self.now.get("password")) and all(
            found.get(name) == self.now.get(name) for name in where
        )

    def after(self) -> dict[str, Any]:
        """Return the details with the password that stays; another one is kept by the action."""
        kept = self.now.get("password", "") if self._stays(self.cleaned_data) else ""
        return {**self.cleaned_data, "password": kept}


class TurnsForm(DetailForm):
    """Whether a manager of both services may open each half of a couple, one at a time."""

    allowed = forms.ChoiceField(
        choices=[("no", "No: somebody else manages the other half"), ("yes", "Yes, one at a time")],
        label="May a line manager of both services open each half of a couple?",
        widget=Radios(
            hints={
                "yes": "One half for an hour, for a purpose, seen by whoever leads it. A separation given up: for a"
                " charity that has nobody else"
            }
        ),
    )


FORMS: dict[str, type[DetailForm]] = {
    Kind.LETTERS: LettersForm,
    Kind.NETWORKS: NetworksForm,
    Kind.EMAIL: EmailForm,
    Kind.TURNS: TurnsForm,
}


def form_for(kind: str, data: Any, now: dict[str, Any]) -> DetailForm:
    """Return the form for one kind of detail, with what is so now in it."""
    if kind == Kind.EMAIL:
        return EmailForm(data, now=now)
    initial = {**now, "networks": "\n".join(now.get("networks", []))}
    return FORMS[kind](data, initial=initial)


def _fit(check: Callable[[str], Fitting], typed: str) -> Fitting:
    try:
        return check(typed)
    except details.Unfit as unfit:
        raise ValidationError(str(unfit)) from None
