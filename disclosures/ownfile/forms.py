"""What is asked about a request for one's own file: taking it down, arranging, ending, complaints, disputes."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from clients.contacting.profile import IN_PERSON
from clients.contacting.rules import Use
from clients.diary.actions import Arranged
from clients.diary.forms import AppointmentForm
from clients.diary.rules import clock_time, moment
from clients.forms import EntryWords
from clients.models import Entry
from clients.once import Once
from confidentiality.interface.filters import date_gb
from confidentiality.interface.forms import Confirmation, DateParts, Radios
from disclosures.forms.pieces import entry_choices, long_words, offer
from staff.models import Worker

from . import endings
from .actions import Asked
from .arranging import Arranging
from .models import FileRequest, Rectification

LONGEST_NAME = 200
HERE = "here"
Face, Asker = FileRequest.Faces, FileRequest.Askers


def day(label: str, **more: Any) -> DateParts:
    """Return a field for a day that is not in the future, today unless said otherwise."""
    return DateParts(past=True, subject="The day", label=label, initial=timezone.localdate, **more)


def line(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(
        max_length=LONGEST_NAME, label=label, help_text=help_text, required=required
    )


class AskForm(Once):
    """Who asked for what, when, on which way and in which words; none of it is refused."""

    face = forms.ChoiceField(
        choices=Face.choices,
        label="What do they want?",
        help_text="No form and no right words are needed. If they are not sure, choose the first; it can be changed",
        widget=Radios(),
    )
    words = long_words("What did they say or write?", "Their own words", required=True, rows=4)
    asker = forms.ChoiceField(
        choices=[each for each in Asker.choices if each[0]],
        label="Who asks?",
        widget=Radios(),
    )
    who = line("Their name, and how they can be reached", "If it is not the client", required=False)
    channel = forms.ChoiceField(
        choices=[each for each in FileRequest.Channel.choices if each[0]],
        label="How did they ask?",
        widget=Radios(),
    )
    asked_on = day("On which day?")
    clock = forms.CharField(
        required=False,
        max_length=5,
        label="At what time, if you know?",
        help_text="For example 9:30. Without it the notice counts from the end of that day, or from now",
    )

    def __init__(self, *args: Any, opened_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = opened_on
        if "before" in self.data:
            self._ask_twice()

    def _ask_twice(self) -> None:
        self.fields["before"] = Confirmation("They had asked before this file was opened")

    def clean(self) -> dict[str, Any]:
        """Ask for a name where somebody asks for the client, and for a time that there was."""
        said = super().clean() or self.cleaned_data
        if said.get("asker") not in (None, Asker.CLIENT) and not said.get("who"):
            self.add_error("who", "Say who asks for the client")
        if said.get("clock") and clock_time(said["clock"]) is None:
            self.add_error("clock", "Write the time as 9:30 or 14:05")
        elif said.get("asked_on") and self._moment() > timezone.now() + timedelta(minutes=5):
            self.add_error("clock", "It must have been asked already")
        if said.get("asked_on"):
            self._look_at(said["asked_on"])
        return said

    def _look_at(self, asked_on: date) -> None:
        """Ask once more about a day before the file was opened: a letter may have come before it."""
        if asked_on >= self.opened_on or self.cleaned_data.get("before"):
            return
        self._ask_twice()
        self.add_error(
            "asked_on",
            f"This file was opened on {date_gb(self.opened_on)}. If they had asked before, tick that at the end:"
            " the 24 hours’ notice and the month for the answer count from that day",
        )

    def _moment(self) -> datetime:
        on, clock = self.cleaned_data["asked_on"], clock_time(self.cleaned_data.get("clock") or "")
        if clock is None:
            end = moment(on, time(23, 59))
            return min(end or timezone.now(), timezone.now())
        return moment(on, clock) or timezone.now()

    def asked(self) -> Asked:
        """Return what was asked; the form must be valid."""
        said = self.cleaned_data
        who = said["who"] if said["asker"] != Asker.CLIENT else ""
        return Asked(
            said["face"], said["channel"], said["asker"], self._moment(), said["words"], who
        )


class ArrangeForm(AppointmentForm):
    """When and in which room they read it, who comes along, how they were told and may be reminded."""

    looked_through: ClassVar[tuple[str, ...]] = ("room", "supporter", "interpreter")
    field_order = ("token", "day", "at", "minutes", "whose", "room", "supporter", "interpreter")
    room = line("In which room?", "One that nobody looks into, with the screen")
    supporter = line("Who comes along to support them?", "Empty: nobody", required=False)
    interpreter = line("Who interprets?", "Empty: nobody. Never family", required=False)
    told_by = forms.ChoiceField(label="How do they know of it?", widget=Radios())
    remind_by = forms.ChoiceField(
        label="How may they be reminded?",
        help_text="Only what keeps to their safe contact is offered. It becomes a task; nothing is sent by itself",
        widget=Radios(),
    )

    def __init__(self, *args: Any, ways: list[tuple[str, Use]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["place"], self.fields["words"]
        self.ways = {str(number): use for number, (_, use) in enumerate(ways)}
        safe = [(str(number), words) for number, (words, _) in enumerate(ways)]
        here = [("", "They do not know yet"), (HERE, "We told them in person")]
        self.fields["told_by"].choices = [*here[1:], *safe, here[0]]  # type: ignore[attr-defined]
        self.fields["remind_by"].choices = [("", "Not at all"), *safe]  # type: ignore[attr-defined]
        for name in ("told_by", "remind_by"):
            self.fields[name].required = False

    def arranging(self) -> Arranging:
        """Return what was arranged; the form must be valid."""
        said = self.cleaned_data
        starts = moment(said["day"], said["at"])
        assert isinstance(starts, datetime)  # noqa: S101 - the form is valid
        ends = starts + timedelta(minutes=int(said["minutes"]))
        told = Use(IN_PERSON) if said["told_by"] == HERE else self.ways.get(said["told_by"])
        return Arranging(
            Arranged(starts, ends, "office", f"Reads their own file. Room: {said['room']}"),
            self.worker(),
            said["supporter"],
            said["interpreter"],
            told,
            self.ways.get(said["remind_by"]),
        )


class ExplainForm(Once):
    """What was explained after they read it, which ends the request (5.2.4)."""

    outcome = forms.ChoiceField(
        choices=[each for each in FileRequest.Outcome.choices if each[0] in endings.AFTER_READING],
        label="What happened?",
        widget=Radios(),
    )
    on = day("On which day?")
    explained = long_words(
        "What did you explain to them?",
        "What the file is, what was withheld in general, their right to have words put beside an entry and to complain."
        " Never whose words were withheld",
        required=True,
    )
    where = line(
        "Where was it read?", "If they read it, and at no office screen of ours", required=False
    )
    asked = long_words("What did they ask or say?")


ENDINGS = (
    FileRequest.Outcome.REFUSED,
    FileRequest.Outcome.ENDED,
    FileRequest.Outcome.RETENTION,
    FileRequest.Outcome.WITHDRAWN,
    FileRequest.Outcome.MISTAKE,
    FileRequest.Outcome.UNPROVEN,
)
_APART = f"Said by {endings.APART}"


class EndForm(forms.Form):
    """How a request ends without a reading."""

    outcome = forms.ChoiceField(
        choices=[(each.value, each.label) for each in ENDINGS],
        label="How does it end?",
        widget=Radios(
            hints={
                **dict.fromkeys(endings.UNANSWERED, _APART),
                "retention": "A lead says that the law asks for it to be erased: the schedule decides when. Nothing is"
                " erased here (clause 5.2.7)",
            }
        ),
    )
    why = long_words(
        "Why?", "Needed where it is taken back, a mistake, or not theirs. It stays on the file"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where nobody was answered."""
        said = super().clean() or self.cleaned_data
        if said.get("outcome") in endings.UNANSWERED and not (said.get("why") or "").strip():
            self.add_error("why", "Write why it ends so")
        return said


