"""What the pages of disclosures ask for. What nobody has said stays unsaid: the rules decide."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.forms import Lines
from clients.models import Entry
from clients.once import Once
from confidentiality.interface.filters import date_gb
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    LongText,
    Radios,
    TickReveals,
    Ticks,
)
from disclosures.actions import ConsentTerms, Particulars
from disclosures.models import Agency, AgencyContact, Consent, SignOff
from disclosures.picture import Proviso, ProvisoKind
from staff.models import Worker

LONGEST_WORDS = 2_000
GLIMPSE = 70  # characters of an entry that tell it from its neighbours
YES_NO = (("yes", "Yes"), ("no", "No"))
Choices = Sequence[tuple[str, str]]


def entry_choices(entries: Iterable[Entry]) -> Choices:
    """Return (id, words) of entries to pick from; of a sensitive one no word is shown (4.4.2)."""
    return [(str(entry.id), _glimpse(entry)) for entry in entries]


def _glimpse(entry: Entry) -> str:
    about = "holds a sensitive fact" if entry.sensitive else " ".join(entry.body.split())
    if len(about) > GLIMPSE:
        about = about[:GLIMPSE].rstrip() + "…"
    return f"{entry.get_kind_display()} of {date_gb(entry.happened_on)}: {about}"


def consent_choices(consents: Iterable[Consent]) -> Choices:
    """Return (id, words) of the consents that still stand."""
    standing = [c for c in consents if c.withdrawn_at is None]
    return [(str(c.id), f"To {c.to_agency.name}, given on {date_gb(c.given_on)}") for c in standing]


def _words(label: str, help_text: str = "", *, required: bool = False, rows: int = 3) -> LongText:
    return LongText(
        required=required,
        max_length=LONGEST_WORDS,
        label=label,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


def _tick(label: str, help_text: str = "") -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label, help_text=help_text)


def _ids(values: Iterable[str]) -> frozenset[UUID]:
    return frozenset(UUID(value) for value in values)


def _said(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class RegisterAgencyForm(forms.Form):
    """A new agency; its assurance is recorded by a line manager afterwards."""

    name = forms.CharField(max_length=120, label="Name of the agency")
    statutory_duty = forms.CharField(
        required=False,
        max_length=200,
        label="Duty in law that it acts under",
        help_text="Police, court, children’s services, health or tax: name the duty. Leave empty "
        "for everybody we work with by choice",
    )


class AddContactForm(forms.Form):
    """Somebody at an agency."""

    name = forms.CharField(max_length=120, label="Name")
    aliases = Lines(label="Other names", help_text="Earlier, shorter or second names, one a line")
    phones = Lines(label="Telephone numbers", help_text="One a line")


class RecordAssuranceForm(forms.Form):
    """That the manager has seen how the agency keeps confidences (clause 4.1.1)."""

    seen_on = DateParts(past=True, subject="The day you saw it", label="When did you see it?")
    review_on = DateParts(subject="The day of review", label="When has it to be seen again?")
    confirmed = Confirmation("I have read the agency’s confidentiality policy")

    def clean_review_on(self) -> date:
        """Refuse a review that is over already."""
        review_on: date = self.cleaned_data["review_on"]
        if review_on < timezone.localdate():
            raise forms.ValidationError("The day of review must be today or later")
        return review_on


class RecordConsentForm(Once):
    """What she agreed to and what she was told; gaps are recorded as gaps (clause 2.1)."""

    to_agency = forms.ChoiceField(label="To which agency?")
    given_on = DateParts(past=True, subject="The day she agreed", label="When did she agree?")
    why = _words("Why is it needed?", "As it was told to her", required=True, rows=2)
    covers = forms.MultipleChoiceField(label="Which entries does she agree to?", widget=Ticks())
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
    agreeing = _words("What was she told will follow if she agrees?", rows=2)
    refusing = _words("What was she told will follow if she refuses?", rows=2)
    expires_on = DateParts(
        required=False, subject="The last day", label="Until when does her consent hold?"
    )
    limits_asked = forms.BooleanField(
        required=False,
        label="She was asked what limits she sets",
        help_text="Each limit is kept at release (clause 3.3.2 d)",
        widget=TickReveals(
            reveals=[
                "own_words",
                "not_items",
                "not_agencies",
                "not_before",
                "not_after",
                "only_verbally",
            ]
        ),
    )
    own_words = _words("Her limits in her own words", "Printed on the letter", rows=2)
    not_items = forms.MultipleChoiceField(
        required=False, label="Entries that must not go", widget=Ticks()
    )
    not_agencies = forms.MultipleChoiceField(
        required=False, label="Agencies that must not receive anything", widget=Ticks()
    )
    not_before = DateParts(required=False, subject="The first day", label="Not before")
    not_after = DateParts(required=False, subject="The last day", label="Not after")
    only_verbally = _tick("Only by word of mouth")
    authorised_on = DateParts(
        required=False,
        past=True,
        subject="The date on it",
        label="Date on a written authorisation that names this agency",
        help_text="Always needed on a programme file (clause 2.2)",
    )

    def __init__(
        self, *args: Any, entries: Sequence[Entry], agencies: Sequence[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.id): agency for agency in agencies}
        named = [(key, agency.name) for key, agency in self.agencies.items()]
        picks, sensitive = entry_choices(entries), [e for e in entries if e.sensitive]
        self._offer("to_agency", [("", "Choose an agency"), *named])
        self._offer("covers", picks)
        self._offer("not_items", picks)
        self._offer("not_agencies", named)
        self._offer("names_sensitive", entry_choices(sensitive))

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        if not choices and not field.required:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse limits without the tick that she was asked, and an end before the beginning."""
        data = super().clean() or self.cleaned_data
        if not data.get("limits_asked") and self._provisos(data):
            self.add_error("limits_asked", "Tick this: limits are recorded below")
        given, expires = data.get("given_on"), data.get("expires_on")
        if given and expires and expires < given:
            self.add_error("expires_on", "Her consent can’t end before she gave it")
        return data

    def terms(self, consent_id: UUID) -> ConsentTerms:
        """Return what the action records; the form must be valid."""
        data = self.cleaned_data
        covers = _ids(data["covers"])
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
            names_sensitive=_ids(data.get("names_sensitive", ())) & covers,
            provisos=self._provisos(data),
            authorised_on=data["authorised_on"],
            consent_id=consent_id,
        )

    @staticmethod
    def _provisos(data: dict[str, Any]) -> tuple[Proviso, ...]:
        found = [
            Proviso(ProvisoKind.NOT_THIS_ITEM, item=i) for i in _ids(data.get("not_items", ()))
        ]
        found += [
            Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=a)
            for a in _ids(data.get("not_agencies", ()))
        ]
        for kind in (ProvisoKind.NOT_BEFORE, ProvisoKind.NOT_AFTER):
            if day := data.get(kind.value):
                found.append(Proviso(kind, day=day))
        if data.get("only_verbally"):
            found.append(Proviso(ProvisoKind.ONLY_VERBALLY))
        if data.get("own_words", "").strip():
            found.append(Proviso(ProvisoKind.OWN_WORDS, words=data["own_words"]))
        return tuple(found)


