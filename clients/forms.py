"""What the pages of case files ask for; plain forms that hold what the page shows and nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    LongText,
    Radios,
    TickReveals,
    Ticks,
    ask_revealed,
    say_instead,
)
from staff.models import Worker

from .actions import Particulars
from .closing import LATE, may_say
from .conflicts.forms import MYSELF, Colleagues, names_of
from .contact import Call, Channel, Contact
from .contacting.asking import AsksOfBlocked
from .court import HELD
from .fields import LONGEST_NAME, Lines, Phones, Postcode
from .models import CaseFile, Entry
from .once import Once
from .references import as_typed
from .searching.query import read_query
from .wording.forms import Worded

LONGEST_BODY = 50_000
LONGEST_BASIS = 5_000
BORN_LATE = "The date of birth must be before the file was opened"


class SearchForm(forms.Form):
    """The one field that finds a file: by reference, name, number, postcode or date of birth."""

    words = forms.CharField(
        max_length=100,
        label="Find a file",
        help_text="Name, telephone, postcode, date of birth or reference",
        error_messages={"required": "Type a name, a number, a date of birth or a reference"},
    )

    def clean_words(self) -> str:
        """Refuse what says nothing that could be looked for."""
        words: str = self.cleaned_data["words"]
        self.query = read_query(words)
        if not self.query and as_typed(words) is None:
            raise ValidationError(
                "Type at least two letters of a name, or a whole telephone number, postcode, date or reference"
            )
        return words


class OpenNewFileForm(Once):
    """Who the client is and how they can be reached safely."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    known_as = Lines(label="Also known as", help_text="Other names, one a line")
    date_of_birth = DateParts(
        required=False, past=True, subject="The date of birth", label="Date of birth"
    )
    phones = Phones(label="Telephone numbers", help_text="One a line", words_go="When is it safe?")
    safe_to_call = forms.ChoiceField(
        choices=Call.choices,
        label="Is it safe to call?",
        widget=Radios(
            hints={
                Call.LIMITED: "Say below when, or who may answer",
                Call.UNKNOWN: "Everybody who opens the file is told not to call yet",
            }
        ),
    )
    times = forms.CharField(required=False, max_length=LONGEST_NAME, label="When is it safe?")
    who_may_answer = forms.CharField(required=False, max_length=LONGEST_NAME)
    channels = forms.MultipleChoiceField(
        required=False, choices=Channel.choices, label="What else is safe?", widget=Ticks()
    )
    address = LongText(
        required=False, max_length=1000, label="Address", widget=forms.Textarea({"rows": 3})
    )
    postcode = Postcode(label="Postcode")
    partner_names = Lines(
        label="Names of partners and former partners",
        help_text="As the client told them, one a line",
    )
    opened_on = DateParts(
        past=True,
        subject="The day on which the file is opened",
        label="Opened on",
        initial=timezone.localdate,
    )
    knows_somebody = forms.BooleanField(
        required=False,
        label="The client knows somebody who works here, or has worked here",
        help_text="Ask: family, a former colleague, a neighbour",
        widget=TickReveals(reveals=["colleagues"]),
    )
    colleagues = Colleagues()

    def __init__(self, *args: Any, people: Iterable[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        ticked = bool(self.data.get(self.add_prefix("knows_somebody")))
        self.fields["colleagues"].choices = names_of(people, by)  # type: ignore[attr-defined]
        self.fields["colleagues"].required = ticked or not self.is_bound

    def clean_colleagues(self) -> list[UUID]:
        """Refuse oneself: whoever knows the client opens no file of theirs (E3)."""
        named: list[UUID] = self.cleaned_data["colleagues"]
        if self.by.pk in named:
            raise ValidationError(MYSELF)
        return named

    def clean(self) -> dict[str, Any]:
        """Refuse limits that nobody named, and a birth after the opening."""
        data = super().clean() or self.cleaned_data
        limits = data.get("times") or data.get("who_may_answer")
        if data.get("safe_to_call") == Call.LIMITED and not limits and not self.errors:
            self.add_error("times", "Say when calling is safe, or who may answer")
        born, opened = data.get("date_of_birth"), data.get("opened_on")
        if born and opened and born > opened:
            self.add_error("date_of_birth", BORN_LATE)
        return data

    def particulars(self) -> Particulars:
        """Return what the file will hold; the form must be valid."""
        data = self.cleaned_data
        contact = Contact(
            phones=data["phones"],
            address=data["address"],
            postcode=data["postcode"],
            safe_to_call=data["safe_to_call"],
            channels=data["channels"],
            times=data["times"],
            who_may_answer=data["who_may_answer"],
        )
        return Particulars(
            name=data["name"],
            known_as=data["known_as"],
            date_of_birth=data["date_of_birth"],
            contact=dict(contact),
            partner_names=data["partner_names"],
        )


class EntryWords(forms.Form):
    """What an entry says: fact, or opinion with its basis (clause 5.2.2), sensitive or not (4.4.2)."""

    happened_on = DateParts(
        past=True,
        subject="The day it happened",
        label="When did it happen?",
        initial=timezone.localdate,
    )
    body = LongText(
        max_length=LONGEST_BODY, label="What is to be recorded?", widget=forms.Textarea({"rows": 9})
    )
    nature = forms.ChoiceField(
        choices=[(n.value, n.label) for n in (Entry.Nature.FACT, Entry.Nature.OPINION)],
        label="Is this a fact or an opinion?",
        widget=Radios(
            hints={
                Entry.Nature.FACT: "What was said, seen, done or received",
                Entry.Nature.OPINION: "What somebody thinks of it; it needs its basis",
            },
            reveals={Entry.Nature.OPINION: ["basis"]},
        ),
    )
    basis = LongText(
        max_length=LONGEST_BASIS,
        label="What is the opinion based on?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": "Say what the opinion is based on: no opinion without it (clause 5.2.2)"
        },
    )
    sensitive = forms.BooleanField(
        required=False,
        label="This holds a sensitive fact",
        help_text="Rape, HIV, an AIDS-related illness, or something as private (clause 4.4.2)",
        widget=TickReveals(reveals=["sensitive_kind"]),
    )
    sensitive_kind = forms.ChoiceField(
        choices=Entry.SensitiveKind.choices,
        label="Which?",
        widget=Radios(),
        error_messages={"required": "Say which sensitive fact it holds (clause 4.4.2)"},
    )
    court_paper: forms.Field = forms.BooleanField(
        required=False, label="This is a family court’s paper, or quotes one", help_text=HELD
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_revealed(self, "nature", "sensitive")

    def clean(self) -> dict[str, Any]:
        """Refuse a basis without an opinion: it would not be kept."""
        data = super().clean() or self.cleaned_data
        if data.get("nature") == Entry.Nature.FACT and data.get("basis"):
            self.add_error(
                "nature",
                "You gave a basis, which only an opinion has: choose ‘Opinion’, or empty the basis",
            )
        return data

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        data = self.cleaned_data
        return {
            "happened_on": data["happened_on"],
            "body": data["body"],
            "nature": data["nature"],
            "basis": data["basis"],
            "sensitive_kind": data["sensitive_kind"] if data["sensitive"] else "",
            "court_paper": data.get("court_paper") or None,  # unticked, nobody has said
        }


class ChangeEntryForm(AsksOfBlocked, Worded, EntryWords):
    """One's own entry of the last day, with other words; what it is marked as is said on its own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["court_paper"]

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        said = super().words()
        del said["court_paper"]
        return said


NOT_CHOSEN = (
    *(Entry.Kind.CORRECTION, Entry.Kind.DOCUMENT),
    *(Entry.Kind.STATEMENT, Entry.Kind.HELD),
)


class CorrectEntryForm(Once, AsksOfBlocked, Worded, EntryWords):
    """A further entry that corrects one; a mark that it bears is not asked, it stands."""

    def __init__(
        self, *args: Any, sensitive: bool, court_paper: bool | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "What is right instead?"
        if court_paper:
            del self.fields["court_paper"]
        if sensitive:
            del self.fields["sensitive"], self.fields["sensitive_kind"]

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        self.cleaned_data.setdefault("sensitive", False)
        return super().words()


class PurposeForm(forms.Form):
    """What somebody opens a sensitive entry for; the answer is kept with the opening (clause 4.4.2)."""

    PURPOSES = (
        ("working with the client", "I am working with the client on it"),
        ("assessing risk", "I am assessing risk or planning safety"),
        ("preparing a disclosure", "I am preparing a disclosure"),
        ("supervising", "I am supervising or reviewing the work"),
        ("keeping the record right", "I am correcting or completing the record"),
    )
    purpose = forms.ChoiceField(
        choices=PURPOSES,
        label="What do you need it for?",
        widget=Radios(),
        error_messages={"required": "Say what you need it for; the answer is recorded"},
    )


class BornForm(Once):
    """When the client was born, and how that is known; nothing where what stands was wrong and nobody knows."""

    date_of_birth = DateParts(
        required=False, past=True, subject="The date of birth", label="Date of birth"
    )
    how = LongText(
        max_length=LONGEST_BASIS,
        label="How is that known?",
        help_text="A paper that was shown, or who said it. It becomes an entry, with the date that stood before.",
        error_messages={"required": "Say how it is known"},
    )

    def __init__(self, *args: Any, file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = file.opened_on

    def clean_date_of_birth(self) -> date | None:
        """Refuse a birth after the opening."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born and born > self.opened_on:
            raise ValidationError(BORN_LATE, params={"parts": ["day", "month", "year"]})
        return born


class NamesForm(Once):
    """The client's own names, and how they are known."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    known_as = Lines(label="Also known as", help_text="Other names, one a line")
    mistaken = forms.BooleanField(
        required=False,
        label="The name that stood before was never theirs",
        help_text="Otherwise it stays among the other names: the client is found by it",
    )
    how = LongText(
        max_length=LONGEST_BASIS,
        label="How is that known?",
        help_text="A paper that was shown, or who said it. It becomes an entry, with the names that stood before.",
        error_messages={"required": "Say how it is known"},
    )

    def names(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        asked = ("name", "known_as", "mistaken", "how", "seen")
        return {name: self.cleaned_data[name] for name in asked}

    def ask_again(self, *, seen: str) -> None:
        """Say that somebody else was faster, and let the form rest on what stands now when it is sent again."""
        say_instead(self, "seen", seen)
        self.add_error(
            None,
            ValidationError(
                "Somebody changed the names while you wrote. What stands now is shown above, and nothing of yours is"
                " lost: save again what should stand."
            ),
        )


class CourtPaperForm(forms.Form):
    """A tick that keeps a stray click from closing what others read, or from freeing what they may not (E23)."""

    def __init__(self, *args: Any, it_is: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "It is a family court’s paper" if it_is else "It is no family court’s paper"
        self.fields["confirmed"] = Confirmation(words)


class CloseFileForm(forms.Form):
    """The day the person left, and a tick that keeps a stray click from starting the clock (clause 5.2.7)."""

    left_on = DateParts(
        past=True, subject="The day they left", label="On which day did they leave the service?"
    )
    confirmed = Confirmation("The work with this person has ended")

    def __init__(self, *args: Any, file: CaseFile, by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.by = file, by

    def clean_left_on(self) -> date:
        """Refuse a day before the file was opened, and one of long ago that is not theirs to say."""
        left_on: date = self.cleaned_data["left_on"]
        parts = {"parts": ["day", "month", "year"]}
        if left_on < self.file.opened_on:
            raise ValidationError(
                "The day they left must not be before the file was opened", params=parts
            )
        if not may_say(left_on, by=self.by):
            raise ValidationError(LATE, params=parts)
        return left_on
