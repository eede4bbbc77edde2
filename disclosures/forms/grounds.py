"""What is asked about a disclosure by its basis: to whom beside the register, on what ground, whether it is urgent."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings

from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios
from disclosures.clauses.bases import CONSENTED, JOINT, URGENT
from disclosures.forms.pieces import YES_NO, long_words, said, tick
from disclosures.picture import Basis, Grounds, Manner

LONGEST_TEXT = 20_000
_TO = ("reached_name", "reached_agency", "reached_phone")
_READ = ("readers", "knows_readers", "concern_raised", "concern_meeting_on")
_TOLD = ("told_on", "not_told")
_LAW = ("law", "dated", "asked_for")
# Beside what every basis asks; in no order.
ASKED: Mapping[Basis, Iterable[str]] = {
    **dict.fromkeys(CONSENTED, (*_READ, "explained_on")),
    Basis.OWN_REQUEST: (*_READ, "explained_on", "answer_by"),
    Basis.PROGRESS_REPORT: (*_READ, "explained_on", "why", "relevance"),
    Basis.CHILD_PROTECTION: (*_TO, *_READ, *_TOLD, "urgent", "why", "law", "parent"),
    Basis.SERIOUS_HARM: (*_TO, *_READ, *_TOLD, "urgent", "why", "law"),
    Basis.THREAT: (*_TO, *_TOLD, "threatened", "urgent", "why", "law"),
    Basis.COURT_ORDER: (*_TO, *_TOLD, *_LAW, "names_sensitive"),
    Basis.STATUTORY: (*_TO, *_TOLD, *_LAW, "in_writing", "binds"),
}
EVER_ASKED = frozenset(name for names in ASKED.values() for name in names)
WHY = {
    Basis.PROGRESS_REPORT: "What is the report for?",
    Basis.CHILD_PROTECTION: "What gives concern, and for which child?",
    Basis.SERIOUS_HARM: "Which serious harm, to whom, and how could telling prevent it?",
    Basis.THREAT: "What does he threaten, and whom?",
}
LAW = {
    **dict.fromkeys(
        URGENT, "Under which duty or power in law do they act, or what is the emergency?"
    ),
    Basis.COURT_ORDER: "Which court, and which order?",
    Basis.STATUTORY: "Under which duty or power do they ask?",
}
DUTY_HELP = "No assurance is asked of them first (clause 4.1.1). It may be written afterwards where it can’t wait"


class OnBasis(Once):
    """The questions that belong to a basis; those that it does not ask are taken out."""

    contact = forms.ChoiceField(required=False, label="To whom?")
    reached_name = forms.CharField(
        required=False, max_length=200, label="Or somebody who is not on the register: their name"
    )
    reached_agency = forms.CharField(required=False, max_length=200, label="Where they work")
    reached_phone = forms.CharField(
        required=False, max_length=60, label="On which number, or how, are they reached?"
    )
    threatened = tick(
        "It is the person whom he threatens, who is warned",
        "A warning goes alone: nothing of the file leaves with it (clause 4.2.1). On a woman’s file it waits for a"
        " manager where that person is, or may be, a partner or former partner of hers (clause 3.3.2 e)",
    )
    urgent = tick(
        "It can’t wait for a sign-off",
        "You can release it yourself. Somebody else looks at it within a day",
    )
    why = long_words("Why?", rows=2)
    law = long_words("Under which law?", rows=2)
    dated = DateParts(
        required=False, past=True, subject="The date on it", label="Which date does it bear?"
    )
    asked_for = long_words("What exactly does it ask for?", "To its letter", rows=2)
    in_writing = tick("They ask in writing", "Ask for it in writing where they rang (clause 1.2)")
    binds = forms.ChoiceField(
        required=False,
        choices=(("yes", "We have to"), ("no", "We may")),
        label="Does that law leave us a choice?",
        widget=Radios(),
    )
    names_sensitive = tick(
        "The order names the sensitive facts in these entries",
        "The policy keeps them back (clause 4.4.2): the data protection lead decides which of them binds",
    )
    parent = long_words(
        "How was the parent who does not abuse involved?",
        "Or why they could not be (clause 3.1.1)",
        rows=2,
    )
    relevance = long_words(
        "What has the report to do with ending his abuse?",
        "Of what you write; of each entry it is asked by itself (clause 4.3.1)",
        rows=2,
    )
    told_on = DateParts(
        required=False, past=True, subject="The day", label="When was the client told?"
    )
    not_told = long_words("Or why would telling the client endanger somebody?", rows=2)
    answer_by = DateParts(
        required=False,
        subject="The day",
        label="By when do you need their answer?",
        help_text=f"Left empty, it is due {settings.ANSWER_DAYS} days after it has left",
    )
    manner = forms.ChoiceField(
        choices=((Manner.WRITTEN, "In writing"), (Manner.SPOKEN, "By word of mouth")),
        initial=Manner.WRITTEN,
        label="How does it leave?",
        widget=Radios(),
    )
    text = LongText(
        required=False,
        max_length=LONGEST_TEXT,
        label="What do you write for it?",
        help_text="A warning, a report, questions. It leaves beside the entries, or alone",
        widget=forms.Textarea({"rows": 5}),
    )
    text_sensitive = forms.ChoiceField(
        required=False,
        choices=YES_NO,
        label="Does what you wrote hold a sensitive fact?",
        help_text="Rape, HIV or another fact that only the client may let go (clause 4.4.2)",
        widget=Radios(),
    )

    def __init__(self, *args: Any, basis: Basis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.basis = basis
        for name in EVER_ASKED - set(ASKED[basis]):
            self.fields.pop(name, None)
        for name, labels in (("why", WHY), ("law", LAW)):
            if name in self.fields:
                self.fields[name].label = labels[basis]
        if basis in URGENT:
            self.fields["law"].help_text = DUTY_HELP
        if basis in JOINT:
            self.fields["contact"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse two recipients at once, and none."""
        data = super().clean() or self.cleaned_data
        chosen, named = data.get("contact"), data.get("reached_name", "").strip()
        if "reached_name" in self.fields and bool(chosen) == bool(named):
            what = (
                "Choose somebody of the register, or name somebody"
                if not chosen
                else "Give one recipient, not two"
            )
            self.add_error("contact", what)
        if chosen and data.get("threatened"):
            self.add_error("threatened", "Name whoever is threatened: they are not on the register")
        return data

    def grounds(self) -> Grounds:
        """Return what it rests on besides a consent; the form must be valid."""
        data = self.cleaned_data
        words = {
            name: data.get(name, "")
            for name in ("why", "law", "asked_for", "parent", "relevance", "not_told")
        }
        return Grounds(
            **words,
            dated=data.get("dated"),
            told_on=data.get("told_on"),
            answer_by=data.get("answer_by"),
            in_writing=data.get("in_writing", False),
            names_sensitive=data.get("names_sensitive", False),
            binds=said(data.get("binds", "")),
        )

    def reached(self) -> dict[str, Any] | None:
        """Return who is reached beside the register, None for somebody on it."""
        data = self.cleaned_data
        if not data.get("reached_name", "").strip():
            return None
        return {
            "name": data["reached_name"],
            "agency": data["reached_agency"],
            "phone": data["reached_phone"],
            "threatened": data.get("threatened", False),
        }


def is_urgent(form: OnBasis) -> bool:
    """Whether it is said not to wait, on a basis that knows urgency."""
    return form.basis in URGENT and bool(form.cleaned_data.get("urgent"))
