"""What the workbench and the review ask."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings

from confidentiality.interface.forms import Confirmation, DateParts, Radios, Ticks
from disclosures.building.cutting import drawn
from disclosures.forms.pieces import Choices, long_words, offer
from disclosures.redaction.marks import Does, Part, Place, Prepared, places_of
from disclosures.redaction.steps import Stop
from disclosures.withholding import WHY

LONGEST_WORDS = 500
OF_WHOLE = "whole_%s"  # two forms of one page ask why: their fields bear ids of their own
NOT_THERE = "These words do not stand in this entry"


class Hidden(forms.CharField):
    """Something that the page itself says."""

    def __init__(self, *, longest: int = 64, required: bool = True) -> None:
        super().__init__(max_length=longest, required=required, widget=forms.HiddenInput)


def _number() -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=0, max_value=10_000_000, widget=forms.HiddenInput
    )


def _why(label: str = "Why?") -> forms.ChoiceField:
    return forms.ChoiceField(choices=list(WHY.items()), label=label)


class OnTexts(forms.Form):
    """A decision about an entry's texts; `source` is the digest of those that the page shows."""

    source = Hidden()


class OnPlace(OnTexts):
    """A decision about some words of them."""

    part = Hidden(longest=8, required=False)
    start = _number()
    end = _number()

    def place(self) -> Place | None:
        """Return the words meant, None where they are in none of an entry's texts."""
        data = self.cleaned_data
        if data["part"] not in (Part.BODY, Part.BASIS) or not data["end"]:
            return None
        return Place(Part(data["part"]), data["start"] or 0, data["end"])


