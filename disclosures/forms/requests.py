"""What is asked about a request to disclose."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from clients.fields import Lines
from clients.models import Entry
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    Radios,
    Ticks,
)
from disclosures.actions import Particulars
from disclosures.clauses.bases import CONSENTED
from disclosures.forms.grounds import OnBasis, is_urgent
from disclosures.forms.pieces import (
    YES_NO,
    consent_choices,
    entry_choices,
    ids,
    long_words,
    named_with_roles,
    offer,
    said,
    tick,
)
from disclosures.models import AgencyContact, Consent, RequestItem
from disclosures.picture import Manner, Spoken
from staff.models import Worker

AS_IT_WAS = "This puts right what they received, for the same readers. Has one of them left? Begin a new request."


class AskForm(OnBasis):
    """A request to disclose on one basis; a draft may have gaps, the task list shows them."""

    consent = forms.ChoiceField(required=False, label="On which consent does it rest?")
    entries = forms.MultipleChoiceField(required=False, label="Which entries?", widget=Ticks())
    harmless = forms.MultipleChoiceField(
        required=False,
        label="Imported entries that you have read and that hold no sensitive fact",
        help_text="Nobody has marked imported entries (clause 4.4.2)",
        widget=Ticks(),
    )
    readers = Lines(label="Who will read it there?", help_text="Names or posts, one a line")
    knows_readers = tick("I know who will read it", "Clause 3.3.2 b")
    knows_policy = tick("I know how the agency will protect it", "Clause 4.1.1")
    explained_on = DateParts(
        required=False,
        past=True,
        subject="The day it was explained",
        label="When was it explained to the client what is shared and how it is protected?",
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
    risk_words = long_words(
        "What speaks for and against that?",
        "A choice without words is no assessment (clause 3.3.2 c)",
        rows=2,
    )
    says_not_partner = tick(
        "I have made sure that the recipient is no partner or former partner of the client",
        "Needed where no partner’s name is on the file (clause 3.3.2 e)",
    )

    field_order = (
        *("contact", "reached_name", "reached_agency", "reached_phone", "threatened"),
        *("says_not_partner", "urgent"),
        *("why", "law", "dated", "asked_for", "in_writing", "binds", "names_sensitive", "parent"),
        *(
            "told_on",
            "not_told",
            "consent",
            "manner",
            "text",
            "text_sensitive",
            "relevance",
            "entries",
        ),
    )

    def __init__(
        self,
        *args: Any,
        entries: Sequence[Entry],
        contacts: Sequence[AgencyContact],
        consents: Sequence[Consent],
        corrects: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if corrects and "readers" in self.fields:
            self.fields["readers"].disabled = True
            self.fields["readers"].asked = True  # type: ignore[attr-defined]  # no gap to be filled
            self.fields["readers"].help_text = AS_IT_WAS
            self.fields["readers"].widget.attrs["readonly"] = True
        if self.basis not in CONSENTED:
            self.fields[
                "consent"
            ].label = "A consent that names a sensitive fact in them, if there is one"
        self.contacts = {str(contact.id): contact for contact in contacts}
        self.consents = {str(consent.id): consent for consent in consents}
        imported = [e for e in entries if e.nature == Entry.Nature.IMPORTED and not e.sensitive]
        people = [(key, f"{c.name}, {c.agency.name}") for key, c in self.contacts.items()]
        offer(self, "contact", [("", "Choose somebody"), *people])
        offer(self, "consent", [("", "None recorded yet"), *consent_choices(consents)])
        offer(self, "entries", entry_choices(entries))
        offer(self, "harmless", entry_choices(imported))

    def says(self, request_id: UUID) -> Particulars:
        """Return what the action takes; the form must be valid."""
        data = self.cleaned_data
        return Particulars(
            contact=self.contacts.get(data["contact"]),
            consent=self.consents.get(data.get("consent", "")),
            entries=tuple(sorted(ids(data.get("entries", ())))),
            basis=self.basis,
            manner=Manner(data.get("manner", Manner.SPOKEN)),
            urgent=is_urgent(self),
            reached=self.reached(),
            text=data["text"],
            text_sensitive=said(data["text_sensitive"]),
            grounds=self.grounds(),
            harmless=ids(data.get("harmless", ())),
            readers=tuple(data.get("readers", ())),
            knows_readers=data.get("knows_readers", False),
            knows_policy=data["knows_policy"],
            says_not_partner=data["says_not_partner"],
            concern_raised=said(data.get("concern_raised", "")),
            concern_meeting_on=data.get("concern_meeting_on"),
            explained_on=data.get("explained_on"),
            raises_risk=said(data["raises_risk"]),
            risk_words=data["risk_words"],
            request_id=request_id,
        )


TOLD_LABELS = {
    "text": "What was said?",
    "text_sensitive": "Did what you said hold a sensitive fact?",
    "urgent": "It could not wait for a sign-off",
    "readers": "Who there knows of it, or will?",
    "raises_risk": "May it have raised her risk?",
    "concern_raised": "Had anybody a concern about sharing this?",
}
TOLD_FIRST = (
    *("contact", "reached_name", "reached_agency", "reached_phone", "threatened"),
    *("with_whom", "known_by", "on", "text", "text_sensitive", "may_go", "urgent", "consent"),
    *("why", "law", "dated", "asked_for", "told_on", "not_told"),
)


class NoteDiscussionForm(forms.Form):
    """With whom raised risk was discussed; it becomes an entry of the file (clause 3.3.2 c)."""

    with_whom = forms.ChoiceField(label="With whom?")
    on = DateParts(past=True, subject="The day of the discussion", label="When?")
    words = long_words("What was said?", "This is noted in the case file", required=True)

    def __init__(self, *args: Any, colleagues: Sequence[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(worker.pk): worker for worker in colleagues}
        offer(self, "with_whom", [("", "Choose a colleague"), *named_with_roles(colleagues)])

    def colleague(self) -> Worker:
        """Return who was chosen; the form must be valid."""
        return self.colleagues[self.cleaned_data["with_whom"]]


class WithdrawRequestForm(forms.Form):
    """That the request is to end."""

    confirmed = Confirmation("This is not to be disclosed")


class RelevanceForm(forms.Form):
    """What each entry of a report has to do with ending his abuse (clause 4.3.1)."""

    def __init__(self, *args: Any, items: Sequence[RequestItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {f"item_{item.entry_id}": item for item in items}
        for (name, item), (_key, glimpse) in zip(
            self.items.items(), entry_choices(item.entry for item in items), strict=True
        ):
            self.fields[name] = long_words(glimpse, rows=2)
            self.initial[name] = item.relevance or ""

    def relevance(self) -> dict[UUID, str]:
        """Return the words by entry; the form must be valid."""
        return {item.entry_id: self.cleaned_data[name] for name, item in self.items.items()}


class ToldForm(AskForm):
    """What was told by word of mouth already: it is taken as it was, gaps and all."""

    with_whom = forms.CharField(max_length=200, label="Who was on the line, or before you?")
    known_by = forms.CharField(required=False, max_length=400, label="How did you know who it was?")
    on = DateParts(past=True, subject="The day", label="When was it told?")
    may_go = long_words(
        "Did you name somebody else, or tell a sensitive fact? Why?",
        "The machine reads what was said. It is recorded in any case (clauses 3.2.1 and 4.4.2)",
        rows=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, entries=(), **kwargs)
        for name in ("manner", "entries", "harmless"):
            self.fields.pop(name, None)
        for name, label in TOLD_LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
        self.fields["text"].help_text, self.fields["text"].required = "As nearly as you can", True
        self.order_fields(TOLD_FIRST)
        if "urgent" in self.fields:
            self.fields["urgent"].help_text = "Life goes before procedure: that is no breach of it"

    def spoken(self) -> Spoken:
        """Return who was on the line; the form must be valid."""
        data = self.cleaned_data
        return Spoken(data["with_whom"], data["known_by"], data["on"])
