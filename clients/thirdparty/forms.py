"""What is asked about what somebody else said: about whom, from whom, who may be told; and which passages to move."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from clients.fields import LONGEST_NAME
from clients.forms import LONGEST_BODY
from clients.models import Entry, ThirdPartyRecord
from clients.once import Once
from clients.people.access import Tied
from confidentiality.interface.forms import LongText, TickReveals, Ticks

from .passages import Span, chosen, pieces, taken, without
from .ties import Ties, Told

LONGEST_TERMS = 2_000
PARTS = ("body", "basis")
ORDER = ("about_person", "about_whom", "from_person", "from_whom", "body")
# One of two fields that belong together is filled in: neither is drawn as one that may be left out.
ASKED = ("about_person", "about_whom", "from_person", "from_whom", "passages")


class SaidForm(forms.Form):
    """About whom it is, who said it, and who may be told; the file's people stand to be chosen where there are some."""

    about_person = forms.ChoiceField(required=False, label="About whom is it?")
    about_whom = forms.CharField(required=False, max_length=LONGEST_NAME, label="About whom is it?")
    from_person = forms.ChoiceField(required=False, label="Who said it?")
    from_whom = forms.CharField(required=False, max_length=LONGEST_NAME, label="Who said it?")
    in_confidence = forms.BooleanField(
        required=False,
        label="Said in confidence",
        help_text="Who said it does not want the client to learn of it",
    )
    safety_critical = forms.BooleanField(
        required=False,
        label="Critical for safety",
        help_text="Weapons, dogs, threats: whoever goes there has to know",
    )
    may_be_told = forms.BooleanField(
        required=False,
        label="Somebody may be told of it",
        help_text="Who said it has agreed that somebody learns of it. Left out, nobody may be told.",
        widget=TickReveals(reveals=["told_people", "told_others"]),
    )
    told_people = forms.MultipleChoiceField(
        required=False, label="Which of the people of this file?", widget=Ticks()
    )
    told_others = LongText(
        required=False,
        max_length=LONGEST_TERMS,
        label="Who else, and on what terms?",
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, people: Iterable[Tied] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.id): each for each in people if each.is_tied}
        if not self.is_bound:
            self._draw_as_asked()
        if not self.people:
            for name in ("about_person", "from_person", "told_people"):
                del self.fields[name]
            return
        named = [
            (key, f"{each.details.name} ({each.details.relation_words})")
            for key, each in self.people.items()
        ]
        for name in ("about_person", "from_person"):
            self.fields[name].choices = [("", "Somebody else"), *named]  # type: ignore[attr-defined]
        self.fields["told_people"].choices = named  # type: ignore[attr-defined]
        self.fields["about_whom"].label = "If somebody else: about whom?"
        self.fields["from_whom"].label = "If somebody else: who?"

    def _draw_as_asked(self) -> None:
        for name in self.fields.keys() & {*ASKED}:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Ask about whom and from whom it is, and who may be told if somebody may."""
        data = super().clean() or self.cleaned_data
        self._draw_as_asked()
        for chosen_one, typed, label in (
            ("about_person", "about_whom", "About whom is it?"),
            ("from_person", "from_whom", "Who said it?"),
        ):
            if typed in data and not (data.get(chosen_one) or data[typed].strip()):
                self.add_error(typed, f"Fill in ‘{label}’")
        told = data.get("told_people") or data.get("told_others")
        if data.get("may_be_told") and not told and "told_others" not in self.errors:
            self.add_error("told_others", "Say who may be told, or take the tick away")
        if told and not data.get("may_be_told"):
            self.add_error(
                "may_be_told", "You wrote who may be told: tick that somebody may, or empty it"
            )
        return data

    def said(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        data = self.cleaned_data
        told = (Told(key, self.people[key].details.name) for key in data.get("told_people", ()))
        return {
            "about_whom": self._who("about"),
            "from_whom": self._who("from"),
            "in_confidence": data["in_confidence"],
            "safety_critical": data["safety_critical"],
            "ties": Ties(
                data.get("about_person", ""),
                data.get("from_person", ""),
                tuple(told),
                data["told_others"],
            ),
        }

    def _who(self, which: str) -> str:
        """Return their name as it stands now, and what was typed besides."""
        person, typed = self.cleaned_data.get(f"{which}_person"), self.cleaned_data[f"{which}_whom"]
        named = self.people[person].details.name if person else ""
        return ", ".join(part for part in (named, typed) if part)


class RecordWords(SaidForm):
    """What somebody other than the client said or wrote (clause 3.2.1)."""

    field_order: Iterable[str] = ("token", *ORDER)
    body = LongText(
        max_length=LONGEST_BODY, label="What did they say?", widget=forms.Textarea({"rows": 7})
    )

    def said(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        return {**super().said(), "body": self.cleaned_data["body"]}


class AddThirdPartyRecordForm(Once, RecordWords):
    """A new record of what somebody else said."""


class ChangeThirdPartyRecordForm(RecordWords):
    """One's own record of the last day, with other words."""