class ComplainForm(Once):
    """What a client complains of."""

    words = long_words("What do they complain of?", "Their own words", required=True, rows=4)
    received_on = day("On which day did it come?")
    about = forms.TypedChoiceField(
        required=False,
        coerce=UUID,
        empty_value=None,
        label="Whose decision or doing is it about?",
        help_text="Somebody else decides about it",
    )

    of = forms.TypedChoiceField(
        required=False,
        coerce=UUID,
        empty_value=None,
        label="Is it about one of their requests?",
        help_text="Whoever refused or weighed something of it does not decide about the complaint",
    )

    def __init__(
        self, *args: Any, colleagues: list[Worker], requests: list[FileRequest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        asked = [
            (str(each.id), f"{each.get_face_display()}, {date_gb(localdate(each.asked_at))}")
            for each in requests
        ]
        self.fields["of"].choices = [("", "No, about something else"), *asked]  # type: ignore[attr-defined]
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["about"].choices = [("", "Nobody’s in particular"), *names]  # type: ignore[attr-defined]


class AcknowledgeForm(forms.Form):
    """When a complaint was acknowledged."""

    on = day("On which day did you tell them that it came?")


class JudgeForm(forms.Form):
    """What was decided about a complaint."""

    upheld = forms.TypedChoiceField(
        choices=(("yes", "They are right, wholly or in part"), ("no", "It is not upheld")),
        coerce=lambda value: value == "yes",
        label="What do you decide?",
        widget=Radios(),
    )
    answer = long_words(
        "What do you answer?",
        "With the reasons, and that they can go to the Information Commissioner",
        required=True,
        rows=5,
    )


class Theirs(Once):
    """Whether what a client says holds a sensitive fact (4.4.2); nobody can mark it later."""

    sensitive = EntryWords.base_fields["sensitive"]
    sensitive_kind = EntryWords.base_fields["sensitive_kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marked = bool(self.data.get(self.add_prefix("sensitive")))
        self.fields["sensitive_kind"].required = marked or not self.is_bound

    @property
    def marked(self) -> str:
        """Which sensitive fact it holds, '' for none; the form must be valid."""
        return self.cleaned_data["sensitive_kind"] if self.cleaned_data["sensitive"] else ""


class DisputeForm(Theirs):
    """What a client says to an entry, to stand beside it."""

    field_order = ("token", "statement", "received_on", "sensitive")

    statement = long_words(
        "What do they say?",
        "Their own words: they stand beside the entry from now on, and nothing is overwritten",
        required=True,
        rows=5,
    )
    received_on = day("On which day did they say it?")


class BesideForm(Theirs):
    """Beside which entry what they wrote at a screen is to stand."""

    field_order = ("token", "entry", "sensitive")

    entry = forms.TypedChoiceField(
        coerce=UUID,
        label="Beside which entry?",
        help_text="The entry that they had open is chosen. If none is, they had a page of a document open, or words"
        " written for them: choose the entry that theirs are about",
        widget=Radios(),
    )

    def __init__(self, *args: Any, entries: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entry", entry_choices(entries))


class AnswerForm(forms.Form):
    """What was decided about what a client disputes, and what they are answered."""

    decision = forms.ChoiceField(
        choices=[each for each in reversed(Rectification.Decision.choices) if each[0]],
        label="What did you find?",
        widget=Radios(),
    )
    answer = long_words(
        "What do you answer?",
        "Say what stands in the file now. Never who said what, or that anybody did (clause 3.2.1)",
        required=True,
        rows=5,
    )


class MinutesForm(Once):
    """Which entry is minutes of a multi-agency conference."""

    entry = forms.ChoiceField(label="Which entry?", widget=Radios())

    def __init__(self, *args: Any, entries: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entry", entry_choices(entries))

    def clean_entry(self) -> UUID:
        """Return the entry's id."""
        try:
            return UUID(self.cleaned_data["entry"])
        except ValueError as wrong:
            raise ValidationError("Choose an entry") from wrong


__all__ = [
    *(
        "AcknowledgeForm",
        "AnswerForm",
        "ArrangeForm",
        "AskForm",
        "BesideForm",
        "Choices",
        "ComplainForm",
    ),
    *("DisputeForm", "EndForm", "ExplainForm", "JudgeForm", "MinutesForm", "day", "line"),
]
