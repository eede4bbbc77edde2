"""What is asked of those who decide, read and release."""

from typing import Any

from django import forms

from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    Radios,
)
from disclosures.forms.pieces import long_words, offer, tick
from disclosures.models import SignOff
from disclosures.picture import Spoken

DECISIONS = [
    (SignOff.Decision.APPROVE.value, "Sign it off"),
    (SignOff.Decision.ASK_BACK.value, "Send it back with a question"),
    (SignOff.Decision.REFUSE.value, "Refuse it"),
]
CONCERN = (
    SignOff.Decision.CONCERN.value,
    "Send it back with a concern: a team or case meeting discusses it (clause 3.3.2 b)",
)


class DecideForm(forms.Form):
    """A manager's decision about what the page shows, and only that."""

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=Radios(),
    )
    says_not_partner = tick(
        "I have made sure that the recipient is no partner or former partner of hers",
        "Needed where the names are alike (clause 3.3.2 e)",
    )
    words = long_words("Your reason or question", "Needed unless you sign it off")

    def __init__(self, *args: Any, reported: bool, **kwargs: Any) -> None:
        """Take whether a concern is discussed on its ground."""
        super().__init__(*args, **kwargs)
        offer(self, "decision", [*DECISIONS, CONCERN] if reported else DECISIONS)

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal or question without words."""
        data = super().clean() or self.cleaned_data
        says_no = data.get("decision", SignOff.Decision.APPROVE) != SignOff.Decision.APPROVE
        if says_no and not data.get("words", "").strip():
            self.add_error("words", "Say why, or what you ask")
        return data


class ReadPackageForm(forms.Form):
    """The word of somebody who has read what would leave."""

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    confirmed = Confirmation("I have read all of it, from beginning to end")


class ReleaseForm(forms.Form):
    """What the one who releases confirms; her own words only where she has set such a limit.

    Who is on the line is asked where it is spoken, that it was read where it goes ahead of its sign-off, and nothing of
    an agency where it is somebody's own file.
    """

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    with_whom = forms.CharField(max_length=200, label="Who is on the line, or before you?")
    known_by = forms.CharField(max_length=400, label="How do you know who it is?")
    on = DateParts(past=True, subject="The day", label="When is it told?")
    has_read = Confirmation("I have read all of it, from beginning to end")
    knows_policy = Confirmation("I know how the agency will protect it")
    keeps_words = Confirmation("I will keep to the limits in her own words")
    confirmed = Confirmation("It is to leave now")

    def __init__(
        self,
        *args: Any,
        own_words: bool,
        spoken: bool,
        ahead: bool,
        own_file: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unasked = [] if own_words else ["keeps_words"]
        unasked += [] if spoken else ["with_whom", "known_by", "on"]
        unasked += [] if ahead else ["has_read", "content"]
        unasked += ["knows_policy"] if own_file else []
        for name in unasked:
            del self.fields[name]
        if own_file:
            self.fields["confirmed"].label = "They may read it now"

    def spoken(self) -> Spoken | None:
        """Return who is on the line, None where it is written; the form must be valid."""
        data = self.cleaned_data
        if "with_whom" not in self.fields:
            return None
        return Spoken(data["with_whom"], data["known_by"], data["on"])


class TakeBackForm(forms.Form):
    """That a concern is taken back by whoever raised it, and why."""

    words = long_words("Why do you take your concern back?", "It stays on record", required=True)


class LookAfterForm(forms.Form):
    """What somebody else finds of what went before its sign-off."""

    upheld = forms.ChoiceField(
        choices=(("yes", "It was right to let it go"), ("no", "It should not have gone like this")),
        label="What do you find?",
        widget=Radios(),
    )
    words = long_words("Your reasons", "They stay with the release", required=True)