class LookedForm(OnTexts):
    """That somebody has read an entry to its end; `after` is the entry to go on with."""

    after = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithholdForm(OnPlace):
    """Words to withhold: those that were selected on the page, else wherever they stand in the entry."""

    passage = forms.CharField(
        max_length=LONGEST_WORDS,
        label="Which words are to be withheld?",
        help_text="Select them in the text, or type them: typed words go wherever they stand in this entry",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    why = _why()

    def places(self, item: Prepared) -> list[Place]:
        """Return the places meant; an error is added where the words are not in the entry."""
        place, words = self.place(), self.cleaned_data["passage"]
        if place:
            text = item.texts[place.part]
            if text[place.start : place.end].split() == words.split():
                span = drawn(text, place.start, place.end)
                return [Place(place.part, *span)] if span else []
        found = [
            Place(part, start, end)
            for part, text in item.texts.items()
            for start, end in places_of(text, words)
        ]
        if not found:
            self.add_error("passage", NOT_THERE)
        return found


class WithholdWholeForm(OnTexts):
    """That nothing of an entry leaves, not even that it is there."""

    why = _why("Why does the whole entry stay back?")


class UndoForm(forms.Form):
    """The step that the page named as the last."""

    step = forms.UUIDField(widget=forms.HiddenInput)


class DecideForm(OnPlace):
    """What becomes of one thing that the machine proposed, or, by `key`, of the same words wherever they stand."""

    source = Hidden(required=False)
    does = forms.ChoiceField(choices=[(Does.WITHHOLD, "Withhold"), (Does.LEAVE, "Leave in")])
    key = Hidden(longest=200, required=False)
    why = forms.ChoiceField(choices=list(WHY.items()), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason of whoever withholds."""
        data = super().clean() or self.cleaned_data
        if data.get("does") == Does.WITHHOLD and not data.get("why"):
            self.add_error("why", "Say why it is withheld")
        return data


class WeighForm(OnTexts):
    """What is weighed before something protected is left in, factor by factor."""

    confirmed = Confirmation("I have weighed this, and it may leave")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            name: long_words(question, required=True, rows=2)
            for name, question in settings.REDACTION_FACTORS.items()
        }
        self.fields = {**asked, **self.fields}

    def factors(self) -> Mapping[str, str]:
        """Return the words by factor; the form must be valid."""
        return {name: self.cleaned_data[name] for name in settings.REDACTION_FACTORS}


PERMISSION = {
    "court": "Which court gave its permission, and in which case?",
    "permitted_on": "When?",
    "paper": "Where is the permission?",
    "mention": "It is none, and quotes none: how do you know?",
}

UNSAID = {
    "court": "Say which court and which case",
    "permitted_on": "Say when the court permitted it",
    "paper": "Say where the permission is",
    "mention": "Say how you know that it is none",
}


class PermissionForm(OnTexts):
    """A family court's permission to share its paper (E23); where words alone speak of a court, that they are none."""

    what = forms.ChoiceField(
        choices=[
            ("paper", "A family court’s paper, or words out of one"),
            ("mention", "It only says that there is a court"),
        ],
        label="What is it?",
        widget=Radios(
            reveals={"paper": ["court", "permitted_on", "paper"], "mention": ["mention"]},
        ),
    )
    court = long_words(PERMISSION["court"], required=True, rows=2)
    permitted_on = DateParts(
        past=True, subject="The day of the permission", label=PERMISSION["permitted_on"]
    )
    paper = long_words(
        PERMISSION["paper"],
        "The order or letter: the entry that holds it, or the folder it lies in",
        required=True,
        rows=2,
    )
    mention = long_words(PERMISSION["mention"], required=True, rows=2)
    confirmed = Confirmation("I have looked at this, and it may leave")

    def __init__(self, *args: Any, marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if marked:
            del self.fields["what"], self.fields["mention"]
        elif self.is_bound:
            chosen = self.data.get(self.add_prefix("what"))
            for name in PERMISSION:
                self.fields[name].required = (name == "mention") == (chosen == "mention")

    @property
    def permits(self) -> bool:
        """Say whether a court's permission is recorded; the form must be valid."""
        return bool(self.cleaned_data.get("what", "paper") == "paper")

    def factors(self) -> Mapping[str, str]:
        """Return what is kept sealed, by name; the form must be valid."""
        data = self.cleaned_data
        if not self.permits:
            return {"mention": data["mention"]}
        day = data["permitted_on"].isoformat()
        return {"court": data["court"], "permitted_on": day, "paper": data["paper"]}


class ReviewForm(forms.Form):
    """The word of somebody else about all that would leave."""

    content = Hidden(required=False)
    stops = forms.MultipleChoiceField(
        required=False,
        label="What the machine found: tick what may leave",
        help_text="By these words somebody else could be known. What may not leave, send back",
        widget=Ticks(),
    )
    harmless = forms.TypedMultipleChoiceField(
        required=False,
        coerce=UUID,
        label="Where a sensitive fact is withheld: tick the entries whose rest holds none",
        help_text="Read what is left, and the pages of its documents (clause 4.4.2). If one tells it, send it back",
        widget=Ticks(),
    )
    what = forms.ChoiceField(
        required=False,
        choices=[
            ("paper", "A family court’s paper, or words out of one"),
            ("mention", "They only say that there is a court"),
        ],
        label="What was typed speaks of a family court. What is it?",
        help_text="A court’s words leave with its permission alone (clause 3.2.1). If there is none, send it back",
        widget=Radios(
            reveals={"paper": ["court", "permitted_on", "paper"], "mention": ["mention"]}
        ),
    )
    court = long_words(PERMISSION["court"], rows=2)
    permitted_on = DateParts(
        required=False,
        past=True,
        subject="The day of the permission",
        label=PERMISSION["permitted_on"],
    )
    paper = long_words(
        PERMISSION["paper"],
        "The order or letter: the entry that holds it, or the folder it lies in",
        rows=2,
    )
    mention = long_words(PERMISSION["mention"], rows=2)
    outcome = forms.ChoiceField(
        choices=[("pass", "It may be signed off"), ("back", "Send it back")],
        label="What do you say?",
        widget=Radios(),
    )
    words = long_words("What has to be changed", "Needed where you send it back")

    def __init__(self, *args: Any, stops: Iterable[Stop], cut: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cut = {UUID(entry) for entry, _ in cut}
        offer(self, "harmless", cut)
        choices = [(s.key, f"“{s.words}”: {s.says.lower()}") for s in stops]
        self.offered = {key for key, _ in choices}
        offer(self, "stops", choices)
        self.of_a_court = any(stop.is_typed_of_a_court for stop in stops)
        if not self.of_a_court:
            for name in ("what", *PERMISSION):
                del self.fields[name]
        for name in self.fields.keys() - {"words"}:
            self.fields[name].asked = True  # type: ignore[attr-defined]  # before it may be signed off

    def clean(self) -> dict[str, Any]:
        """Refuse to pass what was not said to be allowed, and to send back without a word."""
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "back" and not data.get("words", "").strip():
            self.add_error("words", "Say what has to be changed")
        if data.get("outcome") == "pass" and self.offered - set(data.get("stops", ())):
            self.add_error("stops", "Say of each that it may leave, or send it back")
        if data.get("outcome") == "pass" and self.cut - set(data.get("harmless", ())):
            self.add_error("harmless", "Say of each that the rest holds none, or send it back")
        if data.get("outcome") == "pass" and self.of_a_court:
            self._check_court(data)
        return data

    def _check_court(self, data: dict[str, Any]) -> None:
        what = data.get("what")
        if not what:
            self.add_error("what", "Say what it is, or send it back")
            return
        for name in PERMISSION:
            asked = (name == "mention") == (what == "mention")
            if asked and not data.get(name) and name not in self.errors:
                self.add_error(name, f"{UNSAID[name]}, or send it back")

    def court_says(self) -> dict[str, str] | None:
        """Return what frees a court's words, by name; None where nothing is asked. The form must be valid."""
        data = self.cleaned_data
        if not self.of_a_court or data["outcome"] != "pass":
            return None
        if data["what"] == "mention":
            return {"mention": data["mention"]}
        day = data["permitted_on"].isoformat()
        return {"court": data["court"], "permitted_on": day, "paper": data["paper"]}
