"""What is asked of those who decide, read and release."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clients.once import Once
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    Radios,
    say_instead,
)
from disclosures.afterwards import OPINIONS, Talk, Words
from disclosures.clauses.bases import URGENT
from disclosures.forms.grounds import ASKED, LAW, OnBasis
from disclosures.forms.pieces import YES_NO, long_words, named_with_roles, offer, said, tick
from disclosures.models import SignOff
from disclosures.picture import Basis, Spoken
from disclosures.pointed import REASONS
from staff.models import Worker

_LACKED = ("risk_words", "parent", "told_on", "not_told", "law")
_TALK = ("with_whom", "discussed_on", "discussion")
_OPINION = ("opinion", "opinion_words")

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
        help_text="Signing it off takes a fresh passkey or code, so that nobody else does it at your screen",
        widget=Radios(),
    )
    says_not_partner = tick(
        "I have made sure that the recipient is no partner or former partner of the client",
        "Needed where a name is alike, a reader’s too, or one of somebody who must not know (clause 3.3.2 e)",
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

    Who is on the line is asked where it is spoken, that it was read where it goes ahead of its sign-off, why something
    may go where the machine points it out then, and nothing of an agency where it is somebody's own file.
    """

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    with_whom = forms.CharField(max_length=200, label="Who is on the line, or before you?")
    known_by = forms.CharField(max_length=400, label="How do you know who it is?")
    on = DateParts(past=True, subject="The day", label="When is it told?")
    has_read = Confirmation("I have read all of it, from beginning to end")
    shown = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    may_go = forms.ChoiceField(
        choices=list(REASONS.items()),
        label="Why may the words go that the machine points out?",
        help_text="If they need not, go back and leave them out (clauses 3.2.1 and 4.4.2)",
        widget=Radios(),
    )
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
        pointed: bool,
        more: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unasked = [] if own_words else ["keeps_words"]
        unasked += [] if spoken else ["with_whom", "known_by", "on"]
        unasked += [] if ahead else ["has_read", "content"]
        unasked += ["knows_policy"] if own_file else []
        unasked += [] if pointed else ["may_go", "shown"]
        self._more = more
        for name in unasked:
            del self.fields[name]
        if own_file:
            self.fields["confirmed"].label = "They may read it now"

    def clean(self) -> dict[str, Any]:
        """Ask again where more is pointed out than was shown."""
        data = super().clean() or self.cleaned_data
        if self._more and data.get("shown") != "all":
            self.add_error("may_go", "Look at these words: more is pointed out than was shown")
            say_instead(self, "shown", "all")
        return data

    def spoken(self) -> Spoken | None:
        """Return who is on the line, None where it is written; the form must be valid."""
        data = self.cleaned_data
        if "with_whom" not in self.fields:
            return None
        return Spoken(data["with_whom"], data["known_by"], data["on"])


class TakeBackForm(forms.Form):
    """That a concern is taken back by whoever raised it, and why."""

    words = long_words("Why do you take your concern back?", "It stays on record", required=True)


class SayAfterForm(Once):
    """What a release that went first lacked, as far as its ground asks it; at least one of them is said.

    With whom raised risk was discussed, and a second opinion, are asked where it may rise and of those who may say so.
    """

    raises_risk = forms.ChoiceField(
        required=False, choices=YES_NO, label="May it raise her risk?", widget=Radios()
    )
    risk_words = long_words(
        "What speaks for and against a rise of the client’s risk?", "Clause 3.3.2 c"
    )
    with_whom = forms.ChoiceField(
        required=False,
        label="With whom was the raised risk discussed?",
        help_text="A manager or senior practitioner, by whoever released it (clause 3.3.2 c)",
    )
    discussed_on = DateParts(
        required=False, past=True, subject="The day of the discussion", label="When?"
    )
    discussion = long_words("What was said?", "This is noted in the case file")
    opinion = forms.ChoiceField(
        required=False,
        choices=list(OPINIONS.items()),
        label="If another one closes the look: what do you find?",
        help_text="Two look where it may raise her risk, and the lead where such a ground is theirs",
        widget=Radios(),
    )
    opinion_words = long_words("The reasons of your opinion")
    parent = OnBasis.base_fields["parent"]
    told_on = OnBasis.base_fields["told_on"]
    not_told = OnBasis.base_fields["not_told"]
    law = long_words(LAW[Basis.THREAT], "Clause 4.1.1", rows=2)

    def __init__(
        self,
        *args: Any,
        basis: str,
        assessed: bool,
        colleagues: Sequence[Worker],
        second: bool,
        **kwargs: Any,
    ) -> None:
        """Take its ground, and whether somebody has said that it raises her risk, or does not.

        `colleagues` are those with whom raised risk can have been discussed, none where it is not asked; `second` is
        whether a second opinion is.
        """
        super().__init__(*args, **kwargs)
        self.colleagues = {str(worker.pk): worker for worker in colleagues}
        asked = set(ASKED.get(Basis(basis), ())) | {"risk_words"}
        asked -= {"law"} if basis not in URGENT else set()  # there it was asked for before
        asked |= set() if assessed else {"raises_risk"}
        asked |= set(_TALK) if colleagues else set()
        asked |= set(_OPINION) if second else set()
        for name in {"raises_risk", *_LACKED, *_TALK, *_OPINION} - asked:
            del self.fields[name]
        if colleagues:
            offer(self, "with_whom", [("", "Nobody yet"), *named_with_roles(colleagues)])

    def clean(self) -> dict[str, Any]:
        """Refuse a form on which nothing is said, a discussion in part, and an opinion without its reasons."""
        data = super().clean() or self.cleaned_data
        for names, sentence in (
            (_TALK, "Say with whom, when, and what was said"),
            (_OPINION, "Say what you find, and why"),
        ):
            there = [bool(data.get(name)) for name in names]
            if any(there) and not all(there):
                self.add_error(names[there.index(False)], sentence)
        if not self.errors and self.words().empty and self.talk() is None:
            raise forms.ValidationError("Write down at least one of them")
        return data

    def talk(self) -> Talk | None:
        """Return with whom raised risk was discussed, None where nobody says so; the form must be valid."""
        data = self.cleaned_data
        if not data.get("with_whom"):
            return None
        whom = self.colleagues[data["with_whom"]]
        return Talk(whom, data["discussed_on"], data["discussion"])

    def words(self) -> Words:
        """Return what is said; the form must be valid."""
        data = self.cleaned_data
        said_words = {
            name: data.get(name, "").strip()
            for name in ("risk_words", "parent", "not_told", "law", "opinion_words")
        }
        return Words(
            raises_risk=said(data.get("raises_risk", "")),
            opinion=said(data.get("opinion", "")),
            told_on=data.get("told_on"),
            **said_words,
        )


class LookAfterForm(forms.Form):
    """What somebody else finds of what went before its sign-off."""

    upheld = forms.ChoiceField(
        choices=list(OPINIONS.items()),
        label="What do you find?",
        widget=Radios(),
    )
    words = long_words("Your reasons", "They stay with the release", required=True)
