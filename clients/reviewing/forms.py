"""What the pages of the access review send: ids that stood on the page, and which of them are to end."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

MOST = 500


class Ids(forms.Field):
    """Lists of ids, each list joined by commas, as the lines of a page carry them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids; raises ValidationError for what is none, or too many."""
        try:
            found = [UUID(one) for line in value or [] for one in str(line).split(",")]
        except ValueError:
            raise ValidationError("That was not on the page. Look at it again") from None
        if len(found) > MOST:
            raise ValidationError("That is too much at once. Look at the page again")
        return found


class PageForm(forms.Form):
    """The lines of a page, those that are to end, and that it was asked whether they are."""

    kept_as_draft = False  # there are no words in it

    shown = Ids(required=False)
    end = Ids(required=False)
    sure = forms.BooleanField(required=False)

    def kept(self) -> list[UUID]:
        """Return what stays: shown, and not to end."""
        ends = set(self.cleaned_data["end"])
        return [each for each in self.cleaned_data["shown"] if each not in ends]
