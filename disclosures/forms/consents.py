"""What is asked about a consent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from clients.fields import Lines
from clients.models import CaseFile, Entry
from clients.once import Once
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    Radios,
    TickReveals,
    Ticks,
    ask_revealed,
)
from disclosures.actions import ConsentTerms
from disclosures.childhood import may_be_a_child, stands_against
from disclosures.forms.pieces import entry_choices, ids, long_words, offer, tick
from disclosures.kiosk.models import Limit
from disclosures.models import Agency, Agreement
from disclosures.picture import Proviso, ProvisoKind

LIMITS = (
    *("own_words", "not_items", "not_agencies", "not_persons"),
    *("not_before", "not_after", "only_verbally"),
)


class RecordConsentForm(Once):
    """What she agreed to and what she was told; gaps are recorded as gaps (clause 2.1)."""

    refused = forms.ChoiceField(
        choices=(("no", "Yes, within the limits below"), ("yes", "No, they refuse")),
        initial="no",
        label="Does the client agree?",
        help_text="That somebody was asked and refused is recorded as carefully",
        widget=Radios(),
    )
    given_by = forms.ChoiceField(
        choices=(("client", "The client"), ("parent", "A parent or guardian, for a child")),
        initial="client",
        label="Who says so?",
        help_text="What a parent agreed to ends by itself when the client is of age",
        widget=Radios(reveals={"parent": ["authority"]}),
    )
    authority = long_words(
        "By what authority, and how was it seen?",
        rows=2,
        missing="Write by what authority they agree, and how it was seen",
    )
    to_agency = forms.ChoiceField(label="To which agency?")
    beside = tick(
        "What they agreed to before with this agency stands beside it",
        "Without this it takes the place of that: what has left on it and is not agreed to here is closed to whoever"
        " reads it on a screen",
    )
    at_her_request = tick(
        "The client asked us to be in touch with this agency", "Liaison (clause 3.3.2 a)"
    )
    her_words = long_words("What did the client say, in their own words?", rows=2)
    given_on = DateParts(past=True, subject="The day she agreed", label="When did she agree?")
    why = long_words("Why is it needed?", "As it was told to her", required=True, rows=2)
    covers = forms.MultipleChoiceField(
        required=False, label="Which entries does she agree to?", widget=Ticks()
    )
    new_words = long_words(
        "What may be written for it besides?",
        "Such as a report, a letter or a question: what it may tell. Nothing new is written without this",
        rows=2,
    )
    names_sensitive = forms.MultipleChoiceField(
        required=False,
        label="Whose sensitive fact did she agree to by name?",
        help_text="Without this, an entry with a sensitive fact stays here (clause 4.4.2)",
        widget=Ticks(),
    )
    implications_on = DateParts(
        required=False,
        past=True,
        subject="The day of that talk",
        label="When was it explored with her what may come of it?",
        help_text="Before she agreed (clause 3.3.2 b)",
    )
    agreeing = long_words("What was she told will follow if she agrees?", rows=2)
    refusing = long_words("What was she told will follow if she refuses?", rows=2)
    expires_on = DateParts(
        required=False, subject="The last day", label="Until when does her consent hold?"
    )
    limits_asked = forms.BooleanField(
        required=False,
        label="She was asked what limits she sets",
        help_text="Each limit is kept at release (clause 3.3.2 d)",
        widget=TickReveals(reveals=LIMITS),
    )
    own_words = long_words("Her limits in her own words", "Printed on the letter", rows=2)
    not_items = forms.MultipleChoiceField(
        required=False, label="Entries that must not go", widget=Ticks()
    )
    not_agencies = forms.MultipleChoiceField(
        required=False, label="Agencies that must not receive anything", widget=Ticks()
    )
    not_persons = Lines(
        label="People who must not know of it",
        help_text="Names, one a line: nobody called like them receives or reads it",
    )
    not_before = DateParts(required=False, subject="The first day", label="Not before")
    not_after = DateParts(required=False, subject="The last day", label="Not after")
    only_verbally = tick("Only by word of mouth")
    authorised_on = DateParts(
        required=False,
        past=True,
        subject="The date on it",
        label="Date on a written authorisation that names this agency",
        help_text="Always needed on a programme file, and to ask others (clause 2.2): the date alone does not do",
    )
    paper = forms.ChoiceField(
        required=False,
        label="Which document of the file is it?",
        help_text="Or scan it, or let them sign on this screen, once the consent is recorded",
    )

    def __init__(
        self,
        *args: Any,
        file: CaseFile,
        entries: Sequence[Entry],
        papers: Sequence[Entry],
        agencies: Sequence[Agency],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.id): agency for agency in agencies}
        named = [(key, agency.name) for key, agency in self.agencies.items()]
        picks, sensitive = entry_choices(entries), [e for e in entries if e.sensitive]
        offer(self, "to_agency", [("", "Choose an agency"), *named])
        offer(self, "covers", picks)
        offer(self, "not_items", picks)
        offer(self, "not_agencies", named)
        offer(self, "names_sensitive", entry_choices(sensitive))
        offer(self, "paper", [("", "None yet"), *entry_choices(papers)])
        self.file = file
        if self.data.get("given_by") != "parent" and not may_be_a_child(file):
            del self.fields["given_by"], self.fields["authority"]
        else:
            ask_revealed(self, "given_by")
        asked = self.fields["limits_asked"].widget
        asked.reveals = {"": tuple(name for name in LIMITS if name in self.fields)}

    def clean(self) -> dict[str, Any]:
        """Refuse limits without the tick that she was asked, and an end before the beginning."""
        data = super().clean() or self.cleaned_data
        if data.get("refused") == "no" and not (data.get("covers") or data.get("new_words")):
            field = "covers" if "covers" in self.fields else "new_words"
            what = "Choose the entries that were agreed to, or write what may be newly written"
            self.add_error(field, what)
        if not data.get("limits_asked") and self._provisos(data):
            self.add_error("limits_asked", "Tick this: limits are recorded below")
        if (
            data.get("paper")
            and not data.get("authorised_on")
            and "authorised_on" not in self.errors
        ):
            self.add_error("authorised_on", "Write the date that the paper bears")
        given, expires = data.get("given_on"), data.get("expires_on")
        if given and expires and expires < given:
            self.add_error("expires_on", "Her consent can’t end before she gave it")
        self._check_parent(data)
        return data

    def _check_parent(self, data: dict[str, Any]) -> None:
        """Refuse a parent's consent for somebody who is no child, and one without their authority (E7)."""
        if data.get("given_by") != "parent":
            data["authority"] = ""
            return
        if against := stands_against(self.file, None):
            self.add_error("given_by", against)
        elif against := stands_against(self.file, data.get("expires_on")):
            self.add_error("expires_on", against)

    def terms(self, consent_id: UUID) -> ConsentTerms:
        """Return what the action records; the form must be valid."""
        data = self.cleaned_data
        covers = ids(data.get("covers", ()))
        return ConsentTerms(
            to_agency=self.agencies[data["to_agency"]],
            given_on=data["given_on"],
            why=data["why"],
            agreeing=data["agreeing"],
            refusing=data["refusing"],
            implications_on=data["implications_on"],
            limits_asked=data["limits_asked"],
            expires_on=data["expires_on"],
            covers=covers,
            names_sensitive=ids(data.get("names_sensitive", ())) & covers,
            provisos=self._provisos(data),
            authorised_on=data["authorised_on"],
            paper=UUID(data["paper"]) if data.get("paper") else None,
            at_her_request=data["at_her_request"],
            her_words=data["her_words"],
            new_words=data["new_words"],
            refused=data["refused"] == "yes",
            beside=data["beside"],
            authority=data["authority"],
            consent_id=consent_id,
        )

    @staticmethod
    def _provisos(data: dict[str, Any]) -> tuple[Proviso, ...]:
        found = [Proviso(ProvisoKind.NOT_THIS_ITEM, item=i) for i in ids(data.get("not_items", ()))]
        found += [
            Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=a)
            for a in ids(data.get("not_agencies", ()))
        ]
        found += [
            Proviso(ProvisoKind.NOT_THIS_PERSON, words=name)
            for name in data.get("not_persons") or ()
        ]
        for kind in (ProvisoKind.NOT_BEFORE, ProvisoKind.NOT_AFTER):
            if day := data.get(kind.value):
                found.append(Proviso(kind, day=day))
        if data.get("only_verbally"):
            found.append(Proviso(ProvisoKind.ONLY_VERBALLY))
        if data.get("own_words", "").strip():
            found.append(Proviso(ProvisoKind.OWN_WORDS, words=data["own_words"]))
        return tuple(found)


