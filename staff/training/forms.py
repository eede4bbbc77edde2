"""What noting inductions and trainings asks for."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from confidentiality.interface.forms import Confirmation, DateParts, Radios
from staff.models import Worker

from .models import LONGEST_RENEWAL, Item, Training


class NoteLineForm(forms.Form):
    """Who did it with the person, and when."""

    done_by = forms.TypedChoiceField(label="By whom?", coerce=UUID)
    done_on = DateParts(past=True, subject="The day", label="When?", initial=timezone.localdate)

    def __init__(self, *args: Any, colleagues: list[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(each.pk), each.display_name) for each in colleagues]
        self.fields["done_by"].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]
        self.fields["done_by"].initial = str(by.pk)


def _renewal() -> int:
    return int(settings.TRAINING_MONTHS)


class NoteTrainingForm(forms.Form):
    """What a training covered, who held it, when, and after how long it is to be renewed (clause 5.10)."""

    subject = forms.ChoiceField(
        choices=Training.Subject.choices,
        label="What was it about?",
        widget=Radios(
            hints={Training.Subject.POLICY: "Files wait for the first one, and for its renewal"}
        ),
    )
    content = forms.CharField(max_length=200, label="What did it cover?")
    trainer = forms.CharField(max_length=120, label="Who held it?")
    held_on = DateParts(
        past=True, subject="The day of the training", label="When?", initial=timezone.localdate
    )
    months = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_RENEWAL,
        label="To be renewed after how many months?",
        initial=_renewal,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


class TakeBackForm(forms.Form):
    """That something was noted by mistake."""

    sure = Confirmation("It was noted by mistake")


class ItemForm(forms.Form):
    """A line of the checklist and where it stands."""

    words = forms.CharField(max_length=200, label="What is to be done?")
    position = forms.IntegerField(
        min_value=1,
        max_value=999,
        label="Place on the list",
        help_text="1 stands first",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


class ChangeItemForm(ItemForm):
    """The same for a line that stands; one of the organisation's own can be taken off."""

    retire = forms.BooleanField(
        required=False,
        label="Take it off the list",
        help_text="For whom it is noted, it stays noted",
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.code != Item.Code.OTHER:
            del self.fields["retire"]