class CorrectThirdPartyRecordForm(Once, RecordWords):
    """A further record that corrects one; marks that stand on it stay."""

    def __init__(self, *args: Any, marked: ThirdPartyRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "What is right instead?"
        self.marks = [n for n in ("in_confidence", "safety_critical") if getattr(marked, n)]
        for name in self.marks:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Keep the marks that stand."""
        return {**super().clean(), **dict.fromkeys(self.marks, True)}


def words_of(record: ThirdPartyRecord, people: Sequence[Tied]) -> dict[str, Any]:
    """Return what a form about a record begins with."""
    ties, there = record.ties, {str(each.id): each.details.name for each in people}
    told = [each.id for each in ties.told if each.id in there]
    gone = [each.name for each in ties.told if each.id not in there]
    return {
        "about_person": ties.about if ties.about in there else "",
        "about_whom": _typed(record.about_whom, there.get(ties.about)),
        "from_person": ties.source if ties.source in there else "",
        "from_whom": _typed(record.from_whom, there.get(ties.source)),
        "body": record.body,
        "in_confidence": record.in_confidence,
        "safety_critical": record.safety_critical,
        "may_be_told": not ties.nobody,
        "told_people": told,
        "told_others": "\n".join([*gone, ties.others]).strip(),
    }


def _typed(words: str, named: str | None) -> str:
    """Return what was typed besides the name that was chosen; all of it where the name is another one now."""
    if named is None or not words.startswith(named):
        return words
    return words.removeprefix(named).removeprefix(", ")


def print_of(entry: Entry) -> str:
    """Return a short print of what an entry says, for a form that was filled in before it changed."""
    return hashlib.sha256(f"{entry.body}\0{entry.basis}".encode()).hexdigest()[:16]


class MovePassageForm(Once, SaidForm):
    """Which passages of an entry somebody else said, ticked or marked with mouse or keyboard, and what is to be known.

    A passage is named by its part and its positions, such as `body:0-12`.
    """

    field_order: Iterable[str] = (
        "token",
        "seen",
        "marked",
        "passages",
        "about_person",
        "about_whom",
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    marked = forms.CharField(required=False, max_length=5_000, widget=forms.HiddenInput)
    passages = forms.MultipleChoiceField(
        required=False,
        label="Which of this did somebody else say?",
        help_text="Tick it here, sentence by sentence, or mark the words above",
        widget=Ticks(),
    )

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.pop("initial", {}), "seen": print_of(entry)}
        super().__init__(*args, **kwargs)
        self.texts = {"body": entry.body, "basis": entry.basis}
        self.changed = self.is_bound and self.data.get("seen") != print_of(entry)
        if self.changed:  # what was chosen stands elsewhere in the text, or nowhere
            chosen_before = ("passages", "marked")
            kept = {k: v for k, v in cast(QueryDict, self.data).lists() if k not in chosen_before}
            self.data = MultiValueDict({**kept, "seen": [print_of(entry)]})
        self.fields["passages"].choices = [  # type: ignore[attr-defined]
            (
                f"{part}:{span.start}-{span.end}",
                ("Basis: " if part == "basis" else "") + span.of(text),
            )
            for part, text in self.texts.items()
            for span in pieces(text)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse what is not in the entry as it stands, and a choice of nothing."""
        data = super().clean()
        if self.changed:
            raise ValidationError(
                "This entry has changed since you opened the page. Look at it as it stands now, and choose again."
            )
        named = [*data.get("passages", ()), *str(data.get("marked", "")).split()]
        try:
            self.spans = {part: self._spans(part, named) for part in PARTS}
        except ValueError:
            self.spans = {}
        if "passages" not in self.errors and not (self.spans and self.moved()):
            self.add_error("passages", "Tick or mark at least one passage of the entry")
        return data

    def _spans(self, part: str, named: Iterable[str]) -> list[Span]:
        own = (name.removeprefix(f"{part}:") for name in named if name.startswith(f"{part}:"))
        spans = [Span(*(int(number) for number in name.split("-"))) for name in own]
        return chosen(self.texts[part], spans)

    def left(self, part: str) -> str:
        """Return what stays in this part of the entry; the form must be valid."""
        return without(self.texts[part], self.spans[part])

    def moved(self) -> str:
        """Return the words that are moved; the form must be valid."""
        words = (taken(self.texts[part], self.spans[part]) for part in PARTS)
        return "\n\n".join(each for each in words if each)


class UndoMoveForm(forms.Form):
    """A tick by which the passages of a move come back into their entry."""

    confirmed = forms.BooleanField(
        label="Put the words back, and take the record of them away",
        error_messages={"required": "Tick to confirm: put the words back"},
    )