class AskForm(Once):
    """A request to disclose; a draft may have gaps, the task list shows them."""

    contact = forms.ChoiceField(label="To whom?")
    consent = forms.ChoiceField(required=False, label="On which consent does it rest?")
    entries = forms.MultipleChoiceField(label="Which entries?", widget=Ticks())
    harmless = forms.MultipleChoiceField(
        required=False,
        label="Imported entries that you have read and that hold no sensitive fact",
        help_text="Nobody has marked imported entries (clause 4.4.2)",
        widget=Ticks(),
    )
    readers = Lines(label="Who will read it there?", help_text="Names or posts, one a line")
    knows_readers = _tick("I know who will read it", "Clause 3.3.2 b")
    knows_policy = _tick("I know how the agency will protect it", "Clause 4.1.1")
    explained_on = DateParts(
        required=False,
        past=True,
        subject="The day it was explained",
        label="When was it explained to her what is shared and how it is protected?",
    )
    concern_raised = forms.ChoiceField(
        required=False,
        choices=YES_NO,
        label="Has anybody a concern about sharing this?",
        widget=Radios(reveals={"yes": ["concern_meeting_on"]}),
    )
    concern_meeting_on = DateParts(
        required=False,
        past=True,
        subject="The day of the meeting",
        label="When did a team or case meeting discuss it?",
    )
    raises_risk = forms.ChoiceField(
        required=False,
        choices=YES_NO,
        label="May it raise her risk?",
        help_text="If it may: a discussion and a second sign-off follow (clause 3.3.2 c)",
        widget=Radios(),
    )
    risk_words = _words("What speaks for and against that?", rows=2)
    says_not_partner = _tick(
        "I have made sure that the recipient is no partner or former partner of hers",
        "Needed where no partner’s name is on the file (clause 3.3.2 e)",
    )

    def __init__(
        self,
        *args: Any,
        entries: Sequence[Entry],
        contacts: Sequence[AgencyContact],
        consents: Sequence[Consent],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(contact.id): contact for contact in contacts}
        self.consents = {str(consent.id): consent for consent in consents}
        imported = [e for e in entries if e.nature == Entry.Nature.IMPORTED and not e.sensitive]
        people = [(key, f"{c.name}, {c.agency.name}") for key, c in self.contacts.items()]
        for name, choices in (
            ("contact", [("", "Choose somebody"), *people]),
            ("consent", [("", "None recorded yet"), *consent_choices(consents)]),
            ("entries", entry_choices(entries)),
            ("harmless", entry_choices(imported)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        if not imported:
            del self.fields["harmless"]

    def says(self, request_id: UUID) -> Particulars:
        """Return what the action takes; the form must be valid."""
        data = self.cleaned_data
        return Particulars(
            contact=self.contacts[data["contact"]],
            consent=self.consents.get(data["consent"]),
            entries=tuple(sorted(_ids(data["entries"]))),
            harmless=_ids(data.get("harmless", ())),
            readers=tuple(data["readers"]),
            knows_readers=data["knows_readers"],
            knows_policy=data["knows_policy"],
            says_not_partner=data["says_not_partner"],
            concern_raised=_said(data["concern_raised"]),
            concern_meeting_on=data["concern_meeting_on"],
            explained_on=data["explained_on"],
            raises_risk=_said(data["raises_risk"]),
            risk_words=data["risk_words"],
            request_id=request_id,
        )


class NoteDiscussionForm(forms.Form):
    """With whom raised risk was discussed; it becomes an entry of the file (clause 3.3.2 c)."""

    with_whom = forms.ChoiceField(label="With whom?")
    on = DateParts(past=True, subject="The day of the discussion", label="When?")
    words = _words("What was said?", "This is noted in the case file", required=True)

    def __init__(self, *args: Any, colleagues: Sequence[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(worker.pk): worker for worker in colleagues}
        named = [
            (key, f"{w.display_name}, {w.get_role_display()}") for key, w in self.colleagues.items()
        ]
        field = self.fields["with_whom"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose a colleague"), *named]

    def colleague(self) -> Worker:
        """Return who was chosen; the form must be valid."""
        return self.colleagues[self.cleaned_data["with_whom"]]


class DecideForm(forms.Form):
    """A manager's decision about what the page shows, and only that."""

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        choices=[
            (SignOff.Decision.APPROVE, "Sign it off"),
            (SignOff.Decision.ASK_BACK, "Send it back with a question"),
            (SignOff.Decision.REFUSE, "Refuse it"),
        ],
        label="What do you decide?",
        widget=Radios(),
    )
    says_not_partner = _tick(
        "I have made sure that the recipient is no partner or former partner of hers",
        "Needed where the names are alike (clause 3.3.2 e)",
    )
    words = _words("Your reason or question", "Needed unless you sign it off")

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal or question without words."""
        data = super().clean() or self.cleaned_data
        says_no = data.get("decision") in (SignOff.Decision.REFUSE, SignOff.Decision.ASK_BACK)
        if says_no and not data.get("words", "").strip():
            self.add_error("words", "Say why, or what you ask")
        return data


class ReadPackageForm(forms.Form):
    """The word of somebody who has read what would leave."""

    content = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    confirmed = Confirmation("I have read all of it, from beginning to end")


class ReleaseForm(forms.Form):
    """What the one who releases confirms; her own words only where she has set such a limit."""

    knows_policy = Confirmation("I know how the agency will protect it")
    keeps_words = Confirmation("I will keep to the limits in her own words")
    confirmed = Confirmation("It is to leave now")

    def __init__(self, *args: Any, own_words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not own_words:
            del self.fields["keeps_words"]


class WithdrawConsentForm(forms.Form):
    """That she withdraws."""

    confirmed = Confirmation("She withdraws this consent")


class WithdrawRequestForm(forms.Form):
    """That the request is to end."""

    confirmed = Confirmation("This is not to be disclosed")
