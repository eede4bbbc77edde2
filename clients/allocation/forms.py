"""What a change of hands asks for: to whom, with which handover note, for how long."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.interface.filters import initials
from confidentiality.interface.forms import DateParts, LongText, Radios
from staff.models import Worker

LONGEST_NOTE = 10_000
LONGEST_COVER = timedelta(days=184)
MOST_FILES = 500
NOT_AVAILABLE = "Not available for this file. Choose somebody else"
NOTE = forms.Textarea({"rows": 5})


class _GivesTo(forms.Form):
    """A choice among those who can take a file; whoever cannot is not among them, and no word says why (E1)."""

    to = forms.ChoiceField(
        label="Who takes it?",
        widget=Radios(),
        error_messages={"invalid_choice": NOT_AVAILABLE, "required": "Say who takes it"},
    )

    def __init__(
        self, *args: Any, people: Sequence[Worker], hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        named = [(key, each.display_name) for key, each in self.people.items()]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.widget = Radios(hints=hints)
        field.choices = named

    def taker(self) -> Worker:
        """Return who was chosen; the form must be valid."""
        return self.people[self.cleaned_data["to"]]


class AllocateForm(_GivesTo):
    """Who leads the file from now on; `was` is who led it when the page was shown."""

    was = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = LongText(
        max_length=LONGEST_NOTE,
        label="Handover note",
        help_text="What the new lead has to know first: risk, what was promised, what is due. "
        "It becomes an entry of the file.",
        widget=NOTE,
        error_messages={
            "required": "Write a handover note: a file changes hands, and nothing may be lost on the way"
        },
    )

    def __init__(self, *args: Any, changes_hands: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = changes_hands


class CoverForm(_GivesTo):
    """Who covers the file, and until which day."""

    field_order = ("to", "last_day", "third_party")
    last_day = DateParts(
        subject="The last day of the cover", label="Until", help_text="The last day, included"
    )
    third_party = forms.BooleanField(
        required=False,
        label="They may also read what others said",
        help_text="Third-party records (clause 3.2.1)",
    )

    def clean_last_day(self) -> date:
        """Refuse a day that is over, and cover so long that it is a change of hands."""
        last: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= last <= today + LONGEST_COVER:
            raise ValidationError(
                "Cover lasts from today for half a year at most; allocate the file if it is for longer",
                params={"parts": ["day", "month", "year"]},
            )
        return last


class EndCoverForm(forms.Form):
    """Whose cover ends."""

    worker = forms.UUIDField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """All files of one worker, each to somebody or to nobody yet, and one note for those that go."""

    note = LongText(
        max_length=LONGEST_NOTE,
        label="Handover note",
        help_text="It becomes an entry of each file that you give here: name no client in it.",
        widget=NOTE,
    )

    def __init__(
        self,
        *args: Any,
        files: Sequence[CaseFile],
        people: Mapping[UUID, Sequence[Worker]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case_files = {self._name(file): file for file in files}
        self.people = people
        for name, file in self.case_files.items():
            can = [(str(each.pk), each.display_name) for each in people[file.id]]
            self.fields[name] = forms.ChoiceField(
                required=False,
                choices=[("", "Leave it for now"), *can],
                label=f"{file.reference}, {initials(file.name)}",
                error_messages={"invalid_choice": NOT_AVAILABLE},
            )
        self.order_fields([*self.case_files, "note"])

    @staticmethod
    def _name(file: CaseFile) -> str:
        return f"give-{file.id}"

    def clean(self) -> dict[str, Any]:
        """Ask for one file at least."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data[name] for name in self.case_files):
            raise ValidationError("Choose who takes at least one of the files")
        return data

    def given(self) -> list[tuple[CaseFile, Worker]]:
        """Return each file that somebody was chosen for; the form must be valid."""
        found = []
        for name, file in self.case_files.items():
            chosen = self.cleaned_data[name]
            found += [(file, each) for each in self.people[file.id] if str(each.pk) == chosen]
        return found


class LimitForm(forms.Form):
    """How many open files somebody leads at most."""

    kept_as_draft = False  # there are no words in it

    most = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_FILES,
        label="Open case files at most",
        help_text="Whoever leads so many is not available for a further one. Leave it empty for no limit.",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
