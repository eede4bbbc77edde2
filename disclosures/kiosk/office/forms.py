"""What is filled in at an office screen."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from confidentiality.interface.filters import date_gb
from confidentiality.interface.forms import Confirmation, DateParts, LongText, Ticks

from ..rules import SIZES
from .agreed import WITHDRAW, Agreed, Kind


class EnrolForm(forms.Form):
    """The code that makes a browser an office screen."""

    code = forms.CharField(
        max_length=20, label="Code of this screen", help_text="From whoever agreed to it"
    )


class EnterForm(forms.Form):
    """The code that a member of staff types, and the client's own."""

    staff_code = forms.CharField(
        max_length=20,
        label="Code of the member of staff",
        help_text="Eight letters and numbers",
        error_messages={"required": "Enter the code of the member of staff"},
    )
    client_code = forms.CharField(
        max_length=20,
        label="Your own code",
        help_text="Six numbers. Keep them: you need them again if the screen goes blank",
        error_messages={"required": "Enter your own code"},
    )


class ResumeForm(forms.Form):
    """The client's code again."""

    code = forms.CharField(
        max_length=20,
        label="Your own code",
        help_text="Six numbers, from the paper that you were given",
        error_messages={"required": "Enter your own code"},
    )


class TermsForm(forms.Form):
    """That they were told what they may ask for."""

    accepted = Confirmation("I have read this, or somebody has read it to me")


class RemarkForm(forms.Form):
    """What the client says of one item."""

    words = LongText(
        max_length=2_000,
        label="Is something wrong, or do you want to add something?",
        help_text="We keep your words beside what is written here. Nothing that is written is taken away. Your words"
        " are kept too if you turn the page, or the screen goes blank. If you do not want that, clear the box.",
        widget=forms.Textarea({"rows": 4}),
    )


class LooksForm(forms.Form):
    """How large letters are, and whether black and white are wanted."""

    size = forms.TypedChoiceField(coerce=int, choices=[(each, each) for each in SIZES])
    contrast = forms.BooleanField(required=False)


class ChangeForm(forms.Form):
    """Which of their consents is changed, and that they are sure."""

    consent = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = Confirmation("Yes, change it")

    def __init__(self, *args: Any, agreed: Agreed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = agreed
        self.order_fields([name for name in self.fields if name != "confirmed"])

    def limit(self) -> dict[str, Any]:
        """Return what `agreed.limit` takes besides its kind; the form must be valid."""
        names = ("entries", "day", "name")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class WithdrawForm(ChangeForm):
    """That they agree no more."""

    confirmed = Confirmation("I do not agree any more")


class LeaveOutForm(ChangeForm):
    """What is left out of those pages that the consent covers."""

    entries = forms.TypedMultipleChoiceField(
        coerce=UUID,
        label="What do you want to leave out?",
        widget=Ticks(),
        error_messages={"required": "Choose what you want to leave out"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.id, each.title) for each in self.agreed.covered]
        self.fields["entries"].choices = choices  # type: ignore[attr-defined]


class PersonForm(ChangeForm):
    """Who there must not know of it."""

    name = forms.CharField(
        max_length=120,
        label="Who must not know?",
        help_text="Write the name as you know it",
        error_messages={"required": "Write the name"},
    )


class WaitForm(ChangeForm):
    """Before which day nothing is shared."""

    day = DateParts(subject="The first day", label="From which day may we share it?")

    def clean_day(self) -> date:
        """Refuse a day that has come: nothing would change."""
        day: date = self.cleaned_data["day"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Choose a day after today")
        return day


class EndForm(ChangeForm):
    """Until which day it holds, earlier than now."""

    day = DateParts(subject="The last day", label="Which is the last day?")

    def clean_day(self) -> date:
        """Refuse a day that has passed, and one that would make it last as long as now, or longer."""
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day has passed. To end it now, choose today")
        if self.agreed.until and day >= self.agreed.until:
            raise forms.ValidationError(
                f"Choose a day before {date_gb(self.agreed.until)}. To let us share for longer, talk with your worker"
            )
        return day


FORMS: dict[str, type[ChangeForm]] = {
    WITHDRAW: WithdrawForm,
    Kind.NOT_THIS_ITEM: LeaveOutForm,
    Kind.NOT_THIS_PERSON: PersonForm,
    Kind.ONLY_VERBALLY: ChangeForm,
    Kind.NOT_BEFORE: WaitForm,
    Kind.ENDS: EndForm,
}
