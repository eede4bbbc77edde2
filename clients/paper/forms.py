"""What the register of paper asks for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.once import Once
from confidentiality.interface.forms import DateParts, Ticks

from .models import Folder, Place

LONGEST_OUT = timedelta(days=14)


class InPlace(forms.Form):
    """Into which place a folder goes."""

    place = forms.TypedChoiceField(label="Where does it stand?", coerce=UUID)

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(str(each.pk), each.name) for each in places]  # type: ignore[attr-defined]


class AddFolderForm(Once, InPlace):
    """A paper folder of a file: where it stands; its label is drawn."""


class BringBackForm(InPlace):
    """Where a folder was put."""


class TakeOutForm(forms.Form):
    """Until when somebody takes a folder out."""

    due_on = DateParts(
        subject="The day",
        label="When will it be back?",
        help_text="The same day, unless it has to leave the office",
        initial=timezone.localdate,
    )

    def clean_due_on(self) -> date:
        """Refuse a day that is over, or too far away."""
        due_on: date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today <= due_on <= today + LONGEST_OUT:
            raise ValidationError(f"The day must be within the next {LONGEST_OUT.days} days")
        return due_on


class PlaceForm(forms.Form):
    """What a place is called."""

    name = forms.CharField(
        max_length=60, label="What is it called?", help_text="Such as ‘Cabinet 2, first floor’"
    )


class ChangePlaceForm(PlaceForm):
    """The same for a place in use; an empty one can be given up."""

    retire = forms.BooleanField(required=False, label="It is not used any more")


class CountForm(forms.Form):
    """Which of the labels shown stand in the place; `shown` keeps what the page listed."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)
    found = forms.MultipleChoiceField(
        required=False,
        label="Tick each folder that you see",
        help_text="Go by the labels on the folders; do not open them",
        widget=Ticks(),
    )

    def __init__(self, *args: Any, folders: list[Folder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_label = {each.label: each.pk for each in folders}
        self.initial["shown"] = " ".join(self.by_label)
        hints = {each.label: _where(each) for each in folders if _where(each)}
        self.fields["found"].choices = [(label, label) for label in self.by_label]  # type: ignore[attr-defined]
        self.fields["found"].widget.hints = hints

    def chosen(self) -> dict[str, set[UUID]]:
        """Return the action's `shown` and `found`; the form must be valid."""
        shown, found = self.cleaned_data["shown"].split(), self.cleaned_data["found"]
        return {
            "shown": {self.by_label[label] for label in shown if label in self.by_label},
            "found": {self.by_label[label] for label in found},
        }


def _where(folder: Folder) -> str:
    if folder.out_to:
        return f"Out to {folder.out_to.display_name}"
    if folder.orphaned_at:
        return "Its case file was destroyed: to be destroyed as well"
    return "Missing at the last count" if folder.missing_since else ""