class AgreementForm(Once):
    """What is not permission to disclose: that somebody agreed to the service, or why in law we keep the file."""

    kind = forms.ChoiceField(
        choices=Agreement.Kind.choices,
        label="What is it?",
        help_text="Neither permits to disclose anything",
        widget=Radios(reveals={"lawful_basis": ["basis"]}),
    )
    basis = forms.ChoiceField(required=False, label="On which basis?")
    on = DateParts(past=True, subject="The day", label="Since when?")
    words = long_words("What was agreed, or why this basis?", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "basis", [("", "Choose one"), *settings.LAWFUL_BASES.items()])

    def clean(self) -> dict[str, Any]:
        """Ask for the basis where it is one, and for none elsewhere."""
        data = super().clean() or self.cleaned_data
        lawful = data.get("kind") == Agreement.Kind.LAWFUL_BASIS
        if lawful and not data.get("basis"):
            self.add_error("basis", "Choose the basis in law")
        data["basis"] = data.get("basis", "") if lawful else ""
        return data


class WithdrawConsentForm(forms.Form):
    """That she withdraws."""

    confirmed = Confirmation("She withdraws this consent")


class LimitConsentForm(forms.Form):
    """What the client takes away of a consent that stands (3.3.2 d)."""

    kind = forms.ChoiceField(
        choices=Limit.Kind.choices,
        label="What does the client want?",
        widget=Radios(
            reveals={
                Limit.Kind.NOT_THIS_ITEM: ["entries"],
                Limit.Kind.NOT_THIS_PERSON: ["name"],
                Limit.Kind.NOT_BEFORE: ["first"],
                Limit.Kind.ENDS: ["last"],
            }
        ),
    )
    entries = forms.MultipleChoiceField(
        label="What is to be left out?",
        widget=Ticks(),
        error_messages={"required": "Choose what is to be left out"},
    )
    name = forms.CharField(
        max_length=120,
        label="Who must not know of it?",
        error_messages={"required": "Write the name"},
    )
    first = DateParts(subject="The first day", label="From which day may it go?")
    last = DateParts(subject="The last day", label="Which is the last day?")
    confirmed = Confirmation("The client said so. It stands for good")

    def __init__(self, *args: Any, covered: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entries", entry_choices(covered))
        ask_revealed(self, "kind")

    def clean(self) -> dict[str, Any]:
        """Refuse a day that changes nothing; one that another answer asks for counts for nothing."""
        data, today = super().clean() or self.cleaned_data, timezone.localdate()
        first, last = data.get("first"), data.get("last")
        if data.get("kind") == Limit.Kind.NOT_BEFORE and first and first <= today:
            self.add_error("first", "Choose a day after today")
        if data.get("kind") == Limit.Kind.ENDS and last and last < today:
            self.add_error("last", "Choose today or a day after it")
        return data

    def limit(self) -> dict[str, Any]:
        """Return what the action writes down; the form must be valid."""
        data, kind = self.cleaned_data, Limit.Kind(self.cleaned_data["kind"])
        said: dict[str, Any] = {"kind": kind}
        match kind:
            case Limit.Kind.NOT_THIS_ITEM:
                said["entries"] = [UUID(each) for each in data["entries"]]
            case Limit.Kind.NOT_THIS_PERSON:
                said["name"] = data["name"].strip()
            case Limit.Kind.NOT_BEFORE:
                said["day"] = data["first"]
            case Limit.Kind.ENDS:
                said["day"] = data["last"]
        return said
