"""What is asked about a group, a session, and who was there."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from clients.models import CaseFile
from clients.once import Once
from clients.programme.forms import SignedFormForm
from confidentiality.interface.filters import initials
from confidentiality.interface.forms import DateParts, Radios
from staff.models import Worker

from .models import ClientGroup, GroupSession

YES, NO = "yes", "no"


class RunForm(Once):
    """Who of the service runs it, one or two."""

    run_by = forms.TypedChoiceField(label="Who of us runs it?", coerce=UUID)
    run_with = forms.TypedChoiceField(
        label="And who with them?", coerce=UUID, required=False, empty_value=None
    )

    def __init__(self, *args: Any, colleagues: list[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.pk: each for each in colleagues}
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["run_by"].choices = names  # type: ignore[attr-defined]
        self.fields["run_with"].choices = [("", "Nobody"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse one person for two."""
        data = super().clean() or self.cleaned_data
        if data.get("run_with") and data.get("run_with") == data.get("run_by"):
            self.add_error("run_with", "Choose somebody else, or nobody")
        return data

    def runner(self) -> Worker:
        """Return who runs it; the form must be valid."""
        return self.people[self.cleaned_data["run_by"]]

    def second(self) -> Worker | None:
        """Return who runs it with them, if anybody does."""
        return self.people.get(self.cleaned_data["run_with"])


class GroupForm(RunForm):
    """On which day and in which part of it a group meets: its name is made of them."""

    weekday = forms.TypedChoiceField(
        choices=ClientGroup.Day.choices, coerce=int, label="On which day does it meet?"
    )
    part = forms.ChoiceField(choices=ClientGroup.Part.choices, label="When?", widget=Radios())
    field_order = ("weekday", "part", "run_by", "run_with")


class ChangeGroupForm(RunForm):
    """Who runs it from now on, or that it has ended."""

    ended = forms.BooleanField(required=False, label="It meets no more")


class SessionForm(RunForm):
    """On which day a group met, and who ran it."""

    held_on = DateParts(
        past=True, subject="The day", label="When was it?", initial=timezone.localdate
    )
    field_order = ("held_on", "run_by", "run_with")


def _discussed() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(YES, "Yes, in these words"), (NO, "No, or they came after it")],
        label="Was confidentiality discussed with them?",
        widget=Radios(),
    )


class AttendedForm(Once):
    """Who was there of those whose files one may write in, and whether it was discussed with them."""

    who = forms.MultipleChoiceField(
        label="Who was there?",
        help_text="Those whom you lead, or who were in this group before. Of others it is recorded on their own file",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who was there"},
    )
    discussed = _discussed()

    def __init__(self, *args: Any, files: list[CaseFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.id): each for each in files}
        names = [
            (key, f"{each.reference}, {initials(each.name)}") for key, each in self.known.items()
        ]
        self.fields["who"].choices = names  # type: ignore[attr-defined]

    def chosen(self) -> list[CaseFile]:
        """Return the files chosen; the form must be valid."""
        return [self.known[key] for key in self.cleaned_data["who"]]


class AttendedOnFileForm(Once):
    """At which session the client of this file was, and whether it was discussed with them."""

    session = forms.ChoiceField(label="At which session?")
    discussed = _discussed()

    def __init__(self, *args: Any, sessions: list[GroupSession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.id): each for each in sessions}
        names = [
            (key, f"{each.held_on:%-d %B %Y}: {each.group}") for key, each in self.known.items()
        ]
        self.fields["session"].choices = names  # type: ignore[attr-defined]

    def chosen(self) -> GroupSession:
        """Return the session chosen; the form must be valid."""
        return self.known[self.cleaned_data["session"]]


class KeepingForm(SignedFormForm):
    """On which day the client signed, and before whom (clause 4.4.1)."""

    signed_on = DateParts(
        past=True, subject="The day", label="When did they sign it?", initial=timezone.localdate
    )
