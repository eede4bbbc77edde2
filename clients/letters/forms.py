"""What a letter asks for, and what keeping its templates does."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.contacting.profile import Point, Profile
from clients.contacting.rules import addresses_for_post
from clients.once import Once
from confidentiality.interface.forms import LongText, Radios

from .actions import Filled
from .models import Wording
from .rules import blanks, is_right

IN_PERSON = "in_person"


class LetterForm(Once):
    """How a letter gets to the client, and what stands in its blanks. No address is typed: a safe one is chosen."""

    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    hers = forms.BooleanField(required=False, widget=forms.HiddenInput)  # asked with the preview
    unasked = forms.BooleanField(required=False, widget=forms.HiddenInput)  # the same
    how = forms.ChoiceField(
        label="How does it get to the client?",
        widget=Radios(reveals={IN_PERSON: ["keeps"]}),
        error_messages={
            "invalid_choice": "This letter cannot go there: choose one of the ways below"
        },
    )
    keeps = forms.BooleanField(
        required=False,
        label="It is safe for the client to have it, or it stays here",
        help_text="Ask whether anybody could find it in a bag or at home",
    )

    def __init__(self, *args: Any, wording: Wording, told: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"seen": told.version, "of": wording.pk}
        self.wording = wording
        safe = addresses_for_post(told, timezone.localdate())
        # not by its place in the list: that may be another's once an address has ended
        self.places = {_digest(each): each for each in safe}
        posts = [
            (f"post-{key}", f"By post to {', '.join(each.words.split(chr(10)))}")
            for key, each in self.places.items()
        ]
        ways = [*posts, (IN_PERSON, "Handed over in person, without an address")]
        self.fields["how"].choices = ways  # type: ignore[attr-defined]
        self.asks = blanks(wording.body)
        for number, asked in enumerate(self.asks):
            label = f"{asked[:1].upper()}{asked[1:]}"
            self.fields[f"blank_{number}"] = forms.CharField(max_length=200, label=label)
        self.fields["more"] = LongText(
            required=False,
            max_length=1000,
            label="Something more",
            help_text="It stands before the end. Nothing about anybody else belongs here",
            widget=forms.Textarea({"rows": 3}),
        )

    def clean(self) -> dict[str, Any]:
        """Ask whether a letter is safe with the client that is handed over."""
        data = super().clean() or self.cleaned_data
        if data.get("how") == IN_PERSON and not data.get("keeps"):
            self.add_error(
                "keeps", "Say that it is safe for the client to have it, or that it stays here"
            )
        return data

    def letter(self) -> Filled:
        """Return the letter as it is filled in; the form must be valid."""
        data = self.cleaned_data
        kind, _, key = data["how"].partition("-")
        place = self.places[key] if kind == "post" else None
        return Filled(
            wording=self.wording,
            told={asked: data[f"blank_{n}"] for n, asked in enumerate(self.asks)},
            more=data["more"],
            place=(place.text, place.postcode) if place else None,
        )

    def is_overtaken(self) -> bool:
        """Say whether safe contact was changed since whoever sent the form looked at it."""
        seen = self.cleaned_data.get("seen")
        return seen is not None and seen != self.initial["seen"]

    def rests_on(self) -> tuple[int | None, UUID | None]:
        """Return which safe contact and which wording whoever sent the form had before them."""
        return self.cleaned_data.get("seen"), self.cleaned_data.get("of")


def _digest(place: Point) -> str:
    return sha256(f"{place.text}\0{place.postcode}".encode()).hexdigest()[:16]


class WordingForm(Once):
    """What a template says."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput, initial=0)
    name = forms.CharField(
        max_length=60,
        label="What is it called?",
        help_text="It stands on the letter as its heading",
    )
    body = LongText(
        max_length=5000,
        label="What does it say?",
        help_text="[name], [today] and [worker] fill themselves in. What somebody adds stands at [more]. What else"
        " is in brackets is asked for, such as [day and time]",
        widget=forms.Textarea({"rows": 14}),
    )

    def clean_body(self) -> str:
        """Refuse brackets that ask for nothing."""
        body: str = self.cleaned_data["body"]
        wrong = is_right(body)
        if wrong:
            raise ValidationError(wrong)
        return body
