"""What declaring asks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import Confirmation, DateParts, LongText, Radios
from confidentiality.sealing.index import words
from staff.once import Once

from .actions import Said
from .models import Declared
from .rules import marks_of_declared

LONGEST_NAME = 200
MOST_NAMES = 20
NOT_ENOUGH = (
    "Give the first and the family name, or a telephone number, or the date of birth with one of the names: with"
    " less, nobody can be found"
)


class DeclareForm(Once):
    """Somebody whom the worker knows outside work."""

    relation = forms.ChoiceField(
        choices=Declared.Relation.choices, label="How do you know each other?", widget=Radios()
    )
    given_name = forms.CharField(required=False, max_length=LONGEST_NAME, label="First name")
    family_name = forms.CharField(required=False, max_length=LONGEST_NAME, label="Family name")
    other_names = LongText(
        required=False,
        max_length=2000,
        label="Other names",
        help_text="At birth, from a marriage, for short: one a line",
        widget=forms.Textarea({"rows": 2}),
    )
    date_of_birth = DateParts(
        required=False,
        past=True,
        subject="The date of birth",
        label="Date of birth",
        help_text="If you know it: it keeps somebody of the same name from being taken for them",
    )
    phone = forms.CharField(
        required=False,
        max_length=40,
        label="Telephone number",
        widget=forms.TextInput({"inputmode": "tel"}),
    )

    def clean_other_names(self) -> list[str]:
        """Return the lines; refuses too many or too long ones."""
        lines = [line.strip() for line in self.cleaned_data["other_names"].split("\n")]
        names = [line for line in lines if line]
        if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(
                f"Give at most {MOST_NAMES} names of at most {LONGEST_NAME} characters each"
            )
        return names

    def clean_phone(self) -> str:
        """Refuse what is no whole number."""
        number: str = self.cleaned_data["phone"]
        if number and not words.phone(number):
            raise ValidationError("Type a whole telephone number")
        return number

    def clean(self) -> dict[str, Any]:
        """Ask for enough to tell this person from others."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        born = data["date_of_birth"]
        marks = marks_of_declared(
            given=data["given_name"],
            family=data["family_name"],
            others=data["other_names"],
            born=born.isoformat() if born else "",
            phone=data["phone"],
        )
        if not marks.tell:
            self.add_error("family_name", NOT_ENOUGH)
        return data

    def said(self) -> Said:
        """Return what is declared; the form must be valid."""
        data = self.cleaned_data
        return Said(**{name: value for name, value in data.items() if name != "token"})


class StateForm(forms.Form):
    """That what stands there is everybody."""

    everybody = Confirmation("This is everybody whom I have to declare, as far as I know")

    def __init__(self, *args: Any, nobody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nobody:
            words = "I have nobody to declare, as far as I know"
            self.fields["everybody"] = Confirmation(words)


class EndForm(forms.Form):
    """That it is taken back."""

    sure = Confirmation("I do not know this person, or it was wrong")
