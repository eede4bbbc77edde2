"""What is asked of whoever tells a notification, or decides not to."""

from typing import Any

from django import forms

from clients.contacting.actions import Made
from clients.contacting.forms_made import MakeContactForm
from clients.contacting.profile import Profile
from clients.once import Once
from confidentiality.interface.forms import LongText, Radios
from staff.models import Worker

from .models import Preference
from .rules import Verdict, Way

YES, NO = "yes", "no"
MANAGERS = "managers"


class TellForm(MakeContactForm):
    """How she was reached, when, and whether she was told. What stands against it now is asked about twice (E15)."""

    field_order = (
        "token",
        "seen",
        "channel",
        "to",
        "other",
        "outcome",
        "heard",
        "words",
        "day",
        "at",
    )
    heard = forms.ChoiceField(
        choices=[(YES, "Yes, herself"), (NO, "No, she was not reached")],
        label="Was she told?",
        help_text="Tell nobody else, leave no message about it, and say nothing but what stands above",
        widget=Radios(),
    )

    def __init__(self, *args: Any, verdict: Verdict, told: Profile, **kwargs: Any) -> None:
        self.verdict = verdict
        super().__init__(*args, told=told, **kwargs)
        self.fields["words"].label = "What else was said?"
        self.fields[
            "words"
        ].help_text = "It becomes an entry of her file: do not write what she was told of him"
        self.fields["channel"].label = "How did you reach, or try to reach her?"

    def clean(self) -> dict[str, Any]:
        """Refuse a telling that reached somebody else."""
        data = super().clean()
        if data.get("heard") == YES and data.get("outcome") not in (None, "", "herself"):
            self.add_error("heard", "She is told only when she herself answers, or is met")
        return data

    def _look_at(self, made: Made) -> None:
        super()._look_at(made)
        if self.verdict.way != Way.SETTLE or self.cleaned_data.get("heard") == NO:
            return
        self.remarks = [*self.verdict.why, *self.remarks]
        if not self.cleaned_data.get("happened"):
            self._ask_twice()
            for each in self.verdict.why:
                self.add_error(None, forms.ValidationError(each))

    def was_told(self) -> bool:
        """Say whether she was told; the form must be valid."""
        return bool(self.cleaned_data["heard"] == YES)


class NotToldForm(Once):
    """Why it is not told."""

    reason = LongText(
        max_length=2000,
        label="Why is she not told?",
        help_text="Whoever reads this later has to be able to follow it",
        widget=forms.Textarea({"rows": 4}),
    )


class PreferenceForm(Once):
    """What she wants to be told."""

    wants = forms.ChoiceField(
        choices=Preference.Wants.choices, label="What does she want to be told?", widget=Radios()
    )
    words = LongText(
        required=False,
        max_length=1000,
        label="In her words",
        widget=forms.Textarea({"rows": 2}),
    )


class GiveForm(forms.Form):
    """Whose a strand is."""

    whom = forms.ChoiceField(label="Who looks after it?")

    def __init__(self, *args: Any, people: list[Worker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in people}
        named = [(key, who.display_name) for key, who in self.people.items()]
        self.fields["whom"].choices = [*named, (MANAGERS, "The line managers")]  # type: ignore[attr-defined]

    def worker(self) -> Worker | None:
        """Return to whom it is given; None: the line managers."""
        return self.people.get(self.cleaned_data["whom"])
