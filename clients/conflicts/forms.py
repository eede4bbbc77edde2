"""What naming colleagues, stepping back and deciding ask for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import Confirmation, Radios, Ticks
from staff.models import Worker

MYSELF = (
    "You know this person yourself, so their file is not yours: open none, and ask your line manager to have a"
    " colleague do it. Nobody will ask you why"
)


def names_of(people: Iterable[Worker], by: Worker) -> list[tuple[str, str]]:
    """Return choices of colleagues; oneself among them, to be told what to do instead."""
    return [(str(each.pk), _name(each, by)) for each in people]


def _name(each: Worker, by: Worker) -> str:
    if each.pk == by.pk:
        return f"{each.display_name} (you)"
    return each.display_name if each.in_post else f"{each.display_name} (has left)"


class Colleagues(forms.MultipleChoiceField):
    """Colleagues, past ones included, whom a client knows (E3); cleans to their ids."""

    widget = Ticks

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Whom?",
            help_text="Whoever you tick does not see the file, and does not learn that it is there",
            error_messages={"required": "Tick whom the client knows"},
            **kwargs,
        )

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids of whom was ticked."""
        return [UUID(each) for each in super().clean(value)]


class NameColleaguesForm(forms.Form):
    """Colleagues who must not see a file, named later than at its opening."""

    colleagues = Colleagues()

    def __init__(self, *args: Any, people: Iterable[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["colleagues"].choices = names_of(people, by)  # type: ignore[attr-defined]

    def clean_colleagues(self) -> list[UUID]:
        """Refuse oneself: whoever knows the client steps back."""
        named: list[UUID] = self.cleaned_data["colleagues"]
        if self.by.pk in named:
            raise ValidationError(
                "You step back yourself under ‘I know this person’, on the timeline"
            )
        return named


class StepBackForm(forms.Form):
    """That one knows the client, and that the file is gone from then on."""

    sure = Confirmation("I know this person, and the file is to be somebody else’s")


class SettleForm(forms.Form):
    """Whether the wall is right, or was raised for somebody else of the same name."""

    CONFIRM, LIFT = "confirm", "lift"
    decision = forms.ChoiceField(
        choices=[(CONFIRM, "The wall stands"), (LIFT, "Lift it")],
        label="What is to happen?",
        widget=Radios(
            hints={
                CONFIRM: "They are kept from the file, and do not learn that it is there",
                LIFT: "It is somebody else of the same name, or it was named by mistake. What they held on the file"
                " before opens to them again at once",
            }
        ),
        error_messages={"required": "Say whether the wall stands"},
    )

    def __init__(self, *args: Any, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not waits:
            self.fields["decision"].choices = [(self.LIFT, "Lift it")]  # type: ignore[attr-defined]

    def lifts(self) -> bool:
        """Say whether the wall is to be lifted; the form must be valid."""
        return str(self.cleaned_data["decision"]) == self.LIFT
