"""What is asked of somebody who prepares a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from confidentiality.interface.forms import Radios, Ticks, ask_revealed
from disclosures.withholding import WHY

from .models import Page
from .proposing import OnPage, Proposed
from .rules import MOST_COVERS, TOO_MANY, Cover, drawn_in

LEAVES = (("yes", "It leaves, without what is covered"), ("no", "The whole page is withheld"))
BECOMES = (
    ("pages", "Its pages are looked at, one by one"),
    ("back", "All of it stays behind"),
)
WHY_CHOICES = [("", "Choose"), *WHY.items()]
WHY_BACK = "Say why all of it stays behind"
UNDRAWN = "No picture can be made of it: it stays behind"
RECOGNISER_FAILED = "The recogniser of names failed on this page: it can’t leave. Tell whoever looks after the system"
WHOLE = "Say that you have read the whole page: more was found on it than is listed"
CHANGED = "This page was changed meanwhile: look at it again"
UNREADABLE = (
    "A place that was drawn can’t be read, and nothing was kept: remove it and draw it again"
)
EDGES = ("left", "top", "right", "bottom")
LONGEST_PLACE = len("1000-1000-1000-1000 ")


def _edge(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        label=label,
        widget=forms.NumberInput(
            {"step": "0.1", "inputmode": "decimal", "class": "govuk-input--width-4"}
        ),
    )


class TakeForm(forms.Form):
    """Which document's pages to take into the request, or why all of it stays behind."""

    document = forms.ChoiceField(label="Which document?", widget=Radios())
    becomes = forms.ChoiceField(
        label="What becomes of it?",
        choices=BECOMES,
        initial="pages",
        widget=Radios(reveals={"back": ["why"]}),
    )
    why = forms.ChoiceField(
        label="Why does all of it stay behind?",
        choices=WHY_CHOICES,
        error_messages={"required": WHY_BACK},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = choices  # type: ignore[attr-defined]  # it is a choice
        ask_revealed(self, "becomes")


class PageForm(forms.Form):
    """Whether a page leaves, and places on it to cover or to uncover; edges are percent of its width and height."""

    kept_as_draft = True
    # what was drawn, as rules.drawn_in reads it; the four edges below do the same for one place without a script
    places = forms.CharField(
        required=False,
        max_length=MOST_COVERS * LONGEST_PLACE,
        widget=forms.HiddenInput,
        error_messages={"max_length": TOO_MANY},
    )
    proposed = forms.MultipleChoiceField(
        required=False,
        label="Places that were found, to cover",
        help_text="Found in the words that the page holds. More may be on it: look yourself.",
        widget=Ticks(),
        error_messages={"invalid_choice": CHANGED},
    )
    left = _edge("Left edge")
    top = _edge("Top edge")
    right = _edge("Right edge")
    bottom = _edge("Bottom edge")
    reason = forms.ChoiceField(
        required=False,
        label="Why is this place withheld?",
        help_text="The same for each place that you draw or type before you keep the page.",
        choices=WHY_CHOICES,
    )
    uncover = forms.MultipleChoiceField(
        required=False,
        label="Covered places to uncover",
        widget=Ticks(),
        error_messages={"invalid_choice": CHANGED},
    )
    whole = forms.BooleanField(
        required=False,
        label="I have read this page line by line, for what is not listed as well",
    )
    leaves = forms.ChoiceField(
        label="I have looked at this page. What becomes of it?",
        choices=LEAVES,
        widget=Radios(reveals={"no": ["why"]}),
    )
    why = forms.ChoiceField(
        label="Why is all of it withheld?",
        choices=WHY_CHOICES,
        error_messages={"required": "Say why the whole page is withheld"},
    )

    def __init__(self, *args: Any, page: Page, on_page: OnPage, drawn: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drawn = drawn
        self._proposed = {each.key: each for each in on_page.proposed}
        self._covered = {_key(each): each for each in page.covered}
        self._failed = on_page.failed
        found = {key: _found_in_words(each) for key, each in self._proposed.items()}
        self._offer("proposed", found)
        self._offer("uncover", {key: _in_words(each) for key, each in self._covered.items()})
        if not on_page.unlisted:
            del self.fields["whole"]
        ask_revealed(self, "leaves")

    def _offer(self, name: str, words: Mapping[str, str]) -> None:
        if not words:
            del self.fields[name]
        else:
            self.fields[name].choices = list(words.items())  # type: ignore[attr-defined]

    def clean_leaves(self) -> str:
        """Let no page go that can't be drawn, or on which nobody knows what the recogniser would have found."""
        leaves: str = self.cleaned_data["leaves"]
        if leaves == "yes" and not self._drawn:
            raise forms.ValidationError(UNDRAWN)
        if leaves == "yes" and self._failed:
            raise forms.ValidationError(RECOGNISER_FAILED)
        return leaves

    def clean(self) -> dict[str, Any]:
        """Demand all of each place, or none at all, and why."""
        told = super().clean() or {}
        if told.get("leaves") == "yes" and told.get("whole") is False:
            self.add_error("whole", WHOLE)
        edges = [told.get(name) for name in EDGES]
        typed = edges != [None] * 4 and not any(name in self.errors for name in EDGES)
        if typed and None in edges:
            self.add_error("left", "Say where all four edges of the place are")
        elif (typed or told.get("places")) and not told.get("reason"):
            self.add_error("reason", "Say why this place is withheld")
        elif typed or told.get("places"):
            told["covers"] = self._drawn_places(told) + (self._typed_place(told) if typed else [])
        return told

    def _drawn_places(self, told: Mapping[str, Any]) -> list[Cover]:
        try:
            return drawn_in(told.get("places", ""), told["reason"])
        except ValueError:
            self.add_error("places", UNREADABLE)
            return []

    def _typed_place(self, told: Mapping[str, Any]) -> list[Cover]:
        left, top, right, bottom = (round(told[name] * 10) for name in EDGES)
        try:
            return [Cover(left, top, right, bottom, told["reason"])]
        except ValueError:
            self.add_error("left", "Left has to be less than right, and top less than bottom")
            return []

    def why_whole(self) -> str:
        """Return why the whole page is withheld, '' for one that leaves."""
        return "" if self.cleaned_data["leaves"] == "yes" else str(self.cleaned_data["why"])

    def more(self) -> list[Cover]:
        """Return what is to be covered: the places that were drawn or typed, and the proposals that were ticked."""
        ticked = (self._proposed[key] for key in self.cleaned_data.get("proposed", ()))
        placed: list[Cover] = self.cleaned_data.get("covers", [])
        return placed + [cover for each in ticked for cover in each.covers]

    def uncovered(self) -> list[Cover]:
        """Return which covered places are taken off."""
        return [self._covered[key] for key in self.cleaned_data.get("uncover", ())]


def _key(cover: Cover) -> str:
    return f"{cover.left}-{cover.top}-{cover.right}-{cover.bottom}-{cover.reason}"


def _found_in_words(proposed: Proposed) -> str:
    return f"{proposed.words} ({proposed.reason.lower()})"


def _in_words(cover: Cover) -> str:
    return f"{cover.top / 10:g} % down, {cover.left / 10:g} % across: {WHY[cover.reason].lower()}"
