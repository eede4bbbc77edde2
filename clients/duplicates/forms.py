"""Which other entry tells the same, which stays, and what a second person says to it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from clients.models import Entry
from clients.once import Once
from confidentiality.interface.filters import date_gb, datetime_gb
from confidentiality.interface.forms import Confirmation, LongText, Radios

from .access import tells_the_same

FIRST_WORDS = 140


class DuplicateForm(Once):
    """Which other entry tells the same, and how one knows."""

    other = forms.ChoiceField(
        label="Which of these tells the same?",
        widget=Radios(),
        error_messages={"required": "Choose the entry that tells the same"},
    )
    stays = forms.ChoiceField(
        choices=[("this", "The entry above"), ("other", "The other one")],
        label="Which stays?",
        help_text="The other stands below it from then on, with its author, time and words",
        widget=Radios(),
        error_messages={"required": "Say which stays"},
    )
    reason = LongText(max_length=1000, label="How do you know?", widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, entry: Entry, others: Iterable[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(each.id): each for each in others}
        choices = [(key, _words(entry, each)) for key, each in self.others.items()]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]

    def pair(self, entry: Entry) -> tuple[Entry, Entry]:
        """Return the entry that stays, and the one that goes."""
        other = self.others[self.cleaned_data["other"]]
        return (entry, other) if self.cleaned_data["stays"] == "this" else (other, entry)


def _words(entry: Entry, other: Entry) -> str:
    day = date_gb(other.happened_on) if other.happened_on else "an unknown day"
    by = other.author.display_name if other.author else "an import"
    if other.sensitive:
        says = "There is a sensitive fact here"
    elif tells_the_same(entry, other):
        says = "The same words"
    else:
        says = " ".join(other.body.split())
        says = says if len(says) <= FIRST_WORDS else f"{says[:FIRST_WORDS]}…"
    written = f"written {datetime_gb(other.written_at)} by {by}"
    return f"{other.get_kind_display()} of {day}, {written}: {says}"


class DecideForm(forms.Form):
    """What a second person says to a proposal, about what they were shown."""

    seen = forms.CharField(max_length=128, widget=forms.HiddenInput())
    decision = forms.ChoiceField(
        choices=[("agree", "Yes, they tell the same"), ("refuse", "No, leave both as they are")],
        label="Do they tell the same?",
        widget=Radios(),
        error_messages={"required": "Say whether they tell the same"},
    )


class TakeBackForm(forms.Form):
    """A tick by which whoever made a proposal takes it back."""

    seen = forms.CharField(max_length=128, widget=forms.HiddenInput())
    confirmed = Confirmation("Take my proposal back")
