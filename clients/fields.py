"""Fields for names, numbers and addresses: what could not be compared with anything is refused (clause 3.3.2 e)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import LongText

from .contacting import sameness

LONGEST_NAME = 200
MOST_LINES = 20


class Lines(LongText):
    """Several short texts, one a line; cleans to a list without empty lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 2}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the lines; refuses too many or too long ones."""
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"{self.label} can have at most {MOST_LINES} lines")
        if any(len(line) > LONGEST_NAME for line in lines):
            raise ValidationError(
                f"Each line of ‘{self.label}’ can have at most {LONGEST_NAME} characters"
            )
        return lines


class ComparedLines(Lines):
    """Lines of which each is compared with what is blocked and with recipients; `words_go` is where words belong."""

    what: str

    def __init__(self, *, words_go: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words_go = words_go

    def clean(self, value: Any) -> list[str]:
        """Return the lines; refuses those in which nothing can be read, each by its own sentence."""
        lines = super().clean(value)
        wrong = [line for line in lines if not self.compared(line)]
        if wrong:
            go = f"write it under ‘{self.words_go}’"
            raise ValidationError([f"‘{line}’ is no {self.what}: {go}" for line in wrong])
        return lines

    def compared(self, line: str) -> str:
        """Return a line in the form in which it is compared; '' where nothing can be read in it."""
        raise NotImplementedError


class Phones(ComparedLines):
    """Telephone numbers, also from abroad, with an extension or a word beside them."""

    what = "telephone number"

    def compared(self, line: str) -> str:
        """Return the number as the world dials it; '' for none."""
        return sameness.phone(line)


class Emails(ComparedLines):
    """E-mail addresses."""

    what = "e-mail address"

    def compared(self, line: str) -> str:
        """Return the address in small letters; '' for none."""
        return sameness.email(line)


class Postcode(forms.CharField):
    """A postcode of any country: all that is known of those is that a digit stands in each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the postcode; refuses one without a digit."""
        code: str = super().clean(value)
        if code and not any(map(str.isdigit, code)):
            raise ValidationError(
                f"{self.label}: ‘{code}’ is no postcode. Empty it, or write it with the address"
            )
        return code
