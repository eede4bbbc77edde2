"""What can be said of a request for one's own file, each with its form, its heading and its clause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from clients.models import Entry
from clients.once import Once
from confidentiality.interface.forms import Confirmation, DateParts, Radios, Ticks
from disclosures.forms.pieces import YES_NO, entry_choices, long_words, offer, said, tick

from .access import OpenRequest, folders_in, held_in
from .clocks import Matter
from .forms import day, line
from .rules import Kind, may_confirm

Details = dict[str, Any]


class StepForm(Once):
    """One thing that is said of a request, on a day; what it asks besides is the kind's."""

    on = day("On which day?")

    def __init__(
        self, *args: Any, opened: OpenRequest, entries: list[Entry], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opened, self.offered = opened, entries
        self.prepare()

    def prepare(self) -> None:
        """Offer what there is to choose from."""

    def details(self) -> Details:
        """Return what was said, as the sealed column keeps it; the form must be valid."""
        left_out = ("token", "on")
        return {k: _plain(v) for k, v in self.cleaned_data.items() if k not in left_out}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class IdentityForm(StepForm):
    """Whether they were seen alone, are who they say, and ask of their own will (E30)."""

    known = forms.TypedChoiceField(
        choices=(("yes", "Yes, I know who they are"), ("no", "Not yet")),
        coerce=said,
        label="Is it certain who is asking?",
        widget=Radios(),
    )
    how = line("How do you know?", "Known to you; papers that you saw; questions on the file")
    alone = forms.TypedChoiceField(
        choices=YES_NO,
        coerce=said,
        label="Did you speak with the client alone?",
        help_text="Nobody beside them, in the room or on the line",
        widget=Radios(),
    )
    coerced = forms.TypedChoiceField(
        choices=(
            ("no", "No"),
            ("yes", "It may be: they read it here, and no copy leaves"),
            ("", "I could not ask"),
        ),
        coerce=said,
        empty_value=None,
        required=False,
        label="Does somebody make them ask, or will somebody want to see it?",
        widget=Radios(),
    )
    words = long_words("What did you notice?", "It stays in the file, and is never theirs to read")


class AskedForForm(StepForm):
    """What we asked for; until it comes the month stands still."""

    matter = forms.ChoiceField(
        choices=(
            (Matter.IDENTITY, "Who they are, or by what authority they ask"),
            (Matter.MEANING, "What they mean"),
        ),
        label="What did you ask for?",
        widget=Radios(
            hints={
                Matter.IDENTITY: "The month begins when it comes",
                Matter.MEANING: "The days until then do not count",
            }
        ),
    )
    what = long_words("In which words?", required=True)

    def prepare(self) -> None:
        """Offer what is not awaited already."""
        waits = {p.matter for p in self.opened.standing.pauses if p.came_on is None}
        field: Any = self.fields["matter"]
        offer(self, "matter", [each for each in field.choices if each[0] not in waits])


class CameForm(StepForm):
    """What we asked for has come."""

    matter = forms.ChoiceField(label="What came?", widget=Radios())
    words = long_words("What is it?")

    def prepare(self) -> None:
        """Offer what is awaited."""
        names = {
            Matter.IDENTITY: "Who they are, or their authority",
            Matter.MEANING: "What they mean",
        }
        waits = {p.matter for p in self.opened.standing.pauses if p.came_on is None}
        offer(self, "matter", [(m.value, names[m]) for m in Matter if m in waits])


class AuthorityForm(StepForm):
    """By what authority somebody asks for the client, and how far it goes (E31)."""

    how = line("What did you see?", "A signed letter of the client’s; an order; a grant of probate")
    dated = DateParts(past=True, subject="Its date", label="Of which day is it?")
    scope = forms.ChoiceField(
        choices=(
            ("whole", "The whole file"),
            ("dates", "From, or until, a day"),
            ("picked", "Some entries"),
        ),
        label="How far does it go?",
        widget=Radios(reveals={"dates": ["since", "until"], "picked": ["entries"]}),
    )
    since = DateParts(required=False, subject="The first day", label="From which day?")
    until = DateParts(required=False, subject="The last day", label="Until which day?")
    entries = forms.MultipleChoiceField(required=False, label="Which entries?", widget=Ticks())
    names_sensitive = tick("It names the sensitive facts as well (clause 4.4.2)")
    not_partner = tick(
        "I asked the client: they are no partner or former partner",
        "Needed where no partner is on record (clause 3.3.2 e)",
    )

    def prepare(self) -> None:
        """Offer the file's entries."""
        offer(self, "entries", entry_choices(self.offered))

    def clean(self) -> dict[str, Any]:
        """Ask for the days or entries of an authority that does not cover all."""
        told = super().clean() or self.cleaned_data
        scope = told.get("scope")
        if scope == "dates" and not (told.get("since") or told.get("until")):
            self.add_error("since", "Write from which day, or until which")
        if scope == "picked" and not told.get("entries"):
            self.add_error("scope", "Pick the entries that it names")
        return told


class WeighedForm(StepForm):
    """Whether a parent, or a representative, may see it (E29, E8)."""

    allowed = forms.TypedChoiceField(
        choices=(("no", "No: it is withheld"), ("yes", "Yes")),
        coerce=said,
        label="May they see it?",
        widget=Radios(),
    )
    competence = long_words(
        "Is the child able to decide this themself, and what do they say?",
        "After a client’s death: what the client would have wanted",
        required=True,
    )
    orders = long_words("Which court orders are there?", "None: say so", required=True)
    allegations = long_words("What is alleged about whoever asks?", "None: say so", required=True)
    why = long_words("Why do you decide so?", required=True)


class WaivedForm(StepForm):
    """Why the notice is waived (5.2.4)."""

    why = long_words("Why need they not wait?", required=True)


class ExtendedForm(StepForm):
    """That further months are taken, told to them with reasons before the first is over."""

    on = day("On which day were they told?")
    why = long_words("With which reasons?", "Complex, or many requests of theirs", required=True)


class TurnedForm(StepForm):
    """That they want the other of reading it here and a copy."""

    sure = Confirmation("They want the other way now")


class EntryStepForm(StepForm):
    """A step about one of the file's conference minutes."""

    entry = forms.ChoiceField(label="Which minutes?", widget=Radios())

    def _offer(self, ids: set[UUID]) -> None:
        offer(self, "entry", entry_choices(e for e in self.offered if e.id in ids))


class RoutedForm(EntryStepForm):
    """To whom the request was sent on for conference minutes (E33)."""

    to = line("To which co-ordinator?", "Name, conference and how it was sent")

    def prepare(self) -> None:
        """Offer the minutes on the file."""
        self._offer(set(self.opened.conference))


class AnsweredForm(EntryStepForm):
    """What the co-ordinator answered."""

    answer = long_words("What did they answer?", required=True)

    def prepare(self) -> None:
        """Offer the minutes of which no answer came yet."""
        routed = self.opened.standing.routed
        self._offer({entry for entry, answered in routed.items() if not answered})


class PaperForm(StepForm):
    """What of a folder is on paper alone, line by line, and which documents of the file it is now."""

    folder = forms.ChoiceField(label="Which folder did you go through?", widget=Radios())
    parts = long_words(
        "What is in it that the file does not hold?",
        "One paper a line: what it is, and of which day. Leave it empty if there is nothing",
    )
    entries = forms.MultipleChoiceField(
        required=False,
        label="Which documents of the file are they now?",
        help_text="Scan each in first, as a document of the file; what may not be read is withheld afterwards",
        widget=Ticks(),
    )

    def prepare(self) -> None:
        """Offer the folders that were there, and what came to the file since it was asked for."""
        labels = sorted(folders_in(self.opened.request))
        offer(self, "folder", [(each, f"Folder {each}") for each in labels])
        held = held_in(self.opened.request)
        offer(self, "entries", entry_choices(e for e in self.offered if e.id not in held))

    def clean(self) -> dict[str, Any]:
        """Ask for the scans of what is listed, and for the list of what was scanned."""
        told = super().clean() or self.cleaned_data
        parts, entries = (told.get("parts") or "").strip(), told.get("entries")
        if parts and not entries:
            self.add_error("parts", "Scan in what you list, and tick the documents that it is now")
        if entries and not parts:
            self.add_error("parts", "Write what you scanned in")
        return told

    def details(self) -> Details:
        """Return what was said; that there is nothing is said too."""
        told = super().details()
        return {**told, "parts": told["parts"].strip() or "Nothing"}


class RefusedForm(StepForm):
    """That it is refused, wholly or in parts, with reasons and what they were told."""

    what = forms.ChoiceField(
        choices=(("part", "Parts of it"), ("whole", "All of it")),
        label="What is refused?",
        widget=Radios(),
    )
    why = long_words(
        "Why?", "An erasure within the six years: which duty keeps the file", required=True
    )
    law = line("By which clause or law?")
    told = Confirmation(
        "They were told the reasons, and that they can complain to us and to the Information Commissioner"
    )

    def prepare(self) -> None:
        """Ask for no word to somebody to whom nothing may be confirmed (E19, E30)."""
        if not may_confirm(self.opened.standing):
            del self.fields["told"]


class LivesForm(StepForm):
    """That a death was noted by mistake (E8)."""

    how = line("How do you know?")


class WithdrawnForm(StepForm):
    """That whoever asked took it back; it stays open until somebody else ends it."""

    why = long_words("What did they say, and to whom?", "Their own words", required=True)


class PassedOnForm(StepForm):
    """Why somebody else is asked to end it: whoever took it down does not lose it alone (E32)."""

    why = long_words("Why is it to end without an answer?", required=True)


class DiedForm(StepForm):
    """That the client has died: their own right ends, confidentiality does not (E8)."""

    on = day("On which day did they die?")
    how = line("How is it known?")


@dataclass(frozen=True)
class Way:
    """One way on: its heading, its clause, its form, and what to say before it."""

    kind: Kind
    heading: str
    clause: str
    form: Callable[..., StepForm]
    words: str = ""


_NOT_YET = (
    "Until this is done, confirm nothing: not that there is a file, not that they are known to us."
)
STEPS: Mapping[Kind, Way] = {
    way.kind: way
    for way in (
        Way(
            Kind.IDENTITY, "Note a private conversation", "5.2.4", IdentityForm,
            f"See or speak with the client alone, by their safe contact. {_NOT_YET}",
        ),
        Way(Kind.ASKED_FOR, "Ask them for more", "5.2.5", AskedForForm),
        Way(Kind.CAME, "It has come", "5.2.5", CameForm),
        Way(
            Kind.AUTHORITY, "Note their authority", "2.2", AuthorityForm,
            "Ask the client alone whether they want this, before you rely on a paper.",
        ),
        Way(
            Kind.WEIGHED, "Weigh whether they may see it", "5.2.5", WeighedForm,
            "It is withheld unless you decide otherwise.",
        ),
        Way(Kind.WAIVED, "Waive the notice", "5.2.4", WaivedForm),
        Way(
            Kind.EXTENDED, "Note that it takes further months", "5.2.5", ExtendedForm,
            "It counts only if they were told before the first month was over.",
        ),
        Way(
            Kind.TURNED, "Turn it into the other kind", "5.2.4", TurnedForm,
            "Reading it here becomes a copy, or the other way round. The clock goes on.",
        ),
        Way(
            Kind.ROUTED, "Send on conference minutes", "5.2.5", RoutedForm,
            "They are their co-ordinator’s to answer for, and never part of what we give.",
        ),
        Way(Kind.ANSWERED, "Note the co-ordinator’s answer", "5.2.5", AnsweredForm),
        Way(
            Kind.PAPER, "Go through its paper", "5.2.5", PaperForm,
            "What is on paper alone counts too. What you scanned in is part of what they asked for.",
        ),
        Way(
            Kind.REFUSED, "Refuse it, or parts of it", "5.2.5", RefusedForm,
            "To whoever may not be told that there is a file, say only what we say to every caller.",
        ),
        Way(
            Kind.DIED, "Note that the client has died", "5.2.5", DiedForm,
            "Their own right to the file ends; confidentiality goes on. Think of a hold as well.",
        ),
        Way(
            Kind.LIVES, "Note that the client lives", "5.2.5", LivesForm,
            "That they died was noted by mistake. It counts for each request of the file.",
        ),
        Way(
            Kind.WITHDRAWN, "Note that they take it back", "5.2.5", WithdrawnForm,
            "It stays open, and keeps the file, until a line manager or lead who did not take it ends it.",
        ),
        Way(
            Kind.PASSED_ON, "Ask the data protection lead to end it", "5.2.5", PassedOnForm,
            "You took it down, so somebody else says that nobody is answered. They may view the file for two weeks.",
        ),
    )
}  # fmt: skip

PICKS = frozenset(
    {Kind.AUTHORITY, Kind.ROUTED, Kind.ANSWERED, Kind.PAPER}
)  # offer entries to pick from
